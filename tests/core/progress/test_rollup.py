"""Counts of actions for one row of a page."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.progress.rollup import Rollup, RollupFacts, roll_up
from workstreams.choices import Status

TODAY = date(2022, 2, 10)
ACTIONS = st.lists(
    st.builds(
        RollupFacts,
        status=st.sampled_from(Status.values),
        due_end=st.none() | st.dates(date(2021, 12, 1), date(2022, 5, 1)),
        redated=st.booleans(),
    )
)


def test_no_actions_give_zeros() -> None:
    assert roll_up([], today=TODAY) == Rollup()


def test_each_action_is_counted_by_what_is_said_about_it_and_by_its_date() -> None:
    past, soon, later = date(2022, 2, 9), date(2022, 3, 12), date(2022, 3, 13)
    actions = [
        RollupFacts("not_stated", None),
        RollupFacts("not_started", later),
        RollupFacts("in_progress", past, redated=True),
        RollupFacts("in_progress", soon),
        RollupFacts("blocked", later),
        RollupFacts("paused", past),
        RollupFacts("submitted_for_closure", past),
        RollupFacts("complete", None),
        RollupFacts("embedded", past, redated=True),
        RollupFacts("cancelled", None),
        RollupFacts("superseded", past),
    ]
    rollup = roll_up(actions, today=TODAY)
    assert rollup == Rollup(
        total=11,
        not_stated=1,
        not_started=1,
        under_way=2,
        blocked=1,
        paused=1,
        being_checked=1,
        accepted=2,
        stopped=2,
        embedded=1,
        overdue=1,
        due_soon=1,
        no_date=1,
        redated=2,
    )
    assert (rollup.done, rollup.open) == (3, 7)


@given(ACTIONS)
def test_every_action_is_counted_once_by_what_is_said_about_it(actions: list[RollupFacts]) -> None:
    row = roll_up(actions, today=TODAY)
    parts = row.not_stated + row.not_started + row.under_way + row.blocked + row.paused
    assert parts + row.being_checked == row.open
    assert row.open + row.accepted + row.stopped == row.total == len(actions)


@given(ACTIONS)
def test_the_order_of_actions_does_not_matter(actions: list[RollupFacts]) -> None:
    assert roll_up(reversed(actions), today=TODAY) == roll_up(actions, today=TODAY)
