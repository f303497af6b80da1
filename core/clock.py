"""The only place that asks what day it is. Everything else is handed the day."""

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """The day in London, which is the day people mean when they say that something is overdue."""
    return timezone.localdate()


def now() -> datetime:
    """This moment, aware of its time zone."""
    return timezone.now()
