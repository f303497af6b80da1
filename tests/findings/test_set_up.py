"""A programme office records documents, reviews, findings and where documents disagree, on screens."""

import hashlib
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from core.audit.models import Event
from findings import services
from findings.choices import StatementKind, Wording
from findings.models import (
    ClaimTopic,
    Finding,
    FindingLink,
    FindingWording,
    Framework,
    Passage,
    Review,
    SourceDocument,
)
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory
from tests.factories.findings import (
    ClaimFactory,
    ClaimTopicFactory,
    FindingFactory,
    FrameworkFactory,
    PassageFactory,
    ReviewFactory,
    SectorFactory,
    SourceDocumentFactory,
    StatementFactory,
    ThemeFactory,
)
from tests.factories.workstreams import member
from tests.workstreams.pages import errors, heading, links, words

pytestmark = pytest.mark.django_db

NO_HASH = (
    "Paste the document’s text, or enter its SHA-256: they show later that it is the same text. Without either,"
    " record it as referred to, not held."
)
EMPTY_TEXT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)


@pytest.fixture
def area(db):
    return LocalAreaFactory(name="Fenshire")


@pytest.fixture
def office(area):
    return member(area, "programme", name="Programme office, Fenshire")


@pytest.fixture
def browser(office):
    client = Client()
    client.force_login(office)
    return client


def add(name, area):
    return reverse(f"findings:{name}", args=[area.slug])


def said(response):
    """The errors of a form that was sent back, and nothing else."""
    assert response.status_code == 200
    return errors(page_of(response))


def page_of(response):
    import html5lib

    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def seen(browser, address):
    """The stamp of what a page shows."""
    return re.search(r'name="seen" value="([^"]+)"', browser.get(address).content.decode()).group(1)


# ---------------------------------------------------------------------------------------------------------- documents

LETTER = {"short_name": "INSP19", "title": "Inspection letter", "kind": "inspection_letter", "held": "not_held"}


def test_a_document_that_is_only_referred_to_is_added(area, browser, office):
    other = SourceDocumentFactory(area=area)
    author = OrganisationFactory(name="Ofsted")

    response = browser.post(
        add("document-add", area),
        LETTER
        | {
            "dated_on": "9 August 2021",
            "author": author.pk,
            "referred_to_by": other.pk,
            "referred_to_at": "12 – 14,30",
        },
    )

    document = SourceDocument.objects.get(short_name="INSP19")
    assert (response.status_code, response.url) == (302, document.get_absolute_url())
    assert (document.held, document.dated_on, document.author) == ("not_held", date(2021, 8, 9), author)
    assert (document.referred_to_by, document.referred_to_at, document.sha256) == (other, "12-14, 30", "")
    assert Event.objects.about(document).get().by == office


def test_a_document_that_was_read_has_the_number_made_from_its_text(area, browser):
    browser.post(add("document-add", area), LETTER | {"held": "cited", "pasted": "One line.\r\nAnother."})

    document = SourceDocument.objects.get()
    assert (document.held, document.sha256) == ("cited", hashlib.sha256(b"One line.\nAnother.").hexdigest())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            {"held": "cited"},
            NO_HASH,
        ),
        (
            {"held": "cited", "sha256": "abc"},
            "A SHA-256 has 64 characters, 0 to 9 and a to f. Paste the text instead",
        ),
        ({"short_name": "LET1"}, "Another document is called “LET1”. Choose another short name."),
        ({"title": ""}, "Enter title"),
        ({"held": ""}, "Answer “Do you have it?”"),
        ({"held": "attached"}, "Choose “Do you have it?” from the list"),
        ({"dated_on": "31 February 2021"}, "Enter a real date, for example 10 February 2022"),
        ({"referred_to_at": "page two"}, "Enter line numbers, such as 51 or 136-141"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_and_what_was_typed_stays(area, browser, typed, told):
    SourceDocumentFactory(area=area, short_name="LET1")

    response = browser.post(add("document-add", area), LETTER | {"note": "A note of mine."} | typed)

    assert said(response) == [told]
    assert "A note of mine." in response.content.decode()
    assert SourceDocument.objects.count() == 1


def test_a_changed_document_stands_in_the_history_before_and_after(area, browser, office):
    document = SourceDocumentFactory(area=area, title="Letter", short_name="LET1")
    address = reverse("findings:document-edit", args=[document.pk])
    typed = {"short_name": "LET1", "title": "Outcome letter", "kind": document.kind, "held": "cited",
             "sha256": document.sha256, "dated_on": "9 August 2021"}  # fmt: skip

    response = browser.post(address, typed | {"seen": seen(browser, address)})

    document.refresh_from_db()
    event = Event.objects.about(document).get()
    assert (response.url, document.title) == (document.get_absolute_url(), "Outcome letter")
    assert (event.by, event.verb, event.area_id) == (office, "document changed", area.pk)
    assert (event.before, event.after) == ({"title": "Letter"}, {"title": "Outcome letter"})


def test_saving_what_is_there_writes_nothing(area, browser):
    document = SourceDocumentFactory(area=area)
    address = reverse("findings:document-edit", args=[document.pk])
    typed = {"short_name": document.short_name, "title": document.title, "kind": document.kind, "held": "cited",
             "sha256": document.sha256, "dated_on": "9 August 2021", "seen": seen(browser, address)}  # fmt: skip

    response = browser.post(address, typed, follow=True)

    assert "Nothing was changed." in response.content.decode()
    assert not Event.objects.about(document).exists()


def test_who_is_overtaken_sees_both_and_saves_over_what_is_held(area, browser):
    document = SourceDocumentFactory(area=area, title="Letter", short_name="LET1")
    address = reverse("findings:document-edit", args=[document.pk])
    opened = seen(browser, address)
    common = {"short_name": "LET1", "kind": document.kind, "held": "cited", "sha256": document.sha256,
              "dated_on": "9 August 2021", "seen": opened}  # fmt: skip
    colleague = Client()
    colleague.force_login(member(area, "programme", name="A colleague"))
    colleague.post(address, common | {"title": "Letter of the inspectors", "note": "Found in a drawer."})

    response = browser.post(address, common | {"title": "Outcome letter"})

    page = page_of(response)
    rows = [[words(cell) for cell in row] for row in page.findall(".//table/tbody/tr")]
    assert response.status_code == 409
    assert rows == [
        ["Title", "Letter of the inspectors", "Outcome letter"],
        ["Note", "Found in a drawer.", "Nothing"],
    ]
    assert "A colleague saved this after you opened it." in words(page)
    document.refresh_from_db()
    assert document.title == "Letter of the inspectors"

    fresh = re.search(r'name="seen" value="([^"]+)"', response.content.decode()).group(1)
    assert browser.post(address, common | {"title": "Outcome letter", "seen": fresh}).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.note) == ("Outcome letter", "")


def test_an_author_of_another_area_stays_with_the_document(area, browser):
    author = OrganisationFactory(name="Marshland Council")
    author.areas.add(LocalAreaFactory())
    document = SourceDocumentFactory(area=area, author=author)

    page = browser.get(reverse("findings:document-edit", args=[document.pk]))

    assert f'<option value="{author.pk}" selected>Marshland Council</option>' in page.content.decode()
    assert "Marshland Council" not in browser.get(add("document-add", area)).content.decode()


def test_an_attached_document_keeps_its_file(area, browser):
    document = SourceDocumentFactory(area=area, held="attached", file="documents/letter.pdf", sha256=EMPTY_TEXT)
    address = reverse("findings:document-edit", args=[document.pk])

    browser.post(
        address,
        {"short_name": "LET9", "title": "Letter", "kind": "letter", "held": "not_held", "seen": seen(browser, address)},
    )

    document.refresh_from_db()
    assert (document.title, document.held, document.sha256) == ("Letter", "attached", EMPTY_TEXT)


def test_a_passage_is_recorded_once_and_becomes_a_finding_without_a_second_copy(area, browser):
    document = SourceDocumentFactory(area=area)
    address = reverse("findings:passage-add", args=[document.pk])
    passage = {"lines": "51", "kind": "note", "text": "Too few places.", "wording": "verbatim"}

    assert browser.post(address, passage).url == document.get_absolute_url()
    assert said(browser.post(address, passage)) == [
        "This passage is already recorded, with these lines and these words."
    ]

    way = next(href for text, href in links(page_of(browser.get(document.get_absolute_url()))).items() if "finding" in
               text and "passage=" in href)  # fmt: skip
    opened = browser.get(way).content.decode()
    assert "Too few places." in opened
    browser.post(way, {"type": "gap", "document": document.pk, "lines": "51", "text": "Too few places.",
                       "wording": "verbatim"})  # fmt: skip
    finding = Finding.objects.get()
    assert finding.passage == Passage.objects.get()
    assert (finding.happened_on, finding.known_on) == (date(2021, 8, 9), date(2021, 8, 9))


# ------------------------------------------------------------------------------------------------------------ reviews


def test_a_review_is_added_and_its_page_says_when_the_plan_is_due(area, browser):
    framework = FrameworkFactory()
    council = OrganisationFactory(name="Fenshire Council")
    document = SourceDocumentFactory(area=area)

    response = browser.post(
        add("review-add", area),
        {"code": "INSP19", "title": "Inspection", "type": "full_inspection", "framework": framework.pk,
         "document": document.pk, "starts_on": "10 June 2019", "ends_on": "14 June 2019", "received_on": "9/8/2019",
         "principal_authority": council.pk, "jointly_responsible": [council.pk]},
        follow=True,
    )  # fmt: skip

    review = Review.objects.get()
    assert response.redirect_chain == [(review.get_absolute_url(), 302)]
    assert services.plan_due_on(review) == date(2019, 11, 18)
    assert "18 November 2019: 70 working days from the day the report was received" in words(page_of(response))
    assert list(review.jointly_responsible.all()) == [council]


def test_another_due_day_needs_its_reason(area, browser):
    review = ReviewFactory(area=area, code="INSP19")
    address = reverse("findings:review-edit", args=[review.pk])
    typed = {"code": "INSP19", "title": review.title, "type": review.type, "framework": review.framework_id,
             "document": review.document_id, "starts_on": "14 June 2021", "ends_on": "18 June 2021",
             "received_on": "9 August 2021", "published_on": "9 August 2021",
             "plan_due_override": "10 January 2022", "seen": seen(browser, address)}  # fmt: skip

    assert said(browser.post(address, typed)) == ["Say who set this date and why it differs."]

    browser.post(address, typed | {"plan_due_reason": "The department gave more time."})
    review.refresh_from_db()
    assert services.plan_due_on(review) == date(2022, 1, 10)
    assert Event.objects.about(review).get().after == {
        "plan_due_override": "2022-01-10",
        "plan_due_reason": "The department gave more time.",
    }


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"ends_on": "1 June 2021"}, "The last day is before the first day. Change one of them."),
        ({"code": "TAKEN"}, "Another review is called “TAKEN”. Choose another short name."),
        ({"type": ""}, "Choose kind of review"),
        ({"document": "999999"}, "Choose “Document it is known from” from the list"),
    ],
)
def test_what_is_wrong_with_a_review_is_said(area, browser, typed, told):
    ReviewFactory(area=area, code="TAKEN")

    response = browser.post(
        add("review-add", area),
        {"code": "INSP21", "title": "Inspection", "type": "full_inspection", "starts_on": "14 June 2021"} | typed,
    )

    assert said(response) == [told]
    assert Review.objects.count() == 1


def test_two_who_name_different_bodies_lose_nothing(area, browser):
    review = ReviewFactory(area=area)
    council, board = OrganisationFactory(name="Council"), OrganisationFactory(name="Board")
    address = reverse("findings:review-edit", args=[review.pk])
    typed = {"code": review.code, "title": review.title, "type": review.type, "framework": review.framework_id,
             "document": review.document_id, "starts_on": "14 June 2021", "ends_on": "18 June 2021",
             "received_on": "9 August 2021", "published_on": "9 August 2021",
             "seen": seen(browser, address)}  # fmt: skip

    assert browser.post(address, typed | {"jointly_responsible": [council.pk]}).status_code == 302
    assert browser.post(address, typed | {"jointly_responsible": [board.pk]}).status_code == 409

    assert list(review.jointly_responsible.all()) == [council]
    assert Event.objects.about(review).get().after == {"jointly_responsible": ["Council"]}


# ----------------------------------------------------------------------------------------------------------- findings


def test_a_finding_is_added_with_its_place_themes_sectors_and_ages(area, browser, office):
    review = ReviewFactory(area=area)
    theme, sector = ThemeFactory(), SectorFactory()

    response = browser.post(
        f"{add('finding-add', area)}?review={review.pk}",
        {"type": "significant_weakness", "review": review.pk, "reference": "1", "title": "Joint planning",
         "text": "Leaders do not plan together.", "wording": "verbatim", "document": review.document_id,
         "lines": "51-53", "themes": [theme.pk], "sectors": [sector.pk], "age_from": "18", "age_to": "25",
         "level": "strategic", "is_priority": "on"},
    )  # fmt: skip

    finding = Finding.objects.get()
    assert (response.status_code, response.url) == (302, finding.get_absolute_url())
    assert (finding.review, finding.reference, finding.wording, finding.ages) == (review, "1", "verbatim", "18 to 25")
    assert (finding.passage.document, finding.passage.lines) == (review.document, "51-53")
    assert (finding.happened_on, finding.known_on) == (date(2021, 6, 18), date(2021, 8, 9))
    assert ([*finding.themes.all()], [*finding.sectors.all()], finding.is_priority) == ([theme], [sector], True)
    assert FindingWording.objects.get().recorded_by == office


def test_a_priority_of_the_partnership_needs_no_review_but_its_day(area, browser):
    typed = {"type": "priority", "text": "Support starts earlier.", "wording": "summarised"}

    assert said(browser.post(add("finding-add", area), typed)) == ["Enter the day it was found, or set"]

    browser.post(add("finding-add", area), typed | {"happened_on": "1 March 2026"})
    finding = Finding.objects.get()
    assert (finding.review, finding.passage, finding.happened_on) == (None, None, date(2026, 3, 1))
    assert finding.known_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": ""}, "Enter wording"),
        ({"lines": "51"}, "Choose the document these lines belong to"),
        (
            {"wording": "verbatim"},
            "Choose the document whose own words these are, or say that they are summarised",
        ),
        ({"age_from": "18"}, "Enter both ages, or neither."),
        ({"age_from": "20", "age_to": "18"}, "Enter ages from 0 to 25, the lower first."),
        ({"type": "priority_action"}, "Choose “What is it?” from the list"),
        ({"type": "significant_weakness"}, "Choose a review under the framework that has this kind of finding"),
        ({"text": "Known already."}, "This is already recorded, with these words and from this day."),
    ],
)
def test_what_is_wrong_with_a_finding_is_said(area, browser, typed, told):
    ReviewFactory(area=area)
    FindingFactory(area=area, type="gap", text="Known already.", happened_on=date(2026, 3, 1))

    response = browser.post(
        add("finding-add", area),
        {"type": "gap", "text": "No data.", "wording": "summarised", "happened_on": "1 March 2026"} | typed,
    )

    assert said(response) == [told]
    assert Finding.objects.count() == 1


def test_an_area_under_another_framework_is_offered_its_own_kinds(area, browser):
    later = Framework.objects.filter(code="2023").first() or FrameworkFactory(
        code="2023", label="Area SEND inspection, since 2023", finding_noun="area for priority action",
        finding_short="priority action", plan_noun="priority action plan",
    )  # fmt: skip
    ReviewFactory(area=area, framework=later)

    page = browser.get(add("finding-add", area)).content.decode()

    assert ("Area for priority action" in page, "weakness" in page) == (True, False)


def test_a_finding_is_filed_otherwise_without_touching_what_was_said(area, browser):
    finding = FindingFactory(area=area, reference="1", title="Planning")
    theme = ThemeFactory()
    address = reverse("findings:finding-edit", args=[finding.pk])

    browser.post(
        address,
        {"reference": "1a", "title": "Planning", "themes": [theme.pk], "text": "Other words.",
         "seen": seen(browser, address)},
    )  # fmt: skip

    finding.refresh_from_db()
    event = Event.objects.about(finding).get()
    assert (finding.reference, finding.text) == ("1a", "Leaders do not plan and commission services together.")
    assert (event.before, event.after) == (
        {"reference": "1", "themes": []},
        {"reference": "1a", "themes": ["Joint commissioning"]},
    )


def test_a_service_refuses_to_file_what_was_said(area, office):
    finding = FindingFactory(area=area)

    with pytest.raises(ValueError, match="Not how a finding is filed: text"):
        services.change_finding(by=office, finding=finding, seen="", values={"text": "Other words."})


def test_a_corrected_wording_needs_a_reason_and_leaves_the_old_one_on_the_page(area, browser):
    finding = FindingFactory(area=area, text="Leaders do not pan together.")
    address = reverse("findings:finding-wording", args=[finding.pk])
    typed = {"text": "Leaders do not plan together.", "seen": seen(browser, address)}

    assert said(browser.post(address, typed)) == ["Answer “Why is it corrected?”"]

    response = browser.post(address, typed | {"reason": "A letter was lost in copying."}, follow=True)
    page = words(page_of(response))
    finding.refresh_from_db()
    assert finding.text == "Leaders do not plan together."
    assert ("Leaders do not pan together." in page, "A letter was lost in copying." in page) == (True, True)

    late = browser.post(address, typed | {"text": "Leaders never plan.", "reason": "Mine."})
    assert late.status_code == 409
    assert finding.wordings.count() == 2


def test_a_finding_is_linked_to_an_earlier_one_once(area, browser):
    earlier = FindingFactory(area=area, happened_on=date(2018, 3, 1))
    finding = FindingFactory(area=area)
    address = reverse("findings:finding-link", args=[finding.pk])
    typed = {"kind": "recurs_from", "earlier": earlier.pk, "note": "The same concern."}

    assert browser.post(address, typed).url == finding.get_absolute_url()
    assert said(browser.post(address, typed)) == ["This link is already recorded."]

    link = FindingLink.objects.get()
    assert (link.later, link.earlier, link.kind, link.note) == (finding, earlier, "recurs_from", "The same concern.")


def test_a_later_finding_and_one_of_another_area_cannot_be_chosen_as_the_earlier(area, browser, office):
    finding = FindingFactory(area=area)
    later, foreign = FindingFactory(area=area, happened_on=date(2024, 3, 1)), FindingFactory()
    address = reverse("findings:finding-link", args=[finding.pk])

    for other in (later, foreign, finding):
        assert len(said(browser.post(address, {"kind": "about", "earlier": other.pk}))) == 1
        with pytest.raises(ValidationError):
            services.link_findings(by=office, later=finding, earlier=other, kind="about")

    assert not FindingLink.objects.exists()


# ------------------------------------------------------------------------------------------- where documents disagree


def test_where_documents_disagree_is_recorded_with_the_answer_that_is_used(area, browser):
    one, two = SourceDocumentFactory(area=area), SourceDocumentFactory(area=area)
    typed = {"question": "When was it published?", "document_1": one.pk, "lines_1": "5", "value_1": "9 August",
             "document_2": two.pk, "value_2": "10 August", "chosen": "2"}  # fmt: skip

    assert said(browser.post(add("claims-add", area), typed)) == ["Answer “Why?”"]
    assert said(browser.post(add("claims-add", area), typed | {"chosen": "3", "reason": "x"})) == [
        "Choose an answer that is given: document 3 has none"
    ]

    browser.post(add("claims-add", area), typed | {"reason": "The stamp on the letter."})
    topic = ClaimTopic.objects.get()
    assert [claim.value for claim in topic.claims.all()] == ["9 August", "10 August"]
    assert topic.choices.get().claim.value == "10 August"
    way = links(page_of(browser.get(one.get_absolute_url())))["Choose which is used: When was it published?"]
    assert way == reverse("findings:claim-choose", args=[topic.pk])


def test_another_choice_needs_a_reason_and_keeps_the_earlier_one(area, browser):
    topic = ClaimTopicFactory(area=area)
    one, two = ClaimFactory(topic=topic, value="9 August"), ClaimFactory(topic=topic, value="10 August")
    address = reverse("findings:claim-choose", args=[topic.pk])
    opened = seen(browser, address)

    first = browser.post(address, {"claim": one.pk, "reason": "The letter says so.", "seen": opened}, follow=True)
    late = browser.post(address, {"claim": two.pk, "reason": "The stamp.", "seen": opened})
    again = browser.post(address, {"claim": "none", "reason": "Neither.", "seen": seen(browser, address)})

    assert (first.status_code, late.status_code, again.status_code) == (200, 409, 302)
    assert [(choice.claim, choice.reason) for choice in topic.choices.order_by("pk")] == [
        (one, "The letter says so."),
        (None, "Neither."),
    ]
    assert said(browser.post(address, {"claim": one.pk, "seen": seen(browser, address)})) == ["Answer “Why?”"]


# ------------------------------------------------------------------------------------------------------- who, and what


def screens(area):
    finding = FindingFactory(area=area)
    topic = ClaimTopicFactory(area=area)
    return [
        *(add(name, area) for name in ("document-add", "review-add", "finding-add", "claims-add")),
        *(reverse(f"findings:{name}", args=[finding.review.document_id]) for name in ("document-edit", "passage-add")),
        reverse("findings:review-edit", args=[finding.review_id]),
        *(
            reverse(f"findings:{name}", args=[finding.pk])
            for name in ("finding-edit", "finding-wording", "finding-link")
        ),
        reverse("findings:claim-choose", args=[topic.pk]),
    ]


def test_readers_are_refused_and_others_find_nothing(area, client):
    client.force_login(member(area, "chair"))
    assert {client.get(address).status_code for address in screens(area)} == {403}
    assert {client.get(address).status_code for address in screens(LocalAreaFactory())} == {404}


def test_readers_are_not_offered_what_they_may_not_do(area, browser, client):
    finding = FindingFactory(area=area)
    client.force_login(member(area, "chair"))
    pages = ["/findings/", *(one.get_absolute_url() for one in (finding, finding.review, finding.review.document))]

    def ways(reader, page):
        return {
            way for way in links(page_of(reader.get(page))).values() if re.search(r"/(add|edit|link|wording)/", way)
        }

    assert [ways(client, page) for page in pages] == [set(), set(), set(), set()]
    assert [len(ways(browser, page)) for page in pages] == [4, 3, 2, 2]


def test_services_refuse_who_is_not_of_the_programme_office(area):
    chair = member(area, "chair")
    finding = FindingFactory(area=area)
    document, topic = finding.review.document, ClaimTopicFactory(area=area)
    place = services.Place(document, "1", "Words.", Wording.SUMMARISED)

    for tried in (
        lambda: services.add_document(by=chair, area=area, short_name="X", title="X", kind="letter", held="not_held"),
        lambda: services.add_review(by=chair, area=area, code="X", type="revisit", title="X"),
        lambda: services.add_finding(
            by=chair, area=area, type="gap", text="X", wording="summarised", happened_on=date(2026, 1, 1),
            known_on=date(2026, 1, 1),
        ),
        lambda: services.correct_wording(by=chair, finding=finding, text="X", reason="X"),
        lambda: services.link_findings(by=chair, later=finding, earlier=finding, kind="about"),
        lambda: services.add_claim_topic(by=chair, area=area, question="X", claims=[], chosen=None, reason="X"),
        lambda: services.choose_claim(by=chair, topic=topic, claim=None, reason="X", seen=""),
        lambda: services.record_passage(by=chair, place=place, kind=StatementKind.NOTE),
        lambda: services.change_document(by=chair, document=document, seen="", values={}),
        lambda: services.change_review(by=chair, review=finding.review, seen="", values={}),
        lambda: services.change_finding(by=chair, finding=finding, seen="", values={}),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            tried()

    assert not Event.objects.exists()


def test_nothing_of_another_area_can_be_chosen(area, browser):
    foreign = FindingFactory()
    passage = PassageFactory(document=foreign.review.document, text="Words of elsewhere.")
    opened = browser.get(f"{add('finding-add', area)}?passage={passage.pk}&review={foreign.review_id}")

    assert "Words of elsewhere." not in opened.content.decode()
    for name, typed in (
        ("document-add", LETTER | {"referred_to_by": passage.document_id}),
        ("review-add", {"code": "X", "title": "X", "type": "revisit", "document": passage.document_id}),
        ("review-add", {"code": "X", "title": "X", "type": "revisit", "follows": foreign.review_id}),
        ("finding-add", {"type": "gap", "text": "X", "wording": "summarised", "happened_on": "1 March 2026",
                         "review": foreign.review_id}),
    ):  # fmt: skip
        assert len(said(browser.post(add(name, area), typed))) == 1
    assert (SourceDocument.objects.filter(area=area).count(), Finding.objects.filter(area=area).count()) == (0, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_screens_query_budget(area, browser, django_assert_max_num_queries, rows):
    for _ in range(rows):
        addresses = screens(area)
        ThemeFactory(code=f"theme-{_}")
        OrganisationFactory()
        StatementFactory(document=SourceDocumentFactory(area=area))
    for address in addresses:
        with django_assert_max_num_queries(16):
            assert heading(page_of(browser.get(address))) != ""
