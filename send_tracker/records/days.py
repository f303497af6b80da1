"""Days that a record counts from the day on which it is loaded, so that a made-up plan is alive whenever it is seen.

A whole value: "today-45", "today+30", "start of month-2", "end of term+1". Inside a text: "{today+30}" becomes
"22 December 2026", "{month of today-345}" and "{month-2}" a month such as "September 2026", "{term+1}" a term such as
"Spring term 2027". "month+0" is the month of the day itself, "term+0" the school term that has not ended yet; in August
that is the coming autumn term.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from core.calendar import MONTH_NAMES, TERMS, term_period, uk_date

_STEP = r"(?P<step>[+-][0-9]+)"
_DAY = re.compile(rf"today{_STEP}")
_EDGE = re.compile(rf"(?P<edge>start|end) of (?P<unit>month|term){_STEP}")
_PERIOD = re.compile(rf"(?P<unit>month|term){_STEP}")
_IN_TEXT = re.compile(rf"\{{(?P<unit>today|month of today|month|term){_STEP}\}}")

Period = tuple[str, date, date]


def _month(today: date, step: int) -> Period:
    year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
    first = date(year, month + 1, 1)
    return f"{MONTH_NAMES[month]} {year}", first, date(year, month + 1, monthrange(year, month + 1)[1])


def _term(today: date, step: int) -> Period:
    years = range(today.year - 1 - abs(step), today.year + 2 + abs(step))
    terms = sorted((term_period(term, year), term) for year in years for term in TERMS)
    not_ended = next(index for index, ((_, ends_on), _) in enumerate(terms) if ends_on >= today)
    (starts_on, ends_on), term = terms[not_ended + step]
    return f"{term.capitalize()} term {ends_on.year}", starts_on, ends_on


_UNITS = MappingProxyType({"month": _month, "term": _term})


def period(text: str, today: date) -> Period | None:
    """The words, first and last day of "month-2" or "term-1"; nothing for another text."""
    found = _PERIOD.fullmatch(text)
    return None if found is None else _UNITS[found["unit"]](today, int(found["step"]))


def is_relative(value: Any) -> bool:
    """Whether any part of a value has to be counted from a day."""
    if isinstance(value, str):
        return any(pattern.fullmatch(value) for pattern in (_DAY, _EDGE, _PERIOD)) or bool(_IN_TEXT.search(value))
    if isinstance(value, Mapping):
        return any(map(is_relative, value.values()))
    return isinstance(value, list) and any(map(is_relative, value))


def resolve(value: Any, today: date) -> Any:
    """The value with every day in it counted from `today`. What is not relative stays as it is, periods with it."""
    if isinstance(value, Mapping):
        return {name: resolve(part, today) for name, part in value.items()}
    if isinstance(value, list):
        return [resolve(part, today) for part in value]
    if not isinstance(value, str):
        return value
    if found := _DAY.fullmatch(value):
        return today + timedelta(days=int(found["step"]))
    if found := _EDGE.fullmatch(value):
        _, starts_on, ends_on = _UNITS[found["unit"]](today, int(found["step"]))
        return starts_on if found["edge"] == "start" else ends_on
    return _IN_TEXT.sub(lambda found: _in_words(found, today), value)


def _in_words(found: re.Match[str], today: date) -> str:
    step = int(found["step"])
    if found["unit"] == "today":
        return uk_date(today + timedelta(days=step))
    if found["unit"] == "month of today":
        return _month(today + timedelta(days=step), 0)[0]
    return _UNITS[found["unit"]](today, step)[0]
