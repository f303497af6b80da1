"""Filters above a list: django-filter with GOV.UK fields, and the chosen filters in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from core.web.forms import HouseForm, UKDateField, WordsField
from core.web.words import uk_date

#: Values of a list page's address that are not filters and stay when the filters change.
KEPT = ("sort", "as_at")
#: Values that say how to answer, not what is shown.
ANSWER = ("page", "format")


class FilterForm(HouseForm):
    """The form of a HouseFilterSet: every field may stay empty, so none is marked as optional."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "filter_%s")
        super().__init__(*args, **kwargs)


class WordsFilter(django_filters.CharFilter):
    """A search: each of the words, up to ten, must stand in one of the fields `within`."""

    field_class = WordsField

    def __init__(self, *args: Any, within: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = within

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in (value or "").split()[:10]:
            anywhere = Q()
            for name in self.within:
                anywhere |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(anywhere)
        return queryset


class DayFilter(django_filters.Filter):
    """A day typed as people here write it. With lookup_expr "gte" or "lte" it is an end of a period."""

    field_class = UKDateField


@dataclass(frozen=True)
class Chosen:
    """One filter in use, in words, and the address of the list without it."""

    label: str
    words: str
    remove_url: str


class HouseFilterSet(django_filters.FilterSet):
    """The base of every list's filters. A value that is not understood is an error with a sentence, never ignored."""

    #: Up to this many filters are shown open; more are folded away, those in use stand in words above the list.
    open_up_to: ClassVar[int] = 3

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data if data is not None else QueryDict(), *args, **kwargs)
        for item in self.filters.values():
            if isinstance(item, (django_filters.ChoiceFilter, django_filters.ModelChoiceFilter)):
                item.extra.setdefault("empty_label", "Any")

    def get_form_class(self) -> type[forms.BaseForm]:
        """Every filter set's form is a FilterForm, whatever its Meta forgot to inherit."""
        if not issubclass(self._meta.form, FilterForm):
            self._meta.form = FilterForm
        form_class: type[forms.BaseForm] = super().get_form_class()
        return form_class

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form carries along: the order and the day shown."""
        return [(name, self.data[name]) for name in KEPT if self.data.get(name)]

    @property
    def stays_open(self) -> bool:
        return bool(self.form.errors) or len(self.form.fields) <= self.open_up_to

    @property
    def chosen(self) -> list[Chosen]:
        """The filters in use, in words; none where the form has errors, for then nothing is shown."""
        if not self.form.is_valid():
            return []
        return [
            Chosen(
                label=str(self.form[name].label),
                words=_in_words(self.form.fields[name], value),
                remove_url=self._without(name),
            )
            for name, value in self.form.cleaned_data.items()
            if not _is_empty(value)
        ]

    def _without(self, name: str) -> str:
        query = self.data.copy()
        for key in (name, *ANSWER):
            query.pop(key, None)
        return f"?{query.urlencode()}"


def _is_empty(value: Any) -> bool:
    if isinstance(value, QuerySet):
        return not value
    return value in (None, "", [], ())


def _in_words(item: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return uk_date(value)
    if isinstance(value, Model):
        return item.label_from_instance(value) if isinstance(item, forms.ModelChoiceField) else str(value)
    if isinstance(value, (QuerySet, list, tuple)):
        return " or ".join(_in_words(item, one) for one in value)
    if isinstance(item, forms.ChoiceField):
        return _choice_words(item.widget.choices, str(value))
    return f"“{value}”"


def _choice_words(choices: Iterable[Any], value: str) -> str:
    for key, words in choices:
        if isinstance(words, (list, tuple)):
            for inner_key, inner in words:
                if str(inner_key) == value:
                    return str(inner)
        elif str(key) == value:
            return str(words)
    return value
