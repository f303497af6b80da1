"""Working days, bank holidays, terms and quarters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import (
    add_working_days,
    bank_holidays,
    is_working_day,
    plan_due,
    quarter_period,
    term_period,
    uk_date,
    working_days_between,
)

DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))


# --- Working days ---


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2019, 8, 8), date(2019, 11, 15)),  # Peterborough
        (date(2022, 2, 22), date(2022, 6, 7)),  # Bracknell Forest: Easter, May Day and the Jubilee between
        (date(2021, 11, 9), date(2022, 2, 18)),  # Slough
    ],
)
def test_a_statement_is_due_seventy_working_days_after_the_report_is_received(received: date, due: date) -> None:
    assert plan_due(received, 70) == due
    assert working_days_between(received, due) == 70
    assert add_working_days(due, -70) == received


def test_the_jubilee_and_the_state_funeral_are_bank_holidays() -> None:
    assert {date(2022, 6, 3), date(2022, 9, 19)} <= bank_holidays(2022)


def test_a_bank_holiday_on_a_weekend_moves_to_its_substitute_day() -> None:
    assert not is_working_day(date(2022, 1, 3))
    assert not is_working_day(date(2022, 12, 27))


def test_no_working_days_later_is_the_same_day() -> None:
    assert add_working_days(date(2022, 2, 12), 0) == date(2022, 2, 12)


def test_one_working_day_after_a_saturday_is_monday() -> None:
    assert add_working_days(date(2022, 2, 12), 1) == date(2022, 2, 14)


@given(DAYS, st.integers(-300, 300).filter(bool))
def test_adding_and_counting_working_days_undo_each_other(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert is_working_day(end)
    assert abs(working_days_between(start, end)) == abs(days)
    assert (end > start) == (days > 0)


# --- Terms and quarters ---


def test_terms_end_in_december_march_and_july() -> None:
    assert [term_period(term, 2022) for term in ("autumn", "spring", "summer")] == [
        (date(2022, 9, 1), date(2022, 12, 31)),
        (date(2022, 1, 1), date(2022, 3, 31)),
        (date(2022, 4, 1), date(2022, 7, 31)),
    ]


def test_the_fourth_quarter_of_a_financial_year_ends_it_in_march() -> None:
    assert quarter_period(4, 2021) == (date(2022, 1, 1), date(2022, 3, 31))


def test_a_date_is_written_without_leading_zero() -> None:
    assert uk_date(date(2022, 2, 1)) == "1 February 2022"
