"""Days as councils count and write them: working days of England, school terms, and dates as plans hold them.

Plans say "Sept 22", "by Easter", "Q4 21/22", "ongoing" or two dates in one cell. `read_due` turns such words into a
period with its precision. It keeps the words as they stand and never fills in what they leave out: a date that cannot
be known has no period and says why in its flags.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from itertools import pairwise
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
    return date(in_year, first_month, 1), _month_period(in_year, month=first_month + 2)[1]


def _month_period(year: int, *, month: int) -> Period:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


# --- Dates as plans write them -------------------------------------------------------------------------------------

#: How exact a date is, and what that means.
PRECISIONS: Mapping[str, str] = MappingProxyType(
    {
        "day": "One day.",
        "week": "A week, Monday to Sunday unless it is said to end on a day.",
        "month": "A month; due by its last day.",
        "term": "A school term: autumn ends 31 December, spring 31 March, summer 31 July.",
        "quarter": "A quarter of a financial year: Q1 is April to June.",
        "year": "A calendar year, or two years such as 2022/23. Where it is not said whether the financial or the "
        "school year is meant, the period holds both: April to July of the next year.",
        "range": "From a day to a day.",
        "event": "Tied to something that happens. It has a day only where the calendar knows it (Easter Sunday, "
        "Christmas Day).",
        "ongoing": "Goes on, with no end stated.",
        "relative": "Counted from something else. It has a period only when that day is known.",
        "tbc": "To be confirmed. A date that is written beside it is kept.",
        "invalid": "Cannot be read as a date.",
        "none": "No date is written.",
    }
)

#: What is wrong or worth knowing about a date, in the order in which flags are given.
FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "year_missing": "The year is not written, or not clear. It is not filled in.",
        "impossible_date": "No such day exists, or the last day comes before the first.",
        "relative_no_anchor": "It is counted from a day that is not known.",
        "two_dates": "More than one date is written.",
        "missing_date": "No date is written.",
        "revised_date": "The words say that this date replaces another. The newer one counts.",
        "recurring": "It comes again and again.",
        "no_end_date": "It has no end.",
        "status_in_date_cell": "A status is written where the date belongs.",
    }
)

#: Longer text is kept whole, but only its beginning is read.
READ_AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Due:
    """A date as written: its words, how exact it is (`PRECISIONS`), the period it means, what to know (`FLAGS`).

    Without a period nothing is known about the day; with a start alone, only that it begins. `start` is never after
    `end`.
    """

    text: str
    precision: str
    start: date | None = None
    end: date | None = None
    flags: tuple[str, ...] = ()


def read_due(text: str, *, today: date | None = None, anchor: date | None = None) -> Due:
    """What a date as written means. Takes any text, never raises, and never fills in what the words leave out.

    `today` is the day the words were written: it settles "next month" and "tomorrow". `anchor` is the day of what the
    plan counts from, such as its approval: it settles "within 6 weeks of plan approval". Without them such dates stay
    open. Slashes are day first, the British way. Years 00 to 69 are 2000 to 2069.
    """
    words = _plain(text)
    if _NOTHING.fullmatch(words):
        return Due(text, "none", flags=("missing_date",))
    try:
        found = _read(words, today=today, anchor=anchor)
    except (OverflowError, ValueError):  # a day before the year 1 or after the year 9999
        found = Due("", "invalid", flags=("impossible_date",))
    return replace(found, text=text, flags=tuple(flag for flag in FLAGS if flag in found.flags))


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "‘’`´′"), "'")


def _plain(text: str) -> str:
    """Lower case, plain dashes and quotes, single spaces, no longer than what is read."""
    head = unicodedata.normalize("NFKC", text[:READ_AT_MOST]).translate(_DASHES).lower()
    head = re.sub(r"->|=>|→|⇒", " now ", head).replace("\n", " ; ")
    return " ".join(head.split())[:READ_AT_MOST]


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?(?![0-9])"
#: A year after a month or term. Two digits are none where they begin a time, a share or another date.
_YEAR = (
    r"'?(?P<year>(?:19|20)[0-9]{2}(?![0-9]|/[0-9])"
    rf"|[0-9]{{2}}(?![0-9]|[:%/]|\.[0-9]|(?:st|nd|rd|th)\b|[ -]*(?:of )?{_MONTH}))"
)
_PAIR = r"(?P<first>(?:20)?[0-9]{2}) ?[/-] ?(?P<second>(?:20)?[0-9]{2})(?![0-9]|[/.-][0-9])"
_WHICH = r"(?P<{}>(?:the )?(?:financial|fiscal|academic|school) (?:year)?|f/?y|a/?y)"
_TERM = r"(?:autumn|spring|summer)"
_BREAK = r"(?:half[ -]?terms?(?!ly)|holidays?|hols|break)\b"
_NUMBER_WORDS: Mapping[str, int] = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"a": 1, "an": 1, "fifteen": 15, "eighteen": 18, "twenty-four": 24, "twenty": 20}
_NUMBER = rf"(?:[0-9]{{1,4}}|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})(?![a-z])"

_NOTHING = _pattern(r"[\s\W_]*|\W*(?:n/?a|none|nil|not applicable|no date(?: (?:set|given|held))?|not set|blank)\W*")
_TBC = _pattern(
    r"\b(?:tb[acd]|t\.b\.[acd]|to be (?:confirmed|agreed|advised|determined|decided|set)|not yet (?:known|agreed|set)"
    r"|awaiting (?:a )?date)\b"
)
_ONGOING = _pattern(
    r"\b(?:on-?going|on going|continuous(?:ly)?|continuing|continual(?:ly)?|rolling|business as usual|bau)\b"
)
_RECURRING = _pattern(
    r"\b(?:daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|(?:half[ -]?)?termly|half[ -]?yearly|six-?monthly"
    r"|yearly|annual(?:ly)?|bi-?annual(?:ly)?|biennial(?:ly)?|regular(?:ly)?|each|every"
    r"|per (?:week|month|term|quarter|year)"
    r"|(?:once|twice|[0-9]{1,2} times) (?:a|each|every|per) [a-z]+)\b"
)
_STATUS_WORDS = (
    r"(?:complete(?:d)?|done|achieved|delivered|closed|finished|in place|live|embedded|met|in progress|progressing"
    r"|under ?way|on track|on target|not started|not yet started|started|overdue|delayed|behind|slipped|cancelled"
    r"|paused|blocked|superseded|red|amber|green|blue|grey|b?rag)"
)
_STATUS = _pattern(
    rf"^\W*(?:now |all |partially |partly |action )?{_STATUS_WORDS}"
    r"(?:$|\W+(?:$|¦|(?:in|on|by|since|as|and|but|from|w/c)\b)|\W*[-;,.:(])"
    rf"|¦[\W¦]*(?:now |is |and )?{_STATUS_WORDS}\W*$"
)
_SOON = _pattern(
    r"\b(?:asap|a\.s\.a\.p|as soon as (?:possible|practicable)|immediate(?:ly)?|straight ?away|urgent(?:ly)?|now)\b"
)
_SPAN = _pattern(
    rf"(?<![0-9./-])\b(?P<n>{_NUMBER})(?: ?(?:-|to|or) ?(?P<n2>{_NUMBER}))?[ -]?"
    r"(?P<kind>working |school |business |calendar )?(?P<unit>day|week|wk|month|mth|year|yr)s?(?![a-z])"
)
_COUNTED_FROM = _pattern(r" (?:of|from|after|following) (?:the )?")
_NEXT = _pattern(
    r"\b(?P<which>this|current|next|coming|end of (?:the )?)(?: ?(?:academic|school|financial|calendar))? ?"
    r"(?P<unit>week|month|term|quarter|year)\b"
)
_NEAR_DAY = _pattern(r"\b(?P<word>today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")
_EVENT = _pattern(
    r"^\W*(?:by|at|on|next|post|as and when|as (?:needed|required)|in line with|to align)\b"
    r"|\b(?:after|following|upon|once|when|before|prior to|until|till|pending|subject to|dependent on|half[ -]?term)\b"
)
_OPEN_BEFORE = _pattern(
    r"\b(?:from|since|starts?|started|starting(?: from| in)?|start date|commenc(?:es|ing)|begin(?:s|ning)?)[ :]*"
    r"(?:in |on )?(?:the )?(?:start of |beginning of |early )?$"
)
_OPEN_AFTER = _pattern(r"^\W*(?:and |to )?(?:then )?(?:on-?going|beyond|onwards?|start\b)")
_AFTER = _pattern(r"\b(?:after|following|post)[ :]*$")
_BEFORE = _pattern(r"\b(?:before|prior to|in advance of|ahead of)[ :]*(?:the )?$")
_ENDS = _pattern(
    r"\b(?:until|till|to|by|end(?:s|ing|ed)?|through|finish(?:es)?)\b[ :]*(?:the )?(?:end (?:of )?)?(?:the )?$"
)
_CALLED_NEW = _pattern(
    r"\b(?:now|revised|re-?vised|moved|extended|changed|re-?scheduled|slipped|amended|updated|deferred|delayed|pushed"
    r"|postponed|re-?profiled|new (?:date|deadline|target))\b[^¦]{0,30}$"
)
_CALLED_OLD = _pattern(
    r"\b(?:was|were|originally|original(?: date)?|previously|formerly|old date|initially)\b[^¦]{0,20}$"
)
_TO = _pattern(
    r"[ ,;:.]*(?:-|to|until|till|til|through(?: to)?|up to|(?:and )?(?:ends?|ending|finish(?:es)?)|and)[ :.]*"
    r"(?:the )?(?:end[ -](?:of )?|early |mid[ -]?|late |by )?(?:the )?(?:of )?"
)
_BETWEEN = _pattern(r"\bbetween\b[^0-9]{0,12}$")
_LIST = _pattern(r" ?(?:/|,|;|&|\+|and|or|, and)? ?(?:the )?(?:end (?:of )?)?")
_WEEKDAY = _pattern(r"\b(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? ?(?:the )?$")
_WEEK_OF = _pattern(r"\b(?:w/[cb]|w\.[cb]\.?|wc|wk/?c|(?:week|wk) (?:commencing|beginning|starting|of))[: ]*(?:the )?$")
_WEEK_TO = _pattern(r"\b(?:w/e|w\.e\.?|(?:week|wk) ending)[: ]*(?:the )?$")
#: Numbers that count something else: "Phase 1 March 2022" is no first of March.
_COUNTED = _pattern(
    r"\b(?:phase|stage|step|tranche|wave|cohort|key stage|ks|version|part|term|year|yr|y)[ .]?"
    r"[0-9]{1,2}(?![0-9]|[/.][0-9])"
    r"(?:(?: ?[,&/-] ?| and )[0-9]{1,2}(?![0-9]|[/.][0-9]))?"
    r"|[0-9]+(?:\.[0-9]+)? ?%"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """One date inside the words. `in_year` gives its period once a year is known."""

    at: int
    to: int
    precision: str
    start: date | None = None
    end: date | None = None
    flags: tuple[str, ...] = ()
    in_year: Callable[[int], Period | None] | None = None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _month_number(word: str) -> int:
    return [name[:3].lower() for name in MONTH_NAMES].index(word[:3]) + 1


def _days(year: int, *, month: int, first: int, last: int) -> Period | None:
    """From a day to a day of one month, or nothing where no such days exist."""
    if not (1 <= month <= 12 and 1 <= first <= last <= monthrange(year, month)[1]):
        return None
    return date(year, month, first), date(year, month, last)


def _mention(
    match: re.Match[str],
    precision: str,
    year: int | None,
    in_year: Callable[[int], Period | None],
    *flags: str,
) -> _Mention:
    """A mention with its period, without one where the year is missing, or impossible in every year or this one."""
    period = in_year(2024 if year is None else year)  # 2024 has every day a year can have
    if period is None or (year is not None and not 1900 <= year < 2100):
        return _Mention(match.start(), match.end(), "invalid", flags=("impossible_date", *flags))
    if year is None:
        return _Mention(match.start(), match.end(), precision, flags=("year_missing", *flags), in_year=in_year)
    return _Mention(match.start(), match.end(), precision, *period, flags=flags)


def _iso_day(match: re.Match[str]) -> _Mention:
    day = int(match["d"])
    return _mention(match, "day", int(match["y"]), partial(_days, month=int(match["m"]), first=day, last=day))


def _numeric_day(match: re.Match[str]) -> _Mention:
    last = int(match["d"])
    first = int(match["d1"] or last)
    in_year = partial(_days, month=int(match["m"]), first=first, last=last)
    return _mention(match, "range" if match["d1"] else "day", _full_year(match["y"]), in_year)


def _named_day(match: re.Match[str]) -> _Mention:
    last = int(re.sub("[a-z]", "", match["d"]))
    first = int(re.sub("[a-z]", "", match["d1"])) if match["d1"] else last
    in_year = partial(_days, month=_month_number(match["month"]), first=first, last=last)
    year = _full_year(match["year"]) if match["year"] else None
    if not match["d1"]:
        return _mention(match, "day", year, in_year)
    apart = match["by"].strip() not in {"-", "to"} and last > first + 1
    return _mention(match, "range", year, in_year, *(["two_dates"] if apart else []))


def _month_first_day(match: re.Match[str]) -> _Mention:
    day = int(match["d"])
    in_year = partial(_days, month=_month_number(match["month"]), first=day, last=day)
    return _mention(match, "day", _full_year(match["year"]) if match["year"] else None, in_year)


def _named_month(match: re.Match[str]) -> _Mention | None:
    month = _month_number(match["month"])
    digits = match["year"]
    if digits is None and match["month"] == "may" and not _MAY.search(_blank(match.string, *match.span())):
        return None  # "may change" names no month
    if digits and len(digits) == 2 and "'" not in match[0] and not 14 <= int(digits) <= 29 and int(digits) < 32:
        # "March 31" may be a day or a year: no year is taken from it
        day = int(digits)
        return _mention(match, "day", None, partial(_days, month=month, first=day, last=day))
    return _mention(match, "month", _full_year(digits) if digits else None, partial(_month_period, month=month))


_MAY = _pattern(r"^\W*$|\b(?:by|in|end|early|mid|late|of|from|to|until|and)[ -]¦|[-/&] ?¦|¦ ?(?:[-/&]|and |to |or )")


def _numeric_month(match: re.Match[str]) -> _Mention:
    month = int(match["m"] or match["m2"])
    year = int(match["y"] or match["y2"])
    if not 1 <= month <= 12:
        return _Mention(match.start(), match.end(), "invalid", flags=("impossible_date",))
    return _mention(match, "month", year, partial(_month_period, month=month))


def _pair_of_years(match: re.Match[str]) -> tuple[int, int]:
    first = _full_year(match["first"])
    second = int(match["second"])
    return first, second if second > 99 else first - first % 100 + second + 100 * (second < first % 100)


def _one_term(year: int, *, term: str) -> Period:
    return term_period(term, year)


def _one_quarter(year: int, *, quarter: int) -> Period | None:
    return quarter_period(quarter, year) if 1 <= quarter <= 4 else None


def _term(match: re.Match[str]) -> _Mention:
    term = match["term"]
    in_year = partial(_one_term, term=term)
    year = None
    if match["first"]:
        first, second = _pair_of_years(match)
        if second != first + 1:
            return _Mention(match.start(), match.end(), "invalid", flags=("impossible_date",))
        year = first if term == "autumn" else second
    elif match["year"]:
        year = _full_year(match["year"])
    return _mention(match, "term", year, in_year)


def _quarter(match: re.Match[str]) -> _Mention:
    in_year = partial(_one_quarter, quarter=int(match["q"]))
    if match["first"]:
        first, second = _pair_of_years(match)
        if second != first + 1:
            return _Mention(match.start(), match.end(), "invalid", flags=("impossible_date",))
        return _mention(match, "quarter", first, in_year)
    if match["year"]:  # "Q1 2024" names neither the financial year nor the calendar year
        return _Mention(match.start(), match.end(), "quarter", flags=("year_missing",))
    return _mention(match, "quarter", None, in_year)


def _no_day_known(match: re.Match[str]) -> _Mention:
    """A holiday or half-term: its days differ from council to council."""
    return _Mention(match.start(), match.end(), "event", flags=() if match["year"] else ("year_missing",))


def _feast(year: int, *, name: str) -> Period:
    day = easter_sunday(year) if name == "easter" else date(year, 12, 25)
    return day, day


def _feast_day(match: re.Match[str]) -> _Mention:
    year = _full_year(match["year"]) if match["year"] else None
    return _mention(match, "event", year, partial(_feast, name=match["name"]))


def _years(match: re.Match[str]) -> _Mention | None:
    """Two years with a slash or a dash. The next year makes one financial or school year, a later one a range."""
    first, second = _pair_of_years(match)
    which = f"{match['before'] or ''}{match['behind'] or ''}"
    if second < first + 1 or second > first + 15:
        return None
    if second > first + 1:
        return _Mention(match.start(), match.end(), "range", date(first, 1, 1), date(second, 12, 31))
    start = date(first, 9, 1) if re.search("academic|school|a/?y", which) else date(first, 4, 1)
    end = date(second, 3, 31) if re.search("financial|fiscal|f/?y", which) else date(second, 7, 31)
    return _Mention(match.start(), match.end(), "year", start, end)


def _unclear_year(match: re.Match[str]) -> _Mention:
    """ "Academic year 2023" may begin or end in 2023."""
    return _Mention(match.start(), match.end(), "year", flags=("year_missing",))


def _unclear_term(match: re.Match[str]) -> _Mention:
    return _Mention(match.start(), match.end(), "term", flags=("year_missing",))


def _calendar_year(match: re.Match[str]) -> _Mention:
    year = int(match["y"])
    return _Mention(match.start(), match.end(), "year", date(year, 1, 1), date(year, 12, 31))


def _two_numbers(match: re.Match[str]) -> _Mention:
    """ "30/9" lacks its year, "09/22" is a month; the second number alone tells which."""
    first, second = int(match["a"]), int(match["b"])
    if first <= 12 and second >= 14:
        return _mention(match, "month", 2000 + second, partial(_month_period, month=first) if first else _never)
    return _mention(match, "day", None, partial(_days, month=second, first=first, last=first))


def _never(year: int) -> None:
    return None


def _winter(match: re.Match[str]) -> _Mention:
    """No school term, and it lies in two years."""
    return _Mention(match.start(), match.end(), "invalid")


_QUARTER = (
    r"(?:\b(?:q|qtr|quarter)\.? ?|\b(?=[1-4](?:st|nd|rd|th) q))(?P<q>[0-9])(?![0-9])"
    r"(?:(?:st|nd|rd|th) (?:quarter|qtr))?"
)
_ONE_TERM = rf"\b(?P<term>{_TERM})(?: terms?)?(?: [12](?![0-9/]))?"

#: The ways to write a date, in the order in which they are looked for. What one has read, the next no longer sees.
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Mention | None]], ...] = (
    (
        _pattern(
            r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})(?![0-9])"
            r"(?:[t ][0-9:.]+z?)?"
        ),
        _iso_day,
    ),
    (
        _pattern(
            r"(?<![0-9/.])(?:(?P<d1>[0-9]{1,2}) ?- ?)?(?P<d>[0-9]{1,2}) ?(?P<sep>[/.-]) ?(?P<m>[0-9]{1,2}) ?(?P=sep) ?"
            r"(?P<y>[0-9]{4}|[0-9]{2})(?![0-9]|[/.-][0-9])"
        ),
        _numeric_day,
    ),
    (_pattern(rf"{_QUARTER}(?:[ ,-]*(?:of )?(?:fy ?)?(?:{_PAIR}|{_YEAR}))"), _quarter),
    (_pattern(rf"{_PAIR},? {_QUARTER}(?P<year>)"), _quarter),
    (_pattern(rf"{_QUARTER}(?P<first>)(?P<second>)(?P<year>)"), _quarter),
    (
        _pattern(
            rf"(?:(?:{_MONTH}|{_TERM}|easter|christmas|xmas|whitsun|whit)(?: term)? )?\b{_BREAK}"
            r"(?:[ ,]*(?:of |in )?(?P<year>(?:19|20)[0-9]{2}))?"
        ),
        _no_day_known,
    ),
    (_pattern(rf"{_ONE_TERM}(?:[ ,-]*(?:of )?(?:in )?(?:the )?(?:{_PAIR}|{_YEAR}))"), _term),
    (_pattern(rf"{_PAIR},? {_ONE_TERM}(?P<year>)"), _term),
    (_pattern(rf"{_ONE_TERM}(?P<first>)(?P<second>)(?P<year>)"), _term),
    (_pattern(r"\bwinter(?: term)?(?: [0-9]{2,4}(?:[/-][0-9]{2,4})?)?"), _winter),
    (_pattern(rf"\b(?P<name>easter|christmas|xmas)\b(?! term)(?:[ ,-]*{_YEAR})?"), _feast_day),
    (
        _pattern(
            rf"(?<![0-9/.:])(?:(?P<d1>{_DAY})(?P<by> ?(?:-|to|and|&|,|/|or) ?))?(?P<d>{_DAY})[ -]*(?:of )?"
            rf"(?P<month>{_MONTH})(?:[ ,.-]{{0,3}}{_YEAR})?"
        ),
        _named_day,
    ),
    (
        _pattern(
            rf"\b(?P<month>{_MONTH}) ?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)[0-9]{{2}})(?![0-9])"
        ),
        _month_first_day,
    ),
    (_pattern(rf"\b(?P<month>{_MONTH}) (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)\b(?P<year>)"), _month_first_day),
    (_pattern(rf"\b(?P<month>{_MONTH}) (?P<d>[0-9])(?![0-9/.:%])(?P<year>)"), _month_first_day),
    (_pattern(rf"\b(?P<month>{_MONTH})(?:[ ,.'/-]{{0,3}}{_YEAR})?"), _named_month),
    (
        _pattern(rf"(?:\b{_WHICH.format('before')} ?)(?<![0-9/.]){_PAIR}(?P<behind>)"),
        _years,
    ),
    (
        _pattern(
            r"(?P<before>)(?<![0-9/.-])(?P<first>20[0-9]{2}) ?[/-] ?(?P<second>(?:20)[0-9]{2}|1[3-9]|[2-9][0-9])"
            rf"(?![0-9]|[/.-][0-9])(?: {_WHICH.format('behind')})?"
        ),
        _years,
    ),
    (
        _pattern(
            r"(?P<before>)(?<![0-9/.-])(?P<first>1[3-9]|[2-6][0-9])/(?P<second>1[4-9]|[2-6][0-9])(?![0-9]|[/.-][0-9])"
            rf"(?: {_WHICH.format('behind')})?"
        ),
        _years,
    ),
    (_pattern(r"\b(?:(?:financial|fiscal|academic|school) year|fy) ?(?:(?:19|20)?[0-9]{2})?(?![0-9])"), _unclear_year),
    (_pattern(r"\b(?:end of (?:the )?year|year[ -]end)\b(?! ?(?:of )?[0-9])"), _unclear_year),
    (_pattern(r"\bend of (?:the )?term\b"), _unclear_term),
    (
        _pattern(
            r"(?<![0-9/.-])(?:(?P<m>[0-9]{1,2})[/.-](?P<y>(?:19|20)[0-9]{2})|(?P<y2>(?:19|20)[0-9]{2})[/-](?P<m2>[0-9]{1,2}))"
            r"(?![0-9]|[/.-][0-9])"
        ),
        _numeric_month,
    ),
    (_pattern(r"^(?:by )?(?!24/7)(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?=\.?$)"), _two_numbers),
    (_pattern(r"(?<![0-9/.,:'-])(?<![0-9] )(?P<y>20[1-6][0-9])(?![0-9/%]|[.,][0-9])"), _calendar_year),
)


def _blank(words: str, at: int, to: int) -> str:
    return words[:at] + "¦" * (to - at) + words[to:]


def _mentions(words: str) -> tuple[list[_Mention], str]:
    """Every date in the words, in order, and the words without them."""
    rest = _COUNTED.sub(lambda match: "_" * len(match[0]), words)
    found: list[_Mention] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(rest):
            mention = reader(match)
            if mention is not None:
                found.append(mention)
                rest = _blank(rest, mention.at, mention.to)
    found.sort(key=lambda mention: mention.at)
    return [_with_week(mention, rest) for mention in found], rest


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _with_week(mention: _Mention, rest: str) -> _Mention:
    """A day with what stands before it: its weekday, which must agree, and "w/c" or "week ending"."""
    if mention.precision != "day":
        return mention
    before = rest[: mention.at]
    weekday = _WEEKDAY.search(before)
    if weekday:
        before = before[: weekday.start()]
        if mention.start and mention.start.weekday() != _WEEKDAYS.index(weekday["day"]):
            return _Mention(mention.at, mention.to, "invalid", flags=(*mention.flags, "impossible_date"))
    if _WEEK_OF.search(before):
        start = mention.start
        if start and "week of" in before[-12:]:
            start -= ONE_DAY * start.weekday()
        return replace(mention, precision="week", start=start, end=start and start + 6 * ONE_DAY, in_year=None)
    if _WEEK_TO.search(before):
        return replace(mention, precision="week", start=mention.end and mention.end - 6 * ONE_DAY, in_year=None)
    return mention


def _dated_by(mention: _Mention, later: _Mention) -> _Mention:
    """A date without a year takes it from the date it runs to: the last such day that is not after that one."""
    if mention.in_year is None or later.start is None:
        return mention
    for year in (later.start.year, later.start.year - 1):
        period = mention.in_year(year)
        if period and period[0] <= later.start:
            flags = tuple(flag for flag in mention.flags if flag != "year_missing")
            return replace(mention, start=period[0], end=period[1], flags=flags, in_year=None)
    return mention


def _span(first: _Mention, last: _Mention, *flags: str) -> _Mention:
    """One range out of two dates. A side that is not known stays open."""
    flags = (*first.flags, *last.flags, *flags)
    backwards = first.start is not None and last.end is not None and first.start > last.end
    if backwards or "invalid" in {first.precision, last.precision}:
        return _Mention(first.at, last.to, "invalid", flags=(*flags, "impossible_date") if backwards else flags)
    return _Mention(first.at, last.to, "range", first.start, last.end, flags)


_PERIODS = frozenset({"month", "term", "quarter", "year"})


def _join(mentions: list[_Mention], words: str) -> Iterator[_Mention]:
    """Dates that run into one another made one: "April 2022 - March 2023", "Jan/Feb 2022"."""
    gaps = [words[one.to : other.at] for one, other in pairwise(mentions)]
    runs_to = [_runs_to(gap, words[: one.at]) for gap, one in zip(gaps, mentions, strict=False)]
    listed = [gap.strip() != "" and _LIST.fullmatch(gap) is not None for gap in gaps]
    mentions = list(mentions)
    for at in reversed(range(len(gaps))):
        if runs_to[at] or listed[at]:
            mentions[at] = _dated_by(mentions[at], mentions[at + 1])
    current = mentions[0]
    for at, mention in enumerate(mentions[1:]):
        if current.precision != "range" and (runs_to[at] or (listed[at] and _follow(current, mention))):
            current = _span(current, mention)
        else:
            yield current
            current = mention
    yield current


def _runs_to(gap: str, before: str) -> bool:
    """Whether the words between two dates make them a first and a last day."""
    if _TO.fullmatch(gap) is None:
        return False
    return "and" not in gap.split() or "end" in gap or _BETWEEN.search(before) is not None


def _follow(one: _Mention, other: _Mention) -> bool:
    """Whether two months, terms or quarters stand side by side, so that both together are one period."""
    if one.precision not in _PERIODS or other.precision not in _PERIODS:
        return False
    if one.in_year and other.in_year:
        first, second = one.in_year(2023), other.in_year(2023)
        return first is not None and second is not None and first[1] + ONE_DAY == second[0]
    return one.end is not None and other.start is not None and one.end + ONE_DAY == other.start


def _governing(mentions: list[_Mention], rest: str) -> _Mention:
    """The one date that counts. Of revised dates the newer; of several others a period that holds them all."""
    ends = [0, *(mention.to for mention in mentions)]
    leads = [rest[end : mention.at] for end, mention in zip(ends, mentions, strict=False)]
    new = [bool(_CALLED_NEW.search(lead)) for lead in leads]
    old = [bool(_CALLED_OLD.search(lead)) for lead in leads]
    if len(mentions) == 1:
        return replace(mentions[0], flags=(*mentions[0].flags, *(("revised_date",) if new[0] else ())))
    every_flag = {flag for mention in mentions for flag in mention.flags}
    if any(new) or any(old):
        candidates = [m for m, is_new in zip(mentions, new, strict=True) if is_new] or [
            m for m, is_old in zip(mentions, old, strict=True) if not is_old
        ]
        kept = every_flag & {"impossible_date"}
        chosen = (candidates or mentions)[-1]
        return replace(chosen, flags=(*chosen.flags, *kept, "two_dates", "revised_date"))
    starts = [m.start for m in mentions if m.start]
    last_days = [m.end for m in mentions if m.end]
    first, last = min(starts, default=None), max(last_days, default=None)
    precisions = {m.precision for m in mentions if m.precision != "invalid"}
    precision = "range" if precisions else "invalid"
    return _Mention(mentions[0].at, mentions[-1].to, precision, first, last, (*every_flag, "two_dates"))


def _read(words: str, *, today: date | None, anchor: date | None) -> Due:
    mentions, rest = _mentions(words)
    flags: list[str] = []
    if _RECURRING.search(rest):
        flags.append("recurring")
    if _STATUS.search(rest):
        flags.append("status_in_date_cell")
    if mentions:
        mention = _governing(list(_join(mentions, rest)), rest)
        counted = _counted_from_date(rest, mention)
        return _in_context(counted or mention, rest, flags)
    return _without_a_date(rest, flags, today=today, anchor=anchor)


def _counted_from_date(rest: str, mention: _Mention) -> _Mention | None:
    """ "within 6 weeks of 1 March 2022": the date written is what is counted from."""
    span = _SPAN.search(rest[: mention.at])
    if span is None or mention.end is None or not _COUNTED_FROM.fullmatch(rest[span.end() : mention.at]):
        return None
    end = _counted(span, mention.end)
    return None if end is None else _Mention(span.start(), mention.to, "relative", end, end, mention.flags)


def _in_context(mention: _Mention, rest: str, flags: Iterable[str]) -> Due:
    """A date with the words around it: from, until, after, before, ongoing, to be confirmed."""
    before, behind = rest[: mention.at].rstrip("¦"), rest[mention.to :]
    flags = (*mention.flags, *flags)
    due = Due("", mention.precision, mention.start, mention.end, flags)
    if _TBC.search(rest):
        return replace(due, precision="tbc")
    if mention.precision == "invalid":
        return due
    if mention.precision not in {"range", "relative"}:
        if _OPEN_BEFORE.search(before) or _OPEN_AFTER.search(behind):
            return replace(due, precision="ongoing", end=None, flags=(*flags, "no_end_date"))
        if _AFTER.search(before):
            start = mention.end and mention.end + ONE_DAY
            return replace(due, precision="event", start=start, end=None, flags=(*flags, "no_end_date"))
        if _BEFORE.search(before) and mention.precision in {"day", "month"}:
            return replace(due, start=None, end=mention.start and mention.start - ONE_DAY)
    if _ONGOING.search(rest) and not _ENDS.search(before) and mention.precision != "range":
        # the date beside "ongoing" may be a review or a beginning: it is not taken for an end
        return Due("", "ongoing", flags=(*flags, "no_end_date"))
    return due


def _without_a_date(rest: str, flags: list[str], *, today: date | None, anchor: date | None) -> Due:
    if _TBC.search(rest):
        return Due("", "tbc", flags=tuple(flags))
    counted = _relative(rest, today=today, anchor=anchor)
    if counted:
        return replace(counted, flags=(*counted.flags, *flags))
    if "recurring" in flags or _ONGOING.search(rest):
        return Due("", "ongoing", flags=(*flags, "no_end_date"))
    if "status_in_date_cell" in flags:
        return Due("", "none", flags=(*flags, "missing_date"))
    if _SOON.search(rest):
        open_ended = "relative_no_anchor" if anchor is None else "no_end_date"
        return Due("", "relative", anchor, flags=(*flags, open_ended))
    return Due("", "event" if _EVENT.search(rest) else "invalid", flags=tuple(flags))


def _counted(span: re.Match[str], base: date) -> date | None:
    """The day so many days, weeks, months or years after `base`; nothing for school days, which differ."""
    word = span["n2"] or span["n"]
    number = int(word) if word.isdigit() else _NUMBER_WORDS[word]
    kind, unit = (span["kind"] or "").strip(), span["unit"]
    if kind == "school":
        return None
    if unit == "day":
        return add_working_days(base, number) if kind in {"working", "business"} else base + timedelta(days=number)
    if unit in {"week", "wk"}:
        return base + timedelta(weeks=number)
    months = base.month - 1 + number * (1 if unit in {"month", "mth"} else 12)
    year, month = base.year + months // 12, months % 12 + 1
    return date(year, month, min(base.day, monthrange(year, month)[1]))


def _relative(rest: str, *, today: date | None, anchor: date | None) -> Due | None:
    """ "within 6 weeks of approval", "next month", "tomorrow": a period where the day they count from is known."""
    unknown = Due("", "relative", flags=("relative_no_anchor",))
    span = _SPAN.search(rest)
    if span and not re.search(r"\b(?:every|each|once|twice|times|per) ?$", rest[: span.start()]):
        counts_from_something = re.match(r" ?(?:\w+ )?(?:of|from|after|following|post|since)\b", rest[span.end() :])
        base = anchor if counts_from_something or anchor else today
        end = base and _counted(span, base)
        if base is None or end is None:
            return unknown
        within = re.search(r"\b(?:within|over|during|in|next|for|first)\b", rest[: span.start()])
        return Due("", "relative", base if within else end, end)
    base = today or anchor
    near = _NEXT.search(rest)
    if near:
        period = base and _near_period(near["unit"], base, later=near["which"] in {"next", "coming"})
        return Due("", "relative", *period) if period else unknown
    near = _NEAR_DAY.search(rest)
    if near:
        offset = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(near["word"])
        if today is None or offset is None:
            return unknown
        day = today + ONE_DAY * offset
        return Due("", "relative", day, day)
    return None


def _near_period(unit: str, base: date, *, later: bool) -> Period | None:
    """This or the next week or month. Terms, quarters and years are counted differently by different people."""
    if unit == "week":
        start = base + ONE_DAY * (7 * later - base.weekday())
        return start, start + 6 * ONE_DAY
    if unit == "month":
        months = base.month - 1 + later
        return _month_period(base.year + months // 12, month=months % 12 + 1)
    return None
