"""Dates as plans write them.

Plans say "Sept 22", "by Easter", "Q4 21/22", "ongoing" or two dates in one cell. `read_due` turns such words into a
period with its precision. It keeps the words as they stand and never fills in what they leave out: a date that cannot
be known has no period and says why in its flags.

How a text is taken apart, and where; `words` holds every word and pattern:

    text     = nothing | dates with words around them | words without a date            read_due, here

    date     = day | week | month | quarter | term | year(s) | feast day | holiday       one_date
    day      = [weekday] 10 February 2022 | 10/02/22 | 2022-02-10 | ...
    week     = w/c day | week ending day

    dates    = date                                                                      several_dates
             | date to date       a range; a first date without its year takes it from the last
             | date / date        a range, where one month, term, quarter or year follows the other
             | date now date      the newer counts: "30/09/22 (was 30/06/22)"
             | date date          a range that holds them all, with a note

    around   = date TBC | within 6 weeks of date | from date | after date | before date  relative_and_open
             | ongoing until date | ongoing - review date
    without  = TBC | within 6 weeks [of approval] | next month | tomorrow | monthly | ongoing | done | ASAP | an event

Around a date and without one, what is listed first wins; the order of the dates is that of `one_date._NOTATIONS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from core.due_dates import words as w
from core.due_dates.one_date import Meaning, find_dates
from core.due_dates.relative_and_open import with_words_around, without_a_date
from core.due_dates.several_dates import governing

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
    try:
        meaning = _meaning(w.plain(text), today=today, anchor=anchor)
    except (OverflowError, ValueError):  # a day before the year 1 or after the year 9999
        meaning = Meaning("invalid", flags=("impossible_date",))
    flags = tuple(flag for flag in FLAGS if flag in meaning.flags)
    return Due(text, meaning.precision, meaning.start, meaning.end, flags)


def _meaning(words: str, *, today: date | None, anchor: date | None) -> Meaning:
    if w.NOTHING.fullmatch(words):
        return Meaning("none", flags=("missing_date",))
    dates, rest = find_dates(words)
    patterns = {"recurring": w.RECURRING, "status_in_date_cell": w.STATUS}
    noted = tuple(flag for flag, pattern in patterns.items() if pattern.search(rest))
    if dates:
        return with_words_around(governing(dates, rest), rest, noted)
    return without_a_date(rest, noted, today=today, anchor=anchor)
