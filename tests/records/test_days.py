"""Days that a record counts from the day on which it is loaded."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from send_tracker.records.days import is_relative, period, resolve

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("today+0", date(2026, 11, 22)),
        ("today-45", date(2026, 10, 8)),
        ("today+60", date(2027, 1, 21)),
        ("start of month-2", date(2026, 9, 1)),
        ("end of month-9", date(2026, 2, 28)),
        ("end of month+3", date(2027, 2, 28)),
        ("start of term+0", date(2026, 9, 1)),
        ("end of term-1", date(2026, 7, 31)),
        ("end of term+1", date(2027, 3, 31)),
        ("Sent on {today-1}, due in {month+1}.", "Sent on 21 November 2026, due in December 2026."),
        ("{term-1}, {term+1}", "Summer term 2026, Spring term 2027"),
        ("Inspection, {month of today-345}", "Inspection, December 2025"),
    ],
)
def test_a_day_is_counted_from_the_day_of_the_load(written, means):
    assert (is_relative(written), resolve(written, TODAY)) == (True, means)


@pytest.mark.parametrize(
    "written", ["today", "today we met", "tomorrow", "end of month", "ongoing", "{x}", "", 5, None, TODAY]
)
def test_what_counts_from_no_day_stays_as_it_is(written):
    assert (is_relative(written), resolve(written, TODAY)) == (False, written)


def test_days_are_counted_inside_lists_and_tables_too():
    row = {"due_on": "today+1", "claims": [{"value": "on {today-1}", "lines": "4"}], "number": 3}

    assert is_relative(row)
    assert resolve(row, TODAY) == {
        "due_on": date(2026, 11, 23),
        "claims": [{"value": "on 21 November 2026", "lines": "4"}],
        "number": 3,
    }


def test_a_period_has_words_and_days_and_is_left_to_the_row_that_it_is_of():
    assert period("month-11", TODAY) == ("December 2025", date(2025, 12, 1), date(2025, 12, 31))
    assert period("term-1", date(2026, 8, 15)) == ("Summer term 2026", date(2026, 4, 1), date(2026, 7, 31))
    assert period("term+0", date(2026, 8, 15)) == ("Autumn term 2026", date(2026, 9, 1), date(2026, 12, 31))
    assert period("2026", TODAY) is None
    assert resolve("month-11", TODAY) == "month-11"


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(-20, 20))
def test_the_next_period_follows_the_one_before(today, step):
    for unit in ("month", "term"):
        _, starts_on, ends_on = period(f"{unit}{step:+}", today)
        _, next_starts_on, _ = period(f"{unit}{step + 1:+}", today)

        assert starts_on < ends_on < next_starts_on
        # terms leave August out
        assert (next_starts_on - ends_on).days == (32 if unit == "term" and ends_on.month == 7 else 1)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_the_last_period_has_ended_and_the_present_one_has_not(today):
    for unit in ("month", "term"):
        assert period(f"{unit}-1", today)[2] < today <= period(f"{unit}+0", today)[2]
        assert period(f"{unit}-1", today)[2] >= today - timedelta(days=154)
