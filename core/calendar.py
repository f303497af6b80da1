"""Days as councils count and write them: England's bank holidays, working days, school terms, quarters.

Dates as plans write them are read in `core.due_dates`.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

ONE_DAY = timedelta(days=1)

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def uk_date(day: date) -> str:
    """ "10 February 2022"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


# --- Working days --------------------------------------------------------------------------------------------------


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, substitute days and one-off days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@cache
def easter_sunday(year: int) -> date:
    """The day before the bank holiday that is Easter Monday."""
    (monday,) = holidays.country_holidays("GB", subdiv="ENG", years=year).get_named("Easter Monday")
    return monday - ONE_DAY


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a bank holiday in England."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """The day that is `days` working days after `start`, which itself is not counted. Negative days count back.

    With no days it is `start`, whatever day that is. Costs one step a day.
    """
    step = ONE_DAY if days >= 0 else -ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first.

    It undoes `add_working_days`: for a working day `end`, adding the result to `start` gives `end` again.
    """
    if end < start:
        back = (start - ONE_DAY * n for n in range(1, (start - end).days + 1))
        return -sum(map(is_working_day, back))
    return sum(is_working_day(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def plan_due(received_on: date, working_days: int) -> date:
    """The day a plan is due: so many working days from the day the report was received, not from its publication.

    A written statement of action has 70 (the Children Act 2004 (Joint Area Reviews) Regulations 2015, regulation 4).
    Other frameworks have other numbers, so the number is always handed in.
    """
    return add_working_days(received_on, working_days)


# --- Terms, quarters, years ----------------------------------------------------------------------------------------

#: School terms by their first and last (month, day). August belongs to none.
TERMS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = MappingProxyType(
    {
        "autumn": ((9, 1), (12, 31)),
        "spring": ((1, 1), (3, 31)),
        "summer": ((4, 1), (7, 31)),
    }
)

Period = tuple[date, date]


def term_period(term: str, year: int) -> Period:
    """First and last day of "autumn", "spring" or "summer" in a calendar year."""
    (first_month, first_day), (last_month, last_day) = TERMS[term]
    return date(year, first_month, first_day), date(year, last_month, last_day)


def quarter_period(quarter: int, year: int) -> Period:
    """First and last day of quarter 1 to 4 of the financial year that begins in April of `year`."""
    first_month = (1, 4, 7, 10)[quarter % 4]
    in_year = year + (quarter == 4)
    return date(in_year, first_month, 1), month_period(first_month + 2, in_year)[1]


def month_period(month: int, year: int) -> Period:
    """First and last day of month 1 to 12."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
