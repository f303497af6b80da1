"""How an action stands on a day, from its stored status and the end of its due period.

Three vocabularies are kept apart: `status` is stored, `rag` is the owner's rating, and the delivery state is worked
out here. Overdue is never chosen and no date is never overdue.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

#: An action is due soon in the last 30 days before its due period ends (domain 6.3).
DUE_SOON_DAYS = 30


class DeliveryState(Enum):
    NO_DATE = "no_date"
    NOT_DUE = "not_due"
    ON_COURSE = "on_course"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    PAUSED = "paused"
    BEING_CHECKED = "being_checked"
    COMPLETE = "complete"
    EMBEDDED = "embedded"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    DeliveryState.NO_DATE: "No date held",
    DeliveryState.NOT_DUE: "Not started, not due",
    DeliveryState.ON_COURSE: "Under way, not due",
    DeliveryState.DUE_SOON: "Due soon",
    DeliveryState.OVERDUE: "Overdue",
    DeliveryState.BLOCKED: "Blocked",
    DeliveryState.PAUSED: "Paused",
    DeliveryState.BEING_CHECKED: "Done, being checked",
    DeliveryState.COMPLETE: "Complete",
    DeliveryState.EMBEDDED: "Embedded",
    DeliveryState.STOPPED: "Stopped",
}

#: Statuses that settle the state whatever the date says.
_SETTLED = {
    "embedded": DeliveryState.EMBEDDED,
    "complete": DeliveryState.COMPLETE,
    "cancelled": DeliveryState.STOPPED,
    "superseded": DeliveryState.STOPPED,
    "submitted_for_closure": DeliveryState.BEING_CHECKED,
    "paused": DeliveryState.PAUSED,
}


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What the rule needs: the stored status code and the last day of the current due period."""

    status: str
    due_end: date | None


def delivery_state(facts: ActionFacts, *, today: date) -> DeliveryState:
    """The action's state on `today`. Its SQL twin is `ActionQuerySet.with_state`; a test holds the two together."""
    settled = _SETTLED.get(facts.status)
    if settled is not None:
        return settled
    if facts.due_end is None:
        return DeliveryState.NO_DATE
    if facts.due_end < today:
        return DeliveryState.OVERDUE
    if facts.status == "blocked":
        return DeliveryState.BLOCKED
    if facts.due_end <= today + timedelta(days=DUE_SOON_DAYS):
        return DeliveryState.DUE_SOON
    if facts.status == "not_started":
        return DeliveryState.NOT_DUE
    return DeliveryState.ON_COURSE
