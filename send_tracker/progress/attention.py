"""What a plan's board should look at first, as sentences with their sources. Pure rules: no database, no clock.

The rules, in the order of the list:

1. `families_negative`: the newest word of parents, of young people or of the forum about a finding is negative.
2. `raised_again`: a finding was raised before, no measure of results (outcome or experience) tied to it holds a figure,
   and the inspectors have not judged it well. Those raised in most reviews, and there most often, first.
3. `outcome_against`: there is evidence against an intended outcome. Findings the inspectors have not judged well first.
4. `actions_overdue`: actions are overdue. Never in a plan whose record has ended.
5. `conditions_open`: conditions of the fitness decision have no answer on record.
6. `nobody_accountable`: workstreams without an accountable officer on a side that has to answer for them.

Within a rule, findings come in plan order unless it says otherwise. No rule takes more than three of the five lines, so
that one kind of trouble cannot hide the others. What does not fit is counted in `left_out`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from send_tracker.progress.words import listed

#: The list is for a meeting: five lines can be talked about.
AT_MOST = 5
AT_MOST_PER_RULE = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Words with the place they stand in; `place` is empty for what people entered here."""

    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One row of the plan. `settled`: the inspectors' latest judgement is a good one. `raised_times`: how many findings
    raised it before, in `raised_in` reviews."""

    key: int
    settled: bool = False
    families_negative: tuple[Source, ...] = ()
    raised_in: int = 0
    raised_times: int = 0
    raised_since: date | None = None
    has_results: bool = False
    against: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """A workstream: the sides nobody answers for, and whether somebody answers without saying for which side."""

    number: str
    sides_missing: tuple[str, ...] = ()
    side_not_stated: bool = False


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`findings` and `workstreams` in plan order. `running`: the record goes on."""

    findings: tuple[FindingFacts, ...] = ()
    workstreams: tuple[StreamFacts, ...] = ()
    running: bool = True
    overdue: int = 0
    conditions: int = 0
    conditions_open: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One line. `finding` is the key of the row it is about, or nothing where it is about the whole plan."""

    rule: str
    sentence: str
    places: tuple[str, ...] = ()
    finding: int | None = None


@dataclass(frozen=True, slots=True)
class NeedsAttention:
    points: tuple[Point, ...]
    left_out: int = 0


def needs_attention(facts: PlanFacts) -> NeedsAttention:
    """At most five points, by the rules above."""
    by_rule = [list(rule(facts)) for rule in RULES]
    points = [point for found in by_rule for point in found[:AT_MOST_PER_RULE]][:AT_MOST]
    return NeedsAttention(tuple(points), left_out=sum(map(len, by_rule)) - len(points))


def families_negative(facts: PlanFacts) -> Iterator[Point]:
    for finding in facts.findings:
        if finding.families_negative:
            words = finding.families_negative[0].words
            places = _places(finding.families_negative)
            yield Point("families_negative", f"Families say: {_lower_first(words)}", places, finding.key)


def raised_again(facts: PlanFacts) -> Iterator[Point]:
    for finding in sorted(facts.findings, key=lambda one: (-one.raised_in, -one.raised_times)):
        if finding.raised_since is None or finding.has_results or finding.settled:
            continue
        reviews = "1 earlier review" if finding.raised_in == 1 else f"{finding.raised_in} earlier reviews"
        yield Point(
            "raised_again",
            f"Raised in {reviews} since {finding.raised_since.year}, and no measure of results holds a figure.",
            finding=finding.key,
        )


def outcome_against(facts: PlanFacts) -> Iterator[Point]:
    against = [one for one in facts.findings if one.against]
    for finding in sorted(against, key=lambda one: one.settled):
        number = len(finding.against)
        outcomes = "an intended outcome" if number == 1 else f"{number} intended outcomes"
        listed = "; ".join(_lower_first(source.words.rstrip(".")) for source in islice(finding.against, 3))
        yield Point("outcome_against", f"Evidence against {outcomes}: {listed}.", _places(finding.against), finding.key)


def actions_overdue(facts: PlanFacts) -> Iterator[Point]:
    if facts.overdue and facts.running:
        actions = "1 action is overdue." if facts.overdue == 1 else f"{facts.overdue} actions are overdue."
        yield Point("actions_overdue", actions)


def conditions_open(facts: PlanFacts) -> Iterator[Point]:
    if facts.conditions_open:
        which = (
            "The condition" if facts.conditions == 1 else f"{facts.conditions_open} of {facts.conditions} conditions"
        )
        has = "has" if facts.conditions_open == 1 else "have"
        yield Point("conditions_open", f"{which} of the fitness decision {has} no answer on record.")


def nobody_accountable(facts: PlanFacts) -> Iterator[Point]:
    not_stated = [one.number for one in facts.workstreams if one.sides_missing and one.side_not_stated]
    lacking: dict[tuple[str, ...], list[str]] = {}
    for stream in facts.workstreams:
        if stream.sides_missing and not stream.side_not_stated:
            lacking.setdefault(stream.sides_missing, []).append(stream.number)
    for sides, numbers in lacking.items():
        yield Point(
            "nobody_accountable",
            f"{_workstreams(numbers)}: nobody is recorded as accountable on the side of {listed(sides)}.",
        )
    if not_stated:
        yield Point(
            "nobody_accountable",
            f"{_workstreams(not_stated)}: it is not recorded for which side, council or health, the accountable "
            "officers answer.",
        )


RULES = (families_negative, raised_again, outcome_against, actions_overdue, conditions_open, nobody_accountable)


def _workstreams(numbers: list[str]) -> str:
    return f"Workstream {numbers[0]}" if len(numbers) == 1 else f"Workstreams {listed(numbers)}"


def _lower_first(words: str) -> str:
    """The words as part of a sentence: "Parents felt" becomes "parents felt", "EHC plans" stays."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words


def _places(sources: tuple[Source, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.place for source in sources if source.place))
