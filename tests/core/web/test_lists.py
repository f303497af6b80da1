import csv
import io
from datetime import UTC, datetime

import pytest

from core.accounts.choices import Role
from core.accounts.models import Membership, User
from core.web.tables import Column, HouseTable, TagColumn

pytestmark = [pytest.mark.urls("tests.core.web.sample"), pytest.mark.django_db]

EMAILS = ["a@example.org", "b@example.org", "c@example.org"]


@pytest.fixture
def people(db):
    """Three: one never signed in, one closed, two with the same name."""
    return [
        User.objects.create(email=EMAILS[0], name="Zoe", last_login=datetime(2022, 2, 10, tzinfo=UTC)),
        User.objects.create(email=EMAILS[1], name="Ann", is_active=False),
        User.objects.create(email=EMAILS[2], name="Ann", last_login=datetime(2019, 6, 28, tzinfo=UTC)),
    ]


@pytest.fixture
def many(db):
    return User.objects.bulk_create(User(email=f"p{number:02}@example.org", name="Person") for number in range(60))


@pytest.fixture
def shown(as_reader, parse, words):
    """The first cell of each row of a list page, which must be sound HTML."""

    def first_cells(address):
        response = as_reader.get(address)
        assert response.status_code == 200
        return [words(cell) for cell in parse(response.content).iter("th") if cell.get("scope") == "row"]

    return first_cells


def download(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def texts(root, words, class_name):
    return [words(element) for element in root.iter() if class_name in (element.get("class") or "").split()]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_same_queries_for_one_row_and_for_three(as_reader, django_assert_num_queries, rows):
    for email in EMAILS[:rows]:
        User.objects.create(email=email)
    with django_assert_num_queries(4):  # session, person, count, rows
        response = as_reader.get("/people/")
    assert response.context["count"] == rows


def test_every_cell_says_its_column_for_the_cards_on_a_phone(as_reader, parse, people):
    root = parse(as_reader.get("/people/").content)
    row = next(root.iter("tbody")).find("tr")
    assert [cell.get("data-label") for cell in row] == ["E-mail", "Name", "Last signed in", "State"]


def test_the_table_names_itself_its_rows_and_its_links(as_reader, parse, words, people):
    root = parse(as_reader.get("/people/").content)
    assert words(next(root.iter("caption"))) == "People"
    link = next(root.iter("tbody")).find("tr/th/a")
    assert (link.get("href"), link.get("class")) == (f"/people/{people[0].pk}/", "govuk-link")


def test_an_empty_cell_says_so(as_reader, parse, words, people):
    root = parse(as_reader.get("/people/?sort=name").content)
    assert [words(cell) for cell in next(root.iter("tbody")).find("tr")] == ["b@example.org", "Ann", "Never", "Closed"]


def test_rows_sort_by_a_column_both_ways_and_by_pk_where_it_is_the_same(shown, people):
    assert shown("/people/?sort=name") == ["b@example.org", "c@example.org", "a@example.org"]
    assert shown("/people/?sort=-name") == ["a@example.org", "b@example.org", "c@example.org"]


def test_rows_without_a_value_come_last_both_ways(shown, people):
    assert shown("/people/?sort=seen") == ["c@example.org", "a@example.org", "b@example.org"]
    assert shown("/people/?sort=-seen") == ["a@example.org", "c@example.org", "b@example.org"]


def test_a_heading_says_how_the_rows_are_sorted_and_turns_it_round(as_reader, parse, people):
    root = parse(as_reader.get("/people/?name=n&sort=name&page=1&as_at=2019-12-31").content)
    heads = list(next(root.iter("thead")).iter("th"))
    assert [head.get("aria-sort") for head in heads] == [None, "ascending", None, None]
    assert [head.find("a").get("href") if head.find("a") is not None else None for head in heads] == [
        "?name=n&sort=email&as_at=2019-12-31",
        "?name=n&sort=-name&as_at=2019-12-31",
        "?name=n&sort=seen&as_at=2019-12-31",
        None,
    ]


@pytest.mark.parametrize("asked", ["state", "password", "-", "email,name", "name;drop", "%00", "is_active__x", "é"])
def test_a_column_that_does_not_sort_is_refused_with_a_sentence(as_reader, words, parse, people, asked):
    response = as_reader.get(f"/people/?sort={asked}")
    assert response.status_code == 200
    assert response.context["count"] == 3
    sentence = texts(parse(response.content.replace(b"\x00", b"")), words, "govuk-inset-text")
    assert [text.endswith("It is in its usual order.") for text in sentence] == [True]


def test_a_column_taken_away_from_somebody_does_not_sort_for_them(as_reader, people):
    response = as_reader.get("/people/nameless/?sort=name")
    assert response.context["problems"] == ["This list cannot be sorted by “name”. It is in its usual order."]
    assert download(as_reader.get("/people/nameless/?format=csv"))[0] == ["E-mail", "Last signed in", "State"]


def test_filters_narrow_the_rows(shown, people):
    assert shown("/people/?name=ann") == ["b@example.org", "c@example.org"]
    assert shown("/people/?name=ann&active=True") == ["c@example.org"]
    assert shown("/people/?seen_from=1+January+2020") == ["a@example.org"]


def test_filters_in_use_are_told_in_words_and_can_be_taken_away(as_reader, people):
    response = as_reader.get("/people/?name=ann&active=True&seen_from=28/6/2019&sort=name&page=1")
    chosen = response.context["filterset"].chosen
    assert [(choice.label, choice.words) for choice in chosen] == [
        ("Name", "“ann”"),
        ("State", "Open"),
        ("Signed in from", "28 June 2019"),
    ]
    assert chosen[0].remove_url == "?active=True&seen_from=28%2F6%2F2019&sort=name"
    assert response.context["clear_url"] == "/people/?sort=name"


@pytest.mark.parametrize("query", ["active=perhaps", "seen_from=31/2/2020", "name=%00", "active=True&seen_from=soon"])
def test_a_wrong_filter_shows_its_error_and_no_rows(as_reader, parse, words, people, query):
    response = as_reader.get(f"/people/?{query}")
    assert response.status_code == 200
    root = parse(response.content.replace(b"\x00", b""))
    assert words(next(root.iter("title"))) == "Error: People – SEND Tracker"
    assert texts(root, words, "govuk-error-summary__title") == ["There is a problem"]
    assert list(root.iter("table")) == []
    assert "No rows are shown." in texts(root, words, "app-empty")[0]


def test_a_wrong_filter_is_not_downloaded(as_reader, people):
    response = as_reader.get("/people/?active=perhaps&format=csv")
    assert response["Content-Type"] == "text/html; charset=utf-8"


def test_the_download_holds_all_rows_of_the_same_filters_in_the_same_order(as_reader, people):
    response = as_reader.get("/people/?name=ann&sort=-email&format=csv")
    assert download(response) == [
        ["E-mail", "Name", "Last signed in", "State"],
        ["c@example.org", "Ann", "2019-06-28 01:00", "Open"],
        ["b@example.org", "Ann", "Never", "Closed"],
    ]


def test_the_download_is_not_cut_into_pages(as_reader, many):
    assert len(download(as_reader.get("/people/?format=csv&page=2"))) == 61


def test_the_download_does_not_carry_live_formulas(as_reader, db):
    User.objects.create(email="x@example.org", name="=1+1")
    assert download(as_reader.get("/people/?format=csv"))[1][1] == "'=1+1"


def test_another_format_is_refused_with_a_sentence(as_reader, people):
    response = as_reader.get("/people/?format=pdf")
    assert response.context["problems"] == ["This list can be downloaded as csv only."]


def test_a_list_is_cut_into_pages_of_25(as_reader, parse, words, many):
    response = as_reader.get("/people/?page=2&name=person")
    root = parse(response.content)
    pager = next(nav for nav in root.iter("nav") if nav.get("aria-label") == "Pages of the list")
    assert [(words(link), link.get("href"), link.get("aria-current")) for link in pager.iter("a")] == [
        ("Previous page", "?page=1&name=person", None),
        ("1", "?page=1&name=person", None),
        ("2", "?page=2&name=person", "page"),
        ("3", "?page=3&name=person", None),
        ("Next page", "?page=3&name=person", None),
    ]
    assert texts(root, words, "app-list-head__count") == ["60 people, page 2 of 3"]


def test_pages_do_not_overlap_and_leave_nobody_out(shown, many):
    seen = [email for page in (1, 2, 3) for email in shown(f"/people/?page={page}&sort=name")]
    assert sorted(seen) == sorted(user.email for user in many)


@pytest.mark.parametrize(
    ("asked", "given"), [("99", 3), ("9" * 5000, 1), ("0", 3), ("-1", 3), ("two", 1), ("", 1), ("%00", 1)]
)
def test_a_page_out_of_reach_gives_the_last_and_a_word_the_first(as_reader, many, asked, given):
    response = as_reader.get(f"/people/?page={asked}")
    assert (response.status_code, response.context["page"].number) == (200, given)


def test_one_page_needs_no_pager(as_reader, people):
    assert b"govuk-pagination" not in as_reader.get("/people/").content


def test_an_empty_list_says_why(as_reader, parse, words):
    root = parse(as_reader.get("/people/").content)
    assert texts(root, words, "app-empty") == ["Nobody yet. An administrator makes accounts."]


def test_a_list_empty_through_its_filters_says_so_and_offers_to_clear_them(as_reader, parse, words, people):
    root = parse(as_reader.get("/people/?name=nobody").content)
    assert texts(root, words, "app-empty") == [
        "No people match these filters. Take a filter away or choose another value. Clear filters"
    ]


def test_a_list_may_have_no_filters(shown, people):
    assert shown("/people/plain/?name=ann&sort=-email") == list(reversed(EMAILS))


def test_the_filter_form_carries_order_and_day_along(as_reader, parse, people):
    root = parse(as_reader.get("/people/?sort=-name&as_at=2019-12-31&page=1&name=a").content)
    form = next(form for form in root.iter("form") if form.get("method") == "get")
    assert [(field.get("name"), field.get("value")) for field in form.iter("input")] == [
        ("sort", "-name"),
        ("as_at", "2019-12-31"),
        ("name", "a"),
        ("seen_from", None),
    ]


def test_rows_picked_from_a_list_are_told_by_name(as_reader, people):
    zoe, ann, _ = people
    response = as_reader.get(f"/people/picked/?one={zoe.pk}&some={zoe.pk}&some={ann.pk}")
    chosen = response.context["filterset"].chosen
    assert [(choice.label, choice.words) for choice in chosen] == [("Person", "Zoe"), ("People", "Zoe or Ann")]
    assert chosen[1].remove_url == f"?one={zoe.pk}"
    assert response.context["count"] == 1


@pytest.mark.parametrize(
    "asked",
    ["x", "-1", "9" * 30, "-" + "9" * 30, "1_" + "0" * 30, "٩" * 30, "9" * 3000, "9" * 5000, "1.5", "0x1", "[]"],
)
@pytest.mark.parametrize("name", ["one", "some"])
def test_a_row_that_cannot_be_picked_is_an_error_with_a_sentence(as_reader, people, name, asked):
    response = as_reader.get(f"/people/picked/?{name}={asked}")
    label = {"one": "Person", "some": "People"}[name]
    assert (response.status_code, response.context["filterset"].form.errors) == (
        200,
        {name: [f"Choose “{label}” from the list"]},
    )


@pytest.mark.parametrize("name", ["one", "some"])
def test_a_character_that_no_text_holds_is_an_error_and_no_fault(as_reader, people, name):
    response = as_reader.get(f"/people/picked/?{name}=%00")
    assert (response.status_code, response.context["count"]) == (200, 0)


def test_a_table_takes_rows_that_are_no_records(words):
    class Row(HouseTable):
        reference = Column(verbose_name="Ref")
        role = TagColumn(verbose_name="Role")

    table = Row([{"reference": "R5.1", "role": Role.LEAD}, {"reference": "", "role": None}])
    assert [[str(cell) for _, cell in cells] for cells in table.body] == [
        ["R5.1", '<strong class="govuk-tag govuk-tag--grey app-tag">Workstream lead</strong>'],
        ["Not recorded", "Not recorded"],
    ]
    assert table.sort("") == ""
    assert list(table.csv_rows()[1]) == [["R5.1", "Workstream lead"], ["Not recorded", "Not recorded"]]


def test_a_records_choice_is_told_by_its_label():
    class Members(HouseTable):
        role = TagColumn()

    (cells,) = Members([Membership(role="lead")]).body
    assert [str(cell) for _, cell in cells] == [
        '<strong class="govuk-tag govuk-tag--grey app-tag">Workstream lead</strong>'
    ]
