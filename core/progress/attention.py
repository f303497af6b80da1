"""What an action asks of the person who leads it, on a day: the order of "My actions".

An action asks for one thing at a time. The first that holds counts, so that nothing stands twice. Nothing is late in a
plan whose record has ended.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from core.progress.actions import DUE_SOON_DAYS, DeliveryState

#: A rough figure for the head of the page: reading last time, a choice and a sentence or two.
MINUTES_AN_UPDATE = 2


class Attention(Enum):
    """In the order in which a page shows them: what hurts most comes first."""

    OVERDUE = "overdue"
    DUE_NOW = "due_now"
    WAITING = "waiting"
    BEING_CHECKED = "being_checked"
    RECORD_ENDED = "record_ended"
    NOTHING = "nothing"


#: What its lead has to do something about.
TO_DO = (Attention.OVERDUE, Attention.DUE_NOW)

_NOTHING_NEEDED = (DeliveryState.COMPLETE, DeliveryState.EMBEDDED, DeliveryState.STOPPED)
#: Nothing has to be told every month of these.
_QUIET = (DeliveryState.NOT_DUE, DeliveryState.PAUSED)


@dataclass(frozen=True, slots=True)
class AttentionFacts:
    """`date_asked`: a new date was asked for and nobody has answered. `date_to_mend`: it cannot be read as a day.

    `running`: the plan's record goes on.
    """

    state: DeliveryState
    due_end: date | None
    last_told_on: date | None
    date_asked: bool
    running: bool
    date_to_mend: bool = False


def attention(facts: AttentionFacts, *, today: date) -> Attention:
    """What the action asks for on `today`.

    It is to be told about once a month, and once more when its last 30 days begin. An overdue action waits for somebody
    else only if this month's update was given and a new date is asked for. A date nobody can read waits for its lead.
    """
    if facts.state is DeliveryState.BEING_CHECKED:
        return Attention.BEING_CHECKED
    if facts.state in _NOTHING_NEEDED:
        return Attention.NOTHING
    waits = facts.date_asked and not facts.date_to_mend
    if not facts.running:
        return Attention.WAITING if waits else Attention.RECORD_ENDED
    told = facts.last_told_on is not None and facts.last_told_on >= _told_since(facts, today)
    if facts.state is DeliveryState.OVERDUE and not (told and waits):
        return Attention.OVERDUE
    if facts.date_to_mend or (not told and facts.state not in _QUIET):
        return Attention.DUE_NOW
    return Attention.WAITING if waits else Attention.NOTHING


def _told_since(facts: AttentionFacts, today: date) -> date:
    """The first day on which telling counts: this month's first, or a later one on which it came to be due soon."""
    month = today.replace(day=1)
    if facts.state is DeliveryState.DUE_SOON and facts.due_end is not None:
        return max(month, facts.due_end - timedelta(days=DUE_SOON_DAYS))
    return month
