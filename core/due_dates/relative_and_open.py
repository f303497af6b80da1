"""What is counted from another day, and what has no end or no day: the words around a date, or without one."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from core.calendar import ONE_DAY, Period, add_working_days, month_period
from core.due_dates import words as w
from core.due_dates.one_date import Meaning, Mention


def with_words_around(mention: Mention, rest: str, noted: Iterable[str]) -> Meaning:
    """A date with the words around it: counted from, to be confirmed, from, after, before, ongoing."""
    mention = _counted_from_date(mention, rest) or mention
    mention = replace(mention, flags=(*mention.flags, *noted))
    before, behind = rest[: mention.at].rstrip("¦"), rest[mention.to :]
    if w.TBC.search(rest):
        return replace(mention, precision="tbc")
    if mention.precision == "invalid":
        return mention
    endless = (*mention.flags, "no_end_date")
    if mention.precision not in {"range", "relative"}:
        if w.OPEN_BEFORE.search(before) or w.OPEN_AFTER.search(behind):
            return Meaning("ongoing", mention.start, None, endless)
        if w.AFTER.search(before):
            return Meaning("event", mention.end and mention.end + ONE_DAY, None, endless)
        if w.BEFORE.search(before) and mention.precision in {"day", "month"}:
            return replace(mention, start=None, end=mention.start and mention.start - ONE_DAY)
    if w.ONGOING.search(rest) and not w.ENDS.search(before) and mention.precision != "range":
        # the date beside "ongoing" may be a review or a beginning: it is not taken for an end
        return Meaning("ongoing", flags=endless)
    return mention


def without_a_date(rest: str, noted: tuple[str, ...], *, today: date | None, anchor: date | None) -> Meaning:
    """Words in which no date is written: to be confirmed, counted from a day, ongoing, a status, an event."""
    if w.TBC.search(rest):
        return Meaning("tbc", flags=noted)
    counted = _relative(rest, today=today, anchor=anchor)
    if counted:
        return replace(counted, flags=(*counted.flags, *noted))
    if "recurring" in noted or w.ONGOING.search(rest):
        return Meaning("ongoing", flags=(*noted, "no_end_date"))
    if "status_in_date_cell" in noted:
        return Meaning("none", flags=(*noted, "missing_date"))
    if w.SOON.search(rest):
        open_ended = "relative_no_anchor" if anchor is None else "no_end_date"
        return Meaning("relative", anchor, flags=(*noted, open_ended))
    return Meaning("event" if w.EVENT.search(rest) else "invalid", flags=noted)


def _counted_from_date(mention: Mention, rest: str) -> Mention | None:
    """ "within 6 weeks of 1 March 2022": the date written is what is counted from."""
    span = w.SPAN.search(rest[: mention.at])
    if span is None or mention.end is None or not w.OF_A_DATE.fullmatch(rest[span.end() : mention.at]):
        return None
    end = _counted(span, mention.end)
    return None if end is None else Mention("relative", end, end, mention.flags, at=span.start(), to=mention.to)


def _relative(rest: str, *, today: date | None, anchor: date | None) -> Meaning | None:
    """ "within 6 weeks of approval", "next month", "tomorrow": a period where the day they count from is known."""
    unknown = Meaning("relative", flags=("relative_no_anchor",))
    span = w.SPAN.search(rest)
    if span and not w.EACH_TIME.search(rest[: span.start()]):
        base = anchor if anchor or w.OF_SOMETHING.match(rest[span.end() :]) else today
        end = base and _counted(span, base)
        if end is None:
            return unknown
        return Meaning("relative", base if w.WITHIN.search(rest[: span.start()]) else end, end)
    near = w.NEAR_PERIOD.search(rest)
    if near:
        base = today or anchor
        period = base and _near_period(near["unit"], base, later=near["which"] in {"next", "coming"})
        return Meaning("relative", *period) if period else unknown
    near = w.NEAR_DAY.search(rest)
    if near:
        offset = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(near["word"])
        if today is None or offset is None:
            return unknown
        day = today + ONE_DAY * offset
        return Meaning("relative", day, day)
    return None


def _counted(span: re.Match[str], base: date) -> date | None:
    """The day so many days, weeks, months or years after `base`; nothing for school days, which differ."""
    word = span["n2"] or span["n"]
    number = int(word) if word.isdigit() else w.NUMBER_WORDS[word]
    kind, unit = (span["kind"] or "").strip(), span["unit"]
    if kind == "school":
        return None
    if unit == "day":
        return add_working_days(base, number) if kind in {"working", "business"} else base + timedelta(days=number)
    if unit in {"week", "wk"}:
        return base + timedelta(weeks=number)
    year, month = _months_on(base, number if unit in {"month", "mth"} else 12 * number)
    return date(year, month, min(base.day, monthrange(year, month)[1]))


def _near_period(unit: str, base: date, *, later: bool) -> Period | None:
    """This or the next week or month. Terms, quarters and years are counted differently by different people."""
    if unit == "week":
        start = base + ONE_DAY * (7 * later - base.weekday())
        return start, start + 6 * ONE_DAY
    if unit == "month":
        year, month = _months_on(base, int(later))
        return month_period(month, year)
    return None


def _months_on(base: date, number: int) -> tuple[int, int]:
    """Year and month so many months after `base`."""
    months = base.month - 1 + number
    return base.year + months // 12, months % 12 + 1
