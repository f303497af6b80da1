"""How dates and numbers are written out, the same on a page, in a form and in a mail."""

from datetime import date, datetime

from django.utils import timezone

from core import calendar


def uk_date(day: date | datetime | None) -> str:
    """ "10 February 2022"; a moment gives its day in London; nothing gives ""."""
    if day is None:
        return ""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return calendar.uk_date(day)


def uk_moment(moment: datetime | None) -> str:
    """ "10 February 2022, 14:05", London time; nothing gives ""."""
    if moment is None:
        return ""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{uk_date(moment)}, {moment:%H:%M}"


def quantity(number: int, singular: str, plural: str = "") -> str:
    """ "1 action", "3 actions"; `plural` where an s is not enough ("entry", "entries")."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
