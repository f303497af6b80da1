"""The rule's own view of an action's rating, shown beside the owner's.

The rule knows the stored status and the end of the due period as last agreed. It does not know what the owner knows,
so it never replaces the owner's rating. Where the owner's is better, the owner says why and the board sees both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from core.progress.actions import ActionFacts, DeliveryState, delivery_state

#: How well a rating stands. Grey says only that nothing is due yet, so it hides no more and no less than green.
STANDING: Mapping[str, int] = MappingProxyType(
    {"red": 0, "amber_red": 1, "amber": 2, "amber_green": 3, "green": 4, "grey": 4, "blue": 5}
)


@dataclass(frozen=True, slots=True)
class RagSuggestion:
    """The rating the rule gives, or None where it cannot be worked out, and why in one sentence."""

    code: str | None
    because: str


_BY_STATE: Mapping[DeliveryState, RagSuggestion] = MappingProxyType(
    {
        DeliveryState.COMPLETE: RagSuggestion("blue", "It is complete."),
        DeliveryState.EMBEDDED: RagSuggestion("blue", "It is embedded."),
        DeliveryState.STOPPED: RagSuggestion(None, "It has been stopped, so it is not rated."),
        DeliveryState.PAUSED: RagSuggestion(None, "It is paused, so it cannot be worked out."),
        DeliveryState.NO_DATE: RagSuggestion(None, "It has no date, so it cannot be worked out."),
        DeliveryState.OVERDUE: RagSuggestion("red", "Its agreed date has passed."),
        DeliveryState.BLOCKED: RagSuggestion("amber", "It is blocked."),
        DeliveryState.BEING_CHECKED: RagSuggestion("green", "It is done and being checked."),
        DeliveryState.NOT_DUE: RagSuggestion("grey", "It has not started and is not due."),
        DeliveryState.ON_COURSE: RagSuggestion("green", "It is under way and not due."),
    }
)
_NOT_STATED = RagSuggestion(None, "Its status is not stated, so it cannot be worked out.")
_LATE_START = RagSuggestion("amber", "It is due soon and has not started.")
_DUE_SOON = RagSuggestion("green", "It is under way and due soon.")


def suggest_rag(facts: ActionFacts, today: date) -> RagSuggestion:
    """What the rule makes of an action on `today`.

    `facts.due_end` is the end of the current due period. A new date counts from the day it is agreed, so an action
    with a new date agreed is not overdue, and one with a new date only asked for still is.
    """
    state = delivery_state(facts, today=today)
    if facts.status == "not_stated" and state in {DeliveryState.DUE_SOON, DeliveryState.ON_COURSE}:
        return _NOT_STATED
    if state is DeliveryState.DUE_SOON:
        return _LATE_START if facts.status == "not_started" else _DUE_SOON
    return _BY_STATE[state]


def is_better(owner: str | None, rule: str | None) -> bool:
    """Whether the owner rates the action better than the rule does. Without both there is nothing to compare."""
    if not owner or not rule:
        return False
    return STANDING[owner] > STANDING[rule]
