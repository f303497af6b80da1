"""How days and lists read in a sentence."""

from datetime import date

import pytest

from send_tracker.progress.words import days_from_to, first_sentence, listed, number_word


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
