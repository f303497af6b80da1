"""Intended outcomes and whether they are shown, by what was so on a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.progress.outcomes import EvidenceFact, MeasureFact, OutcomeResult, OutcomeState, Point, outcome_state
from findings.models import Finding
from plans.choices import MeasureKind, ObservationStatus
from plans.models import IntendedOutcome, Measure, Observation, Plan, Target
from workstreams.choices import EvidenceAnswer
from workstreams.models import Evidence, EvidenceDecision

#: The order in which pages count them.
SHOWN_ORDER = (OutcomeState.SHOWN, OutcomeState.PARTLY, OutcomeState.NOT_SHOWN, OutcomeState.AGAINST)

#: Which evidence stands behind a state, by its polarity.
_TELLING = {
    OutcomeState.AGAINST: ("adverse",),
    OutcomeState.SHOWN: ("supports",),
    OutcomeState.PARTLY: ("partly", "supports"),
    OutcomeState.NOT_SHOWN: ("neutral", "partly", "supports"),
}

#: Days between figures, by the word a measure's frequency begins with.
_PERIOD_DAYS = {
    "week": 7,
    "fortnight": 14,
    "month": 31,
    "quarter": 92,
    "term": 122,
    "half": 184,
    "six-month": 184,
    "twice a year": 184,
    "annual": 366,
    "year": 366,
}


@dataclass(frozen=True, slots=True)
class MeasureOnDay:
    """A measure with its figures by a day, oldest first, and the value promised for the day by then."""

    measure: Measure
    observations: tuple[Observation, ...]
    milestone: Decimal | None

    @property
    def baseline(self) -> Observation | None:
        return next((one for one in reversed(self.observations) if one.is_baseline), None)

    @property
    def latest(self) -> Observation | None:
        """The newest figure that is no baseline; nothing where all say that none is available."""
        later = [one for one in self.observations if not one.is_baseline]
        return next((one for one in reversed(later) if one.status != ObservationStatus.NOT_AVAILABLE), None)

    @property
    def not_available(self) -> Observation | None:
        """The newest word that there is no figure, where it is newer than the latest figure."""
        last = self.observations[-1] if self.observations else None
        return last if last is not None and last.status == ObservationStatus.NOT_AVAILABLE else None

    @property
    def is_result(self) -> bool:
        return self.measure.kind in (MeasureKind.OUTCOME, MeasureKind.EXPERIENCE)

    def fact(self, plan_began_on: date | None) -> MeasureFact:
        """What the rule needs to know of it."""
        baseline = self.baseline
        actual = [
            Point(one.happened_on, one.value)
            for one in self.observations
            if one.value is not None and not one.is_baseline and one.status != ObservationStatus.PROJECTED
        ]
        return MeasureFact(
            kind=self.measure.kind,
            direction=self.measure.direction,
            baseline=None if baseline is None else baseline.value,
            baseline_on=None if baseline is None else baseline.happened_on,
            plan_began_on=plan_began_on,
            points=tuple(actual),
            milestone=self.milestone,
            period_days=_period_days(self.measure.frequency),
        )


def _period_days(frequency: str) -> int | None:
    words = frequency.strip().lower()
    return next((days for start, days in _PERIOD_DAYS.items() if words.startswith(start)), None)


@dataclass(frozen=True, slots=True)
class OutcomeOnDay:
    """An intended outcome, its state on a day, and the evidence that gives it."""

    outcome: IntendedOutcome
    result: OutcomeResult
    evidence: tuple[Evidence, ...]
    measures: tuple[MeasureOnDay, ...]
    day: date

    @property
    def state(self) -> OutcomeState:
        return self.result.state

    @property
    def because(self) -> tuple[Evidence, ...]:
        """The evidence behind the state; none where a measure gives it, or nothing does."""
        for polarity in _TELLING[self.state]:
            telling = tuple(one for one in self.evidence if one.polarity == polarity)
            if telling:
                return telling
        return ()

    @property
    def known_later(self) -> bool:
        """Whether the state rests on something that became known only after the day."""
        figures = (figure for one in self.measures if one.is_result for figure in one.observations)
        return any(fact.known_on > self.day for fact in (*self.evidence, *figures))


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    state: OutcomeState
    number: int

    @property
    def anchor(self) -> str:
        """Where the finding's page has the first outcome of this state."""
        return f"outcomes-{self.state.name.lower().replace('_', '-')}"


def count_states(outcomes: Iterable[OutcomeOnDay]) -> tuple[OutcomeCount, ...]:
    counts = Counter(one.state for one in outcomes)
    return tuple(OutcomeCount(state, counts[state]) for state in SHOWN_ORDER)


def outcomes_of_plan(plan: Plan, day: date) -> dict[int, list[OutcomeOnDay]]:
    """By finding, the plan's intended outcomes as they stood. Four queries."""
    return _on_day(IntendedOutcome.objects.filter(plan=plan), day)


def outcomes_of_finding(finding: Finding, plans: Iterable[Plan], day: date) -> list[OutcomeOnDay]:
    """The outcomes that those plans intend for a finding. Four queries."""
    return _on_day(IntendedOutcome.objects.filter(finding=finding, plan__in=list(plans)), day).get(finding.pk, [])


def _on_day(outcomes: QuerySet[IntendedOutcome], day: date) -> dict[int, list[OutcomeOnDay]]:
    rows = list(
        outcomes.select_related("finding", "plan", "passage__document").order_by(
            "plan_id", "finding_id", "number", "pk"
        )
    )
    evidence = _evidence(rows, day)
    measures = _measures_by_outcome(rows, day)
    by_finding: dict[int, list[OutcomeOnDay]] = defaultdict(list)
    for outcome in rows:
        answered, linked = evidence.get(outcome.pk, []), tuple(measures.get(outcome.pk, ()))
        result = outcome_state(
            [_evidence_fact(item, accepted=accepted) for item, accepted in answered],
            [one.fact(outcome.plan.period_from) for one in linked],
            today=day,
        )
        items = tuple(item for item, _ in answered)
        by_finding[outcome.finding_id].append(OutcomeOnDay(outcome, result, items, linked, day))
    return by_finding


def _evidence(outcomes: Iterable[IntendedOutcome], day: date) -> Mapping[int, list[tuple[Evidence, bool]]]:
    """By outcome, its evidence by that day, and whether the latest word on it was that it is accepted. One query."""
    answers = EvidenceDecision.objects.filter(evidence=OuterRef("evidence"), happened_on__lte=day).latest_first()
    rows = (
        Evidence.outcomes.through.objects.filter(
            intendedoutcome__in=[one.pk for one in outcomes], evidence__happened_on__lte=day
        )
        .select_related("evidence__passage__document", "evidence__organisation")
        .annotate(answer=Subquery(answers.values("answer")[:1]))
        .order_by("evidence__happened_on", "evidence_id")
    )
    found: dict[int, list[tuple[Evidence, bool]]] = defaultdict(list)
    for row in rows:
        accepted = row.answer == EvidenceAnswer.ACCEPTED  # type: ignore[attr-defined]
        found[row.intendedoutcome_id].append((row.evidence, accepted))
    return found


def _evidence_fact(item: Evidence, *, accepted: bool) -> EvidenceFact:
    return EvidenceFact(
        polarity=item.polarity,
        kind=item.kind,
        happened_on=item.happened_on,
        accepted=accepted,
        from_inspectors=item.from_inspectors,
        source="" if item.organisation is None else item.organisation.name,
        independent=item.is_independent,
        sample_stated=item.sample_size is not None,
    )


def _measures_by_outcome(outcomes: Iterable[IntendedOutcome], day: date) -> Mapping[int, list[MeasureOnDay]]:
    linked = Measure.objects.filter(outcomes__in=[one.pk for one in outcomes]).annotate(outcome_id=F("outcomes__pk"))
    found: dict[int, list[MeasureOnDay]] = defaultdict(list)
    for one in measures_on(linked.order_by("position", "pk"), day):
        found[one.measure.outcome_id].append(one)  # type: ignore[attr-defined]
    return found


def measures_on(measures: QuerySet[Measure], day: date) -> list[MeasureOnDay]:
    """Those measures with their figures by that day, restated ones left out, and what was promised. Two queries."""
    rows = list(measures.annotate(milestone=_milestone(day)))
    wanted = {measure.pk: measure for measure in rows}
    observations: dict[int, list[Observation]] = defaultdict(list)
    figures = (
        Observation.objects.so_on(day)
        .filter(measure__in=list(wanted), replaced_by__isnull=True)
        .select_related("passage__document")
    )
    for figure in figures.order_by("happened_on", "pk"):
        figure.measure = wanted[figure.measure_id]
        observations[figure.measure_id].append(figure)
    return [MeasureOnDay(one, tuple(observations[one.pk]), one.milestone) for one in rows]


def _milestone(day: date) -> Coalesce:
    """The value promised for the day: of the last date that has come, else of the first that is to come."""
    promised = Target.objects.so_on(day).filter(
        measure=OuterRef("pk"), replaced_by__isnull=True, due_on__isnull=False, value__isnull=False
    )
    past = promised.filter(due_on__lte=day).order_by("-due_on", "-value", "pk")
    ahead = promised.filter(due_on__gt=day).order_by("due_on", "value", "pk")
    return Coalesce(Subquery(past.values("value")[:1]), Subquery(ahead.values("value")[:1]))
