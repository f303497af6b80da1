"""The day a page shows."""

from datetime import date

import pytest

from core.web.as_at import AsAt, read_as_at

OPENS, TODAY = date(2022, 2, 10), date(2026, 3, 2)


def read(text, *, ends_on=OPENS, opens_on=OPENS):
    return read_as_at({} if text is None else {"as_at": text}, opens_on=opens_on, ends_on=ends_on, today=TODAY)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_without_a_day_the_page_shows_the_day_it_opens_at(text):
    assert read(text) == AsAt(OPENS)


@pytest.mark.parametrize("text", ["2019-12-31", "31 December 2019", "31/12/2019", " 31 Dec 2019 "])
def test_a_day_is_read_as_people_write_it(text):
    assert read(text) == AsAt(date(2019, 12, 31), asked=True)


@pytest.mark.parametrize("text", ["yesterday", "2019-02-30", "2019", "1" * 500, "0001-01-01", "٢٠١٩-١٢-٣"])
def test_what_is_no_day_is_answered_with_a_sentence(text):
    shown = read(text)

    assert (shown.day, shown.asked) == (OPENS, False)
    assert shown.note == (
        f"“{text[:40]}” is not a day this page can read, so it shows 10 February 2022. Write it as 10 February 2022."
    )


def test_what_cannot_be_shown_is_not_repeated():
    assert read("a\x00\u202eb").note.startswith("“ab” is not a day")


def test_after_the_end_of_a_record_its_last_day_stands():
    assert read("2023-01-01") == AsAt(
        OPENS,
        asked=True,
        note="You asked for 1 January 2023. The record ends on 10 February 2022, so that day is shown.",
    )


def test_a_day_that_has_not_come_is_not_shown():
    assert read("2026-03-03", ends_on=None, opens_on=TODAY) == AsAt(
        TODAY, note="3 March 2026 has not come yet, so the page shows 2 March 2026."
    )
