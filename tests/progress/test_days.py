"""Which day a page shows, and how days and results read in a sentence."""

from datetime import date

import pytest
from django.http import QueryDict

from send_tracker.progress.days import Shown, canonical, shown_day
from send_tracker.progress.forms import DaysForm
from send_tracker.progress.words import days_from_to, first_sentence, listed, number_word

TODAY = date(2022, 5, 16)
ENDED = date(2022, 2, 10)


def form(query="", opens_on=TODAY):
    return DaysForm(QueryDict(query) if query else None, today=TODAY, opens_on=opens_on)


def test_without_a_day_the_page_opens_at_its_own():
    assert shown_day(form(), opens_on=ENDED, ends_on=ENDED) == Shown(ENDED, asked=False)


@pytest.mark.parametrize("written", ["2019-12-31", "31 December 2019", "31/12/2019", "31st Dec 2019"])
def test_a_day_is_read_as_people_write_it(written):
    shown = shown_day(form(f"as_at={written}"), opens_on=TODAY, ends_on=None)
    assert shown == Shown(date(2019, 12, 31), asked=True)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("31 June 2019", "Enter a real date, for example 10 February 2022"),
        ("last year", "Enter a real date, for example 10 February 2022"),
        ("2022-05-17", "Enter 16 May 2022 or an earlier day: later days are not known yet."),
        ("1850-01-01", "Enter a year between 1900 and 2199"),
    ],
)
def test_a_day_that_cannot_be_shown_says_what_to_do_and_leaves_the_page_where_it_opens(written, says):
    asked = form(f"as_at={written}")
    assert shown_day(asked, opens_on=ENDED, ends_on=ENDED) == Shown(ENDED, asked=False)
    assert asked.errors == {"as_at": [says]}
    assert asked["as_at"].value() == written


def test_after_the_end_of_a_record_its_last_day_is_shown_and_says_why():
    shown = shown_day(form("as_at=2022-03-01"), opens_on=ENDED, ends_on=ENDED)
    assert shown.day == ENDED
    assert shown.note == "You asked for 1 March 2022. The record ends on 10 February 2022, so that day is shown."


def test_changes_are_counted_up_to_the_day_shown():
    asked = form("since=2022-03-01", opens_on=ENDED)
    shown_day(asked, opens_on=ENDED, ends_on=ENDED)
    assert asked.errors == {
        "since": ["Enter 10 February 2022 or an earlier day: changes are counted up to the day shown."]
    }


def test_today_can_be_shown():
    assert shown_day(form("as_at=2022-05-16"), opens_on=TODAY, ends_on=None).day == TODAY


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("as_at=31+December+2019", "as_at=2019-12-31"),
        ("as_at=&since=", ""),
        ("view=workstreams&as_at=1/2/2022", "view=workstreams&as_at=2022-02-01"),
        ("as_at=2019-12-31", None),
        ("as_at=nonsense", None),
        ("", None),
    ],
)
def test_every_day_has_one_address(asked, tidy):
    assert canonical(QueryDict(asked), form(asked)) == tidy


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2022, 1, 24), date(2022, 1, 26), "24 to 26 January 2022"),
        (date(2022, 5, 30), date(2022, 6, 2), "30 May to 2 June 2022"),
        (date(2021, 12, 30), date(2022, 1, 3), "30 December 2021 to 3 January 2022"),
        (date(2022, 1, 24), None, "24 January 2022"),
        (None, None, ""),
    ],
)
def test_days_of_a_visit_read_as_a_person_says_them(first, last, words):
    assert days_from_to(first, last) == words


def test_numbers_up_to_ten_are_words():
    assert [number_word(number) for number in (1, 10, 11, 1200)] == ["one", "ten", "11", "1,200"]


def test_lists_read_as_a_sentence():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_long_report_gives_its_first_sentence():
    assert first_sentence("Parents wait. They said so twice.") == "Parents wait."
    assert first_sentence("Some see help; others wait.") == "Some see help; others wait."
    assert first_sentence("word " * 60) == ("word " * 36).strip() + "…"
