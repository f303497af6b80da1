"""Rows that hold from a day to a day: memberships, posts, leads, links. Both days belong to the period."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)


def in_force(day: date, of: str = "") -> Q:
    """Rows that hold on `day`: begun, and not yet ended. `of` names the relation that leads to them."""
    start, end = (f"{of}__valid_from", f"{of}__valid_to") if of else ("valid_from", "valid_to")
    begun = Q((f"{start}__isnull", True)) | Q((f"{start}__lte", day))
    not_ended = Q((f"{end}__isnull", True)) | Q((f"{end}__gte", day))
    return begun & not_ended


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message="The last day is before the first day. Change one of them.",
    )


class DatedQuerySet(models.QuerySet[ModelT]):
    def in_force(self, day: date) -> Self:
        return self.filter(in_force(day))


class Dated(models.Model):
    """Something that holds from a day to a day. Empty ends are open."""

    valid_from = models.DateField("from", null=True, blank=True)
    valid_to = models.DateField("to", null=True, blank=True, help_text="The last day. Leave empty while it lasts.")

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
