"""Everything that is recorded about one finding, as it stood on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.accounts.choices import Role
from core.accounts.selectors import roles_in
from core.dated import in_force
from core.web.as_at import Shown
from core.web.words import uk_date
from findings.choices import INSPECTIONS, JUDGED_TYPES, FindingType, LinkKind
from findings.models import AnyUser, Finding, FindingLink, FindingWording, Framework, Judgement, Passage
from findings.selectors import Disagreement, FindingGroup, Raised, chains, disagreements, group_findings, touching
from plans.choices import MeasureKind
from plans.models import Plan
from plans.selectors import ConditionOnDay, conditions_about, plans_for_pages
from send_tracker.progress.result import NOT_YET_JUDGED
from send_tracker.progress.selectors.families import FAMILIES, FamiliesSay
from send_tracker.progress.selectors.outcomes import (
    OutcomeCount,
    OutcomeOnDay,
    count_states,
    outcomes_of_finding,
)
from send_tracker.progress.words import sentence_start
from workstreams.models import (
    Action,
    AlsoServes,
    Evidence,
    Feedback,
    Owner,
    Responsibility,
    Workstream,
    WorkstreamAnswer,
)
from workstreams.selectors import MeasureLine, measure_lines

#: The kinds whose full name is the framework's. Others have the name of their kind.
NAMED_BY_FRAMEWORK = (FindingType.SIGNIFICANT_WEAKNESS, FindingType.PRIORITY_ACTION)


@dataclass(frozen=True, slots=True)
class StreamLine:
    """A workstream that answers the finding, and how many actions it had."""

    workstream: Workstream
    actions: int


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An intended outcome with the evidence that its reader may see; `anchor` on the first of its state."""

    shown: OutcomeOnDay
    because: tuple[Evidence, ...]
    withheld: int
    anchor: str


@dataclass(frozen=True, slots=True)
class FindingPage:
    finding: Finding
    shown: Shown
    noun: str
    framework: Framework | None
    plans: tuple[Plan, ...]
    open_label: str
    judgements: tuple[Judgement, ...]
    outcomes: tuple[OutcomeLine, ...]
    counts: tuple[OutcomeCount, ...]
    earlier: tuple[Raised, ...]
    later: tuple[Raised, ...]
    links: tuple[FindingLink, ...]
    noted: tuple[FindingGroup, ...]
    families: tuple[Feedback, ...]
    others: tuple[Feedback, ...]
    also_at: tuple[Passage, ...]
    wordings: tuple[FindingWording, ...]
    streams: tuple[StreamLine, ...]
    measures: tuple[MeasureLine, ...]
    conditions: tuple[ConditionOnDay, ...]
    disagreements: tuple[Disagreement, ...]
    sees_small_numbers: bool

    @property
    def is_found(self) -> bool:
        """Whether it had been found by the day shown."""
        return self.finding.happened_on <= self.shown.day

    @property
    def is_judged_kind(self) -> bool:
        """Whether somebody judges findings of this kind, and a plan may answer them."""
        return self.finding.type in JUDGED_TYPES or bool(self.plans)

    @property
    def verdict(self) -> Judgement | None:
        """The inspectors' judgement that was current."""
        return next(reversed(self.inspected), None)

    @property
    def inspected(self) -> tuple[Judgement, ...]:
        """The inspectors' judgements, oldest first."""
        return tuple(one for one in self.judgements if one.voice.needs_review)

    @property
    def families_say(self) -> FamiliesSay:
        newest: dict[str, Feedback] = {}
        for one in self.families:
            newest.setdefault(one.voice, one)
        return FamiliesSay(tuple(newest[voice] for voice in FAMILIES if voice in newest))

    @property
    def is_about(self) -> tuple[FindingLink, ...]:
        return tuple(one for one in self.links if one.kind == LinkKind.ABOUT and one.later_id == self.finding.pk)

    @property
    def revises(self) -> tuple[FindingLink, ...]:
        return tuple(one for one in self.links if one.kind == LinkKind.REVISES and one.later_id == self.finding.pk)

    @property
    def revised_by(self) -> tuple[FindingLink, ...]:
        return tuple(one for one in self.links if one.kind == LinkKind.REVISES and one.earlier_id == self.finding.pk)

    @property
    def source(self) -> str:
        return "" if self.finding.passage is None else self.finding.passage.locator

    @property
    def source_url(self) -> str:
        return "" if self.finding.passage is None else self.finding.passage.document.get_absolute_url()

    @property
    def found_words(self) -> str:
        return f"It was found on {uk_date(self.finding.happened_on)}."

    @property
    def corrected(self) -> bool:
        return len(self.wordings) > 1

    @property
    def is_inspected(self) -> bool:
        review = self.finding.review
        return self.verdict is not None or (review is not None and review.type in INSPECTIONS)

    @property
    def verdict_known_later(self) -> bool:
        return self.verdict is not None and self.verdict.became_known_after(self.shown.day)

    @property
    def known_later(self) -> bool:
        """Whether anything on the page was so on the day and became known only later."""
        days = [fact.known_on for fact in self.judgements]
        days += [fact.known_on for fact in (*self.families, *self.others)]
        days += [finding.known_on for group in self.noted for finding in group.findings]
        later = any(map(self.shown.is_later, days)) or any(line.shown.known_later for line in self.outcomes)
        return self.is_found and later

    @property
    def counts_worst_first(self) -> tuple[OutcomeCount, ...]:
        """The states that occur, those against first."""
        return tuple(count for count in reversed(self.counts) if count.number)

    @property
    def chain_conditions(self) -> tuple[ConditionOnDay, ...]:
        """Conditions that name it, where they belong to the story of a concern that came up more than once."""
        return self.conditions if self.earlier or self.later else ()

    @property
    def measures_results(self) -> bool:
        """Whether a measure of results holds a figure."""
        return any(
            line.measure.kind in (MeasureKind.OUTCOME, MeasureKind.EXPERIENCE) and (line.latest or line.baseline)
            for line in self.measures
        )

    @property
    def raised_before(self) -> int:
        return sum(len(one.findings) for one in self.earlier)

    @property
    def action_count(self) -> int:
        return sum(line.actions for line in self.streams)


def visible_finding(user: AnyUser, pk: int) -> Finding:
    """The finding with what its page needs. Raises Finding.DoesNotExist where the person may not see it."""
    return (
        Finding.objects.visible_to(user)
        .select_related("area", "review__framework", "review__document", "passage__document", "parent")
        .prefetch_related("themes", "review__jointly_responsible")
        .get(pk=pk)
    )


def plans_answering(user: AnyUser, finding: Finding) -> list[Plan]:
    """Plans this person may read that answer the finding, running ones first. One query."""
    plans = plans_for_pages(user).filter(answers__finding=finding)
    return sorted(plans, key=lambda plan: (not plan.is_running, plan.title, plan.pk))


def opening_days(plans: Iterable[Plan], today: date) -> tuple[date, date | None]:
    """The day the finding's page opens at and the day its record ends: that of its plans, or none while one runs."""
    ends = [plan.record_ends_on for plan in plans]
    if not ends or None in ends:
        return today, None
    last = max(day for day in ends if day is not None)
    return min(today, last), last


def finding_page(user: AnyUser, finding: Finding, plans: Sequence[Plan], shown: Shown, *, today: date) -> FindingPage:
    """Everything on a finding's page. The number of queries does not grow with what is recorded, only with plans."""
    day = shown.day
    streams = _streams(plans, finding, day)
    sees_all = _sees_restricted(user, plans, streams, today)
    outcomes = outcomes_of_finding(finding, plans, day)
    feedback = list(finding.feedback.so_on(day).select_related("passage__document").order_by("-happened_on", "pk"))
    links = _links(finding, day)
    earlier, later = chains(finding, day)
    also_at = tuple(finding.also_at.select_related("document").order_by("document__dated_on", "pk"))
    own = [finding.passage] if finding.passage else []
    framework = _framework(finding, plans)
    return FindingPage(
        finding=finding,
        shown=shown,
        noun=_noun(finding, framework),
        framework=framework,
        plans=tuple(plans),
        open_label=next((plan.open_label for plan in plans if plan.open_label), NOT_YET_JUDGED),  # type: ignore[attr-defined]
        judgements=tuple(finding.judgements.so_on(day).with_words().order_by("happened_on", "pk")),
        outcomes=_outcome_lines(outcomes, sees_all=sees_all),
        counts=count_states(outcomes),
        earlier=earlier,
        later=later,
        links=links,
        noted=group_findings(
            link.later for link in links if link.kind == LinkKind.ABOUT and link.earlier_id == finding.pk
        ),
        families=tuple(one for one in feedback if one.voice in FAMILIES),
        others=tuple(one for one in feedback if one.voice not in FAMILIES),
        also_at=also_at,
        wordings=tuple(finding.wordings.select_related("recorded_by").order_by("recorded_at", "pk")),
        streams=streams,
        measures=_measures(plans, finding, day),
        conditions=conditions_about(finding.pk, day),
        disagreements=touching(disagreements(user, [finding.area_id]), [*own, *also_at]),
        sees_small_numbers=sees_all,
    )


def _framework(finding: Finding, plans: Sequence[Plan]) -> Framework | None:
    if plans:
        return plans[0].framework
    return None if finding.review is None else finding.review.framework


def _noun(finding: Finding, framework: Framework | None) -> str:
    if framework is not None and finding.type in NAMED_BY_FRAMEWORK:
        return sentence_start(framework.finding_noun)
    return finding.get_type_display()


def _streams(plans: Sequence[Plan], finding: Finding, day: date) -> tuple[StreamLine, ...]:
    """The workstreams that answer it, each with its number of actions, those it shares included. One query."""
    answering = WorkstreamAnswer.objects.in_force(day).filter(finding=finding).values("workstream")
    home = Action.objects.filter(workstream=OuterRef("pk"), added_on__lte=day).order_by().values("workstream")
    shared = (
        AlsoServes.objects.in_force(day)
        .filter(workstream=OuterRef("pk"), action__added_on__lte=day)
        .exclude(action__workstream=F("workstream"))
        .order_by()
        .values("workstream")
    )
    streams = (
        Workstream.objects.filter(pk__in=answering, plan__in=list(plans))
        .annotate(
            at_home=Coalesce(Subquery(home.annotate(number=Count("pk")).values("number")), 0),
            shares=Coalesce(Subquery(shared.annotate(number=Count("action", distinct=True)).values("number")), 0),
        )
        .select_related("plan")
        .order_by("plan_id", "position", "pk")
    )
    return tuple(StreamLine(one, one.at_home + one.shares) for one in streams)  # type: ignore[attr-defined]


def _links(finding: Finding, day: date) -> tuple[FindingLink, ...]:
    """Links that say what it is about, what is about it, and revisions, both ways. One query."""
    both = FindingLink.objects.filter(kind__in=[LinkKind.ABOUT, LinkKind.REVISES], later__happened_on__lte=day)
    return tuple(
        (both.filter(later=finding) | both.filter(earlier=finding))
        .select_related("later__passage__document", "earlier__passage__document", "later__review", "earlier__review")
        .order_by("later__happened_on", "later__position", "pk")
    )


def _measures(plans: Sequence[Plan], finding: Finding, day: date) -> tuple[MeasureLine, ...]:
    """The plans' measures tied to it, plan by plan in the plans' order. Two queries."""
    places = {plan.pk: place for place, plan in enumerate(plans)}
    return tuple(sorted(measure_lines(plans, [finding], day), key=lambda line: places[line.measure.plan_id]))


def _outcome_lines(outcomes: Iterable[OutcomeOnDay], *, sees_all: bool) -> tuple[OutcomeLine, ...]:
    lines, anchored = [], set()
    anchors = {count.state: count.anchor for count in count_states(())}
    for one in outcomes:
        because = tuple(item for item in one.because if sees_all or not item.is_restricted)
        anchor = "" if one.state in anchored else anchors[one.state]
        anchored.add(one.state)
        lines.append(OutcomeLine(one, because, len(one.because) - len(because), anchor))
    return tuple(lines)


def _sees_restricted(user: AnyUser, plans: Sequence[Plan], streams: Sequence[StreamLine], today: date) -> bool:
    """Whether restricted evidence and counts under five are shown: programme office, data lead, and those who lead or
    answer for one of the finding's workstreams. Two queries."""
    if not user.is_authenticated:
        return False
    if roles_in(user, [plan.host_area_id for plan in plans], today) & {Role.PROGRAMME, Role.DATA}:
        return True
    held = Owner.objects.held_by(user, today).values("pk")
    mine = Responsibility.objects.filter(in_force(today), owner__in=held)
    return mine.filter(workstream__in=[line.workstream.pk for line in streams]).exists()
