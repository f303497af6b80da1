"""One workstream as it stood on a day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from core.dated import in_force
from core.progress.actions import ActionFacts
from core.progress.rag import suggest_rag
from core.progress.rollup import Rollup, RollupFacts, roll_up
from findings.models import AnyUser, Finding
from plans.choices import MeasureKind, Unit
from plans.models import Measure, Observation, Plan, Target
from workstreams.choices import CLOSED_STATUSES, EvidenceAnswer, Part, Polarity, Rag, Side
from workstreams.models import (
    Action,
    DeliveryPartner,
    Evidence,
    EvidenceDecision,
    PartnerConfirmation,
    Responsibility,
    Workstream,
)
from workstreams.selectors.actions import ActionOnDay, actions_on


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side's accountable officers. An empty side is a gap to fill."""

    side: Side
    officers: tuple[Responsibility, ...]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    measure: Measure
    baseline: Observation | None
    latest: Observation | None
    target: str

    @property
    def kind(self) -> str:
        """What the measure is, so that take-up never passes for a result."""
        return "Take-up or output" if self.measure.kind == MeasureKind.OUTPUT else self.measure.get_kind_display()


@dataclass(frozen=True, slots=True)
class WorkstreamPage:
    workstream: Workstream
    day: date
    findings: list[Finding]
    sides: list[SideLine]
    leads: list[Responsibility]
    partners: list[DeliveryPartner]
    actions: list[ActionOnDay]
    counts: Rollup
    against: list[Evidence]
    measures: list[MeasureLine]

    @property
    def partners_confirmed(self) -> int:
        return sum(partner.is_confirmed for partner in self.partners)  # type: ignore[attr-defined]

    @property
    def count_lines(self) -> list[tuple[str, int]]:
        """The counts in words: first what is said of each action, then what cuts across."""
        counts = self.counts
        rare = [
            ("not started", counts.not_started),
            ("blocked", counts.blocked),
            ("paused", counts.paused),
            ("stopped", counts.stopped),
            ("due soon", counts.due_soon),
        ]
        return [
            ("done", counts.done),
            ("being checked", counts.being_checked),
            ("complete", counts.accepted),
            ("evidence accepted", self.accepted_evidence),
            ("under way", counts.under_way),
            ("not stated", counts.not_stated),
            *((words, number) for words, number in rare if number),
            ("overdue", counts.overdue),
            ("re-dated", counts.redated),
            ("no date", counts.no_date),
        ]

    @property
    def accepted_evidence(self) -> int:
        """Actions with at least one item of evidence that was accepted here."""
        return sum(row.action.has_accepted_evidence for row in self.actions)  # type: ignore[attr-defined]

    @property
    def _open(self) -> list[ActionOnDay]:
        return [row for row in self.actions if row.status not in CLOSED_STATUSES]

    @property
    def lead_says(self) -> str:
        """The leads' own ratings of the open actions, counted."""
        return _counted([row.rag for row in self._open], nothing="not rated")

    @property
    def rule_says(self) -> str:
        """What the rule makes of the same actions, counted."""
        facts = (ActionFacts(status=row.status, due_end=row.due_end) for row in self._open)
        codes = [suggest_rag(one, self.day).code for one in facts]
        why = ", no dates held" if self._open and all(row.due_end is None for row in self._open) else ""
        return _counted(codes, nothing=f"cannot be worked out{why}")


def _counted(codes: Sequence[str | None], *, nothing: str) -> str:
    """ "2 green, 1 amber; 1 not rated", or what nothing at all is called."""
    if not codes:
        return "no action is open"
    found = [f"{codes.count(rag)} {rag.label.lower()}" for rag in Rag if rag in codes]
    without = sum(not code for code in codes)
    if not found:
        return nothing
    return ", ".join(found) + (f"; {without} {nothing}" if without else "")


def visible_workstream(user: AnyUser) -> QuerySet[Workstream]:
    """The workstreams this person may read, each with what its page needs."""
    partners = DeliveryPartner.objects.filter(workstream=OuterRef("pk"))
    return (
        Workstream.objects.visible_to(user)
        .select_related("plan__host_area", "plan__framework", "passage__document")
        .annotate(has_partners=Exists(partners))
    )


def workstream_page(workstream: Workstream, day: date) -> WorkstreamPage:
    """A workstream as it stood on `day`. Eight queries, and one for figures where there are any, one for partners."""
    findings = list(
        Finding.objects.filter(pk__in=workstream.answers.filter(in_force(day)).values("finding"))
        .so_on(day)
        .naming_sides()
    )
    people = list(
        Responsibility.objects.in_force(day)
        .filter(workstream=workstream)
        .select_related("owner__organisation", "passage__document")
    )
    accepted = EvidenceDecision.objects.filter(
        evidence__actions=OuterRef("pk"), answer=EvidenceAnswer.ACCEPTED, happened_on__lte=day
    )
    actions = actions_on(
        Action.objects.filter(workstream=workstream).with_source().annotate(has_accepted_evidence=Exists(accepted)), day
    )
    return WorkstreamPage(
        workstream=workstream,
        day=day,
        findings=findings,
        sides=_sides(people, findings),
        leads=[row for row in people if row.part == Part.LEAD],
        partners=_partners(workstream, day),
        actions=actions,
        counts=roll_up(
            (RollupFacts(status=row.status, due_end=row.due_end, redated=row.re_dated > 0) for row in actions),
            today=day,
        ),
        against=_against(workstream, findings, day),
        measures=measure_lines([workstream.plan], findings, day),
    )


def _sides(people: Sequence[Responsibility], findings: Iterable[Finding]) -> list[SideLine]:
    """Council and health always; social care where a finding names it; officers whose side nobody states, last."""
    by_side = {side: tuple(row for row in people if row.part == Part.ACCOUNTABLE and row.side == side) for side in Side}
    shown = [Side.COUNCIL, Side.HEALTH]
    if by_side[Side.SOCIAL_CARE] or any(finding.names_social_care for finding in findings):
        shown.append(Side.SOCIAL_CARE)
    if by_side[Side.NOT_STATED]:
        shown.append(Side.NOT_STATED)
    return [SideLine(side, by_side[side]) for side in shown]


def _partners(workstream: Workstream, day: date) -> list[DeliveryPartner]:
    if not workstream.has_partners:  # type: ignore[attr-defined]
        return []
    said = PartnerConfirmation.objects.filter(partner=OuterRef("pk"), happened_on__lte=day)
    return list(workstream.partners.select_related("organisation").annotate(is_confirmed=Exists(said)))


def _against(workstream: Workstream, findings: Iterable[Finding], day: date) -> list[Evidence]:
    """Evidence that speaks against the workstream's outcomes or actions, newest first. Restricted items stay out."""
    about = Q(actions__workstream=workstream) | Q(outcomes__finding__in=[finding.pk for finding in findings])
    ids = Evidence.objects.filter(about, polarity=Polarity.ADVERSE, is_restricted=False, happened_on__lte=day)
    return list(Evidence.objects.filter(pk__in=ids.values("pk")).select_related("passage__document"))


def measure_lines(plans: Collection[Plan], findings: Iterable[Finding], day: date) -> list[MeasureLine]:
    """Those plans' measures of those findings: where each began, where it stands on `day`, what comes next. Two
    queries."""
    ids = [finding.pk for finding in findings]
    of_findings = Measure.objects.filter(Q(findings__in=ids) | Q(outcomes__finding__in=ids), plan__in=plans)
    standing = Observation.objects.so_on(day).filter(measure=OuterRef("pk"), replaced_by__isnull=True)
    ahead = (
        Target.objects.so_on(day)
        .filter(Q(due_on__gte=day) | Q(due_on__isnull=True), measure=OuterRef("pk"), replaced_by__isnull=True)
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    measures: list[Any] = list(
        Measure.objects.filter(pk__in=of_findings.values("pk"))
        .with_latest(day)
        .annotate(
            baseline_id=Subquery(standing.filter(is_baseline=True).latest_first().values("pk")[:1]),
            target_value=Subquery(ahead.values("value")[:1]),
            target_text=Subquery(ahead.values("value_text")[:1]),
            target_due=Subquery(ahead.values("due_text")[:1]),
        )
    )
    wanted = {pk for measure in measures for pk in (measure.latest_id, measure.baseline_id) if pk}
    observations = Observation.objects.in_bulk(wanted)
    for measure in measures:
        for pk in (measure.latest_id, measure.baseline_id):
            if pk in observations:
                observations[pk].measure = measure  # its unit is asked for
    return [
        MeasureLine(
            measure=measure,
            baseline=observations.get(measure.baseline_id),
            latest=observations.get(measure.latest_id),
            target=_target_words(measure),
        )
        for measure in measures
    ]


def _target_words(measure: Any) -> str:
    """ "70% by March 2022"; "" where nothing is promised. Reads what `measure_lines` adds."""
    if measure.target_due is None:
        return ""
    if measure.target_text:
        return f"{measure.target_text} by {measure.target_due}"
    number = f"{measure.target_value.normalize():f}"
    return f"{number}{'%' if measure.unit == Unit.PERCENT else ''} by {measure.target_due}"
