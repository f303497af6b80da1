"""Everything about one action, as its page shows it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core.progress.actions import DeliveryState
from core.progress.dates import Decider
from core.web.words import quantity
from findings.models import AnyUser, Passage
from plans.models import IntendedOutcome, Plan
from workstreams.choices import DateAnswer, Part
from workstreams.models import (
    Action,
    ActionOwner,
    AlsoServes,
    DateChange,
    Evidence,
    EvidenceDecision,
    Milestone,
    Update,
)
from workstreams.permissions import Standing, decider_of, may_decide, standing

OLDEST, NEWEST = "oldest", "newest"


def moved_words(days: int | None) -> str:
    """ "12 days later", "3 days earlier", "the same day"; nothing where a day is missing."""
    if days is None:
        return ""
    if days == 0:
        return "the same day"
    return f"{quantity(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


@dataclass(frozen=True, slots=True)
class DateLine:
    """A new date asked for, its decision or who decides it, and whether the reader does."""

    change: DateChange
    decider: Decider
    reader_decides: bool

    @property
    def is_open(self) -> bool:
        return not hasattr(self.change, "decision")


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """An update with the one it puts right and the one that put it right."""

    update: Update
    corrects: Update | None
    corrected_by: Update | None


@dataclass(frozen=True, slots=True)
class ActionPage:
    action: Action
    reader: Standing
    owners: list[ActionOwner]
    history: list[UpdateLine]
    dates: list[DateLine]
    evidence: list[Evidence]
    outcomes: list[IntendedOutcome]
    passages: list[Passage]
    milestones: list[Milestone]
    serves: list[AlsoServes]
    today: date

    @property
    def leads(self) -> list[ActionOwner]:
        return [row for row in self.owners if row.part == Part.LEAD and row.holds_on(self.today)]

    @property
    def accountable(self) -> list[ActionOwner]:
        return [row for row in self.owners if row.part == Part.ACCOUNTABLE and row.holds_on(self.today)]

    @property
    def former_owners(self) -> list[ActionOwner]:
        return [row for row in self.owners if not row.holds_on(self.today)]

    @property
    def state(self) -> DeliveryState:
        """Its state on the day its plan opens at."""
        return self.action.state_on(self.action.workstream.plan.opens_on(self.today))

    @property
    def slipped_words(self) -> str:
        return moved_words(self.action.days_slipped)

    @property
    def times_moved(self) -> int:
        return sum(not line.is_open and line.change.decision.answer == DateAnswer.AGREED for line in self.dates)


def visible_action(user: AnyUser) -> QuerySet[Action]:
    """The actions this person may read, each with what every page about one action needs."""
    return (
        Action.objects.visible_to(user)
        .with_source()
        .select_related(
            "workstream__plan__host_area",
            "workstream__plan__framework",
            "current_update__passage__document",
            "current_update__recorded_by",
        )
    )


def action_page(user: AnyUser, pk: int, today: date, *, order: str = NEWEST) -> ActionPage:
    """Everything about one action. Raises Action.DoesNotExist where the person may not see it.

    Eight queries and one each for milestones and other plans served, where there are any.
    """
    action = (
        visible_action(user)
        .select_related("carried_from__workstream__plan")
        .annotate(
            has_milestones=Exists(Milestone.objects.filter(action=OuterRef("pk"))),
            has_served=Exists(AlsoServes.objects.filter(action=OuterRef("pk"))),
            home_is_visible=Exists(Plan.objects.visible_to(user).filter(pk=OuterRef("workstream__plan"))),
        )
        .get(pk=pk)
    )
    reader = standing(user, action, today)
    return ActionPage(
        action=action,
        reader=reader,
        owners=list(action.owners.select_related("owner__organisation").order_by("part", "valid_from", "pk")),
        history=_history(action, order),
        dates=_dates(action, reader),
        evidence=_evidence(action, reader),
        outcomes=list(action.outcomes.select_related("finding")),
        passages=list(action.passages.select_related("document")),
        milestones=list(action.milestones.all()) if action.has_milestones else [],
        serves=_served(action, user, today) if action.has_served else [],
        today=today,
    )


def _history(action: Action, order: str) -> list[UpdateLine]:
    updates = list(
        action.updates.latest_first().select_related("passage__document", "recorded_by__organisation", "on_behalf_of")
    )
    by_pk = {update.pk: update for update in updates}
    corrections = {update.corrects_id: update for update in updates if update.corrects_id}
    return [
        UpdateLine(update, by_pk.get(update.corrects_id or 0), corrections.get(update.pk))
        for update in (reversed(updates) if order == OLDEST else updates)
    ]


def _dates(action: Action, reader: Standing) -> list[DateLine]:
    changes = action.date_changes.select_related("recorded_by", "decision__recorded_by").order_by("happened_on", "pk")
    lines, moved = [], False
    found = list(changes)
    agreed = [hasattr(one, "decision") and one.decision.answer == DateAnswer.AGREED for one in found]
    for change, yes in zip(found, agreed, strict=True):
        change.action = action
        others = moved or (not hasattr(change, "decision") and any(agreed))
        decider = decider_of(change, moved_before=others)
        lines.append(DateLine(change, decider, reader_decides=may_decide(reader, decider)))
        moved = moved or yes
    return lines


def _evidence(action: Action, reader: Standing) -> list[Evidence]:
    """Newest first, each with `answer` and `answer_reason`, the lead's latest word on it."""
    newest = EvidenceDecision.objects.filter(evidence=OuterRef("pk")).latest_first()
    rows = action.evidence.select_related("passage__document", "organisation", "recorded_by").annotate(
        answer=Subquery(newest.values("answer")[:1]), answer_reason=Subquery(newest.values("reason")[:1])
    )
    return list(rows if reader.sees_restricted else rows.filter(is_restricted=False))


def _served(action: Action, user: AnyUser, today: date) -> list[AlsoServes]:
    serves = AlsoServes.objects.in_force(today).filter(action=action).select_related("workstream__plan")
    return list(serves.filter(workstream__plan__in=Plan.objects.visible_to(user)))
