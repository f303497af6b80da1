"""Dates as plans write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import uk_date
from core.due_dates import FLAGS, PRECISIONS, Due, read_due
from core.due_dates.words import READ_AT_MOST
from workstreams.choices import Precision

TODAY = date(2022, 2, 10)
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))


def day(*parts: int) -> tuple[str, date, date]:
    return "day", date(*parts), date(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "10 February 2022",
        "10th Feb 2022",
        "10th of February, 2022",
        "10/02/22",
        "10/2/2022",
        "10.02.2022",
        "10-02-2022",
        "2022-02-10",
        "2022-02-10 00:00:00",
        "2022-02-10T09:30:00Z",
        "10-Feb-22",
        "10Feb2022",
        "February 10, 2022",
        "Feb 10th 2022",
        "Thursday 10 February 2022",
        "Thurs, 10/02/22",
        "By 10 Feb '22",
        "Phase 2: 10 February 2022",
        "  10 February 2022\n",
        "10\u00a0February\u00a02022",
        "１０ February 2022",
    ],
)
def test_one_day_is_read_however_it_is_written(text: str) -> None:
    assert read_due(text) == Due(text, *day(2022, 2, 10))


@pytest.mark.parametrize(
    ("text", "precision", "start", "end"),
    [
        ("w/c 5 Sept 2022", "week", date(2022, 9, 5), date(2022, 9, 11)),
        ("Week commencing Monday 05/09/22", "week", date(2022, 9, 5), date(2022, 9, 11)),
        ("week ending 9 September 2022", "week", date(2022, 9, 3), date(2022, 9, 9)),
        ("week of 7 Sept 2022", "week", date(2022, 9, 5), date(2022, 9, 11)),
        ("Sept 22", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("Sep-22", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("September 2022", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("Sept. '22", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("09/2022", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("09/22", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("2022-09", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("end of June 2023", "month", date(2023, 6, 1), date(2023, 6, 30)),
        ("mid-March 2023", "month", date(2023, 3, 1), date(2023, 3, 31)),
        ("Phase 1 March 2022", "month", date(2022, 3, 1), date(2022, 3, 31)),
        ("Milestone 6 months (Sept 22)", "month", date(2022, 9, 1), date(2022, 9, 30)),
        ("Autumn term 2022", "term", date(2022, 9, 1), date(2022, 12, 31)),
        ("Autumn 2022", "term", date(2022, 9, 1), date(2022, 12, 31)),
        ("Autumn 2 2022", "term", date(2022, 9, 1), date(2022, 12, 31)),
        ("Autumn term 2022/23", "term", date(2022, 9, 1), date(2022, 12, 31)),
        ("Spring term 2022/23", "term", date(2023, 1, 1), date(2023, 3, 31)),
        ("Summer 2023", "term", date(2023, 4, 1), date(2023, 7, 31)),
        ("By the end of Summer Term 2023", "term", date(2023, 4, 1), date(2023, 7, 31)),
        ("Q4 21/22", "quarter", date(2022, 1, 1), date(2022, 3, 31)),
        ("Q1 24/25", "quarter", date(2024, 4, 1), date(2024, 6, 30)),
        ("Quarter 3 2023-24", "quarter", date(2023, 10, 1), date(2023, 12, 31)),
        ("2nd quarter 2023/24", "quarter", date(2023, 7, 1), date(2023, 9, 30)),
        ("2024/25 Q1", "quarter", date(2024, 4, 1), date(2024, 6, 30)),
        ("2022", "year", date(2022, 1, 1), date(2022, 12, 31)),
        ("by 2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
        ("financial year 2022/23", "year", date(2022, 4, 1), date(2023, 3, 31)),
        ("FY22/23", "year", date(2022, 4, 1), date(2023, 3, 31)),
        ("2022-23 academic year", "year", date(2022, 9, 1), date(2023, 7, 31)),
        ("by Easter 2022", "event", date(2022, 4, 17), date(2022, 4, 17)),
        ("Christmas 2022", "event", date(2022, 12, 25), date(2022, 12, 25)),
        ("before 1 March 2023", "day", None, date(2023, 2, 28)),
        ("week ending Friday 9 September 2022", "week", date(2022, 9, 3), date(2022, 9, 9)),
    ],
)
def test_a_vague_date_gives_its_period_and_says_how_exact_it_is(
    text: str, precision: str, start: date | None, end: date
) -> None:
    assert read_due(text) == Due(text, precision, start, end)


def test_a_year_of_unsaid_kind_holds_the_financial_and_the_school_year() -> None:
    for text in ("2022/23", "22/23", "2022-23", "2022/2023"):
        assert read_due(text) == Due(text, "year", date(2022, 4, 1), date(2023, 7, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("April 2022 – March 2023", date(2022, 4, 1), date(2023, 3, 31)),
        ("From April 2022 to March 2023", date(2022, 4, 1), date(2023, 3, 31)),
        ("01/04/2022 – 31/03/2023", date(2022, 4, 1), date(2023, 3, 31)),
        ("Start: 1/4/22 End: 31/3/23", date(2022, 4, 1), date(2023, 3, 31)),
        ("between 1 March and 4 April 2022", date(2022, 3, 1), date(2022, 4, 4)),
        ("18th – 20th January 2022", date(2022, 1, 18), date(2022, 1, 20)),
        ("1-3/02/2022", date(2022, 2, 1), date(2022, 2, 3)),
        ("10 Jan - 3 Feb 2022", date(2022, 1, 10), date(2022, 2, 3)),
        ("10 Jan - 13 Feb 2022", date(2022, 1, 10), date(2022, 2, 13)),
        ("Jan/Feb 2022", date(2022, 1, 1), date(2022, 2, 28)),
        ("May and June 2022", date(2022, 5, 1), date(2022, 6, 30)),
        ("Nov – Feb 2023", date(2022, 11, 1), date(2023, 2, 28)),
        ("Autumn/Spring term 2022/23", date(2022, 9, 1), date(2023, 3, 31)),
        ("Autumn 2022/Spring 2023", date(2022, 9, 1), date(2023, 3, 31)),
        ("Q1/Q2 24/25", date(2024, 4, 1), date(2024, 9, 30)),
        ("2022 - 2024", date(2022, 1, 1), date(2024, 12, 31)),
        ("2022-2025", date(2022, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_range_runs_from_its_first_to_its_last_day(text: str, start: date, end: date) -> None:
    assert read_due(text) == Due(text, "range", start, end)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("30 Sept", "day"),
        ("by 30/9", "day"),
        ("March 31st", "day"),
        ("March 31", "day"),  # a day, or the year 2031: neither is taken
        ("September", "month"),
        ("May", "month"),
        ("Spring term", "term"),
        ("end of term", "term"),
        ("Q3", "quarter"),
        ("Q1 2024", "quarter"),  # the calendar year, or the financial year that begins or ends in it
        ("w/c 5 Sept", "week"),
        ("by Christmas", "event"),
        ("end of the financial year", "year"),
        ("academic year 2023", "year"),  # it may begin or end in 2023
        ("Sept/Oct", "range"),
    ],
)
def test_a_missing_year_is_never_filled_in(text: str, precision: str) -> None:
    assert read_due(text, today=TODAY, anchor=TODAY) == Due(text, precision, flags=("year_missing",))


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2022",
        "31/02/22",
        "29 Feb 2023",
        "31 April",
        "12/13/2022",
        "2022-13-01",
        "00/00/00",
        "10/02/2202",
        "Monday 6 September 2022",
        "Q5 22/23",
        "Q1 24/26",
        "Spring term 2022/24",
        "13/2022",
        "March 2023 - April 2022",
        "9999 years",
    ],
)
def test_a_day_that_cannot_be_is_not_bent_into_one_that_can(text: str) -> None:
    assert read_due(text, anchor=TODAY) == Due(text, "invalid", flags=("impossible_date",))


@pytest.mark.parametrize(
    "text",
    ["45", "1.1", "1.10", "70%", "44805", "200 trained", "2000 staff", "24/7", "Year 6", "may change", "Winter 2022"],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read_due(text) == Due(text, "invalid")


@pytest.mark.parametrize("text", ["", "   ", "-", "–", "n/a", "N/A", "none", "?", "no date set"])
def test_an_empty_cell_has_no_date(text: str) -> None:
    assert read_due(text) == Due(text, "none", flags=("missing_date",))


@pytest.mark.parametrize("text", ["TBC", "tbc", "T.B.C.", "TBA", "to be confirmed", "Date to be agreed"])
def test_a_date_to_be_confirmed_is_said_to_be(text: str) -> None:
    assert read_due(text) == Due(text, "tbc")


def test_a_date_beside_to_be_confirmed_is_kept() -> None:
    assert read_due("Sept 2022 (TBC)") == Due("Sept 2022 (TBC)", "tbc", date(2022, 9, 1), date(2022, 9, 30))


@pytest.mark.parametrize(
    ("text", "start", "flags"),
    [
        ("ongoing", None, ("no_end_date",)),
        ("On-going", None, ("no_end_date",)),
        ("Ongoing – review termly", None, ("recurring", "no_end_date")),
        ("monthly", None, ("recurring", "no_end_date")),
        ("every 6 weeks", None, ("recurring", "no_end_date")),
        ("Twice a year", None, ("recurring", "no_end_date")),
        ("from September 2022", date(2022, 9, 1), ("no_end_date",)),
        ("Ongoing from Sept 2022", date(2022, 9, 1), ("no_end_date",)),
        ("Sept 2022 onwards", date(2022, 9, 1), ("no_end_date",)),
        ("Sept 2022 - ongoing", date(2022, 9, 1), ("no_end_date",)),
        ("Quarterly from April 2022", date(2022, 4, 1), ("recurring", "no_end_date")),
        ("Ongoing - review March 2023", None, ("no_end_date",)),
    ],
)
def test_what_goes_on_has_no_end(text: str, start: date | None, flags: tuple[str, ...]) -> None:
    assert read_due(text) == Due(text, "ongoing", start, flags=flags)


def test_ongoing_until_a_date_ends_then() -> None:
    assert read_due("Ongoing until July 2023") == Due(
        "Ongoing until July 2023", "month", date(2023, 7, 1), date(2023, 7, 31)
    )
    assert read_due("Monthly until March 2023") == Due(
        "Monthly until March 2023", "month", date(2023, 3, 1), date(2023, 3, 31), ("recurring",)
    )


@pytest.mark.parametrize(
    "text",
    ["within 6 weeks of plan approval", "3-6 months", "ASAP", "immediately", "next month", "by Friday", "tomorrow"],
)
def test_a_date_counted_from_an_unknown_day_stays_open(text: str) -> None:
    assert read_due(text) == Due(text, "relative", flags=("relative_no_anchor",))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("within 6 weeks of plan approval", date(2022, 4, 8), date(2022, 5, 20)),
        ("six weeks after approval", date(2022, 5, 20), date(2022, 5, 20)),
        ("3-6 months", date(2022, 10, 8), date(2022, 10, 8)),
        ("within 20 working days", date(2022, 4, 8), date(2022, 5, 11)),
        ("in a year", date(2022, 4, 8), date(2023, 4, 8)),
    ],
)
def test_a_date_counted_from_the_plan_is_worked_out_from_the_anchor(text: str, start: date, end: date) -> None:
    assert read_due(text, anchor=date(2022, 4, 8)) == Due(text, "relative", start, end)


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert read_due("one month after approval", anchor=date(2022, 1, 31)).end == date(2022, 2, 28)


def test_next_month_is_worked_out_from_the_day_it_was_written() -> None:
    assert read_due("next month", today=date(2022, 12, 30)) == Due(
        "next month", "relative", date(2023, 1, 1), date(2023, 1, 31)
    )
    assert read_due("tomorrow", today=TODAY) == Due("tomorrow", "relative", date(2022, 2, 11), date(2022, 2, 11))


def test_next_week_begins_on_monday() -> None:
    assert read_due("next week", today=TODAY) == Due("next week", "relative", date(2022, 2, 14), date(2022, 2, 20))


@pytest.mark.parametrize("text", ["next term", "this year", "within 10 school days", "Friday"])
def test_what_differs_from_place_to_place_stays_open_even_with_a_day_to_count_from(text: str) -> None:
    assert read_due(text, today=TODAY, anchor=TODAY) == Due(text, "relative", flags=("relative_no_anchor",))


def test_after_a_day_begins_the_day_after_and_has_no_end() -> None:
    assert read_due("after Easter 2022") == Due("after Easter 2022", "event", date(2022, 4, 18), flags=("no_end_date",))


def test_the_day_of_writing_does_not_stand_in_for_what_a_plan_counts_from() -> None:
    text = "within 6 weeks of plan approval"
    assert read_due(text, today=TODAY) == Due(text, "relative", flags=("relative_no_anchor",))


def test_a_date_counted_from_a_written_date_needs_no_anchor() -> None:
    text = "6 weeks from 1 March 2022"
    assert read_due(text) == Due(text, "relative", date(2022, 4, 12), date(2022, 4, 12))


@pytest.mark.parametrize(
    "text",
    ["following publication of the report", "once the post is filled", "next board meeting", "October half term 2022"],
)
def test_an_event_without_a_known_day_has_no_period(text: str) -> None:
    assert read_due(text) == Due(text, "event")


@pytest.mark.parametrize(
    "text",
    [
        "30/09/22 now 31/12/22",
        "30/09/22 → 31/12/22",
        "30/09/22, revised to 31/12/22",
        "31/12/22 (was 30/09/22)",
        "Originally 30 September 2022\n31 December 2022",
    ],
)
def test_of_two_dates_the_revised_one_counts(text: str) -> None:
    assert read_due(text) == Due(text, *day(2022, 12, 31), ("two_dates", "revised_date"))


def test_two_dates_without_a_word_between_are_both_kept() -> None:
    assert read_due("30/09/22 31/12/22") == Due(
        "30/09/22 31/12/22", "range", date(2022, 9, 30), date(2022, 12, 31), ("two_dates",)
    )
    assert read_due("30 September and 31 December 2022") == Due(
        "30 September and 31 December 2022", "range", date(2022, 9, 30), date(2022, 12, 31), ("two_dates",)
    )


def test_start_review_and_end_in_one_cell_keep_the_whole_time() -> None:
    text = "Start Jan 22, Rev Jun 22, End Dec 22"
    assert read_due(text) == Due(text, "range", date(2022, 1, 1), date(2022, 12, 31), ("two_dates",))


def test_an_impossible_date_beside_a_possible_one_is_still_told() -> None:
    assert read_due("31/02/22 now 31/03/22") == Due(
        "31/02/22 now 31/03/22", *day(2022, 3, 31), ("impossible_date", "two_dates", "revised_date")
    )


@pytest.mark.parametrize("text", ["Complete", "Completed.", "Done", "In progress", "In place"])
def test_a_status_in_the_date_cell_is_no_date(text: str) -> None:
    assert read_due(text) == Due(text, "none", flags=("missing_date", "status_in_date_cell"))


@pytest.mark.parametrize(
    "text", ["Done March 2022", "Completed in March 2022", "March 2022 - achieved", "March 2022 (complete)"]
)
def test_a_date_beside_a_status_is_kept(text: str) -> None:
    assert read_due(text) == Due(text, "month", date(2022, 3, 1), date(2022, 3, 31), ("status_in_date_cell",))


def test_an_action_that_begins_with_complete_is_no_status() -> None:
    assert read_due("Complete audit by March 2022").flags == ()


@pytest.mark.parametrize(("digits", "year"), [("00", 2000), ("69", 2069), ("70", 1970), ("99", 1999)])
def test_two_digit_years_to_sixty_nine_are_of_this_century(digits: str, year: int) -> None:
    assert read_due(f"10/02/{digits}").start == date(year, 2, 10)


def test_only_the_beginning_of_a_long_text_is_read_and_all_of_it_is_kept() -> None:
    text = "x" * READ_AT_MOST + " 10 February 2022"
    assert read_due(text) == Due(text, "invalid")


def test_precisions_are_those_the_record_stores() -> None:
    assert list(PRECISIONS) == Precision.values


_WORDS = """10 31 30/09/22
    12/13/2022 2022-02-30 22 2022 22/23 Sept February may Q4 q9 Autumn spring term w/c week ending by
    from to until - – / & and or now was revised ongoing monthly TBC within 6 weeks of approval 9999 years before after
    Easter half-term complete done asap next month tomorrow Friday ( ) , ; . ' th 1st 99 0 00/00/00 ¦"""
_PIECES = st.sampled_from(_WORDS.split())
ANY_TEXT = (
    st.text(max_size=600) | st.lists(_PIECES, max_size=12).map(" ".join) | st.lists(_PIECES, max_size=8).map("".join)
)


@given(ANY_TEXT, st.none() | st.dates(), st.none() | st.dates())
def test_any_text_is_read_without_an_error_and_kept(text: str, today: date | None, anchor: date | None) -> None:
    due = read_due(text, today=today, anchor=anchor)
    assert due.text == text
    assert due.precision in PRECISIONS
    assert set(due.flags) <= set(FLAGS)
    assert list(due.flags) == [flag for flag in FLAGS if flag in due.flags]
    assert due.start is None or due.end is None or due.start <= due.end
    if due.precision in {"invalid", "none"}:
        assert (due.start, due.end) == (None, None)


@given(DAYS)
def test_a_day_written_out_is_read_back(given_day: date) -> None:
    for text in (uk_date(given_day), f"{given_day:%d/%m/%Y}", f"{given_day:%d.%m.%y}", given_day.isoformat()):
        assert read_due(text) == Due(text, "day", given_day, given_day)


@given(DAYS, st.integers(0, 1000))
def test_a_range_written_out_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    text = f"{uk_date(first)} to {uk_date(last)}"
    assert read_due(text) == Due(text, "range", first, last)
