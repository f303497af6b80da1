from datetime import UTC, date, datetime

import pytest
from django.template import engines

from core.accounts.choices import Role
from core.web.markup import tag
from core.web.words import quantity, uk_date, uk_moment


def render(source, **context):
    return engines["django"].from_string("{% load house %}" + source).render(context)


def test_a_day_is_written_the_british_way():
    assert uk_date(date(2022, 2, 10)) == "10 February 2022"


def test_a_moment_is_told_in_london_time():
    assert uk_moment(datetime(2022, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2022, 00:30"
    assert uk_date(datetime(2022, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2022"


def test_no_day_is_no_word():
    assert (uk_date(None), uk_moment(None)) == ("", "")


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 actions"), (1, "1 action"), (2, "2 actions"), (1200, "1,200 actions")]
)
def test_a_quantity_agrees_with_its_noun(number, said):
    assert quantity(number, "action") == said


def test_a_plural_of_its_own_is_used():
    assert render('{{ n|quantity:"entry,entries" }}', n=2) == "2 entries"


def test_a_tag_always_has_a_word():
    assert tag("red", "Off course") == '<strong class="govuk-tag govuk-tag--red app-tag">Off course</strong>'
    assert tag("not_stated") == '<strong class="govuk-tag govuk-tag--grey app-tag">Not stated</strong>'
    assert tag("in_progress") == '<strong class="govuk-tag app-tag">In progress</strong>'


def test_a_choice_brings_its_own_word():
    assert tag(Role.LEAD) == '<strong class="govuk-tag govuk-tag--grey app-tag">Workstream lead</strong>'


def test_a_tags_word_is_escaped():
    assert tag("x", "<b>") == '<strong class="govuk-tag govuk-tag--grey app-tag">&lt;b&gt;</strong>'


def test_a_link_keeps_the_day_shown(rf):
    source = '{% as_at_url "/plans/a/?view=all" %}'
    assert (
        render(source, request=rf.get("/", {"as_at": "2019-12-31", "page": "2"}))
        == "/plans/a/?view=all&amp;as_at=2019-12-31"
    )
    assert render(source, request=rf.get("/")) == "/plans/a/?view=all"


@pytest.mark.parametrize("asked", ["2019-13-45", "yesterday", "", "2019-12-31&x=1"])
def test_a_link_does_not_keep_a_day_that_is_none(rf, asked):
    assert render('{% as_at_url "/plans/a/" %}', request=rf.get("/", {"as_at": asked})) == "/plans/a/"


def test_a_query_is_kept_with_one_value_changed_and_one_taken_out(rf):
    query = rf.get("/", {"q": "a&b", "page": "3", "format": "csv"}).GET
    assert render('{% query_with query sort="-due" page=None %}', query=query) == "?q=a%26b&amp;sort=-due"


def test_an_empty_row_of_a_summary_says_that_it_is_missing():
    row = render('{% summary_row "Lead" missing="None held" %} {% endsummary_row %}')
    assert row == (
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Lead</dt>'
        '<dd class="govuk-summary-list__value"><span class="app-missing">None held</span></dd></div>'
    )


def test_a_row_of_a_summary_escapes_what_is_printed_in_it():
    row = render("{% summary_row key %}{{ value }}{% endsummary_row %}", key="<i>", value="<b>")
    assert row == (
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">&lt;i&gt;</dt>'
        '<dd class="govuk-summary-list__value">&lt;b&gt;</dd></div>'
    )
