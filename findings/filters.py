"""What the register of findings can be cut down by."""

from typing import Any

import django_filters
from django.http import HttpRequest

from core.accounts.models import LocalArea, LocalAreaQuerySet
from core.web.filters import HouseFilterSet, WordsFilter
from findings.choices import FindingType, Level
from findings.models import FindingQuerySet, Review, ReviewQuerySet, Theme


def reviews_of(request: HttpRequest | None) -> ReviewQuerySet:
    """Reviews the person may read; never those of another area."""
    return Review.objects.none() if request is None else Review.objects.visible_to(request.user)


def areas_of(request: HttpRequest | None) -> LocalAreaQuerySet:
    """Areas the person may read."""
    return LocalArea.objects.none() if request is None else LocalArea.objects.visible_to(request.user)


class FindingFilter(HouseFilterSet):
    """Kinds are offered as far as they occur: each framework has its own."""

    q = WordsFilter(within=("reference", "title", "text"), label="Search")
    review = django_filters.ModelChoiceFilter(queryset=reviews_of, label="Review")
    area = django_filters.ModelChoiceFilter(queryset=areas_of, label="Area")
    type = django_filters.ChoiceFilter(choices=FindingType.choices, label="Kind")
    theme = django_filters.ModelChoiceFilter(field_name="themes", queryset=Theme.objects.all(), label="Theme")
    level = django_filters.ChoiceFilter(choices=Level.choices, label="Level")
    raised = django_filters.ChoiceFilter(
        method="raised_where",
        choices=[("before", "Raised before"), ("again", "Raised again later")],
        label="Raised more than once",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = set(self.queryset.order_by().values_list("type", flat=True).distinct())
        self.filters["type"].extra["choices"] = [(code, label) for code, label in FindingType.choices if code in held]

    def raised_where(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return queryset.filter(**{f"raised_{value}": True})
