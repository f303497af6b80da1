"""The history: one append-only row for everything anybody did. Written by services, read by auditors."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from core import clock
from core.facts import AppendOnly, AppendOnlyQuerySet


class EventQuerySet(AppendOnlyQuerySet["Event"]):
    def about(self, thing: models.Model) -> Self:
        """The history of one record."""
        return self.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk))

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class Event(AppendOnly):
    """Who did what, for whom, to which record, from what to what, why, and in which request."""

    at = models.DateTimeField(default=clock.now, db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    verb = models.CharField("what was done", max_length=60)
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField("record", max_length=300)
    area_id = models.BigIntegerField(null=True, blank=True, help_text="The local area the record belongs to, if any.")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "history entry"
        verbose_name_plural = "history entries"
        indexes = [
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["object_type", "object_id", "-at"]),
            models.Index(fields=["area_id", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="event_says_what_was_done"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.object_label}"
