"""Who decides a new date for an action (6.1a 8)."""

from datetime import date
from enum import Enum

#: A first move shorter than this is the workstream lead's to decide; every other is the board chair's.
LEAD_DECIDES_UNDER_DAYS = 30


class Decider(Enum):
    LEAD = "lead"
    CHAIR = "chair"
    OUTSIDE = "outside"

    @property
    def words(self) -> str:
        """Who that is, as part of a sentence."""
        return _WORDS[self]


_WORDS = {
    Decider.LEAD: "the workstream’s lead or the board’s chair",
    Decider.CHAIR: "the board’s chair",
    Decider.OUTSIDE: "an outside body; the programme office records its answer",
}


def date_decider(*, from_end: date | None, to_end: date | None, moved_before: bool, outside: bool) -> Decider:
    """Who decides a move between those last days. `outside`: the plan leaves its dates to an outside body."""
    if outside:
        return Decider.OUTSIDE
    if moved_before or from_end is None or to_end is None:
        return Decider.CHAIR
    return Decider.LEAD if 0 <= (to_end - from_end).days < LEAD_DECIDES_UNDER_DAYS else Decider.CHAIR
