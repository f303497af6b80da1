import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.html import format_html

from core.web.export import cell, csv_response


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 1733",
        "-5 places",
        "@SUM(A1)",
        "\t=1",
        "\ttext",
        "\rtext",
        "\ntext",
        "  =1+1",
        "\u00a0=1+1",
        "\u200b=1+1",
        "\ufeff=1+1",
        "\u3000=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "\x00=1",
    ],
)
def test_live_text_is_put_behind_an_apostrophe(text):
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Panels", "a=b", "5-day offer", "'quoted", "£5", "é", "  plain"])
def test_plain_text_stays_as_it_is(text):
    assert cell(text) == text


def test_values_that_are_no_text_keep_their_sense():
    assert cell(-5) == -5
    assert cell(Decimal("-1.5")) == Decimal("-1.5")
    assert cell(None) == ""
    assert cell(True) == "yes"
    assert cell(date(2022, 2, 10)) == "2022-02-10"
    assert cell(datetime(2022, 6, 30, 23, 30, tzinfo=UTC)) == "2022-07-01 00:30"


def test_markup_is_reduced_to_its_words_and_still_guarded():
    assert cell(format_html("<strong>{}</strong>", "A & B")) == "A & B"
    assert cell(format_html("<strong>{}</strong>", "=1+1")) == "'=1+1"


def test_text_that_looks_like_markup_is_kept():
    assert cell("<b>5 < 6</b>") == "<b>5 < 6</b>"


def test_the_file_can_be_read_back_and_says_that_it_is_utf_8():
    response = csv_response(["Ref", "Note"], [["R5.1", 'two\nlines, "quoted"'], ["é", None]], filename="é, actions.csv")
    assert response.content[:3] == b"\xef\xbb\xbf"
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))) == [
        ["Ref", "Note"],
        ["R5.1", 'two\nlines, "quoted"'],
        ["é", ""],
    ]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A9%2C%20actions.csv"
