"""Which of several dates governs: what runs on is one range, and of revised dates the newer counts."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from core.calendar import ONE_DAY
from core.due_dates import words as w
from core.due_dates.one_date import Mention

_PERIODS = frozenset({"month", "term", "quarter", "year"})


def governing(mentions: list[Mention], rest: str) -> Mention:
    """The one date that counts. Of revised dates the newer; of several others a period that holds them all."""
    mentions = list(_joined(mentions, rest))
    ends = [0, *(mention.to for mention in mentions)]
    leads = [rest[end : mention.at] for end, mention in zip(ends, mentions, strict=False)]
    new = [bool(w.CALLED_NEW.search(lead)) for lead in leads]
    old = [bool(w.CALLED_OLD.search(lead)) for lead in leads]
    if len(mentions) == 1:
        (only,) = mentions
        return replace(only, flags=(*only.flags, "revised_date")) if new[0] else only
    every_flag = {flag for mention in mentions for flag in mention.flags}
    if any(new) or any(old):
        called_new = [mention for mention, is_new in zip(mentions, new, strict=True) if is_new]
        not_old = [mention for mention, is_old in zip(mentions, old, strict=True) if not is_old]
        chosen = (called_new or not_old or mentions)[-1]
        kept = every_flag & {"impossible_date"}
        return replace(chosen, flags=(*chosen.flags, *kept, "two_dates", "revised_date"))
    return Mention(
        "invalid" if all(mention.precision == "invalid" for mention in mentions) else "range",
        min((mention.start for mention in mentions if mention.start), default=None),
        max((mention.end for mention in mentions if mention.end), default=None),
        (*every_flag, "two_dates"),
        at=mentions[0].at,
        to=mentions[-1].to,
    )


def _joined(mentions: list[Mention], rest: str) -> Iterator[Mention]:
    """Dates that run into one another made one: "April 2022 - March 2023", "Jan/Feb 2022"."""
    gaps = [rest[one.to : other.at] for one, other in pairwise(mentions)]
    runs_to = [_runs_to(gap, rest[: one.at]) for gap, one in zip(gaps, mentions, strict=False)]
    listed = [gap.strip() != "" and w.LIST.fullmatch(gap) is not None for gap in gaps]
    mentions = list(mentions)
    for at in reversed(range(len(gaps))):
        if runs_to[at] or listed[at]:
            mentions[at] = _dated_by(mentions[at], mentions[at + 1])
    current = mentions[0]
    for at, mention in enumerate(mentions[1:]):
        if current.precision != "range" and (runs_to[at] or (listed[at] and _follow(current, mention))):
            current = _range(current, mention)
        else:
            yield current
            current = mention
    yield current


def _runs_to(gap: str, before: str) -> bool:
    """Whether the words between two dates make them a first and a last day."""
    if w.TO.fullmatch(gap) is None:
        return False
    return "and" not in gap.split() or "end" in gap or w.BETWEEN.search(before) is not None


def _dated_by(mention: Mention, later: Mention) -> Mention:
    """A date without a year takes it from the date it runs to: the last such day that is not after that one."""
    if mention.in_year is None or later.start is None:
        return mention
    for year in (later.start.year, later.start.year - 1):
        period = mention.in_year(year)
        if period and period[0] <= later.start:
            flags = tuple(flag for flag in mention.flags if flag != "year_missing")
            return replace(mention, start=period[0], end=period[1], flags=flags, in_year=None)
    return mention


def _follow(one: Mention, other: Mention) -> bool:
    """Whether two months, terms or quarters stand side by side, so that both together are one period."""
    if one.precision not in _PERIODS or other.precision not in _PERIODS:
        return False
    if one.in_year and other.in_year:
        first, second = one.in_year(2023), other.in_year(2023)
        return first is not None and second is not None and first[1] + ONE_DAY == second[0]
    return one.end is not None and other.start is not None and one.end + ONE_DAY == other.start


def _range(first: Mention, last: Mention) -> Mention:
    """One range out of two dates. A side that is not known stays open."""
    flags = (*first.flags, *last.flags)
    if first.start is not None and last.end is not None and first.start > last.end:
        return Mention("invalid", flags=(*flags, "impossible_date"), at=first.at, to=last.to)
    if "invalid" in {first.precision, last.precision}:
        return Mention("invalid", flags=flags, at=first.at, to=last.to)
    return Mention("range", first.start, last.end, flags, at=first.at, to=last.to)
