"""The day a page shows, from `?as_at=2022-02-10` in its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date

from core.web.words import uk_date


@dataclass(frozen=True, slots=True)
class AsAt:
    """`day` is shown; `asked` says that the address chose it; `problem` says why the day asked for is not shown."""

    day: date
    asked: bool = False
    problem: str = ""


def read_as_at(query: Mapping[str, str], *, opens_on: date, today: date) -> AsAt:
    """The day asked for; `opens_on` where none is, or where it cannot be shown: then a sentence says so."""
    text = query.get("as_at", "").strip()
    if not text:
        return AsAt(opens_on)
    day = _read(text)
    shown = uk_date(opens_on)
    if day is None:
        words = f"“{text[:40]}” is not a day this page can read, so it shows {shown}. Write it as 2022-02-10."
        return AsAt(opens_on, problem=words)
    if day > today:
        return AsAt(opens_on, problem=f"{uk_date(day)} has not come yet, so the page shows {shown}.")
    return AsAt(day, asked=True)


def _read(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # a day that no calendar has
        return None
