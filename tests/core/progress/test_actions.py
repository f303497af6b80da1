"""How an action stands on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.progress.actions import ActionFacts, DeliveryState, delivery_state
from workstreams.choices import CLOSED_STATUSES, Status

TODAY = date(2022, 2, 10)
YESTERDAY, SOON, LATER = (TODAY + timedelta(days=days) for days in (-1, 30, 31))
STATUSES = st.sampled_from(Status.values)


def state(status: str, due_end: date | None) -> DeliveryState:
    return delivery_state(ActionFacts(status=status, due_end=due_end), today=TODAY)


@pytest.mark.parametrize(
    ("due_end", "expected"),
    [
        (None, DeliveryState.NO_DATE),
        (YESTERDAY, DeliveryState.OVERDUE),
        (TODAY, DeliveryState.DUE_SOON),
        (SOON, DeliveryState.DUE_SOON),
        (LATER, DeliveryState.ON_COURSE),
    ],
)
def test_an_action_under_way_stands_by_its_date(due_end: date | None, expected: DeliveryState) -> None:
    assert state("in_progress", due_end) is expected


def test_an_action_not_started_and_not_due_says_so() -> None:
    assert state("not_started", LATER) is DeliveryState.NOT_DUE


def test_a_blocked_action_is_overdue_once_its_date_has_passed() -> None:
    assert [state("blocked", due) for due in (SOON, YESTERDAY)] == [DeliveryState.BLOCKED, DeliveryState.OVERDUE]


@given(STATUSES, st.dates())
def test_no_date_is_never_overdue(status: str, today: date) -> None:
    assert delivery_state(ActionFacts(status, None), today=today) is not DeliveryState.OVERDUE


@given(st.sampled_from(CLOSED_STATUSES), st.none() | st.dates(), st.dates())
def test_a_closed_action_does_not_depend_on_the_day(status: str, due_end: date | None, today: date) -> None:
    facts = ActionFacts(status, due_end)
    assert delivery_state(facts, today=today) is delivery_state(facts, today=date(1990, 1, 1))


def test_every_state_has_its_words() -> None:
    assert len({each.label for each in DeliveryState}) == len(DeliveryState)
