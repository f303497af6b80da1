"""What the tables of `findings` refuse by themselves, and what is written once and for all."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from core.facts import FactIsFixed
from findings.choices import JUDGED_TYPES, FindingType, Held
from findings.models import (
    ClaimChoice,
    ClaimTopic,
    Finding,
    FindingWording,
    Judgement,
    Review,
    SourceDocument,
)
from tests.database import Break, assert_refused, changed, names, rules_of, values_of, written_again
from tests.factories.accounts import LocalAreaFactory
from tests.factories.findings import (
    ClaimFactory,
    ClaimTopicFactory,
    FindingFactory,
    FindingLinkFactory,
    FrameworkFactory,
    JudgementFactory,
    JudgementValueFactory,
    PassageFactory,
    ReviewFactory,
    SectorFactory,
    SourceDocumentFactory,
    ThemeFactory,
    ViewFactory,
    VoiceFactory,
)
from tests.factories.workstreams import member

pytestmark = pytest.mark.django_db


BREAKS: list[Break] = [
    ("Framework.code", lambda: written_again(FrameworkFactory())),
    ("Voice.code", lambda: written_again(VoiceFactory())),
    ("Theme.code", lambda: written_again(ThemeFactory())),
    ("Sector.code", lambda: written_again(SectorFactory())),
    ("judgement_value_once", lambda: written_again(JudgementValueFactory())),
    ("judgement_value_of_any_once", lambda: written_again(JudgementValueFactory(framework=None, code="escalate"))),
    ("document_short_name_once", lambda: written_again(SourceDocumentFactory())),
    ("attached_document_has_file", lambda: SourceDocumentFactory(held=Held.ATTACHED, file="")),
    ("attached_document_has_file", lambda: SourceDocumentFactory(held=Held.ATTACHED, file="a.pdf", sha256="")),
    ("document_not_held_has_no_file", lambda: SourceDocumentFactory(held=Held.NOT_HELD, sha256="0" * 64)),
    ("document_not_held_has_no_file", lambda: SourceDocumentFactory(held=Held.NOT_HELD, sha256="", file="a.pdf")),
    ("cited_document_has_its_hash", lambda: SourceDocumentFactory(held=Held.CITED, sha256="")),
    ("review_code_once", lambda: written_again(ReviewFactory())),
    ("review_ends_after_it_starts", lambda: ReviewFactory(ends_on=date(2021, 6, 13))),
    ("plan_due_override_says_why", lambda: ReviewFactory(plan_due_override=date(2021, 11, 30))),
    ("finding_says_something", lambda: changed(FindingFactory(), text="")),
    ("finding_ages_0_to_25", lambda: FindingFactory(age_from=18, age_to=None)),
    ("finding_ages_0_to_25", lambda: FindingFactory(age_from=25, age_to=18)),
    ("finding_ages_0_to_25", lambda: FindingFactory(age_from=18, age_to=26)),
    ("wording_says_something", lambda: FindingWording.objects.create(finding=FindingFactory(), text="")),
    ("finding_link_once", lambda: written_again(FindingLinkFactory())),
    ("finding_links_to_another", lambda: _links_to_itself()),
    ("judgement_once_per_review", lambda: written_again(JudgementFactory())),
    ("judgement_has_review_or_reason", lambda: ViewFactory(reason="")),
    ("claim_topic_once", lambda: written_again(ClaimTopicFactory())),
    ("claim_choice_says_why", lambda: ClaimChoice.objects.create(topic=ClaimTopicFactory(), reason="")),
]


def _links_to_itself():
    finding = FindingFactory()
    FindingLinkFactory(later=finding, earlier=finding)


def test_every_rule_of_these_tables_has_its_test():
    assert names(BREAKS) == rules_of("findings")


@pytest.mark.parametrize(("rule", "write"), BREAKS, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BREAKS)])
def test_the_database_itself_refuses_what_breaks(rule, write):
    assert_refused(rule, write)


FIXED = [PassageFactory, FindingLinkFactory, JudgementFactory, ViewFactory, ClaimFactory]


@pytest.mark.parametrize("factory_class", FIXED)
def test_a_fact_once_stored_is_neither_changed_nor_deleted(factory_class):
    fact = factory_class()
    model = type(fact)

    with pytest.raises(FactIsFixed):
        fact.save()
    with pytest.raises(FactIsFixed):
        fact.delete()
    with pytest.raises(FactIsFixed):
        model.objects.filter(pk=fact.pk).update(pk=fact.pk + 1)
    with pytest.raises(FactIsFixed):
        model.objects.filter(pk=fact.pk).delete()


@pytest.mark.parametrize("model", [FindingWording, ClaimChoice])
def test_a_wording_and_a_choice_are_facts_too(model):
    with pytest.raises(FactIsFixed):
        model.objects.all().delete()
    with pytest.raises(FactIsFixed):
        model.objects.update(reason="Better so")


def test_a_new_fact_cannot_take_the_place_of_a_stored_one():
    stored = ViewFactory()
    JudgementFactory.reset_sequence()

    assert_refused("Judgement.id", lambda: _forge(stored))


def _forge(stored):
    forged = Judgement(**values_of(stored) | {"pk": stored.pk, "reason": "All is well."})
    forged.save()


def test_what_others_stand_on_cannot_be_deleted():
    judgement = JudgementFactory()

    with pytest.raises(ProtectedError):
        judgement.finding.delete()
    with pytest.raises(ProtectedError):
        judgement.review.delete()
    with pytest.raises(ProtectedError):
        judgement.finding.review.document.delete()


def test_of_two_judgements_on_different_days_the_later_comes_first_whichever_was_written_last():
    finding = FindingFactory()
    later = ViewFactory(finding=finding, happened_on=date(2022, 6, 1))
    earlier = ViewFactory(finding=finding, happened_on=date(2022, 5, 1))

    assert list(finding.judgements.latest_first()) == [later, earlier]


def test_of_two_judgements_on_one_day_the_one_written_last_comes_first():
    finding = FindingFactory()
    first = ViewFactory(finding=finding)
    second = ViewFactory(finding=finding)

    assert list(finding.judgements.latest_first()) == [second, first]


def test_what_was_so_on_a_day_leaves_out_what_came_after():
    finding = FindingFactory()
    before = ViewFactory(finding=finding, happened_on=date(2022, 5, 10))
    ViewFactory(finding=finding, happened_on=date(2022, 5, 11))

    assert list(finding.judgements.so_on(date(2022, 5, 10))) == [before]


def test_a_fact_so_on_a_day_but_known_later_says_so():
    judgement = JudgementFactory(happened_on=date(2023, 3, 8), known_on=date(2023, 4, 3))

    assert judgement.became_known_after(date(2023, 3, 31))
    assert not judgement.became_known_after(date(2023, 4, 3))


@pytest.mark.parametrize(
    ("lines", "locator"),
    [
        ("51", "REV22, line 51"),
        ("136-141", "REV22, lines 136–141"),
        ("85-102, 120", "REV22, lines 85–102, 120"),
        ("", "REV22"),
    ],
)
def test_a_place_reads_as_people_write_it(lines, locator):
    document = SourceDocumentFactory(short_name="REV22")

    assert PassageFactory(document=document, lines=lines).locator == locator


def test_only_wording_in_the_documents_own_words_is_locked():
    assert FindingFactory(wording="verbatim").is_locked
    assert not FindingFactory(wording="summarised").is_locked


@pytest.mark.parametrize("kind", FindingType.values)
def test_strengths_and_recommendations_are_not_judged_and_weaknesses_are(kind):
    finding = FindingFactory(type=kind)

    assert Finding.objects.judged().contains(finding) == (kind in JUDGED_TYPES)


VISIBLE = [
    (SourceDocument, lambda area: SourceDocumentFactory(area=area)),
    (Review, lambda area: ReviewFactory(area=area)),
    (Finding, lambda area: FindingFactory(area=area)),
    (ClaimTopic, lambda area: ClaimTopicFactory(area=area)),
]


@pytest.mark.parametrize(("model", "make"), VISIBLE)
def test_people_see_what_belongs_to_their_own_area_only(model, make):
    mine, other = make(LocalAreaFactory()), make(LocalAreaFactory())
    reader = member(mine.area, "board")

    seen = model.objects.visible_to(reader)

    assert seen.contains(mine)
    assert not seen.contains(other)


@pytest.mark.parametrize(("model", "make"), VISIBLE)
def test_an_adviser_sees_no_live_record(model, make):
    made = make(LocalAreaFactory())

    assert list(model.objects.visible_to(member(made.area, "adviser"))) == []
