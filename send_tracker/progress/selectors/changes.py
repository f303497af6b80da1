"""What changed in a plan between two days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.facts import FactQuerySet
from findings.models import Finding, FindingQuerySet, Judgement, JudgementQuerySet, Review
from plans.models import Observation, Plan, VersionStep
from plans.selectors import conditions_open, conditions_set
from workstreams.choices import DateAnswer
from workstreams.models import Action, DateDecision, Evidence, Feedback, Update
from workstreams.models.evidence import EvidenceQuerySet, FeedbackQuerySet

#: A running plan compares with this many days before the day shown, unless another day is asked for.
RUNNING_SINCE_DAYS = 30


def since_when(plan: Plan, reviews: list[Review], day: date) -> date:
    """The day to compare with: before the newest review began, or 30 days back while the plan runs."""
    begun = [review.starts_on for review in reviews if review.starts_on is not None and review.starts_on <= day]
    if plan.is_running or not begun:
        return day - timedelta(days=RUNNING_SINCE_DAYS)
    return max(begun) - timedelta(days=1)


def new_between(since: date, day: date) -> Q:
    """Facts so on `day` that happened, or became known, after `since`."""
    return Q(happened_on__lte=day) & (Q(happened_on__gt=since) | Q(known_on__gt=since, known_on__lte=day))


@dataclass(frozen=True, slots=True)
class Changed:
    """The rows that are new in a plan, by what they are."""

    found: FindingQuerySet
    steps: FactQuerySet[VersionStep]
    judgements: JudgementQuerySet
    evidence: EvidenceQuerySet
    feedback: FeedbackQuerySet
    figures: FactQuerySet[Observation]
    updates: FactQuerySet[Update]
    moved: FactQuerySet[DateDecision]


def changed(plan: Plan, since: date, day: date) -> Changed:
    """Querysets only: nothing is asked until they are read or counted."""
    new = new_between(since, day)
    answers = plan.answers.values("finding")
    actions = Action.objects.of_plan(plan, day).values("pk")
    evidence = Evidence.objects.filter(Q(outcomes__plan=plan) | Q(actions__in=actions)).values("pk")
    return Changed(
        found=Finding.objects.filter(new, pk__in=answers),
        # by the day they were taken: a later letter may tell of a step that was known long before
        steps=VersionStep.objects.filter(version__plan=plan, happened_on__gt=since, happened_on__lte=day),
        judgements=Judgement.objects.filter(new, finding__in=answers),
        evidence=Evidence.objects.filter(new, pk__in=evidence),
        feedback=Feedback.objects.filter(new, pk__in=Feedback.objects.filter(findings__in=answers).values("pk")),
        figures=Observation.objects.filter(new, measure__plan=plan),
        updates=Update.objects.filter(new, action__in=actions),
        moved=DateDecision.objects.filter(new, change__action__in=actions, answer=DateAnswer.AGREED),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    found: int
    steps: int
    judgements: int
    evidence: int
    feedback: int
    figures: int
    updates: int
    moved: int
    conditions: int
    conditions_open: int

    @property
    def anything(self) -> bool:
        return any(
            (
                self.found,
                self.steps,
                self.judgements,
                self.evidence,
                self.feedback,
                self.figures,
                self.updates,
                self.moved,
            )
        )


def count_changes(plan: Plan, since: date, day: date) -> Counts:
    """How much changed, and how many conditions are set and still without an answer on `day`. One query."""
    new = changed(plan, since, day)
    counted = {
        "found": new.found,
        "steps": new.steps,
        "judgements": new.judgements,
        "evidence": new.evidence,
        "feedback": new.feedback,
        "figures": new.figures,
        "updates": new.updates,
        "moved": new.moved,
        "conditions": conditions_set(plan, day),
        "conditions_open": conditions_open(plan, day),
    }
    row = (
        Plan.objects.filter(pk=plan.pk)
        .annotate(**{f"n_{name}": _count(rows) for name, rows in counted.items()})
        .values_list(*(f"n_{name}" for name in counted))
        .get()
    )
    return Counts(**dict(zip(counted, row, strict=True)))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """A subquery that counts rows; 0 where there are none."""
    one = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)


#: A section of the page shows so many rows, the newest, and says how many there are.
ROWS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ChangesPage:
    counts: Counts
    found: tuple[Finding, ...]
    steps: tuple[VersionStep, ...]
    judgements: tuple[Judgement, ...]
    evidence: tuple[Evidence, ...]
    feedback: tuple[Feedback, ...]
    figures: tuple[Observation, ...]
    updates: tuple[Update, ...]
    moved: tuple[DateDecision, ...]


def changes_page(plan: Plan, since: date, day: date) -> ChangesPage:
    """What changed, newest first, with the records themselves. Eleven queries. Restricted evidence is counted only."""
    new = changed(plan, since, day)
    evidence = new.evidence.filter(is_restricted=False).select_related("passage__document", "organisation")
    return ChangesPage(
        counts=count_changes(plan, since, day),
        found=tuple(new.found.select_related("review").order_by("-happened_on", "position", "pk")[:ROWS_SHOWN]),
        steps=tuple(new.steps.select_related("version", "passage__document").latest_first()[:ROWS_SHOWN]),
        judgements=tuple(new.judgements.with_words().select_related("finding").latest_first()[:ROWS_SHOWN]),
        evidence=tuple(evidence.prefetch_related("outcomes__finding").latest_first()[:ROWS_SHOWN]),
        feedback=tuple(
            new.feedback.select_related("passage__document").prefetch_related("findings").latest_first()[:ROWS_SHOWN]
        ),
        figures=tuple(new.figures.select_related("measure", "passage__document").latest_first()[:ROWS_SHOWN]),
        updates=tuple(new.updates.select_related("action", "passage__document").latest_first()[:ROWS_SHOWN]),
        moved=tuple(new.moved.select_related("change__action").latest_first()[:ROWS_SHOWN]),
    )
