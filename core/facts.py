"""Rows that are added and never changed: the base of every fact the record holds.

A correction is a new row that points to the old one. The only thing that may ever touch a stored row again is
redaction, which masks text and keeps who, when and why.
"""

from datetime import date
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models

from core import clock

ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)


class FactIsFixed(RuntimeError):
    """Raised when code tries to change or delete a stored fact. Add a new row instead."""


class AppendOnlyQuerySet(models.QuerySet[ModelT]):
    """A queryset that reads and adds, and refuses to change or delete."""

    def update(self, **kwargs: Any) -> int:
        raise FactIsFixed(f"{self.model.__name__} rows are never changed: add a new row.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise FactIsFixed(f"{self.model.__name__} rows are never deleted: add a new row.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise FactIsFixed(f"{self.model.__name__} rows are never changed: add a new row.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[ModelT]:
        if kwargs.get("update_conflicts"):
            raise FactIsFixed(f"{self.model.__name__} rows are never changed: add a new row.")
        return super().bulk_create(*args, **kwargs)


class AppendOnly(models.Model):
    """A row that can be added once and then only read."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise FactIsFixed(f"{type(self).__name__} {self.pk} is never changed: add a new row.")
        # Without this, a new object with the number of a stored row would write over that row
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FactIsFixed(f"{type(self).__name__} {self.pk} is never deleted: add a new row.")


class FactQuerySet(AppendOnlyQuerySet[ModelT]):
    """Facts, each with the day it was so (`happened_on`) and the day it became known (`known_on`)."""

    def so_on(self, day: date) -> Self:
        """What was so on that day, whenever it became known."""
        return self.filter(happened_on__lte=day)

    def latest_first(self) -> Self:
        """Newest first. The greatest (happened_on, id) is the current one: a back-dated row never replaces a later."""
        return self.order_by("-happened_on", "-pk")


class Fact(AppendOnly):
    """Something that was so on a day.

    `happened_on` is the day it was so. `known_on` is the day the partnership could know it: the date of the document
    it comes from, or the day it was recorded. `recorded_at` and `recorded_by` say who put it in; nobody, when the
    record was loaded from its data files.
    """

    happened_on = models.DateField("date it was so")
    known_on = models.DateField("date it became known")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def became_known_after(self, day: date) -> bool:
        """Whether this was so on `day` but could not be known then."""
        return self.known_on > day
