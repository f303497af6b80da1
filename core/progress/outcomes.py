"""Whether an intended outcome is shown, by what is recorded on a day.

Three things can show it: a linked measure that has moved far enough, accepted evidence of impact from different
sources, or inspectors who say so in print. Evidence against it needs nobody's acceptance, stands until it is answered,
and is not outweighed by good news. Silence is neither bad news nor good news. Counts of activity or take-up can never
show an outcome. The rule does not predict what inspectors will say.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType


class OutcomeState(Enum):
    """Against comes before the others: one item against outweighs what is shown."""

    AGAINST = "contradicted"
    SHOWN = "shown"
    PARTLY = "partly"
    NOT_SHOWN = "not_shown"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    OutcomeState.AGAINST: "Against",
    OutcomeState.SHOWN: "Shown",
    OutcomeState.PARTLY: "Partly",
    OutcomeState.NOT_SHOWN: "Not shown",
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the lines are drawn. Pages print them beside the result."""

    #: A measure is there at this share of the way from its baseline to its milestone.
    milestone_share: Decimal = Decimal("0.8")
    #: Figures after the baseline that a measure needs; fewer for one that comes once a year.
    figures_needed: int = 2
    figures_needed_yearly: int = 1
    yearly_from_days: int = 360
    #: The latest figure may be this many reporting periods old.
    fresh_periods: Decimal = Decimal("1.5")
    #: Evidence of impact counts in full while it is younger than this.
    impact_months: int = 12
    #: Evidence of impact must come from so many sources, and so many items from outside the delivering service.
    impact_sources: int = 2
    impact_independent: int = 1


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """An item of evidence about one outcome.

    `polarity` and `kind` are the stored codes. `source` is the organisation it comes from, empty where that is not
    known. `sample_stated`: it says how many of the cohort stand behind it. `answered`: only for evidence against, once
    the partnership has shown that it no longer holds.
    """

    polarity: str
    kind: str
    happened_on: date
    accepted: bool = False
    from_inspectors: bool = False
    source: str = ""
    independent: bool = False
    sample_stated: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """An actual figure (not a projection) for a period that ended on `on`."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class MeasureFact:
    """A measure linked to one outcome.

    `points` are its actual figures, with no restated ones among them. `milestone` is the value promised for the day
    that is looked at. `meaningful_change` is the least difference that counts as a change at all. `period_days` is how
    often a figure comes. `named_by_finding` makes a process measure count: the finding itself asks for timeliness.
    `low` and `high` bound a measure that is best within a range.
    """

    kind: str
    direction: str
    baseline: Decimal | None = None
    baseline_on: date | None = None
    plan_began_on: date | None = None
    points: tuple[Point, ...] = ()
    milestone: Decimal | None = None
    meaningful_change: Decimal = Decimal(0)
    period_days: int | None = None
    named_by_finding: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


#: Every reason the rule can give, strongest first: the first that holds gives the state, and pages print its sentence.
REASONS: Mapping[str, tuple[OutcomeState, str]] = MappingProxyType(
    {
        "adverse_evidence": (OutcomeState.AGAINST, "There is evidence against it that has not been answered."),
        "measure_worse": (OutcomeState.AGAINST, "A linked measure is worse than its baseline."),
        "inspectors_say_so": (OutcomeState.SHOWN, "Inspectors say so in a published statement."),
        "measure_there": (
            OutcomeState.SHOWN,
            "A linked measure has moved from before the plan to its milestone or close to it, on recent figures.",
        ),
        "impact_shown": (
            OutcomeState.SHOWN,
            "Recent accepted evidence of impact comes from different sources, one outside the delivering service.",
        ),
        "inspectors_say_in_part": (
            OutcomeState.PARTLY,
            "Inspectors say in a published statement that it is so in part.",
        ),
        "measure_short": (OutcomeState.PARTLY, "A linked measure moves the right way but is short of its milestone."),
        "measure_small_change": (
            OutcomeState.PARTLY,
            "A linked measure moves the right way, by less than counts as a real change.",
        ),
        "measure_few_figures": (
            OutcomeState.PARTLY,
            "A linked measure is better, with too few figures since its baseline.",
        ),
        "measure_late_baseline": (
            OutcomeState.PARTLY,
            "A linked measure is better, but its baseline is not known to be older than the plan.",
        ),
        "measure_no_milestone": (OutcomeState.PARTLY, "A linked measure is better, but no milestone is set for it."),
        "measure_old": (OutcomeState.PARTLY, "A linked measure is better, but its latest figure is not recent."),
        "impact_one_source": (OutcomeState.PARTLY, "Accepted evidence of impact comes from one source only."),
        "impact_no_sample": (
            OutcomeState.PARTLY,
            "Accepted evidence of impact does not say how many of the group stand behind it.",
        ),
        "impact_from_within": (
            OutcomeState.PARTLY,
            "Accepted evidence of impact comes only from the service that delivers the change.",
        ),
        "impact_in_part": (OutcomeState.PARTLY, "Accepted evidence of impact supports it in part."),
        "impact_old": (OutcomeState.PARTLY, "Accepted evidence of impact is not recent."),
        "not_impact": (OutcomeState.NOT_SHOWN, "What supports it is not evidence of impact."),
        "impact_not_accepted": (OutcomeState.NOT_SHOWN, "Evidence of impact is recorded but not accepted."),
        "measure_no_change": (OutcomeState.NOT_SHOWN, "A linked measure has not changed."),
        "measure_no_later_figure": (OutcomeState.NOT_SHOWN, "A linked measure has no figure since its baseline."),
        "measure_no_baseline": (OutcomeState.NOT_SHOWN, "A linked measure has no baseline to compare with."),
        "activity_only": (
            OutcomeState.NOT_SHOWN,
            "What is recorded counts activity, timeliness or take-up, not a difference.",
        ),
        "nothing_either_way": (OutcomeState.NOT_SHOWN, "What is recorded says nothing either way."),
        "nothing_recorded": (OutcomeState.NOT_SHOWN, "Nothing is recorded about it."),
    }
)


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """An outcome's state, why in one sentence, and the codes of every reason that holds, strongest first."""

    state: OutcomeState
    because: str
    codes: tuple[str, ...]


def outcome_state(
    evidence: Iterable[EvidenceFact],
    measures: Iterable[MeasureFact],
    *,
    today: date,
    thresholds: Thresholds = THRESHOLDS,
) -> OutcomeResult:
    """The outcome's state on `today`; what happened later does not count. The order of the facts never matters.

    Domain rule 3.4. More evidence against never improves the result, more evidence for it never worsens it.
    """
    known = [fact for fact in evidence if fact.happened_on <= today]
    linked = list(measures)
    codes = {*_from_evidence(known, today, thresholds)}
    codes |= {_from_measure(fact, today, thresholds) for fact in linked}
    if not codes:
        codes = {"nothing_recorded"}
    elif len(codes) > 1:
        codes -= {"nothing_either_way"}
    ordered = tuple(code for code in REASONS if code in codes)
    state, because = REASONS[ordered[0]]
    return OutcomeResult(state, because, ordered)


#: Kinds of evidence that say what was done, never what difference it made.
_ACTIVITY = frozenset({"activity", "output"})


def _from_evidence(known: list[EvidenceFact], today: date, thresholds: Thresholds) -> Iterable[str]:
    if any(fact.polarity == "adverse" and not fact.answered for fact in known):
        yield "adverse_evidence"
    supporting = [fact for fact in known if fact.polarity in {"supports", "partly"}]
    telling = [fact for fact in supporting if fact.kind not in _ACTIVITY]
    for fact in telling:
        if fact.from_inspectors:
            yield "inspectors_say_so" if fact.polarity == "supports" else "inspectors_say_in_part"
    impact = [fact for fact in telling if fact.kind == "impact" and not fact.from_inspectors]
    accepted = [fact for fact in impact if fact.accepted]
    if accepted:
        yield _from_impact(accepted, today, thresholds)
    elif impact:
        yield "impact_not_accepted"
    if any(fact.kind != "impact" and not fact.from_inspectors for fact in telling):
        yield "not_impact"
    if supporting and not telling:
        yield "activity_only"
    if known:
        yield "nothing_either_way"


def _from_impact(accepted: list[EvidenceFact], today: date, thresholds: Thresholds) -> str:
    """What accepted evidence of impact comes to: shown, or what keeps it from that."""
    since = _months_before(today, thresholds.impact_months)
    recent = [fact for fact in accepted if fact.happened_on > since]
    whole = [fact for fact in recent if fact.polarity == "supports"]
    stated = [fact for fact in whole if fact.sample_stated]
    if not recent:
        return "impact_old"
    if not whole:
        return "impact_in_part"
    if len(_sources(whole)) < thresholds.impact_sources:
        return "impact_one_source"
    if len(_sources(stated)) < thresholds.impact_sources:
        return "impact_no_sample"
    if sum(fact.independent and fact.source != "" for fact in stated) < thresholds.impact_independent:
        return "impact_from_within"
    return "impact_shown"


def _sources(facts: Iterable[EvidenceFact]) -> set[str]:
    """The sources that are known: two items of unknown source cannot be told apart from one source."""
    return {fact.source for fact in facts if fact.source}


def _months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _from_measure(fact: MeasureFact, today: date, thresholds: Thresholds) -> str:
    """What one linked measure comes to."""
    counts = fact.kind in {"outcome", "experience"} or (fact.kind == "process" and fact.named_by_finding)
    if not counts:
        return "activity_only"
    bounded = fact.direction != "range" or (fact.low is not None and fact.high is not None)
    if fact.direction == "context" or not bounded:
        return "nothing_either_way"
    if fact.baseline is None:
        return "measure_no_baseline"
    later = [
        point
        for point in fact.points
        if point.on <= today and (fact.baseline_on is None or point.on > fact.baseline_on)
    ]
    if not later:
        return "measure_no_later_figure"
    start = _goodness(fact, fact.baseline)
    latest_on = max(point.on for point in later)
    # of two figures for one day, the worse
    gained = min(_goodness(fact, point.value) for point in later if point.on == latest_on) - start
    if gained < 0:
        return "measure_worse"
    if gained == 0:
        return "measure_no_change"
    if gained < fact.meaningful_change:
        return "measure_small_change"
    yearly = fact.period_days is not None and fact.period_days >= thresholds.yearly_from_days
    needed = thresholds.figures_needed_yearly if yearly else thresholds.figures_needed
    if len({point.on for point in later}) < needed:
        return "measure_few_figures"
    if fact.baseline_on is None or fact.plan_began_on is None or fact.baseline_on >= fact.plan_began_on:
        return "measure_late_baseline"
    if fact.milestone is None and fact.direction != "range":
        return "measure_no_milestone"
    promised = (Decimal(0) if fact.milestone is None else _goodness(fact, fact.milestone)) - start
    if gained < promised * thresholds.milestone_share:
        return "measure_short"
    if fact.period_days is None or (today - latest_on).days > fact.period_days * thresholds.fresh_periods:
        return "measure_old"
    return "measure_there"


def _goodness(fact: MeasureFact, value: Decimal) -> Decimal:
    """The value turned so that more is better; within a range, nothing is better than being inside."""
    if fact.direction == "lower":
        return -value
    if fact.direction == "range" and fact.low is not None and fact.high is not None:
        return -max(fact.low - value, value - fact.high, Decimal(0))
    return value
