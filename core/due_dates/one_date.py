"""One date inside the words: `find_dates` looks for every way to write one, in the order of `_NOTATIONS`."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from core.calendar import MONTH_NAMES, ONE_DAY, Period, easter_sunday, month_period, quarter_period, term_period
from core.due_dates import words as w


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean: how exact, from which day to which, what to know. As in `Due`, without the words."""

    precision: str
    start: date | None = None
    end: date | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Meaning):
    """One date and its place in the words. `in_year` gives its period once a year is known."""

    at: int
    to: int
    in_year: Callable[[int], Period | None] | None = None


def find_dates(words: str) -> tuple[list[Mention], str]:
    """Every date in the words, in order, and the words without them."""
    rest = w.COUNTS_SOMETHING.sub(lambda match: "_" * len(match[0]), words)
    found: list[Mention] = []
    for pattern, reader in _NOTATIONS:
        for match in pattern.finditer(rest):
            mention = reader(match)
            if mention is not None:
                found.append(mention)
                rest = w.blank(rest, mention.at, mention.to)
    found.sort(key=lambda mention: mention.at)
    return [_with_week(mention, rest) for mention in found], rest


def _with_week(mention: Mention, rest: str) -> Mention:
    """A day with what stands before it: its weekday, which must agree, and "w/c" or "week ending"."""
    if mention.precision != "day":
        return mention
    before = rest[: mention.at]
    weekday = w.WEEKDAY.search(before)
    if weekday:
        before = before[: weekday.start()]
        if mention.start and mention.start.weekday() != w.WEEKDAYS.index(weekday["day"]):
            return Mention("invalid", flags=(*mention.flags, "impossible_date"), at=mention.at, to=mention.to)
    if w.WEEK_OF.search(before):
        start = mention.start
        if start and "week of" in before[-12:]:
            start -= ONE_DAY * start.weekday()
        return replace(mention, precision="week", start=start, end=start and start + 6 * ONE_DAY, in_year=None)
    if w.WEEK_TO.search(before):
        return replace(mention, precision="week", start=mention.end and mention.end - 6 * ONE_DAY, in_year=None)
    return mention


# --- Making a mention ----------------------------------------------------------------------------------------------


def _dated(
    match: re.Match[str], precision: str, year: int | None, in_year: Callable[[int], Period | None], *flags: str
) -> Mention:
    """A mention with its period, without one where the year is missing, or impossible in every year or this one."""
    period = in_year(2024 if year is None else year)  # 2024 has every day a year can have
    if period is None or (year is not None and not 1900 <= year < 2100):
        return _impossible(match, *flags)
    if year is None:
        return Mention(precision, flags=("year_missing", *flags), at=match.start(), to=match.end(), in_year=in_year)
    return _fixed(match, precision, *period, flags=flags)


def _fixed(
    match: re.Match[str],
    precision: str,
    start: date | None = None,
    end: date | None = None,
    flags: tuple[str, ...] = (),
) -> Mention:
    """A mention whose period no other date can change."""
    return Mention(precision, start, end, flags, at=match.start(), to=match.end())


def _impossible(match: re.Match[str], *flags: str) -> Mention:
    return _fixed(match, "invalid", flags=("impossible_date", *flags))


def _days(year: int, month: int, first: int, last: int) -> Period | None:
    """From a day to a day of one month, or nothing where no such days exist."""
    if not (1 <= month <= 12 and 1 <= first <= last <= monthrange(year, month)[1]):
        return None
    return date(year, month, first), date(year, month, last)


def _month(year: int, month: int) -> Period | None:
    return month_period(month, year) if 1 <= month <= 12 else None


def _number(digits: str) -> int:
    """31 of "31st"."""
    return int(re.sub("[a-z]", "", digits))


def _month_number(word: str) -> int:
    return [name[:3].lower() for name in MONTH_NAMES].index(word[:3]) + 1


def _year(match: re.Match[str]) -> int | None:
    """The year, if the notation has one and it is written."""
    digits = match.groupdict().get("year")
    return _full_year(digits) if digits else None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _pair_of_years(match: re.Match[str]) -> tuple[int, int] | None:
    """2022 and 2023 of "2022/23", if the notation has them and they are written."""
    written = match.groupdict()
    if not written.get("first"):
        return None
    first, second = _full_year(written["first"]), int(written["second"])
    return first, second if second > 99 else first - first % 100 + second + 100 * (second < first % 100)


# --- A reader for each notation ------------------------------------------------------------------------------------


def _iso_day(match: re.Match[str]) -> Mention:
    month, day = int(match["m"]), int(match["d"])
    return _dated(match, "day", int(match["y"]), lambda year: _days(year, month, day, day))


def _numeric_day(match: re.Match[str]) -> Mention:
    month, last = int(match["m"]), int(match["d"])
    first = int(match["d1"] or last)
    precision = "range" if match["d1"] else "day"
    return _dated(match, precision, _full_year(match["y"]), lambda year: _days(year, month, first, last))


def _named_day(match: re.Match[str]) -> Mention:
    month, last = _month_number(match["month"]), _number(match["d"])
    if not match["d1"]:
        return _dated(match, "day", _year(match), lambda year: _days(year, month, last, last))
    first = _number(match["d1"])
    apart = match["by"].strip() not in {"-", "to"} and last > first + 1
    flags = ["two_dates"] if apart else []
    return _dated(match, "range", _year(match), lambda year: _days(year, month, first, last), *flags)


def _month_then_day(match: re.Match[str]) -> Mention:
    month, day = _month_number(match["month"]), int(match["d"])
    return _dated(match, "day", _year(match), lambda year: _days(year, month, day, day))


def _named_month(match: re.Match[str]) -> Mention | None:
    month, digits = _month_number(match["month"]), match["year"]
    if digits is None and match["month"] == "may":
        if not w.MAY_IS_A_MONTH.search(w.blank(match.string, *match.span())):
            return None
    elif digits and len(digits) == 2 and "'" not in match[0] and int(digits) in {*range(14), 30, 31}:
        # "March 31" may be a day or a year: no year is taken from it
        day = int(digits)
        return _dated(match, "day", None, lambda year: _days(year, month, day, day))
    return _dated(match, "month", _year(match), lambda year: _month(year, month))


def _numeric_month(match: re.Match[str]) -> Mention:
    month = int(match["m"] or match["m2"])
    return _dated(match, "month", int(match["y"] or match["y2"]), lambda year: _month(year, month))


def _two_numbers(match: re.Match[str]) -> Mention:
    """ "30/9" lacks its year, "09/22" is a month; the second number alone tells which."""
    first, second = int(match["a"]), int(match["b"])
    if first <= 12 and second >= 14:
        return _dated(match, "month", 2000 + second, lambda year: _month(year, first))
    return _dated(match, "day", None, lambda year: _days(year, second, first, first))


def _quarter(match: re.Match[str]) -> Mention:
    quarter = int(match["q"])
    pair = _pair_of_years(match)
    if pair and pair[1] != pair[0] + 1:
        return _impossible(match)
    if not pair and _year(match):  # "Q1 2024" names neither the financial year nor the calendar year
        return _fixed(match, "quarter", flags=("year_missing",))
    return _dated(
        match, "quarter", pair and pair[0], lambda year: quarter_period(quarter, year) if 1 <= quarter <= 4 else None
    )


def _term(match: re.Match[str]) -> Mention:
    term, year = match["term"], _year(match)
    pair = _pair_of_years(match)
    if pair:
        first, second = pair
        if second != first + 1:
            return _impossible(match)
        year = first if term == "autumn" else second
    return _dated(match, "term", year, lambda year: term_period(term, year))


def _unclear_term(match: re.Match[str]) -> Mention:
    return _fixed(match, "term", flags=("year_missing",))


def _winter(match: re.Match[str]) -> Mention:
    """No school term, and it lies in two years."""
    return _fixed(match, "invalid")


def _holiday(match: re.Match[str]) -> Mention:
    """A holiday or half-term: its days differ from council to council."""
    return _fixed(match, "event", flags=() if match["year"] else ("year_missing",))


def _feast_day(match: re.Match[str]) -> Mention:
    def in_year(year: int) -> Period:
        day = easter_sunday(year) if match["name"] == "easter" else date(year, 12, 25)
        return day, day

    return _dated(match, "event", _year(match), in_year)


def _years(match: re.Match[str]) -> Mention | None:
    """Two years with a slash or a dash. The next year makes one financial or school year, a later one a range."""
    first, second = _pair_of_years(match) or (0, 0)
    if not first < second <= first + 15:
        return None
    if second > first + 1:
        return _fixed(match, "range", date(first, 1, 1), date(second, 12, 31))
    kind = match["which"] or ""
    start = date(first, 9, 1) if re.search("academic|school|a/?y", kind) else date(first, 4, 1)
    end = date(second, 3, 31) if re.search("financial|fiscal|f/?y", kind) else date(second, 7, 31)
    return _fixed(match, "year", start, end)


def _unclear_year(match: re.Match[str]) -> Mention:
    """ "Academic year 2023" may begin or end in 2023."""
    return _fixed(match, "year", flags=("year_missing",))


def _calendar_year(match: re.Match[str]) -> Mention:
    year = int(match["y"])
    return _fixed(match, "year", date(year, 1, 1), date(year, 12, 31))


#: The ways to write a date, in the order in which they are looked for. What one has read, the next no longer sees.
_NOTATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Mention | None]], ...] = (
    (w.ISO_DAY, _iso_day),  # 2022-02-10
    (w.NUMERIC_DAY, _numeric_day),  # 10/02/22, 1-3/02/2022
    (w.QUARTER_THEN_YEAR, _quarter),  # Q4 21/22
    (w.YEARS_THEN_QUARTER, _quarter),  # 2021/22 Q4
    (w.QUARTER_ALONE, _quarter),
    (w.HOLIDAY, _holiday),  # October half term 2022
    (w.TERM_THEN_YEAR, _term),  # Autumn term 2022, Spring 2022/23
    (w.YEARS_THEN_TERM, _term),
    (w.TERM_ALONE, _term),
    (w.WINTER, _winter),
    (w.FEAST_DAY, _feast_day),  # Easter 2022
    (w.NAMED_DAY, _named_day),  # 10 February 2022, 18th - 20th January
    (w.MONTH_DAY_YEAR, _month_then_day),  # February 10, 2022
    (w.MONTH_DAYTH, _month_then_day),  # February 10th
    (w.MONTH_DIGIT, _month_then_day),  # February 9
    (w.NAMED_MONTH, _named_month),  # Sept 22
    (w.KIND_THEN_YEARS, _years),  # financial year 2022/23
    (w.LONG_YEARS, _years),  # 2022/23, 2022-2025, 2022-23 academic year
    (w.SHORT_YEARS, _years),  # 22/23
    (w.KIND_OF_YEAR, _unclear_year),  # academic year 2023
    (w.END_OF_YEAR, _unclear_year),
    (w.END_OF_TERM, _unclear_term),
    (w.NUMERIC_MONTH, _numeric_month),  # 09/2022, 2022-09
    (w.TWO_NUMBERS, _two_numbers),  # 30/9, 09/22
    (w.CALENDAR_YEAR, _calendar_year),  # 2022
)
