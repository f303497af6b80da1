"""Setting up by hand: who may, what is refused, what ends and what begins, and that the history says so."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.audit.models import Event
from core.edits import ChangedMeanwhile, stamp
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory, UserFactory
from tests.factories.findings import FindingFactory
from tests.factories.plans import IntendedOutcomeFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    AppointmentFactory,
    OwnerFactory,
    ResponsibilityFactory,
)
from workstreams.choices import OwnerKind, Part, Precision, Side, Status
from workstreams.models import Action, ActionOwner, Owner, Responsibility, Workstream
from workstreams.selectors.owners import holdings
from workstreams.services import set_up

TODAY = date(2022, 5, 16)
YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = date(2021, 5, 16)
ACTION_FIELDS = ("title", "detail")


@pytest.fixture
def owner(scene):
    return OwnerFactory(area=scene.plan.host_area, name="Head of panels")


@pytest.fixture
def other(scene):
    return OwnerFactory(area=scene.plan.host_area, name="Head of reviews")


def verbs(thing):
    return list(Event.objects.about(thing).order_by("pk").values_list("verb", flat=True))


def dated(rows):
    return [(row.owner.name, row.valid_from, row.valid_to) for row in rows.order_by("pk")]


# --- Owners and posts -------------------------------------------------------------------------------------------------


def test_a_name_stands_once_in_an_organisation_of_an_area(scene, owner):
    area = scene.plan.host_area
    with pytest.raises(ValidationError) as refused:
        set_up.new_owner(by=scene.programme, area=area, today=TODAY, kind=OwnerKind.POST, name="head of panels")
    health = OrganisationFactory()
    set_up.new_owner(
        by=scene.programme, area=area, today=TODAY, kind=OwnerKind.POST, name="Head of panels", organisation=health
    )

    assert refused.value.messages == [
        "There is already “head of panels” without an organisation. Use it, or name this one apart."
    ]
    assert Owner.objects.filter(name="Head of panels").count() == 2


@pytest.mark.parametrize("who", ["officer", "lead", "accountable", "chair", "board", "data", "stranger"])
def test_only_the_programme_office_sets_up_people_and_workstreams(scene, owner, other, who):
    by, area = getattr(scene, who), scene.plan.host_area
    row = AppointmentFactory(owner=owner, user=scene.officer)
    common = {"by": by, "today": TODAY}
    tries = [
        lambda: set_up.new_owner(area=area, kind=OwnerKind.POST, name="X", **common),
        lambda: set_up.change_owner(owner=owner, seen="", values={"name": "X"}, **common),
        lambda: set_up.appoint_person(owner=owner, user=scene.data, valid_from=TODAY, **common),
        lambda: set_up.end_appointment(appointment=row, last_day=TODAY, **common),
        lambda: set_up.hand_over(owner=owner, to=other, from_day=TODAY, seen="", **common),
        lambda: set_up.new_workstream(plan=scene.plan, number="9", title="X", **common),
        lambda: set_up.change_responsibilities(workstream=scene.workstream, from_day=TODAY, wanted={}, **common),
    ]
    for attempt in tries:
        with pytest.raises(PermissionDenied):
            attempt()


@pytest.mark.parametrize("who", ["officer", "accountable", "chair", "board", "data", "stranger"])
def test_only_the_programme_office_and_the_workstreams_lead_set_up_actions(scene, owner, who):
    common = {"by": getattr(scene, who), "today": TODAY}
    tries = [
        lambda: set_up.new_action(workstream=scene.workstream, title="X", leads=[owner], **common),
        lambda: set_up.change_action(action=scene.action, seen="", values={"title": "X"}, **common),
        lambda: set_up.change_leads(action=scene.action, from_day=TODAY, leads=[owner], **common),
        lambda: set_up.withdraw_action(action=scene.action, reason="X", **common),
    ]
    for attempt in tries:
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_lead_sets_up_the_actions_of_their_own_workstream_alone(scene, owner):
    mine = set_up.new_action(by=scene.lead, workstream=scene.workstream, today=TODAY, title="X", leads=[owner])
    stranger_to_it = ActionFactory(workstream__plan=scene.plan)

    assert mine.workstream == scene.workstream
    with pytest.raises(PermissionDenied):
        set_up.change_leads(action=stranger_to_it, by=scene.lead, today=TODAY, from_day=TODAY, leads=[owner])


def test_a_post_is_taken_once_and_left_on_a_day(scene, owner):
    row = set_up.appoint_person(owner=owner, by=scene.programme, today=TODAY, user=scene.data, valid_from=LONG_AGO)
    with pytest.raises(ValidationError) as again:
        set_up.appoint_person(owner=owner, by=scene.programme, today=TODAY, user=scene.data, valid_from=TODAY)
    with pytest.raises(ValidationError) as stranger:
        set_up.appoint_person(owner=owner, by=scene.programme, today=TODAY, user=scene.stranger, valid_from=TODAY)
    with pytest.raises(ValidationError) as too_early:
        set_up.end_appointment(appointment=row, by=scene.programme, today=TODAY, last_day=date(2021, 5, 15))
    set_up.end_appointment(appointment=row, by=scene.programme, today=TODAY, last_day=YESTERDAY)
    with pytest.raises(ValidationError) as ended:
        set_up.end_appointment(appointment=row, by=scene.programme, today=TODAY, last_day=TODAY)

    assert again.value.messages == [f"{scene.data} has this post since 16 May 2021."]
    assert stranger.value.messages == [
        f"{scene.stranger} has no role in this area on that day, so could not see what to do."
    ]
    assert too_early.value.messages == ["The last day cannot be before the first, 16 May 2021."]
    assert ended.value.messages == ["This appointment was already ended: its last day is 15 May 2022."]
    assert verbs(owner) == ["post taken", "post left"]


# --- Handing over -----------------------------------------------------------------------------------------------------


def test_everything_in_hand_goes_over_in_one_step_and_the_past_stays(scene, owner, other):
    begun = ActionOwnerFactory(action=scene.action, owner=owner, valid_from=LONG_AGO)
    later = date(2022, 9, 1)
    ActionOwnerFactory(action=ActionFactory(workstream=scene.workstream), owner=owner, valid_from=later)
    done = ActionOwnerFactory(action=ActionFactory(workstream=scene.workstream, status=Status.COMPLETE), owner=owner)
    stream = ResponsibilityFactory(
        workstream=scene.workstream, owner=owner, part=Part.ACCOUNTABLE, side=Side.HEALTH, valid_from=LONG_AGO
    )
    seen = holdings(owner, TODAY).mark

    set_up.hand_over(owner=owner, to=other, by=scene.programme, today=TODAY, from_day=TODAY, seen=seen)

    begun.refresh_from_db()
    stream.refresh_from_db()
    assert (begun.valid_to, stream.valid_to) == (YESTERDAY, YESTERDAY)
    assert dated(ActionOwner.objects.filter(owner=other)) == [
        ("Head of reviews", TODAY, None),
        ("Head of reviews", later, None),
    ]
    assert list(Responsibility.objects.filter(owner=other).values_list("part", "side", "valid_from")) == [
        ("accountable", "health", TODAY)
    ]
    assert list(ActionOwner.objects.filter(owner=owner, valid_to=None)) == [done]
    assert verbs(owner) == ["handed over"]
    assert verbs(scene.action) == ["responsibility changed"]


def test_what_is_confirmed_must_be_what_was_shown(scene, owner, other):
    ActionOwnerFactory(action=scene.action, owner=owner, valid_from=LONG_AGO)
    seen = holdings(owner, TODAY).mark
    ActionOwnerFactory(action=ActionFactory(workstream=scene.workstream), owner=owner)

    with pytest.raises(set_up.HoldingsChanged):
        set_up.hand_over(owner=owner, to=other, by=scene.programme, today=TODAY, from_day=TODAY, seen=seen)

    assert not ActionOwner.objects.filter(owner=other).exists()


def test_who_has_a_part_already_does_not_get_it_twice(scene, owner, other):
    for one in (owner, other):
        ActionOwnerFactory(action=scene.action, owner=one, valid_from=LONG_AGO)
    seen = holdings(owner, TODAY).mark

    set_up.hand_over(owner=owner, to=other, by=scene.programme, today=TODAY, from_day=TODAY, seen=seen)

    assert dated(ActionOwner.objects.filter(owner=other)) == [("Head of reviews", LONG_AGO, None)]


def test_nothing_is_handed_over_backwards_or_to_another_area(scene, owner, other):
    ActionOwnerFactory(action=scene.action, owner=owner, valid_from=date(2022, 3, 1))
    common = {"owner": owner, "by": scene.programme, "today": TODAY}
    day = date(2022, 2, 1)
    elsewhere = OwnerFactory(area=LocalAreaFactory())
    with pytest.raises(ValidationError) as backwards:
        set_up.hand_over(to=other, from_day=day, seen=holdings(owner, day).mark, **common)
    with pytest.raises(ValidationError) as foreign:
        set_up.hand_over(to=elsewhere, from_day=TODAY, seen=holdings(owner, TODAY).mark, **common)

    assert backwards.value.messages == ["Head of panels began on 1 March 2022. Choose a day after that one."]
    assert foreign.value.messages == ["Choose somebody else of this area."]
    assert dated(ActionOwner.objects.filter(owner=owner)) == [("Head of panels", date(2022, 3, 1), None)]


# --- Workstreams ------------------------------------------------------------------------------------------------------


def test_a_workstream_comes_last_and_its_number_is_its_own(scene):
    finding = FindingFactory(area=scene.plan.host_area)
    stream = set_up.new_workstream(
        by=scene.programme, plan=scene.plan, today=TODAY, number="2", title="Panels", answers=[finding]
    )
    with pytest.raises(ValidationError) as twice:
        set_up.new_workstream(by=scene.programme, plan=scene.plan, today=TODAY, number="2", title="Others")

    assert list(scene.plan.workstreams.all()) == [scene.workstream, stream]
    assert list(stream.answers.values_list("finding", "valid_from")) == [(finding.pk, TODAY)]
    assert twice.value.messages == ["This plan already has a workstream 2. Give another number."]
    assert Workstream.objects.count() == 2


def test_responsibilities_end_and_begin_and_who_stays_keeps_their_first_day(scene, owner, other):
    stream = set_up.new_workstream(by=scene.programme, plan=scene.plan, today=TODAY, number="2", title="Panels")
    health = (Part.ACCOUNTABLE, Side.HEALTH)
    for one in (owner, other):
        ResponsibilityFactory(
            workstream=stream, owner=one, part=Part.ACCOUNTABLE, side=Side.HEALTH, valid_from=LONG_AGO
        )
    third = OwnerFactory(area=scene.plan.host_area, name="Nurse in chief")

    set_up.change_responsibilities(
        workstream=stream, by=scene.programme, today=TODAY, from_day=TODAY, wanted={health: [owner, third]}
    )

    assert dated(stream.responsibilities) == [
        ("Head of panels", LONG_AGO, None),
        ("Head of reviews", LONG_AGO, YESTERDAY),
        ("Nurse in chief", TODAY, None),
    ]
    with pytest.raises(ValidationError):
        set_up.change_responsibilities(
            workstream=stream,
            by=scene.programme,
            today=TODAY,
            from_day=TODAY,
            wanted={(Part.ACCOUNTABLE, Side.COUNCIL): [owner]},
        )


# --- Actions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "precision", "end"),
    [
        ("30 June 2022", Precision.DAY, date(2022, 6, 30)),
        ("soonish", Precision.INVALID, None),
        ("", Precision.NONE, None),
    ],
)
def test_a_date_stays_as_written_and_is_first_and_current_at_once(scene, owner, text, precision, end):
    action = set_up.new_action(
        by=scene.programme, workstream=scene.workstream, today=TODAY, title="X", leads=[owner], due_text=text
    )

    assert (action.due_text, action.due_precision, action.due_end) == (text, precision, end)
    assert (action.original_due_text, action.original_due_end) == (text, end)
    assert action.position == scene.action.position + 1
    assert dated(action.owners) == [("Head of panels", TODAY, None)]


def test_an_action_added_to_an_ended_record_makes_it_reach_that_day(scene, owner):
    scene.plan.record_ends_on = date(2022, 2, 10)
    scene.plan.save()

    set_up.new_action(by=scene.programme, workstream=scene.workstream, today=TODAY, title="X", leads=[owner])

    scene.plan.refresh_from_db()
    assert scene.plan.record_ends_on == TODAY


def test_an_edit_stores_what_changed_and_says_so(scene):
    seen = stamp(scene.action, ACTION_FIELDS)
    values = {"title": "Hold panels every week", "detail": ""}

    set_up.change_action(action=scene.action, by=scene.lead, today=TODAY, seen=seen, values=values)

    scene.action.refresh_from_db()
    event = Event.objects.about(scene.action).get()
    assert scene.action.title == "Hold panels every week"
    assert (event.verb, event.before, event.after) == (
        "action edited",
        {"title": "Hold weekly panels"},
        {"title": "Hold panels every week"},
    )
    with pytest.raises(ChangedMeanwhile):
        set_up.change_action(action=scene.action, by=scene.programme, today=TODAY, seen=seen, values=values)


def test_dates_states_and_other_plans_outcomes_are_not_edited(scene):
    with pytest.raises(ValidationError):
        set_up.change_action(
            action=scene.action, by=scene.programme, today=TODAY, seen="", values={"original_due_text": "later"}
        )
    with pytest.raises(ValidationError) as foreign:
        set_up.change_action(
            action=scene.action,
            by=scene.programme,
            today=TODAY,
            seen=stamp(scene.action, ["outcomes"]),
            values={"outcomes": [IntendedOutcomeFactory()]},
        )

    assert foreign.value.messages == ["Choose outcomes of this plan."]


def test_a_lead_named_by_mistake_today_is_taken_back_and_one_of_old_is_ended(scene, owner, other):
    common = {"action": scene.action, "by": scene.lead, "today": TODAY, "from_day": TODAY}
    set_up.change_leads(leads=[owner], **common)
    set_up.change_leads(leads=[other], **common)

    old = scene.action.owners.order_by("pk").first()
    assert dated(scene.action.owners) == [
        (old.owner.name, LONG_AGO, YESTERDAY),
        ("Head of reviews", TODAY, None),
    ]
    assert verbs(scene.action).count("responsibility changed") == 2


def test_an_open_action_keeps_a_lead_and_a_finished_one_its_own(scene, owner):
    done = ActionFactory(workstream=scene.workstream, status=Status.COMPLETE)
    with pytest.raises(ValidationError):
        set_up.change_leads(action=scene.action, by=scene.lead, today=TODAY, from_day=TODAY, leads=[])
    with pytest.raises(ValidationError):
        set_up.change_leads(action=scene.action, by=scene.lead, today=TODAY, from_day=TODAY, leads=[OwnerFactory()])
    with pytest.raises(ValidationError) as closed:
        set_up.change_leads(action=done, by=scene.lead, today=TODAY, from_day=TODAY, leads=[owner])

    assert closed.value.messages == ["This action is complete, so its lead stays."]


def test_a_withdrawn_action_stays_with_its_reason(scene):
    set_up.withdraw_action(action=scene.action, by=scene.lead, today=TODAY, reason="Another body does it.")

    scene.action.refresh_from_db()
    assert (scene.action.status, scene.action.rag) == (Status.CANCELLED, "")
    assert scene.action.current_update.narrative == "Another body does it."
    assert verbs(scene.action) == ["update added", "action withdrawn"]
    with pytest.raises(ValidationError):
        set_up.withdraw_action(action=scene.action, by=scene.lead, today=TODAY, reason="Again.")


def test_a_superseded_action_names_the_one_that_carries_it_on(scene):
    other = ActionFactory(workstream=scene.workstream, reference="1.2", title="Hold monthly panels")
    common = {"action": scene.action, "by": scene.lead, "today": TODAY, "reason": "Weekly was too often."}
    for wrong in (scene.action, ActionFactory(), ActionFactory(workstream=scene.workstream, status=Status.COMPLETE)):
        with pytest.raises(ValidationError):
            set_up.withdraw_action(superseded_by=wrong, **common)
    set_up.withdraw_action(superseded_by=other, **common)

    scene.action.refresh_from_db()
    assert scene.action.status == Status.SUPERSEDED
    assert scene.action.current_update.narrative == "Superseded by 1.2 Hold monthly panels. Weekly was too often."
    assert Action.objects.get(pk=other.pk).carried_from == scene.action


def test_who_has_no_role_here_takes_no_post(scene, owner):
    with pytest.raises(ValidationError):
        set_up.appoint_person(owner=owner, by=scene.programme, today=TODAY, user=UserFactory(), valid_from=TODAY)
