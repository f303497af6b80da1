"""Who decides a new date (domain 6.1a 8)."""

from datetime import date

import pytest

from core.progress.dates import Decider, date_decider

DUE = date(2022, 6, 10)


def decides(to_end, *, from_end=DUE, moved_before=False, outside=False):
    return date_decider(from_end=from_end, to_end=to_end, moved_before=moved_before, outside=outside)


@pytest.mark.parametrize(
    ("to_end", "who"),
    [
        (date(2022, 6, 10), Decider.LEAD),
        (date(2022, 7, 9), Decider.LEAD),  # 29 days
        (date(2022, 7, 10), Decider.CHAIR),  # 30 days
        (date(2022, 6, 9), Decider.CHAIR),  # earlier
    ],
)
def test_a_first_move_under_30_days_is_the_workstream_leads_to_decide(to_end, who):
    assert decides(to_end) is who


def test_a_second_move_is_the_chairs_however_short():
    assert decides(date(2022, 6, 11), moved_before=True) is Decider.CHAIR


@pytest.mark.parametrize("known", [{"from_end": None, "to_end": DUE}, {"from_end": DUE, "to_end": None}])
def test_a_move_whose_length_is_not_known_is_the_chairs(known):
    assert decides(**known) is Decider.CHAIR


@pytest.mark.parametrize("moved_before", [True, False])
def test_a_plan_may_leave_its_dates_to_an_outside_body(moved_before):
    assert decides(date(2022, 6, 11), moved_before=moved_before, outside=True) is Decider.OUTSIDE


def test_every_decider_has_words():
    assert [who.words for who in Decider] == [
        "the workstream’s lead or the board’s chair",
        "the board’s chair",
        "an outside body; the programme office records its answer",
    ]
