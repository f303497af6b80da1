"""What the register of findings can be cut down by."""

import django_filters
from django.db.models import Q
from django.http import HttpRequest

from core.web.filters import HouseFilterSet
from core.web.forms import WordsField
from findings.choices import FindingType, Level
from findings.models import FindingQuerySet, Review, ReviewQuerySet, Theme


def reviews_of(request: HttpRequest | None) -> ReviewQuerySet:
    """Reviews the person may read; never those of another area."""
    return Review.objects.none() if request is None else Review.objects.visible_to(request.user)


class WordsFilter(django_filters.CharFilter):
    """Words to search for; what cannot be shown is refused with a sentence."""

    field_class = WordsField


class FindingFilter(HouseFilterSet):
    q = WordsFilter(method="search", label="Search")
    review = django_filters.ModelChoiceFilter(queryset=reviews_of, label="Review")
    type = django_filters.ChoiceFilter(choices=FindingType.choices, label="Kind")
    theme = django_filters.ModelChoiceFilter(field_name="themes", queryset=Theme.objects.all(), label="Theme")
    level = django_filters.ChoiceFilter(choices=Level.choices, label="Level")
    raised = django_filters.ChoiceFilter(
        method="raised_where",
        choices=[("before", "Raised before"), ("again", "Raised again later")],
        label="Raised more than once",
    )

    def search(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        """Every word, up to ten, must stand in the reference, the heading or the wording."""
        for word in value.split()[:10]:
            queryset = queryset.filter(
                Q(reference__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word)
            )
        return queryset

    def raised_where(self, queryset: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return queryset.filter(**{f"raised_{value}": True})
