"""A plan's progress as it stood on a day: the rows of its page and everything above them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation
from django.urls import reverse

from core.dated import in_force
from core.progress.dates import Decider
from core.progress.outcomes import OutcomeState
from core.progress.rollup import Rollup, RollupFacts, roll_up
from core.web.as_at import Shown
from findings.choices import Standing
from findings.models import Finding, Framework, Judgement, Review, Statement, Voice
from findings.selectors import Recurrence, latest_judgements, next_steps, recurrences
from plans.models import Plan, PlanAnswer
from plans.selectors import Deadline, StepOnDay, answers_of, deadline, steps_on, with_results
from send_tracker.progress.attention import (
    FindingFacts,
    NeedsAttention,
    PlanFacts,
    Point,
    Source,
    StreamFacts,
    needs_attention,
)
from send_tracker.progress.result import Result, Verdict, inspectors_of, result_of, start_name_of
from send_tracker.progress.selectors.changes import Counts, count_changes, since_when
from send_tracker.progress.selectors.families import FamiliesSay, families_on
from send_tracker.progress.selectors.outcomes import OutcomeCount, OutcomeOnDay, count_states, outcomes_of_plan
from send_tracker.progress.words import first_sentence
from workstreams.choices import Origin, Part, Side
from workstreams.models import Action, DateChange, Responsibility, Workstream
from workstreams.permissions import decider_of
from workstreams.selectors import StateOnDay, states_on

# ---------------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class ActionCell:
    """A row's actions, counted; rebuilt ones carry no dates, so where all are rebuilt there is nothing to count."""

    counts: Rollup
    rebuilt: int

    @property
    def countable(self) -> bool:
        return self.rebuilt < self.counts.total


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the plan answers."""

    verdict: Verdict
    views: Mapping[Voice, Judgement]
    outcomes: tuple[OutcomeOnDay, ...]
    families: FamiliesSay
    actions: ActionCell
    recurrence: Recurrence
    framework: Framework
    day: date

    @property
    def finding(self) -> Finding:
        return self.verdict.finding

    @property
    def inspectors(self) -> Judgement | None:
        return self.verdict.judgement

    @property
    def name(self) -> str:
        """ "Weakness 5, Ages 18 to 25"."""
        return start_name_of(self.finding, self.framework)

    @property
    def counts(self) -> tuple[OutcomeCount, ...]:
        return count_states(self.outcomes)

    @property
    def is_settled(self) -> bool:
        return self.inspectors is not None and self.inspectors.value.standing == Standing.GOOD

    @property
    def inspectors_known_later(self) -> bool:
        return self.inspectors is not None and self.inspectors.became_known_after(self.day)

    @property
    def outcomes_known_later(self) -> bool:
        return any(one.known_later for one in self.outcomes)

    @property
    def families_known_later(self) -> bool:
        known = self.families.latest_known
        return known is not None and known > self.day


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One workstream: what it answers, who answers for it, and its actions. It is never judged itself."""

    workstream: Workstream
    rows: tuple[Row, ...]
    accountable: tuple[Responsibility, ...]
    leads: tuple[Responsibility, ...]
    actions: ActionCell
    day: date

    @property
    def known_later(self) -> bool:
        """Whether the document that names the workstream is of a later day."""
        passage = self.workstream.passage
        return passage is not None and passage.document.dated_on is not None and passage.document.dated_on > self.day

    @property
    def sides_missing(self) -> tuple[Side, ...]:
        """Sides that have to answer and have nobody: council, health, and social care where a finding names it."""
        held = {one.side for one in self.accountable}
        named = any(row.verdict.answer.names_social_care for row in self.rows)  # type: ignore[attr-defined]
        wanted = (Side.COUNCIL, Side.HEALTH, *((Side.SOCIAL_CARE,) if named else ()))
        return tuple(side for side in wanted if side not in held)

    @property
    def side_not_stated(self) -> bool:
        return any(one.side == Side.NOT_STATED for one in self.accountable)


# --------------------------------------------------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class Asked:
    """A date that waits for a decision."""

    change: DateChange
    decider: Decider


@dataclass(frozen=True, slots=True)
class ProgressPage:
    plan: Plan
    shown: Shown
    rows: tuple[Row, ...]
    not_yet_found: int
    streams: tuple[StreamRow, ...]
    voices: tuple[Voice, ...]
    result: Result
    follows: tuple[Statement, ...]
    steps: tuple[StepOnDay, ...]
    deadline: Deadline | None
    asked: tuple[Asked, ...]
    since: date
    changes: Counts
    attention: NeedsAttention
    actions: ActionCell

    @property
    def answers_anything(self) -> bool:
        """Whether any finding is recorded that the plan answers, found by the day or not."""
        return bool(self.rows) or self.not_yet_found > 0

    @property
    def for_the_board(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if one.decider is not Decider.LEAD)

    @property
    def for_leads(self) -> int:
        return len(self.asked) - len(self.for_the_board)

    @property
    def latest_step(self) -> StepOnDay | None:
        return self.steps[-1] if self.steps else None

    @property
    def known_later(self) -> bool:
        return any(
            row.inspectors_known_later or row.outcomes_known_later or row.families_known_later for row in self.rows
        )

    @property
    def shares_actions(self) -> bool:
        """Whether an action counts in more than one row."""
        return sum(row.actions.counts.total for row in self.rows) > self.actions.counts.total

    @property
    def table(self) -> tuple[tuple[Row, tuple[Judgement | None, ...]], ...]:
        """The rows, each with the view of every other voice that has one."""
        return tuple((row, tuple(row.views.get(voice) for voice in self.voices)) for row in self.rows)

    @property
    def voices_apart(self) -> bool:
        """Whether each voice has its own column: more than two would not fit beside the rest."""
        return len(self.voices) <= COLUMNS_FOR_VOICES

    @property
    def attention_lines(self) -> tuple["AttentionLine", ...]:
        findings = {row.finding.pk: row.finding for row in self.rows}
        return tuple(_attention_line(point, findings, self.plan) for point in self.attention.points)


COLUMNS_FOR_VOICES = 2

#: Where a point is told in full: on its finding's page, or on a page of the plan.
ANCHORS = {
    "families_negative": "families",
    "raised_again": "raised-before",
    "outcome_against": "outcomes-against",
}


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """A point that needs attention, with what it is about and where it is told in full."""

    point: Point
    about: str
    url: str


def _attention_line(point: Point, findings: Mapping[int, Finding], plan: Plan) -> AttentionLine:
    if point.finding is not None:
        finding = findings[point.finding]
        url = f"{finding.get_absolute_url()}#{ANCHORS[point.rule]}"
        return AttentionLine(point, start_name_of(finding, plan.framework), url)
    if point.rule == "conditions_open":
        return AttentionLine(point, "Conditions", f"{reverse('progress:plan-held', args=[plan.slug])}#conditions")
    if point.rule == "actions_overdue":
        url = f"{reverse('workstreams:action-list', args=[plan.slug])}?due=overdue"
        return AttentionLine(point, "Actions", url)
    return AttentionLine(point, "Accountability", f"{plan.get_absolute_url()}?view=workstreams")


def progress_page(plan: Plan, shown: Shown) -> ProgressPage:
    """Everything on a plan's progress page. The number of queries does not grow with the plan."""
    day = shown.day
    answers = list(with_results(answers_of(plan), day))
    found = [answer for answer in answers if answer.finding.happened_on <= day]
    streams, links, people = _streams(plan, day)
    if not found:
        streams = []  # before anything was found there was no plan, whatever is known of it later
    actions, counts_in = _actions(plan, day)
    by_stream = _by_stream(actions, counts_in)
    rows = _rows(plan, found, links, by_stream, day)
    reviews = list(plan.reviews.select_related("framework", "document").order_by("starts_on", "pk"))
    open_label = plan.open_label  # type: ignore[attr-defined]
    result = result_of([row.verdict for row in rows], plan.framework, open_label)
    following = next_steps(result.reviews)
    steps = [] if result.is_judged else steps_on(plan, day)  # once it is judged, what follows from that counts
    since = shown.since or since_when(plan, reviews, day)
    changes = count_changes(plan, since, day)
    stream_rows = _stream_rows(streams, links, people, rows, by_stream, day)
    whole = _cell(actions, day)
    return ProgressPage(
        plan=plan,
        shown=shown,
        rows=rows,
        not_yet_found=len(answers) - len(found),
        streams=stream_rows,
        voices=_voices(rows),
        result=result,
        follows=tuple(statement for review in result.reviews[-1:] for statement in following.get(review.pk, ())),
        steps=tuple(steps),
        deadline=None if result.is_judged else deadline(_answered(reviews, answers), steps, day),
        asked=_asked(plan, day),
        since=since,
        changes=changes,
        attention=needs_attention(_facts(plan, rows, stream_rows, whole, changes)),
        actions=whole,
    )


def _rows(
    plan: Plan,
    answers: Sequence[PlanAnswer],
    links: Mapping[int, set[int]],
    by_stream: Mapping[int, Sequence[StateOnDay]],
    day: date,
) -> tuple[Row, ...]:
    ids = [answer.finding_id for answer in answers]
    judgements = latest_judgements(ids, day)
    outcomes = outcomes_of_plan(plan, day)
    families = families_on(ids, day)
    earlier = recurrences({answer.finding.area_id for answer in answers}, ids, day)
    streams_of: dict[int, set[int]] = defaultdict(set)
    for stream, findings in links.items():
        for finding in findings:
            streams_of[finding].add(stream)
    return tuple(
        Row(
            verdict=Verdict(answer, inspectors_of(judgements.get(pk, {}))),
            views={voice: one for voice, one in judgements.get(pk, {}).items() if not voice.needs_review},
            outcomes=tuple(outcomes.get(pk, ())),
            families=families.get(pk, FamiliesSay()),
            actions=_cell(_once(row for stream in streams_of[pk] for row in by_stream.get(stream, ())), day),
            recurrence=earlier[pk],
            framework=plan.framework,
            day=day,
        )
        for answer in answers
        for pk in [answer.finding_id]
    )


def _voices(rows: Iterable[Row]) -> tuple[Voice, ...]:
    """Voices other than the inspectors' that hold a view of any row."""
    voices = {voice for row in rows for voice in row.views}
    return tuple(sorted(voices, key=lambda voice: (voice.position, voice.label, voice.pk)))


def _answered(reviews: Iterable[Review], answers: Iterable[PlanAnswer]) -> list[Review]:
    """The reviews whose findings the plan answers: they set its deadline."""
    found = {answer.finding.review_id for answer in answers}
    return [review for review in reviews if review.pk in found]


# ------------------------------------------------------------------------------------------------ workstreams, actions


def _streams(plan: Plan, day: date) -> tuple[list[Workstream], dict[int, set[int]], dict[int, list[Responsibility]]]:
    """The plan's workstreams; what each answers; who leads and answers for each. Two queries."""
    answered = FilteredRelation("answers", condition=in_force(day, of="answers"))
    rows = (
        Workstream.objects.filter(plan=plan)
        .annotate(answered=answered, answered_finding=F("answered__finding"))
        .select_related("passage__document")
        .order_by("position", "pk")
    )
    links: dict[int, set[int]] = defaultdict(set)
    streams: dict[int, Workstream] = {}
    for row in rows:  # one for each finding it answers
        links[streams.setdefault(row.pk, row).pk].add(row.answered_finding)  # type: ignore[attr-defined]
    people: dict[int, list[Responsibility]] = defaultdict(list)
    held = Responsibility.objects.in_force(day).filter(workstream__plan=plan).select_related("owner")
    for one in held.order_by("side", "pk"):
        people[one.workstream_id].append(one)
    return list(streams.values()), links, people


def _actions(plan: Plan, day: date) -> tuple[list[StateOnDay], dict[int, set[int]]]:
    """The plan's actions as they stood; by action, the workstreams it counts in. One query."""
    serving = FilteredRelation("also_serves", condition=in_force(day, of="also_serves"))
    rows = states_on(Action.objects.of_plan(plan, day).annotate(serving=serving, serves=F("serving__workstream")), day)
    actions: dict[int, StateOnDay] = {}
    counts_in: dict[int, set[int]] = defaultdict(set)
    for row in rows:  # one for each workstream it also serves
        actions.setdefault(row.action.pk, row)
        counts_in[row.action.pk] |= {row.action.workstream_id, row.action.serves}  # type: ignore[attr-defined]
    return list(actions.values()), counts_in


def _by_stream(actions: Iterable[StateOnDay], counts_in: Mapping[int, Iterable[int]]) -> dict[int, list[StateOnDay]]:
    by_stream: dict[int, list[StateOnDay]] = defaultdict(list)
    for row in actions:
        for stream in counts_in[row.action.pk]:
            by_stream[stream].append(row)
    return by_stream


def _once(actions: Iterable[StateOnDay]) -> list[StateOnDay]:
    return list({row.action.pk: row for row in actions}.values())


def _cell(actions: Sequence[StateOnDay], day: date) -> ActionCell:
    facts = [RollupFacts(status=row.status, due_end=row.due_end, redated=row.re_dated > 0) for row in actions]
    return ActionCell(
        counts=roll_up(facts, today=day), rebuilt=sum(row.action.origin == Origin.REBUILT for row in actions)
    )


def _stream_rows(
    streams: Iterable[Workstream],
    links: Mapping[int, set[int]],
    people: Mapping[int, Sequence[Responsibility]],
    rows: Sequence[Row],
    by_stream: Mapping[int, Sequence[StateOnDay]],
    day: date,
) -> tuple[StreamRow, ...]:
    return tuple(
        StreamRow(
            workstream=stream,
            rows=tuple(row for row in rows if row.finding.pk in links.get(stream.pk, ())),
            accountable=tuple(one for one in people.get(stream.pk, ()) if one.part == Part.ACCOUNTABLE),
            leads=tuple(one for one in people.get(stream.pk, ()) if one.part == Part.LEAD),
            actions=_cell(by_stream.get(stream.pk, []), day),
            day=day,
        )
        for stream in streams
    )


def _asked(plan: Plan, day: date) -> tuple[Asked, ...]:
    """Dates asked for by that day and not decided by then, oldest first. One query."""
    changes = DateChange.objects.undecided(day).filter(action__in=Action.objects.of_plan(plan, day).values("pk"))
    return tuple(Asked(one, decider_of(one, moved_before=one.moved_before)) for one in changes)


# ---------------------------------------------------------------------------------------------------- needs attention


def _facts(
    plan: Plan, rows: Iterable[Row], streams: Iterable[StreamRow], actions: ActionCell, changes: Counts
) -> PlanFacts:
    return PlanFacts(
        findings=tuple(map(_finding_facts, rows)),
        workstreams=tuple(
            StreamFacts(
                number=one.workstream.number,
                sides_missing=tuple(side.label.lower() for side in one.sides_missing),
                side_not_stated=one.side_not_stated,
            )
            for one in streams
            if not one.known_later
        ),
        running=plan.is_running,
        overdue=actions.counts.overdue,
        conditions=changes.conditions,
        conditions_open=changes.conditions_open,
    )


def _finding_facts(row: Row) -> FindingFacts:
    return FindingFacts(
        key=row.finding.pk,
        settled=row.is_settled,
        families_negative=tuple(
            Source(first_sentence(one.text), "" if one.passage is None else one.passage.locator)
            for one in row.families.negative
        ),
        raised_in=row.recurrence.reviews,
        raised_times=len(row.recurrence.findings),
        raised_since=row.recurrence.since,
        has_results=row.verdict.answer.has_results,  # type: ignore[attr-defined]
        against=tuple(_against(row.outcomes)),
    )


def _against(outcomes: Iterable[OutcomeOnDay]) -> Iterable[Source]:
    """What speaks against an outcome, by the evidence's heading; restricted evidence stays unnamed."""
    for one in outcomes:
        if one.state is not OutcomeState.AGAINST:
            continue
        telling = [item for item in one.because if not item.is_restricted]
        words = telling[0].title if telling else one.outcome.statement
        place = telling[0].passage.locator if telling and telling[0].passage else ""
        yield Source(words, place)
