"""Which day a page shows."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from core.web.as_at import DaysForm, Shown, shown_day, tidy_address

TODAY = date(2022, 5, 16)
ENDED = date(2022, 2, 10)


def form(query="", opens_on=TODAY):
    return DaysForm(QueryDict(query), today=TODAY, opens_on=opens_on)


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
        ("as_at=31+December+2019", "/?as_at=2019-12-31"),
        ("as_at=&since=", "/"),
        ("view=workstreams&as_at=1/2/2022", "/?view=workstreams&as_at=2022-02-01"),
        ("as_at=2019-12-31", None),
        ("as_at=nonsense", None),
        ("", None),
    ],
)
def test_every_day_has_one_address(asked, tidy):
    assert tidy_address(RequestFactory().get(f"/?{asked}"), form(asked)) == tidy
