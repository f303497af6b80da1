"""Actions as they stood on a day, and what a person leads."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.accounts.models import User
from core.progress.actions import ActionFacts, DeliveryState, delivery_state
from core.web.words import uk_date
from workstreams.choices import Origin, Part, Rag, Status
from workstreams.models import Action, ActionOwner, Owner, Update
from workstreams.models.actions import ActionQuerySet


@dataclass(frozen=True, slots=True)
class ActionOnDay:
    """An action as it stood on a day, whatever has happened to its row since."""

    action: Action
    status: str
    rag: str
    due_text: str
    due_end: date | None
    update: Update | None
    leads: tuple[Owner, ...]
    re_dated: int
    state: DeliveryState

    @property
    def status_label(self) -> str:
        return Status(self.status).label

    @property
    def shown_state(self) -> tuple[str, str]:
        """What a list says: the state on the day, or the status where no date lets a state be worked out."""
        if self.state is DeliveryState.NO_DATE:
            return self.status, self.status_label
        return self.state.value, self.state.label

    @property
    def told(self) -> str:
        """Where it is told: the line of a document, or the day of the update; "" where nobody told."""
        return told_words(self.action, self.update)

    @property
    def rag_label(self) -> str:
        return Rag(self.rag).label if self.rag else "Not rated"

    @property
    def days_slipped(self) -> int | None:
        original = self.action.original_due_end
        return None if original is None or self.due_end is None else (self.due_end - original).days


def told_words(action: Action, update: Update | None) -> str:
    """The line of the document or the day of `update`; without one the place the action comes from, if it is known."""
    if update is None:
        return action.source
    return update.passage.locator if update.passage is not None else uk_date(update.happened_on)


@dataclass(frozen=True, slots=True)
class StateOnDay:
    """What is counted of an action: how it stood on a day, without who said so and who leads it."""

    action: Action
    status: str
    due_text: str
    due_end: date | None
    re_dated: int


def states_on(actions: ActionQuerySet, day: date) -> list[StateOnDay]:
    """Those actions as they stood on `day`: the status from the updates, the date from the agreed changes. One query,
    however many actions, updates and changes there are."""
    rows = actions.filter(added_on__lte=day).with_update_on(day).with_dates_on(day).select_related("workstream__plan")
    return [
        StateOnDay(
            action=action,
            status=action.status_on_day or _status_before_updates(action),
            due_text=(action.moved_text or "") if action.re_dated else action.original_due_text,
            due_end=action.moved_end if action.re_dated else action.original_due_end,
            re_dated=action.re_dated,
        )
        for action in rows
    ]


def actions_on(actions: ActionQuerySet, day: date) -> list[ActionOnDay]:
    """As `states_on`, with the current update and the leads of each. Three queries."""
    rows = states_on(actions, day)
    leads: dict[int, list[Owner]] = defaultdict(list)
    leading = ActionOwner.objects.in_force(day).filter(action__in=[row.action.pk for row in rows], part=Part.LEAD)
    for part in leading.select_related("owner__organisation").order_by("pk"):
        leads[part.action_id].append(part.owner)
    updates = Update.objects.select_related("passage__document", "recorded_by", "on_behalf_of")
    current = updates.in_bulk([row.action.update_on_day_id for row in rows if row.action.update_on_day_id])
    return [_on_day(row, current.get(row.action.update_on_day_id or 0), leads[row.action.pk], day) for row in rows]


def _on_day(row: StateOnDay, update: Update | None, leads: Sequence[Owner], day: date) -> ActionOnDay:
    return ActionOnDay(
        action=row.action,
        status=row.status,
        rag="" if update is None else update.rag,
        due_text=row.due_text,
        due_end=row.due_end,
        update=update,
        leads=tuple(leads),
        re_dated=row.re_dated,
        state=delivery_state(ActionFacts(status=row.status, due_end=row.due_end), today=day),
    )


def _status_before_updates(action: Action) -> str:
    """What an action's status was before anybody said anything: not stated when rebuilt from a document."""
    if action.origin == Origin.REBUILT:
        return Status.NOT_STATED
    return Status.NOT_STARTED


def open_actions_of(user: User) -> QuerySet[Action]:
    """Open actions this person leads today or held when the account was closed, for whoever hands them over."""
    mine = ActionOwner.objects.filter(
        part=Part.LEAD,
        valid_to__isnull=True,
        owner__appointments__user=user,
        owner__appointments__valid_to__isnull=True,
    )
    return (
        Action.objects.unfinished()
        .filter(pk__in=mine.values("action"))
        .select_related("workstream__plan")
        .order_by("workstream__plan_id", "workstream__position", "position", "pk")
    )
