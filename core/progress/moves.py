"""From which state to which an action or a plan version may move.

Every change of a stored status is checked here. What the tables do not allow is put right with a correction, which is
a new row, and never by moving sideways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Moves:
    """The states of one kind of thing: their words, and where each may go next.

    `may_stay` says whether saying the same state again is allowed, as an update without a change does.
    """

    what: str
    words: Mapping[str, str]
    allowed: Mapping[str, tuple[str, ...]]
    may_stay: bool


ACTION_MOVES = Moves(
    what="An action",
    words=MappingProxyType(
        {
            "not_stated": "Not stated",
            "not_started": "Not started",
            "in_progress": "Under way",
            "submitted_for_closure": "Done, being checked",
            "complete": "Complete",
            "embedded": "Embedded",
            "blocked": "Blocked",
            "paused": "Paused",
            "cancelled": "Cancelled",
            "superseded": "Superseded",
        }
    ),
    allowed=MappingProxyType(
        {
            "not_stated": (
                "not_started",
                "in_progress",
                "submitted_for_closure",
                "blocked",
                "paused",
                "cancelled",
                "superseded",
            ),
            "not_started": ("in_progress", "submitted_for_closure", "blocked", "paused", "cancelled", "superseded"),
            "in_progress": ("submitted_for_closure", "blocked", "paused", "cancelled", "superseded"),
            # accepted, or returned to its lead; nothing is complete without having been checked
            "submitted_for_closure": ("complete", "in_progress", "cancelled", "superseded"),
            # reopened when it turns out not to be done; the old closure stays in the history
            "complete": ("embedded", "in_progress"),
            "embedded": ("in_progress",),
            "blocked": ("not_started", "in_progress", "submitted_for_closure", "paused", "cancelled", "superseded"),
            "paused": ("not_started", "in_progress", "submitted_for_closure", "blocked", "cancelled", "superseded"),
            "cancelled": ("not_started", "in_progress"),
            # its successor carries on
            "superseded": (),
        }
    ),
    may_stay=True,
)

PLAN_VERSION_MOVES = Moves(
    what="A plan version",
    words=MappingProxyType(
        {
            "draft": "Draft",
            "submitted": "Submitted",
            "fit_for_purpose": "Fit for purpose",
            "fit_with_recommendations": "Fit for purpose, with recommendations",
            "not_fit": "Not fit for purpose",
            "published": "Published",
            "in_monitoring": "In monitoring",
            "closed": "Closed",
        }
    ),
    allowed=MappingProxyType(
        {
            "draft": ("submitted",),
            # not every kind of plan is given a decision on its fitness before it is published
            "submitted": ("fit_for_purpose", "fit_with_recommendations", "not_fit", "published"),
            "fit_for_purpose": ("published",),
            "fit_with_recommendations": ("published",),
            "not_fit": ("draft",),
            "published": ("in_monitoring", "closed"),
            "in_monitoring": ("closed",),
            "closed": (),
        }
    ),
    may_stay=False,
)


def check_move(table: Moves, old: str, new: str) -> bool:
    """Whether `old` may become `new`. A state that the table does not know may go nowhere."""
    if old == new:
        return table.may_stay and old in table.allowed
    return new in table.allowed.get(old, ())


def refusal(table: Moves, old: str, new: str) -> str:
    """Why a move is refused and what is possible instead, as a sentence for the person who tried it."""
    words = table.words
    known = f"{table.what} that is “{words.get(old, old)}” cannot become “{words.get(new, new)}”."
    following = [f"“{words[state]}”" for state in table.allowed.get(old, ())]
    if not following:
        return f"{known} Nothing follows from there."
    if len(following) == 1:
        return f"{known} The next state is {following[0]}."
    return f"{known} It can become {', '.join(following[:-1])} or {following[-1]}."
