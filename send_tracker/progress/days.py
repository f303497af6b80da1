"""Which day a page shows: the one its address asks for, or the one it opens at."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from core.web.words import uk_date
from send_tracker.progress.forms import DayForm


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


def canonical(query: QueryDict, form: DayForm) -> str | None:
    """The query with its days as 2022-02-10 and without empty ones, where it was written otherwise; else None."""
    if not form.is_bound or not form.is_valid():
        return None
    tidy = query.copy()
    for name in form.fields:
        if name in tidy:
            day = form.cleaned_data[name]
            if day is None:
                del tidy[name]
            else:
                tidy[name] = day.isoformat()
    return tidy.urlencode() if tidy != query else None
