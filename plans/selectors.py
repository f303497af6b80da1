"""Reads that join what was promised: a plan for its pages, its deadline, its versions and conditions on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from core.accounts.models import Organisation
from core.calendar import working_days_between
from findings.choices import DocumentKind, Held, Standing
from findings.models import AnyUser, Finding, JudgementValue, Passage, Review, SourceDocument, Statement
from findings.places import holds, spans
from findings.selectors import StatementGroup, grouped_statements
from findings.services import plan_due_on
from plans.choices import MeasureKind, ObservationStatus, VersionStatus
from plans.models import (
    Condition,
    ConditionAnswer,
    FitnessDecision,
    Observation,
    Plan,
    PlanAnswer,
    PlanQuerySet,
    PlanVersion,
    VersionStep,
)


def plans_for_pages(user: AnyUser) -> PlanQuerySet:
    """Plans this person may read, with what every page about them prints, and `open_label`: the framework's words
    for what nobody has judged yet ("" where it has none)."""
    open_value = JudgementValue.objects.filter(framework=OuterRef("framework"), standing=Standing.OPEN)
    return (
        Plan.objects.visible_to(user)
        .select_related("type", "framework", "host_area")
        .annotate(open_label=Subquery(open_value.order_by("position", "pk").values("label")[:1]))
    )


def plans_listed(user: AnyUser, today: date) -> PlanQuerySet:
    """As `plans_for_pages`, with the latest step of each plan's versions: `step_status` and `step_on`."""
    steps = VersionStep.objects.filter(version__plan=OuterRef("pk")).so_on(today).latest_first()
    return plans_for_pages(user).annotate(
        step_status=Subquery(steps.values("status")[:1]), step_on=Subquery(steps.values("happened_on")[:1])
    )


def answers_of(plan: Plan) -> QuerySet[PlanAnswer]:
    """What the plan answers, in plan order, each with its review, its place, and `names_social_care`: whether it asks
    something of social care."""
    social_care = Finding.sectors.through.objects.filter(finding=OuterRef("finding"), sector__code="social_care")
    return (
        PlanAnswer.objects.filter(plan=plan)
        .select_related("finding__review__framework", "finding__passage__document")
        .annotate(names_social_care=Exists(social_care))
        .order_by("position", "pk")
    )


def with_results(answers: QuerySet[PlanAnswer], day: date) -> QuerySet[PlanAnswer]:
    """Adds `has_results`: by `day`, a measure of results (outcome or experience) tied to the finding held a figure."""
    figures = Observation.objects.filter(
        Q(measure__findings=OuterRef("finding")) | Q(measure__outcomes__finding=OuterRef("finding")),
        measure__plan=OuterRef("plan"),
        measure__kind__in=[MeasureKind.OUTCOME, MeasureKind.EXPERIENCE],
        happened_on__lte=day,
        value__isnull=False,
    ).exclude(status__in=[ObservationStatus.NOT_AVAILABLE, ObservationStatus.PROJECTED])
    return answers.annotate(has_results=Exists(figures))


# --------------------------------------------------------------------------------------------------- the deadline


@dataclass(frozen=True, slots=True)
class StepOnDay:
    """A state a version came to, and the first day on which that could be known, by any document."""

    step: VersionStep
    known_on: date


def steps_on(plan: Plan, day: date) -> list[StepOnDay]:
    """What the plan's versions had come to by `day`, oldest first. One query."""
    letters = FitnessDecision.objects.filter(version=OuterRef("version"), happened_on=OuterRef("happened_on"))
    steps = (
        VersionStep.objects.filter(version__plan=plan)
        .so_on(day)
        .select_related("version", "passage__document")
        .annotate(letter_known_on=Subquery(letters.order_by("known_on", "pk").values("known_on")[:1]))
        .order_by("happened_on", "pk")
    )
    return [StepOnDay(step, min(step.known_on, step.letter_known_on or step.known_on)) for step in steps]


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the plan was to be sent, and how that stood on a day."""

    review: Review
    due_on: date
    day: date
    submitted_on: date | None

    @property
    def working_days_left(self) -> int:
        return working_days_between(self.day, self.due_on)

    @property
    def state(self) -> str:
        """ "met", "missed", "running", or "passed" where the day is over and no submission is recorded."""
        if self.submitted_on is not None:
            return "met" if self.submitted_on <= self.due_on else "missed"
        return "running" if self.day <= self.due_on else "passed"


def deadline(reviews: Iterable[Review], steps: Iterable[StepOnDay], day: date) -> Deadline | None:
    """The deadline of the first review that sets one and was known on `day`; `steps` are the plan's versions' own."""
    sent = min((one.step.happened_on for one in steps if one.step.status == VersionStatus.SUBMITTED), default=None)
    for review in reviews:
        due_on = plan_due_on(review)
        if due_on is not None and (review.received_on is None or review.received_on <= day):
            return Deadline(review=review, due_on=due_on, day=day, submitted_on=sent)
    return None


# ------------------------------------------------------------------------------------------ versions and conditions


@dataclass(frozen=True, slots=True)
class ConditionOnDay:
    condition: Condition
    answers: tuple[ConditionAnswer, ...]


@dataclass(frozen=True, slots=True)
class DecisionOnDay:
    decision: FitnessDecision
    bodies: tuple[Organisation, ...]
    conditions: tuple[ConditionOnDay, ...]


@dataclass(frozen=True, slots=True)
class VersionOnDay:
    version: PlanVersion
    steps: tuple[VersionStep, ...]
    decisions: tuple[DecisionOnDay, ...]


def versions_on(plan: Plan, day: date) -> tuple[VersionOnDay, ...]:
    """The plan's versions with their steps, decisions, conditions and answers as they stood. Five queries.

    A version without a step by that day had not begun, unless it has no step at all.
    """
    steps = VersionStep.objects.so_on(day).select_related("passage__document")
    decisions = (
        FitnessDecision.objects.so_on(day)
        .select_related("passage__document")
        .prefetch_related("bodies", Prefetch("conditions", _conditions(day)))
    )
    versions = (
        plan.versions.annotate(steps_ever=Count("steps"))
        .prefetch_related(
            Prefetch("steps", steps.order_by("happened_on", "pk")),
            Prefetch("fitness_decisions", decisions.order_by("happened_on", "pk")),
        )
        .order_by("number", "pk")
    )
    return tuple(
        VersionOnDay(
            version=version,
            steps=tuple(version.steps.all()),
            decisions=tuple(
                DecisionOnDay(
                    decision,
                    tuple(decision.bodies.all()),
                    tuple(ConditionOnDay(one, tuple(one.answers.all())) for one in decision.conditions.all()),
                )
                for decision in version.fitness_decisions.all()
            ),
        )
        for version in versions
        if version.steps.all() or not version.steps_ever
    )


def _conditions(day: date) -> QuerySet[Condition]:
    answers = ConditionAnswer.objects.so_on(day).select_related("met_in", "passage__document")
    return (
        Condition.objects.select_related("passage__document", "decision")
        .prefetch_related(Prefetch("answers", answers.order_by("happened_on", "pk")))
        .order_by("number", "pk")
    )


def conditions_about(finding_id: int, day: date) -> tuple[ConditionOnDay, ...]:
    """Conditions of fitness that name this finding. Two queries."""
    named = _conditions(day).filter(findings=finding_id, decision__happened_on__lte=day)
    return tuple(ConditionOnDay(one, tuple(one.answers.all())) for one in named.order_by("decision_id", "number", "pk"))


def conditions_set(plan: Plan, day: date) -> QuerySet[Condition]:
    """Conditions of the plan's fitness decisions made by `day`."""
    return Condition.objects.filter(decision__version__plan=plan, decision__happened_on__lte=day)


def conditions_open(plan: Plan, day: date) -> QuerySet[Condition]:
    """Those of them without an answer by then."""
    answers = ConditionAnswer.objects.filter(condition=OuterRef("pk"), happened_on__lte=day)
    return conditions_set(plan, day).filter(~Exists(answers))


# -------------------------------------------------------------------------------------------------- what is held


@dataclass(frozen=True, slots=True)
class Documents:
    """The plan's documents, oldest first; and those they refer to that are not held."""

    own: tuple[SourceDocument, ...]
    missing: tuple[SourceDocument, ...]

    @property
    def all(self) -> tuple[SourceDocument, ...]:
        return (*self.own, *self.missing)


def documents_of(plan: Plan) -> Documents:
    """What the plan's record stands on. Two queries."""
    own = list(
        plan.documents.select_related("author", "referred_to_by").order_by(F("dated_on").asc(nulls_last=True), "pk")
    )
    missing = (
        SourceDocument.objects.filter(referred_to_by__in=own, held=Held.NOT_HELD)
        .exclude(pk__in=[document.pk for document in own])
        .select_related("author", "referred_to_by")
        .order_by("short_name", "pk")
    )
    return Documents(tuple(own), tuple(missing))


#: Documents in which a partnership speaks for itself: their visions and principles are the plan's own.
OWN_VOICE = (DocumentKind.WRITTEN_STATEMENT, DocumentKind.STRATEGY)


def statements_of_plan(documents: Collection[SourceDocument]) -> tuple[StatementGroup, ...]:
    """What the plan's own documents say in its voice, by kind. One query.

    A plan that is not held is known by the lines of the document that tells of it.
    """
    own = [document for document in documents if document.kind in OWN_VOICE]
    wanted = {document.pk for document in own} | {one.referred_to_by_id for one in own if one.referred_to_by_id}
    statements = (
        Statement.objects.filter(document__in=wanted)
        .select_related("passage__document")
        .order_by("document_id", "position", "pk")
    )
    return grouped_statements(
        one
        for one in statements
        if any(
            one.document_id == document.pk
            or (one.document_id == document.referred_to_by_id and _within(document, one.passage))
            for document in own
        )
    )


def _within(document: SourceDocument, passage: Passage) -> bool:
    return holds(spans(document.referred_to_at), passage.first_line)
