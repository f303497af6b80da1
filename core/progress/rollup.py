"""Counts of actions for one row of a page: a workstream, what is judged, or a whole plan.

Each action is counted once by what is said about it (`not_stated` to `stopped`, which add up to `total`). Overdue,
due soon, no date, re-dated and embedded are counted across those.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.progress.actions import ActionFacts, DeliveryState, delivery_state


@dataclass(frozen=True, slots=True)
class RollupFacts:
    """An action as it is counted. `redated`: at least one new date was agreed for it."""

    status: str
    due_end: date | None
    redated: bool = False


@dataclass(frozen=True, slots=True)
class Rollup:
    """How many actions there are of each kind. A count of no actions is all zeros."""

    total: int = 0
    not_stated: int = 0
    not_started: int = 0
    under_way: int = 0
    blocked: int = 0
    paused: int = 0
    #: Done as its lead says, and not yet accepted.
    being_checked: int = 0
    #: Complete, the embedded ones with them.
    accepted: int = 0
    #: Cancelled or superseded.
    stopped: int = 0

    embedded: int = 0
    overdue: int = 0
    due_soon: int = 0
    #: Open, and no date is held.
    no_date: int = 0
    redated: int = 0

    @property
    def done(self) -> int:
        """Done, whether accepted or still being checked."""
        return self.being_checked + self.accepted

    @property
    def open(self) -> int:
        """Neither accepted nor stopped."""
        return self.total - self.accepted - self.stopped


_COUNTED_AS = {
    "not_stated": "not_stated",
    "not_started": "not_started",
    "in_progress": "under_way",
    "blocked": "blocked",
    "paused": "paused",
    "submitted_for_closure": "being_checked",
    "complete": "accepted",
    "embedded": "accepted",
    "cancelled": "stopped",
    "superseded": "stopped",
}
_ACROSS = {
    DeliveryState.EMBEDDED: "embedded",
    DeliveryState.OVERDUE: "overdue",
    DeliveryState.DUE_SOON: "due_soon",
    DeliveryState.NO_DATE: "no_date",
}


def roll_up(actions: Iterable[RollupFacts], *, today: date) -> Rollup:
    """The counts on `today`. An action that serves two rows counts in both: a plan's row is counted on its own."""
    counts = dict.fromkeys(Rollup.__dataclass_fields__, 0)
    for action in actions:
        counts["total"] += 1
        counts[_COUNTED_AS[action.status]] += 1
        counts["redated"] += action.redated
        across = _ACROSS.get(delivery_state(ActionFacts(status=action.status, due_end=action.due_end), today=today))
        if across:
            counts[across] += 1
    return Rollup(**counts)
