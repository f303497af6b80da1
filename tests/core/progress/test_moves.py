"""Which states follow which."""

from itertools import pairwise, product

import pytest

from core.progress.moves import ACTION_MOVES, PLAN_VERSION_MOVES, Moves, check_move, refusal
from plans.choices import VersionStatus
from workstreams.choices import Status


@pytest.mark.parametrize(("table", "choices"), [(ACTION_MOVES, Status), (PLAN_VERSION_MOVES, VersionStatus)])
def test_a_table_knows_every_stored_status_by_its_word(
    table: Moves, choices: type[Status] | type[VersionStatus]
) -> None:
    assert dict(table.words) == dict(choices.choices)
    assert list(table.allowed) == choices.values
    assert {state for following in table.allowed.values() for state in following} <= set(choices.values)


def test_an_action_goes_from_not_started_to_embedded_step_by_step() -> None:
    way = ["not_started", "in_progress", "submitted_for_closure", "complete", "embedded"]
    assert [check_move(ACTION_MOVES, *step) for step in pairwise(way)] == [True] * 4


def test_nothing_is_complete_without_having_been_checked() -> None:
    before = [state for state in Status.values if state != "complete" and check_move(ACTION_MOVES, state, "complete")]
    assert before == ["submitted_for_closure"]


def test_what_was_returned_by_its_checker_is_under_way_again() -> None:
    assert check_move(ACTION_MOVES, "submitted_for_closure", "in_progress")


def test_a_complete_action_can_be_reopened() -> None:
    assert check_move(ACTION_MOVES, "complete", "in_progress")
    assert check_move(ACTION_MOVES, "embedded", "in_progress")


def test_only_a_complete_action_becomes_embedded() -> None:
    before = [state for state in Status.values if state != "embedded" and check_move(ACTION_MOVES, state, "embedded")]
    assert before == ["complete"]


def test_a_status_that_was_stated_never_becomes_not_stated() -> None:
    assert [state for state in Status.values if check_move(ACTION_MOVES, state, "not_stated")] == ["not_stated"]


def test_an_update_may_leave_the_status_as_it_is() -> None:
    assert all(check_move(ACTION_MOVES, state, state) for state in Status.values)


def test_a_version_takes_no_step_twice() -> None:
    assert not any(check_move(PLAN_VERSION_MOVES, state, state) for state in VersionStatus.values)


def test_peterboroughs_statement_went_an_allowed_way() -> None:
    way = ["draft", "submitted", "fit_with_recommendations", "published", "in_monitoring", "closed"]
    assert [check_move(PLAN_VERSION_MOVES, *step) for step in pairwise(way)] == [True] * 5


def test_a_version_that_is_not_fit_goes_back_to_draft_and_nowhere_else() -> None:
    assert [state for state in VersionStatus.values if check_move(PLAN_VERSION_MOVES, "not_fit", state)] == ["draft"]


def test_a_draft_is_submitted_before_anything_else() -> None:
    assert [state for state in VersionStatus.values if check_move(PLAN_VERSION_MOVES, "draft", state)] == ["submitted"]


def test_an_unknown_state_goes_nowhere() -> None:
    assert not check_move(ACTION_MOVES, "mislaid", "complete")
    assert not check_move(ACTION_MOVES, "mislaid", "mislaid")


def test_a_refusal_says_what_is_possible_instead() -> None:
    assert refusal(ACTION_MOVES, "complete", "paused") == (
        "An action that is “Complete” cannot become “Paused”. It can become “Embedded” or “Under way”."
    )
    assert refusal(PLAN_VERSION_MOVES, "draft", "published") == (
        "A plan version that is “Draft” cannot become “Published”. The next state is “Submitted”."
    )
    assert refusal(ACTION_MOVES, "superseded", "complete") == (
        "An action that is “Superseded” cannot become “Complete”. Nothing follows from there."
    )


@pytest.mark.parametrize("table", [ACTION_MOVES, PLAN_VERSION_MOVES])
def test_every_pair_of_states_is_allowed_or_refused_with_a_sentence(table: Moves) -> None:
    for old, new in product(table.words, repeat=2):
        if not check_move(table, old, new):
            assert refusal(table, old, new).endswith(".")
