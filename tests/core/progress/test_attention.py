"""What an action asks of its lead: once, worst first, and nothing late where the record has ended."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.progress.actions import DeliveryState
from core.progress.attention import TO_DO, Attention, AttentionFacts, attention

TODAY = date(2022, 5, 16)
THIS_MONTH, LAST_MONTH = date(2022, 5, 2), date(2022, 4, 29)


def asks(state, *, due_end=None, told=None, running=True, **date):
    facts = AttentionFacts(
        state=state, due_end=due_end, last_told_on=told, running=running, **{"date_asked": False, **date}
    )
    return attention(facts, today=TODAY)


@pytest.mark.parametrize("state", [DeliveryState.ON_COURSE, DeliveryState.NO_DATE, DeliveryState.BLOCKED])
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, Attention.DUE_NOW),
        (LAST_MONTH, Attention.DUE_NOW),
        (THIS_MONTH, Attention.NOTHING),
        (TODAY, Attention.NOTHING),
    ],
)
def test_an_open_action_is_to_be_told_about_once_a_month(state, told, expected):
    assert asks(state, due_end=date(2022, 12, 31), told=told) is expected


@pytest.mark.parametrize("state", [DeliveryState.NOT_DUE, DeliveryState.PAUSED])
def test_what_is_simply_not_due_asks_for_nothing(state):
    assert asks(state, due_end=date(2022, 12, 31)) is Attention.NOTHING


def test_an_action_that_came_to_be_due_soon_after_it_was_told_about_is_asked_for_again():
    due_end = date(2022, 6, 10)  # its last 30 days begin on 11 May

    assert asks(DeliveryState.DUE_SOON, due_end=due_end, told=date(2022, 5, 10)) is Attention.DUE_NOW
    assert asks(DeliveryState.DUE_SOON, due_end=due_end, told=date(2022, 5, 11)) is Attention.NOTHING


def test_an_overdue_action_stays_so_until_it_is_told_about_and_another_date_is_asked_for():
    overdue = {"due_end": date(2022, 5, 1)}

    assert asks(DeliveryState.OVERDUE, **overdue) is Attention.OVERDUE
    assert asks(DeliveryState.OVERDUE, **overdue, told=TODAY) is Attention.OVERDUE
    assert asks(DeliveryState.OVERDUE, **overdue, told=LAST_MONTH, date_asked=True) is Attention.OVERDUE
    assert asks(DeliveryState.OVERDUE, **overdue, told=THIS_MONTH, date_asked=True) is Attention.WAITING


def test_a_new_date_that_was_asked_for_waits_for_somebody_else_once_this_months_update_is_given():
    assert asks(DeliveryState.ON_COURSE, told=LAST_MONTH, date_asked=True) is Attention.DUE_NOW
    assert asks(DeliveryState.ON_COURSE, told=THIS_MONTH, date_asked=True) is Attention.WAITING
    assert asks(DeliveryState.NOT_DUE, date_asked=True) is Attention.WAITING


def test_a_date_nobody_can_read_waits_for_the_lead_who_wrote_it():
    asked = {"date_asked": True, "date_to_mend": True}

    assert asks(DeliveryState.ON_COURSE, told=TODAY, **asked) is Attention.DUE_NOW
    assert asks(DeliveryState.NOT_DUE, told=TODAY, **asked) is Attention.DUE_NOW
    assert asks(DeliveryState.OVERDUE, told=TODAY, **asked) is Attention.OVERDUE
    assert asks(DeliveryState.ON_COURSE, **asked, running=False) is Attention.RECORD_ENDED


@pytest.mark.parametrize("running", [True, False])
def test_what_is_said_to_be_done_is_being_checked(running):
    assert asks(DeliveryState.BEING_CHECKED, running=running) is Attention.BEING_CHECKED


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("state", [DeliveryState.COMPLETE, DeliveryState.EMBEDDED, DeliveryState.STOPPED])
def test_what_is_finished_asks_for_nothing(state, running):
    assert asks(state, running=running) is Attention.NOTHING


@given(
    state=st.sampled_from(DeliveryState),
    due_end=st.none() | st.dates(),
    told=st.none() | st.dates(),
    date_asked=st.booleans(),
)
def test_nothing_is_to_do_in_a_plan_whose_record_has_ended(state, due_end, told, date_asked):
    assert asks(state, due_end=due_end, told=told, date_asked=date_asked, running=False) not in TO_DO
