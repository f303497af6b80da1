"""The day a page shows, from `?as_at=2022-02-10` in its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from core.web.forms import UKDateField
from core.web.words import uk_date


@dataclass(frozen=True, slots=True)
class AsAt:
    """`day` is shown; `asked` says that the address chose it; `note` says why it is not the day asked for."""

    day: date
    asked: bool = False
    note: str = ""


def read_as_at(query: Mapping[str, str], *, opens_on: date, ends_on: date | None, today: date) -> AsAt:
    """The day asked for, or `opens_on`, the day the page opens at.

    After the end of a record nothing more is known, so its last day stands for every later one. What cannot be read and
    what has not come leaves the page at the day it opens at, with a sentence that says so.
    """
    text = query.get("as_at", "").strip()
    if not text:
        return AsAt(opens_on)
    shown = uk_date(opens_on)
    try:
        day = UKDateField().clean(text)
    except ValidationError:
        typed = "".join(character for character in text[:40] if character.isprintable())
        words = f"“{typed}” is not a day this page can read, so it shows {shown}. Write it as 10 February 2022."
        return AsAt(opens_on, note=words)
    if ends_on is not None and day > ends_on:
        words = f"You asked for {uk_date(day)}. The record ends on {uk_date(ends_on)}, so that day is shown."
        return AsAt(ends_on, asked=True, note=words)
    if day > today:
        return AsAt(opens_on, note=f"{uk_date(day)} has not come yet, so the page shows {shown}.")
    return AsAt(day, asked=True)
