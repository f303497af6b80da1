"""The register of reviews and findings, a review's page, a document's page."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from findings.choices import AreaOutcome, FindingType, Held, Level, StatementKind
from findings.models import Finding, Review, SourceDocument
from tests.factories.accounts import LocalAreaFactory
from tests.factories.findings import (
    ClaimFactory,
    ClaimTopicFactory,
    FindingFactory,
    FindingLinkFactory,
    JudgementFactory,
    PassageFactory,
    ReviewFactory,
    RevisitFactory,
    SourceDocumentFactory,
    StatementFactory,
    ThemeFactory,
)
from tests.factories.workstreams import member
from tests.workstreams.pages import by_class, errors, facts, heading, links, table, words

pytestmark = pytest.mark.django_db

REGISTER = "/findings/"


@pytest.fixture
def board(peterborough):
    with time_machine.travel(date(2026, 3, 2)):
        client = Client()
        client.force_login(User.objects.get(email="board@peterborough.example"))
        yield client


@pytest.fixture
def area(db):
    return LocalAreaFactory(name="Fenshire")


@pytest.fixture
def reader(area):
    client = Client()
    client.force_login(member(area, "board"))
    return client


@pytest.fixture
def shown(reader, parse):
    def ask(address, client=None, **query):
        response = (client or reader).get(address, query)
        assert response.status_code == 200
        return parse(response.content)

    return ask


@pytest.fixture
def parse():
    import html5lib

    def strictly(page):
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.decode())

    return strictly


# ---------------------------------------------------------------------------------------------------------- register


def test_the_register_holds_every_finding_of_the_record_in_pages(board, shown):
    page = shown(REGISTER, board)
    assert heading(page) == "Reviews and findings"
    assert words(by_class(page, "app-list-head__count")[0]) == "388 findings, page 1 of 16"
    assert [row[0] for row in table(page)] == [
        "Self-evaluation 2017",
        "LGA SEND peer review of Peterborough",
        "Children and Education Scrutiny Committee: SEND update, autumn 2018",
        "Joint local area SEND inspection, June 2019",
        "Scrutiny of the SEND inspection and the joint strategy, 2019",
        "Joint area SEND revisit, January 2022",
    ]
    assert [row[4].split()[0] for row in table(page)] == ["138", "147", "11", "11", "0", "81"]


def test_a_review_in_the_register_leads_to_its_page_and_to_its_findings(board, shown):
    review = Review.objects.get(code="INSP19")
    page = shown(REGISTER, board)
    assert links(page)[review.title] == review.get_absolute_url()
    assert links(page)[f"11 findings of {review.title}"] == f"/findings/?review={review.pk}"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"type": "significant_weakness"}, 5),
        ({"type": "recommendation", "level": "strategic"}, 28),
        ({"q": "clinical officer vacant"}, 1),
        ({"q": "clinical officer"}, 4),
        ({"q": "5.2"}, 1),
        ({"raised": "before", "type": "significant_weakness"}, 5),
        ({"raised": "again", "type": "significant_weakness"}, 0),
    ],
)
def test_the_register_can_be_cut_down(board, shown, query, number):
    page = shown(REGISTER, board, **query)
    counted = by_class(page, "app-list-head__count")
    assert (words(counted[0]).split()[0] if counted else "0") == str(number)


def test_raised_more_than_once_links_to_the_chain(board, shown):
    finding = Finding.objects.get(review__code="INSP19", type="significant_weakness", reference="5")
    page = shown(REGISTER, board, q="Ages 18 to 25", type="significant_weakness")
    assert links(page)["Raised before"] == f"{finding.get_absolute_url()}#raised-before"


def test_every_sort_of_the_register_works_both_ways(area, reader, shown):
    for title, on in (("B", date(2020, 1, 1)), ("A", date(2021, 1, 1)), ("C", date(2019, 1, 1))):
        FindingFactory(area=area, title=title, happened_on=on)
    orders = {
        sort: [row[1] for row in table(shown(REGISTER, sort=sort), 1)]
        for sort in ("title", "-title", "happened_on", "-happened_on")
    }
    assert orders == {
        "title": ["A", "B", "C"],
        "-title": ["C", "B", "A"],
        "happened_on": ["C", "B", "A"],
        "-happened_on": ["A", "B", "C"],
    }
    for sort in ("reference", "type", "level", "review"):
        assert len(table(shown(REGISTER, sort=f"-{sort}"), 1)) == 3


def test_the_download_holds_what_the_filters_show_and_no_formula(area, reader):
    FindingFactory(area=area, title="=HYPERLINK(1)", reference="1", level=Level.STRATEGIC)
    FindingFactory(area=area, title="Waits", reference="2", type=FindingType.STRENGTH)
    response = reader.get(REGISTER, {"type": "significant_weakness", "format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [
        ["Ref", "Finding", "Kind", "Level", "Area", "Review", "Found", "Raised more than once"],
        [
            "1",
            "'=HYPERLINK(1)",
            "Area of significant weakness",
            "Strategic",
            area.name,
            "Local area SEND inspection",
            "2021-06-18",
            "No",
        ],
    ]


def test_a_finding_without_a_heading_shows_its_wording(area, shown):
    FindingFactory(area=area, title="", text="Leaders do not listen.")
    assert table(shown(REGISTER), 1)[0][1] == "Leaders do not listen."


def test_another_areas_findings_and_reviews_are_not_there_and_cannot_be_chosen(area, shown):
    FindingFactory(area=area)
    other = FindingFactory(title="Of another area")
    page = shown(REGISTER)
    assert "Of another area" not in words(page)
    assert errors(shown(REGISTER, review=other.review.pk)) == ["Choose “Review” from the list"]


@pytest.mark.parametrize(
    "query",
    [
        {"review": "x"},
        {"review": "99999999999999999999999"},
        {"type": "nonsense"},
        {"theme": "-1"},
        {"q": "nul\x00"},
        {"raised": "never"},
    ],
)
def test_what_cannot_be_understood_is_answered_with_a_sentence(area, reader, parse, query):
    FindingFactory(area=area)
    response = reader.get(REGISTER, query)
    assert response.status_code == 200
    page = parse(response.content.replace(b"\x00", b""))  # what was typed is shown again, and no page may hold this
    assert len(errors(page)) == 1
    assert by_class(page, "app-list-head__count") == []


def test_a_filter_by_theme_shows_each_finding_once(area, shown):
    finding = FindingFactory(area=area)
    finding.themes.set([ThemeFactory(code="waits", label="Waits"), ThemeFactory(code="health", label="Health")])
    FindingFactory(area=area)
    theme = ThemeFactory(code="waits")
    assert len(table(shown(REGISTER, theme=theme.pk), 1)) == 1


def test_an_area_without_findings_says_so(shown):
    assert words(by_class(shown(REGISTER), "app-empty")[0]) == (
        "No findings are held. They come with the record of a review, such as an inspection."
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_register_query_budget(area, reader, django_assert_num_queries, rows):
    for _ in range(rows):
        finding = FindingFactory(area=area)
        FindingLinkFactory(later=finding, earlier=FindingFactory(area=area))
    with django_assert_num_queries(10):
        assert reader.get(REGISTER).status_code == 200


# ------------------------------------------------------------------------------------------------------------ reviews


def test_the_inspection_says_when_the_plan_was_due_and_who_had_to_answer(board, shown):
    said = facts(shown(Review.objects.get(code="INSP19").get_absolute_url(), board))
    assert said["When"] == "10 June 2019 to 14 June 2019"
    assert said["Plan due"] == "15 November 2019: 70 working days from the day the report was received"
    assert said["Principal authority"] == "Peterborough City Council"
    assert said["Followed by"] == "Joint area SEND revisit, January 2022"


def test_an_inspection_known_from_another_report_has_only_its_own_lines(board, shown):
    page = shown(Review.objects.get(code="INSP19").get_absolute_url(), board)
    assert [words(one) for one in page.iter("h3")] == ["Area of significant weakness: 5", "Strength: 6"]
    groups = [words(one) for one in by_class(page, "govuk-details__summary-text")]
    assert "Risk: 1" not in groups
    report = shown(Review.objects.get(code="SCR20").get_absolute_url(), board)
    assert "Risk: 1" in [words(one) for one in by_class(report, "govuk-details__summary-text")]


def test_the_revisit_shows_its_method_counts_and_its_judgements(board, shown):
    page = shown(Review.objects.get(code="REV22").get_absolute_url(), board)
    assert [row[1] for row in table(page)] == ["Sufficient progress"] * 4 + ["Not sufficient progress"]
    method = [words(one) for one in page.iter("li")]
    survey = "Online survey of parents and carers"
    assert f"{survey} The online survey of parents and carers brought 154 responses. REV22, line 43" in method
    assert [words(one) for one in page.iter("h3")] == ["Improvement made: 59", "Gap: 22"]


def test_a_review_of_2023_shows_its_outcome_in_the_official_words_and_an_overridden_deadline(area, shown):
    review = ReviewFactory(
        area=area,
        area_outcome=AreaOutcome.SYSTEMIC_FAILINGS,
        plan_due_override=date(2021, 12, 24),
        plan_due_reason="The letter names this day.",
    )
    said = facts(shown(review.get_absolute_url()))
    assert said["Outcome"] == "Widespread and/or systemic failings"
    assert said["Plan due"] == "24 December 2021: The letter names this day."


def test_a_review_without_anything_says_so(area, shown):
    review = ReviewFactory(area=area, document=None, framework=None, starts_on=None, ends_on=None, received_on=None)
    page = shown(review.get_absolute_url())
    assert facts(page)["When"] == "Not stated"
    assert facts(page)["Known from"] == "Not recorded"
    assert "No findings are recorded from this review." in [words(one) for one in page.iter("p")]


def test_parts_of_a_statement_stand_under_it(area, shown):
    review = ReviewFactory(area=area)
    whole = StatementFactory(document=review.document, kind=StatementKind.METHOD, title="Survey")
    StatementFactory(document=review.document, kind=StatementKind.METHOD, title="Replies", parent=whole)
    page = shown(review.get_absolute_url())
    outer = next(item for item in page.iter("li") if words(item).startswith("Survey"))
    assert words(outer.find("ul/li")).startswith("Replies")


@pytest.mark.parametrize("rows", [1, 3])
def test_review_page_query_budget(area, reader, django_assert_num_queries, rows):
    review = ReviewFactory(area=area)
    for _ in range(rows):
        finding = FindingFactory(area=area, review=review)
        JudgementFactory(finding=finding, review=review)
        StatementFactory(document=review.document)
        RevisitFactory(area=area, follows=review)
    with django_assert_num_queries(10):
        assert reader.get(review.get_absolute_url()).status_code == 200


# ---------------------------------------------------------------------------------------------------------- documents


def test_a_document_that_was_read_shows_its_hash_and_its_lines_in_order(board, shown):
    document = SourceDocument.objects.get(short_name="REV22")
    page = shown(document.get_absolute_url(), board)
    said = facts(page)
    assert said["Held"] == "Read and cited, not attached"
    assert said["SHA-256 of the text"] == document.sha256
    first = [int(row[0].split("–")[0].split("-")[0].split(",")[0]) for row in table(page)]
    assert first == sorted(first)
    assert ["51", "Area of significant weakness 1"] in [row[:2] for row in table(page)]


def test_a_document_that_is_not_held_says_where_it_is_referred_to(board, shown):
    document = SourceDocument.objects.get(short_name="WSOA19")
    page = shown(document.get_absolute_url(), board)
    assert facts(page)["Held"] == "Referred to, not held"
    assert facts(page)["Referred to by"].endswith("SCR20, lines 12-14, 368")
    assert words(by_class(page, "govuk-inset-text")[0]).startswith("This document is not held.")
    assert "SHA-256 of the text" not in facts(page)


def test_a_document_lists_what_it_refers_to(area, shown):
    document = SourceDocumentFactory(area=area)
    SourceDocumentFactory(
        area=area, title="Appendix 2", held=Held.NOT_HELD, sha256="", referred_to_by=document, referred_to_at="148"
    )
    page = shown(document.get_absolute_url())
    assert [words(item) for item in page.findall(".//main//ul/li")] == ["Appendix 2 referred to, not held, lines 148"]
    assert words(by_class(page, "app-empty")[0]).startswith("Nothing is recorded from this document.")


def test_everything_a_document_holds_stands_with_what_it_is_recorded_as(area, shown):
    document = SourceDocumentFactory(area=area)
    review = ReviewFactory(area=area, document=document)

    def at(line, text=""):
        return PassageFactory(document=document, lines=str(line), first_line=line, text=text)

    finding = FindingFactory(area=area, review=review, reference="1", passage=at(5), text="Plans are late.")
    finding.also_at.add(at(9, "Late, plans are."))
    StatementFactory(document=document, kind=StatementKind.VISION, passage=at(1, "All do well."))
    JudgementFactory(finding=finding, review=review, passage=at(12, "Not enough."))
    ClaimFactory(topic=ClaimTopicFactory(area=area, question="When?"), passage=at(20), value="In May")
    assert table(shown(document.get_absolute_url())) == [
        ["1", "Vision", "“All do well.”"],
        ["5", "Area of significant weakness 1", "“Plans are late.”"],
        ["9", "Area of significant weakness, said here too 1", "“Late, plans are.”"],
        ["12", "Judgement: Inspectors 1", "“Not enough.”"],
        ["20", "Where documents disagree: When?", "“In May”"],
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_document_page_query_budget(area, reader, django_assert_num_queries, rows):
    document = SourceDocumentFactory(area=area)
    review = ReviewFactory(area=area, document=document)
    for _ in range(rows):
        finding = FindingFactory(area=area, review=review)
        finding.also_at.add(PassageFactory(document=document))
        StatementFactory(document=document)
        JudgementFactory(finding=finding, review=RevisitFactory(area=area), passage=PassageFactory(document=document))
        ClaimFactory(topic=ClaimTopicFactory(area=area), passage=PassageFactory(document=document))
        SourceDocumentFactory(area=area, referred_to_by=document)
    with django_assert_num_queries(12):
        assert reader.get(document.get_absolute_url()).status_code == 200


# ------------------------------------------------------------------------------------------------------------- access


def test_what_belongs_to_another_area_is_as_if_it_did_not_exist(reader):
    assert reader.get(ReviewFactory().get_absolute_url()).status_code == 404
    assert reader.get(SourceDocumentFactory().get_absolute_url()).status_code == 404
    assert reader.get("/findings/reviews/999999/").status_code == 404
    assert reader.get("/findings/documents/999999/").status_code == 404


@pytest.mark.parametrize("path", ["/findings/", "/findings/reviews/1/", "/findings/documents/1/", "/findings/1/"])
def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(db, client, path):
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={path}")
