"""The rule's own view of a rating, and whether the owner's is better."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.progress.actions import ActionFacts, DeliveryState, delivery_state
from core.progress.rag import STANDING, RagSuggestion, is_better, suggest_rag
from workstreams.choices import Rag, Status

TODAY = date(2022, 2, 10)
YESTERDAY = TODAY - timedelta(days=1)
SOON = TODAY + timedelta(days=30)
LATER = TODAY + timedelta(days=31)


def suggest(status: str, due_end: date | None) -> RagSuggestion:
    return suggest_rag(ActionFacts(status=status, due_end=due_end), TODAY)


@pytest.mark.parametrize("due_end", [None, YESTERDAY, SOON, LATER])
def test_what_is_complete_or_embedded_is_blue_whatever_its_date(due_end: date | None) -> None:
    assert [suggest(status, due_end).code for status in ("complete", "embedded")] == ["blue", "blue"]


def test_without_a_date_nothing_can_be_worked_out() -> None:
    assert suggest("in_progress", None) == RagSuggestion(None, "It has no date, so it cannot be worked out.")


def test_past_its_agreed_date_an_action_is_red() -> None:
    assert suggest("in_progress", YESTERDAY) == RagSuggestion("red", "Its agreed date has passed.")


def test_on_its_last_day_an_action_is_not_yet_red() -> None:
    assert suggest("in_progress", TODAY).code == "green"


def test_a_new_date_that_was_agreed_counts() -> None:
    assert suggest("in_progress", LATER).code == "green"


def test_due_soon_and_not_started_is_amber() -> None:
    assert suggest("not_started", SOON) == RagSuggestion("amber", "It is due soon and has not started.")


def test_not_started_and_not_due_is_grey() -> None:
    assert suggest("not_started", LATER).code == "grey"


def test_under_way_and_not_late_is_green() -> None:
    assert [suggest("in_progress", due).code for due in (SOON, LATER)] == ["green", "green"]


def test_a_blocked_action_is_amber_until_it_is_late() -> None:
    assert [suggest("blocked", due).code for due in (LATER, YESTERDAY)] == ["amber", "red"]


def test_a_status_that_is_not_stated_is_not_taken_for_under_way() -> None:
    assert [suggest("not_stated", due).code for due in (SOON, LATER, YESTERDAY)] == [None, None, "red"]


@pytest.mark.parametrize("status", ["paused", "cancelled", "superseded"])
def test_what_stands_still_is_not_rated(status: str) -> None:
    assert [suggest(status, due).code for due in (None, YESTERDAY, LATER)] == [None, None, None]


@given(st.sampled_from(Status.values), st.none() | st.dates(), st.dates())
def test_every_action_has_a_reason_and_red_means_overdue(status: str, due_end: date | None, today: date) -> None:
    facts = ActionFacts(status=status, due_end=due_end)
    suggestion = suggest_rag(facts, today)
    assert suggestion.code is None or suggestion.code in Rag.values
    assert suggestion.because.endswith(".")
    assert (suggestion.code == "red") == (delivery_state(facts, today=today) is DeliveryState.OVERDUE)


def test_every_stored_rating_has_its_standing() -> None:
    assert set(STANDING) == set(Rag.values)


@pytest.mark.parametrize(
    ("owner", "rule", "better"),
    [
        ("green", "red", True),
        ("amber", "red", True),
        ("amber_green", "amber", True),
        ("blue", "green", True),
        ("grey", "red", True),
        ("red", "green", False),
        ("green", "green", False),
        ("green", "grey", False),
        ("grey", "green", False),
        ("", "red", False),
        (None, "red", False),
        ("green", None, False),
    ],
)
def test_the_owner_is_better_only_above_the_rule(owner: str | None, rule: str | None, better: bool) -> None:
    assert is_better(owner, rule) is better
