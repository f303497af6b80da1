"""The day a page shows, from `?as_at=2022-02-10` in its address: the one form that reads it, and what it comes to.

A page binds `DayForm` (or `DaysForm`) to its query, redirects to `tidy_address` where there is one, shows `shown_day`
and puts the form into its context as `form`, so that base.html says what is wrong with a day that cannot be shown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from core.web.forms import HouseForm, UKDateField
from core.web.words import uk_date


class DayForm(HouseForm):
    """?as_at=: the day a page shows. Days to come are refused with a sentence."""

    mark_optional = False

    as_at = UKDateField(
        required=False,
        label="Show it as it stood on",
        help_text="For example, 31 December 2019",
    )

    def __init__(self, query: MultiValueDict[str, str], *, today: date, **kwargs: Any) -> None:
        asked = any(name in query for name in self.base_fields)
        super().__init__(query if asked else None, **kwargs)
        self.today = today

    def clean_as_at(self) -> date | None:
        day: date | None = self.cleaned_data["as_at"]
        if day is not None and day > self.today:
            raise ValidationError(f"Enter {uk_date(self.today)} or an earlier day: later days are not known yet.")
        return day


class DaysForm(DayForm):
    """?as_at= and ?since=: the day a plan's page shows, and the earlier day it is compared with."""

    since = UKDateField(
        required=False,
        label="Count what changed since",
        help_text="For example, 31 December 2019",
    )

    def __init__(self, query: MultiValueDict[str, str], *, today: date, opens_on: date, **kwargs: Any) -> None:
        super().__init__(query, today=today, **kwargs)
        self.opens_on = opens_on

    def clean_since(self) -> date | None:
        day: date | None = self.cleaned_data["since"]
        shown = self.cleaned_data.get("as_at") or self.opens_on
        if day is not None and day > shown:
            raise ValidationError(f"Enter {uk_date(shown)} or an earlier day: changes are counted up to the day shown.")
        return day


@dataclass(frozen=True, slots=True)
class Shown:
    """The day a page shows. `asked`: its address asked for it. `note`: why it is not the day that was asked for."""

    day: date
    asked: bool
    since: date | None = None
    note: str = ""

    def is_later(self, known_on: date) -> bool:
        """Whether something was so on the day but became known only later."""
        return known_on > self.day


def shown_day(form: DayForm, *, opens_on: date, ends_on: date | None) -> Shown:
    """The day to show. What the form could not read leaves the page at the day it opens at; its errors say why.

    After the end of a record nothing more is known, so its last day stands for every later one.
    """
    days = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day, since = days.get("as_at"), days.get("since")
    if day is None:
        return Shown(opens_on, asked=False, since=since)
    if ends_on is not None and day > ends_on:
        note = f"You asked for {uk_date(day)}. The record ends on {uk_date(ends_on)}, so that day is shown."
        return Shown(ends_on, asked=True, since=since if since is None or since <= ends_on else None, note=note)
    return Shown(day, asked=True, since=since)


def tidy_address(request: HttpRequest, form: DayForm) -> str | None:
    """The page's address with its days as 2022-02-10 and no empty ones, where it was written otherwise; else None."""
    if not form.is_bound or not form.is_valid():
        return None
    tidy = request.GET.copy()
    for name in form.fields:
        if name in tidy:
            day = form.cleaned_data[name]
            if day is None:
                del tidy[name]
            else:
                tidy[name] = day.isoformat()
    if tidy == request.GET:
        return None
    return f"{request.path}?{tidy.urlencode()}" if tidy else request.path
