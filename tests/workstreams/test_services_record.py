"""Setting up what is done, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.audit.models import Event
from core.due_dates import read_due
from findings.models import Passage
from findings.services import Place
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory, UserFactory
from tests.factories.findings import FindingFactory, SectorFactory, SourceDocumentFactory
from tests.factories.plans import IntendedOutcomeFactory, PlanFactory
from tests.factories.workstreams import ActionFactory, OwnerFactory, WorkstreamFactory
from workstreams.choices import EvidenceKind, FeedbackVoice, OwnerKind, Part, Polarity, Precision, Side, Tone
from workstreams.models import Action, Owner
from workstreams.services import record

pytestmark = pytest.mark.django_db

DAY = date(2021, 11, 16)


def last_event():
    return Event.objects.order_by("pk").last()


# ------------------------------------------------------------------------------------------------- owners and posts


def test_an_owner_is_a_person_or_a_post_and_needs_a_name():
    area, council = LocalAreaFactory(), OrganisationFactory()

    post = record.add_owner(by=None, area=area, kind=OwnerKind.POST, name="Head of SEND", organisation=council)
    with pytest.raises(ValidationError):
        record.add_owner(by=None, area=area, kind=OwnerKind.PERSON, name="")

    assert list(Owner.objects.all()) == [post]
    assert (last_event().verb, last_event().after) == ("owner added", {"kind": "post"})


def test_a_post_is_taken_from_a_day_and_not_twice_by_one_person():
    owner, user = OwnerFactory(), UserFactory(name="Demonstration officer")

    appointment = record.appoint(by=None, owner=owner, user=user, valid_from=DAY)
    with pytest.raises(ValidationError):
        record.appoint(by=None, owner=owner, user=user, valid_from=date(2022, 1, 1))

    assert list(owner.appointments.all()) == [appointment]
    assert last_event().after == {"held by": "Demonstration officer", "from": "2021-11-16"}


# ------------------------------------------------------------------------------------------------------ workstreams


def test_a_workstream_may_answer_several_findings_and_a_finding_may_need_several_workstreams():
    plan = PlanFactory()
    one, two = FindingFactory(area=plan.host_area), FindingFactory(area=plan.host_area)

    first = record.add_workstream(by=None, plan=plan, number="1", title="Planning together", answers=[one, two])
    second = record.add_workstream(by=None, plan=plan, number="2", title="Quality", answers=[two], valid_from=DAY)

    assert set(first.findings.all()) == {one, two}
    assert set(two.workstreams.all()) == {first, second}
    assert second.answers.get().valid_from == DAY


def test_workstreams_of_one_plan_have_different_numbers():
    workstream = WorkstreamFactory()

    with pytest.raises(ValidationError):
        record.add_workstream(by=None, plan=workstream.plan, number=workstream.number, title="Another")


def test_a_workstream_may_have_two_accountable_officers_on_different_sides():
    workstream = WorkstreamFactory()
    council, health = OwnerFactory(), OwnerFactory()

    for owner, side in ((council, Side.COUNCIL), (health, Side.HEALTH)):
        record.give_responsibility(
            by=None, workstream=workstream, owner=owner, part=Part.ACCOUNTABLE, side=side, valid_from=DAY
        )

    parts = workstream.responsibilities.in_force(DAY).accountable()
    assert {part.owner: part.side for part in parts} == {council: "council", health: "health"}
    assert not workstream.responsibilities.in_force(date(2021, 11, 15)).exists()


def test_the_same_responsibility_is_given_once_at_a_time():
    workstream, owner = WorkstreamFactory(), OwnerFactory()
    same = {"by": None, "workstream": workstream, "owner": owner, "part": Part.LEAD, "side": Side.COUNCIL}
    record.give_responsibility(**same)

    with pytest.raises(ValidationError):
        record.give_responsibility(**same)


def test_a_delivery_partner_is_named_once_and_has_confirmed_nothing_yet():
    workstream = WorkstreamFactory()

    partner = record.add_partner(by=None, workstream=workstream, label="Community paediatrics", part_agreed="Advice.")
    with pytest.raises(ValidationError):
        record.add_partner(by=None, workstream=workstream, label="Community paediatrics")

    assert list(workstream.partners.all()) == [partner]
    assert not partner.confirmations.exists()


# ---------------------------------------------------------------------------------------------------------- actions


def add_action(workstream=None, **fields):
    return record.add_action(
        by=None,
        workstream=workstream or WorkstreamFactory(),
        **{"title": "Hold weekly panels", "added_on": DAY, "known_on": DAY} | fields,
    )


def test_an_action_keeps_its_original_due_date_beside_the_current_one():
    action = add_action(due=read_due("end of March 2022"))

    for prefix in ("original_due", "due"):
        assert getattr(action, f"{prefix}_text") == "end of March 2022"
        assert getattr(action, f"{prefix}_end") == date(2022, 3, 31)
    assert last_event().after == {"due": "end of March 2022"}


def test_a_date_that_cannot_be_read_keeps_its_words_and_no_day():
    action = add_action(due=read_due("31 February 2022"))

    assert (action.due_text, action.due_precision, action.due_end) == ("31 February 2022", Precision.INVALID, None)


def test_an_action_without_a_date_gets_none():
    action = add_action()

    assert (action.due_text, action.due_precision, action.due_end) == ("", Precision.NONE, None)


def test_an_action_knows_its_places_outcomes_and_sectors():
    plan = PlanFactory()
    outcome, sector = IntendedOutcomeFactory(plan=plan), SectorFactory()
    document = SourceDocumentFactory(area=plan.host_area)

    action = add_action(
        WorkstreamFactory(plan=plan),
        places=[Place(document, "53"), Place(document, "55")],
        outcomes=[outcome],
        sectors=[sector],
    )

    assert [passage.lines for passage in action.passages.all()] == ["53", "55"]
    assert list(outcome.actions.all()) == [action]
    assert list(action.sectors.all()) == [sector]


def test_an_action_without_a_title_leaves_nothing_behind():
    with pytest.raises(ValidationError):
        add_action(title="", places=[Place(SourceDocumentFactory(), "53")])

    assert (Action.objects.count(), Passage.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_references_as_written_may_repeat_or_be_missing():
    workstream = WorkstreamFactory()

    for reference in ("1.10", "1.10", ""):
        add_action(workstream, reference=reference)

    assert list(workstream.actions.values_list("reference", flat=True)) == ["1.10", "1.10", ""]


def test_an_owner_has_one_open_part_of_a_kind_in_an_action():
    action, owner = ActionFactory(), OwnerFactory()
    record.assign(by=None, action=action, owner=owner, part=Part.LEAD)
    record.assign(by=None, action=action, owner=owner, part=Part.ACCOUNTABLE)

    with pytest.raises(ValidationError):
        record.assign(by=None, action=action, owner=owner, part=Part.LEAD, valid_from=DAY)

    assert set(action.owners.values_list("part", flat=True)) == {"lead", "accountable"}


def test_an_action_serves_another_plan_under_its_reference_there():
    action, elsewhere = ActionFactory(reference="1.3"), WorkstreamFactory()

    serving = record.serve_also(by=None, action=action, workstream=elsewhere, reference="P2.1", valid_from=DAY)
    with pytest.raises(ValidationError):
        record.serve_also(by=None, action=action, workstream=elsewhere)

    assert serving.reference == "P2.1"
    assert list(elsewhere.served_by.all()) == [action]
    assert last_event().area_id == elsewhere.plan.host_area_id


# -------------------------------------------------------------------------------------- evidence, what families say


def test_evidence_speaks_to_outcomes_and_actions_and_keeps_its_place():
    outcome = IntendedOutcomeFactory()
    area = outcome.plan.host_area
    action = ActionFactory(workstream=WorkstreamFactory(plan=outcome.plan))
    document = SourceDocumentFactory(area=area)

    evidence = record.add_evidence(
        by=None,
        area=area,
        title="Transitions at 16 to 18 remain hard",
        kind=EvidenceKind.IMPACT,
        polarity=Polarity.ADVERSE,
        happened_on=date(2022, 1, 26),
        known_on=date(2022, 2, 10),
        place=Place(document, "61"),
        outcomes=[outcome],
        actions=[action],
        from_inspectors=True,
    )

    assert evidence.passage.lines == "61"
    assert list(outcome.evidence.all()) == [evidence]
    assert list(action.evidence.all()) == [evidence]
    assert last_event().after == {"kind": "impact", "polarity": "adverse"}


def test_evidence_may_stand_on_a_passage_already_held():
    passage = Place(SourceDocumentFactory(), "61")
    held = record.add_passage(passage)

    evidence = record.add_evidence(
        by=None,
        area=held.document.area,
        title="The same words",
        kind=EvidenceKind.ACTIVITY,
        polarity=Polarity.NEUTRAL,
        happened_on=DAY,
        known_on=DAY,
        place=held,
    )

    assert evidence.passage == held
    assert Passage.objects.count() == 1


def test_evidence_without_a_title_leaves_nothing_behind():
    with pytest.raises(ValidationError):
        record.add_evidence(
            by=None,
            area=LocalAreaFactory(),
            title="",
            kind=EvidenceKind.IMPACT,
            polarity=Polarity.SUPPORTS,
            happened_on=DAY,
            known_on=DAY,
            place=Place(SourceDocumentFactory(), "61"),
        )

    assert not Passage.objects.exists()


def test_feedback_is_about_findings_and_says_who_asked():
    finding = FindingFactory()

    feedback = record.add_feedback(
        by=None,
        area=finding.area,
        findings=[finding],
        voice=FeedbackVoice.PARENTS,
        provider="Inspectors' survey",
        tone=Tone.NEGATIVE,
        text="Parents almost all say support stops at 18.",
        happened_on=date(2022, 1, 26),
        known_on=date(2022, 2, 10),
        age_from=18,
        age_to=25,
    )

    assert list(finding.feedback.all()) == [feedback]
    assert feedback.how_many == "number not stated"
    assert last_event().after == {"tone": "negative"}
