"""Forms that set something up, and what a person is shown when somebody else saved first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db import models

from core.audit.models import Event
from core.edits import stamp, values_of
from core.web.forms import HouseForm
from core.web.words import uk_date

OVERTAKEN = "Somebody saved this while you were writing. Compare the two below, then save what is right"


class SetUpForm(HouseForm):
    """A form that adds a record, or changes one."""

    def _choices(self, name: str, queryset: models.QuerySet[Any]) -> None:
        """What a box of records offers, where that depends on what the page is about."""
        field: Any = self.fields[name]
        field.queryset = queryset


class EditForm(SetUpForm):
    """A form over a stored row. `seen` is the stamp of what the page showed; its other fields bear the row's names."""

    #: Fields of the page that the row does not have.
    not_stored: ClassVar[Sequence[str]] = ()

    seen = forms.CharField(widget=forms.HiddenInput)

    def stored_names(self) -> list[str]:
        return [name for name in self.fields if name != "seen" and name not in self.not_stored]

    def show(self, row: models.Model) -> None:
        """Fills the form with what the row holds."""
        self.initial = {**values_of(row, self.stored_names()), "seen": stamp(row, self.stored_names()), **self.initial}

    def show_again(self, row: models.Model) -> None:
        """Keeps what was typed, over what the row holds now: sent again, it is stored. The page answers 409."""
        self.hand_back(stamp(row, self.stored_names()))
        self.add_error(None, OVERTAKEN)

    def hand_back(self, seen: str) -> None:
        """Puts another stamp in the hidden box of a form that was sent."""
        sent: Any = self.data
        self.data = sent = sent.copy()
        sent["seen"] = seen

    @property
    def values(self) -> dict[str, Any]:
        """What is to be stored, by the row's names."""
        return {name: self.cleaned_data[name] for name in self.stored_names()}


@dataclass(frozen=True, slots=True)
class Differs:
    """One box in which what is stored now is not what this person typed."""

    label: str
    held: str
    typed: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Who saved last, and where that differs from what this person typed."""

    by: str
    differs: tuple[Differs, ...]


def overtaken(form: EditForm, row: models.Model) -> Overtaken:
    """Both sides, for the page that answers 409. One query beside those for linked records."""
    held = values_of(row, form.stored_names())
    last = Event.objects.about(row).select_related("by").newest_first().first()
    rows = []
    for name, typed in form.values.items():
        labels = dict(_choices(form.fields[name]))
        one, other = in_words(held[name], labels), in_words(typed, labels)
        if one != other:
            rows.append(Differs(str(form.fields[name].label or name), one, other))
    return Overtaken(str(last.by) if last is not None and last.by is not None else "", tuple(rows))


def _choices(field: forms.Field) -> Iterable[tuple[Any, str]]:
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return ()
    choices: Any = field.choices
    return [(str(value), str(label)) for value, label in choices]


def in_words(value: Any, labels: dict[Any, str]) -> str:
    """A value as a person reads it; nothing for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return uk_date(value)
    if isinstance(value, models.QuerySet | list | tuple):
        return ", ".join(str(one) for one in sorted(value, key=lambda one: one.pk))
    return labels.get(str(value), str(value))
