"""Adding to what was said about the area, and what is refused with which sentence."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.audit.models import Event
from findings import services
from findings.choices import FindingType, LinkKind, ReviewType, StatementKind, Wording
from findings.models import Finding, FindingWording, Judgement, Passage, SourceDocument
from findings.services import Place
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory
from tests.factories.findings import (
    FindingFactory,
    FrameworkFactory,
    JudgementFactory,
    JudgementValueFactory,
    ReviewFactory,
    RevisitFactory,
    SectorFactory,
    SourceDocumentFactory,
    ThemeFactory,
    VoiceFactory,
)
from tests.factories.workstreams import member

pytestmark = pytest.mark.django_db


def messages(refusal):
    return refusal.value.message_dict


def last_event():
    return Event.objects.order_by("pk").last()


# ------------------------------------------------------------------------------------------------ documents, reviews


def test_a_document_read_and_cited_needs_its_hash():
    with pytest.raises(ValidationError):
        services.add_document(
            by=None, area=LocalAreaFactory(), short_name="SEF17", title="Self-evaluation", kind="self_evaluation",
            held="cited",
        )  # fmt: skip

    assert not SourceDocument.objects.exists()
    assert not Event.objects.exists()


def test_a_document_not_held_is_recorded_with_who_added_it():
    area = LocalAreaFactory()
    by = member(area, "programme")

    document = services.add_document(
        by=by, area=area, short_name="FIT19", title="Fit-for-purpose letter", kind="fitness_letter", held="not_held"
    )

    event = last_event()
    assert (event.by, event.verb, event.object_label) == (by, "document added", "Fit-for-purpose letter")
    assert (event.area_id, event.after) == (area.pk, {"held": "not_held"})
    assert list(Event.objects.about(document)) == [event]


def test_a_review_names_its_bodies_and_is_recorded():
    area, council, icb = LocalAreaFactory(), OrganisationFactory(), OrganisationFactory(kind="icb")

    review = services.add_review(
        by=None, area=area, code="INSP19", type=ReviewType.FULL_INSPECTION, title="Inspection",
        framework=FrameworkFactory(), principal_authority=council, jointly_responsible=[council, icb],
    )  # fmt: skip

    assert set(review.jointly_responsible.all()) == {council, icb}
    assert last_event().verb == "review added"


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [(date(2019, 8, 8), date(2019, 11, 15)), (date(2022, 2, 22), date(2022, 6, 7))],
)
def test_a_plan_is_due_70_working_days_after_its_report_was_received(received_on, due_on):
    review = ReviewFactory(received_on=received_on, published_on=date(2019, 8, 1))

    assert services.plan_due_on(review) == due_on


def test_a_due_date_we_were_told_wins_over_the_clock():
    review = ReviewFactory(plan_due_override=date(2021, 12, 24), plan_due_reason="Agreed with Ofsted by letter.")

    assert services.plan_due_on(review) == date(2021, 12, 24)


@pytest.mark.parametrize(
    "fields",
    [{"received_on": None}, {"framework": None}],
)
def test_no_due_date_is_made_up_where_the_clock_cannot_start(fields):
    assert services.plan_due_on(ReviewFactory(**fields)) is None


def test_a_framework_without_a_deadline_gives_none():
    framework = FrameworkFactory(code="none", plan_due_working_days=None)

    assert services.plan_due_on(ReviewFactory(framework=framework)) is None


def test_a_statement_keeps_its_place_and_number():
    document = SourceDocumentFactory()

    statement = services.add_statement(
        by=None, place=Place(document, "43-45", "154 people answered."), kind=StatementKind.METHOD, value=154
    )

    assert (statement.passage.lines, statement.passage.first_line, statement.value) == ("43-45", 43, 154)
    assert statement.passage.wording == "summarised"


# -------------------------------------------------------------------------------------------------------- findings


def add_finding(**fields):
    area = fields.pop("area", None) or LocalAreaFactory()
    return services.add_finding(
        by=None,
        area=area,
        **{
            "type": FindingType.SIGNIFICANT_WEAKNESS,
            "text": "Joint commissioning is weak.",
            "wording": Wording.VERBATIM,
            "happened_on": date(2019, 6, 14),
            "known_on": date(2019, 8, 8),
        }
        | fields,
    )


def test_a_finding_is_stored_with_its_first_wording_and_every_place_it_stands():
    area = LocalAreaFactory()
    letter, report = SourceDocumentFactory(area=area), SourceDocumentFactory(area=area)
    theme, sector = ThemeFactory(), SectorFactory()

    finding = add_finding(
        area=area,
        place=Place(letter, "51", "Joint commissioning is weak.", Wording.VERBATIM),
        also_at=[Place(report, "136-141", "Commissioning together is weak.", Wording.VERBATIM)],
        themes=[theme],
        sectors=[sector],
    )

    assert finding.passage.locator == f"{letter.short_name}, line 51"
    assert [passage.text for passage in finding.also_at.all()] == ["Commissioning together is weak."]
    assert list(finding.themes.all()) == [theme]
    assert list(finding.sectors.all()) == [sector]
    assert list(finding.wordings.values_list("text", "wording", "reason")) == [
        ("Joint commissioning is weak.", "verbatim", "")
    ]
    assert last_event().after == {"text": "Joint commissioning is weak.", "type": "significant_weakness"}


def test_a_finding_that_says_nothing_leaves_nothing_behind():
    with pytest.raises(ValidationError) as refusal:
        add_finding(text="", place=Place(SourceDocumentFactory(), "51"))

    assert list(messages(refusal)) == ["text"]
    assert (Finding.objects.count(), FindingWording.objects.count(), Passage.objects.count()) == (0, 0, 0)
    assert not Event.objects.exists()


def test_a_corrected_wording_keeps_the_old_one_and_says_why():
    finding = add_finding(text="Joint comissioning is weak.")
    by = member(finding.area, "programme")

    services.correct_wording(
        by=by, finding=finding, text="Joint commissioning is weak.", reason="A letter was lost in copying."
    )

    finding.refresh_from_db()
    assert finding.text == "Joint commissioning is weak."
    assert list(finding.wordings.values_list("text", "reason", "recorded_by", "wording")) == [
        ("Joint comissioning is weak.", "", None, "verbatim"),
        ("Joint commissioning is weak.", "A letter was lost in copying.", by.pk, "verbatim"),
    ]
    event = last_event()
    assert (event.by, event.reason) == (by, "A letter was lost in copying.")
    assert (event.before, event.after) == (
        {"text": "Joint comissioning is weak."},
        {"text": "Joint commissioning is weak."},
    )


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("Another wording.", " ", {"reason": ["Say why the wording is corrected."]}),
        (" ", "A slip.", {"text": ["Enter the corrected wording."]}),
        ("Joint commissioning is weak.", "A slip.", {"text": ["This is the wording already held."]}),
    ],
)
def test_a_correction_without_a_reason_or_without_a_change_is_refused(text, reason, said):
    finding = add_finding()

    with pytest.raises(ValidationError) as refusal:
        services.correct_wording(by=member(finding.area, "programme"), finding=finding, text=text, reason=reason)

    finding.refresh_from_db()
    assert messages(refusal) == said
    assert finding.text == "Joint commissioning is weak."
    assert finding.wordings.count() == 1


def test_findings_are_linked_once_for_each_kind():
    later = FindingFactory()
    earlier = FindingFactory(area=later.area)
    services.link_findings(by=None, later=later, earlier=earlier, kind=LinkKind.RECURS_FROM, note="Same concern.")

    with pytest.raises(ValidationError):
        services.link_findings(by=None, later=later, earlier=earlier, kind=LinkKind.RECURS_FROM)

    services.link_findings(by=None, later=later, earlier=earlier, kind=LinkKind.REVISES)
    assert list(later.earlier.distinct()) == [earlier]
    assert list(earlier.later.distinct()) == [later]


def test_a_finding_does_not_recur_from_itself():
    finding = FindingFactory()

    with pytest.raises(ValidationError):
        services.link_findings(by=None, later=finding, earlier=finding, kind=LinkKind.RECURS_FROM)


# ------------------------------------------------------------------------------------------------------ judgements


@pytest.fixture
def finding():
    return FindingFactory()


def judge(finding, **fields):
    return services.add_judgement(
        by=None,
        finding=finding,
        **{
            "voice": VoiceFactory(),
            "value": JudgementValueFactory(),
            "happened_on": date(2023, 4, 3),
            "known_on": date(2023, 4, 3),
        }
        | fields,
    )


def test_inspectors_judge_only_through_a_review(finding):
    with pytest.raises(ValidationError) as refusal:
        judge(finding, reason="They said so on the telephone.")

    assert messages(refusal) == {"review": ["A judgement of Inspectors comes only from a review: choose the review."]}
    assert not Judgement.objects.exists()


def test_inspectors_do_not_judge_before_their_review_began(finding):
    revisit = RevisitFactory(area=finding.area)

    with pytest.raises(ValidationError) as refusal:
        judge(finding, review=revisit, happened_on=date(2023, 3, 5))

    assert messages(refusal) == {"happened_on": ["A judgement cannot come before its review began."]}


def test_nobody_judges_what_was_not_yet_found(finding):
    with pytest.raises(ValidationError) as refusal:
        judge(finding, voice=VoiceFactory(code="board"), reason="Going well.", happened_on=date(2021, 6, 17))

    assert messages(refusal) == {"happened_on": ["A judgement cannot come before what it judges was found."]}


def test_a_review_of_another_area_judges_nothing_here(finding):
    with pytest.raises(ValidationError) as refusal:
        judge(finding, review=RevisitFactory())

    assert messages(refusal) == {"review": ["The review is of another area than the finding."]}


def test_a_value_of_another_framework_is_refused(finding):
    other = JudgementValueFactory(framework=FrameworkFactory(code="2023"), code="effective_action")

    with pytest.raises(ValidationError) as refusal:
        judge(finding, review=RevisitFactory(area=finding.area), value=other)

    assert list(messages(refusal)) == ["value"]


def test_a_value_of_no_framework_may_be_used_under_any(finding):
    value = JudgementValueFactory(framework=None, code="clear_and_sustained")

    assert (
        judge(finding, voice=VoiceFactory(code="dfe_nhse"), value=value, reason="Letter of April 2023.").value == value
    )


def test_inspectors_judge_a_finding_once_in_a_review(finding):
    revisit = RevisitFactory(area=finding.area)
    judge(finding, review=revisit)

    with pytest.raises(ValidationError):
        judge(finding, review=revisit, value=JudgementValueFactory(code="not_sufficient"))

    assert finding.judgements.get().value.code == "sufficient"


def test_an_own_view_needs_its_reason_and_no_review(finding):
    board = VoiceFactory(code="board")

    with pytest.raises(ValidationError):
        judge(finding, voice=board)

    view = judge(finding, voice=board, reason="The waiting list is shorter.")
    assert (view.review, view.reason) == (None, "The waiting list is shorter.")


def test_a_later_view_stands_beside_the_earlier_one(finding):
    board = VoiceFactory(code="board")
    first = judge(finding, voice=board, reason="Too early to say.")
    second = judge(finding, voice=board, reason="Families feel it.", happened_on=date(2023, 6, 1))

    assert list(finding.judgements.all()) == [first, second]
    assert last_event().after == {"voice": "Board", "value": "Sufficient progress", "date": "2023-06-01"}


def test_a_judgement_keeps_the_words_of_the_letter(finding):
    revisit = RevisitFactory(area=finding.area)
    words = "The area has made sufficient progress in addressing this significant weakness."

    judgement = judge(finding, review=revisit, place=Place(revisit.document, "63", words, Wording.VERBATIM))

    assert (judgement.passage.text, judgement.passage.lines) == (words, "63")


def test_a_refused_judgement_leaves_no_passage_behind(finding):
    revisit = RevisitFactory(area=finding.area)
    JudgementFactory(finding=finding, review=revisit)
    before = Passage.objects.count()

    with pytest.raises(ValidationError):
        judge(finding, review=revisit, place=Place(revisit.document, "63", "Sufficient progress."))

    assert Passage.objects.count() == before


# ---------------------------------------------------------------------------------------------- conflicting claims


@pytest.mark.parametrize(("chosen", "used"), [(1, "13 August 2019"), (None, None)])
def test_conflicting_claims_stay_side_by_side_and_one_is_used_or_none_with_the_reason(chosen, used):
    area = LocalAreaFactory()
    letter, report = SourceDocumentFactory(area=area), SourceDocumentFactory(area=area)

    topic = services.add_claim_topic(
        by=None,
        area=area,
        question="When was the report published?",
        claims=[(Place(letter, "17"), "8 August 2019"), (Place(report, "131"), "13 August 2019")],
        chosen=chosen,
        reason="The later document looks back.",
    )

    assert list(topic.claims.values_list("value", flat=True)) == ["8 August 2019", "13 August 2019"]
    choice = topic.choices.get()
    assert (choice.claim and choice.claim.value, choice.reason) == (used, "The later document looks back.")


def test_a_question_is_asked_once_in_an_area():
    area = LocalAreaFactory()
    same = {"by": None, "area": area, "question": "Which month?", "claims": [], "chosen": None, "reason": "Unclear."}
    services.add_claim_topic(**same)

    with pytest.raises(ValidationError):
        services.add_claim_topic(**same)
