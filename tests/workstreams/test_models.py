"""What the tables of `workstreams` refuse by themselves, what is fixed, and what their querysets give."""

from datetime import date, timedelta
from itertools import product

import pytest

from core.accounts.choices import Role
from core.facts import FactIsFixed
from core.progress.actions import DUE_SOON_DAYS
from tests.database import Break, assert_refused, changed, names, rules_of, written_again
from tests.factories.accounts import LocalAreaFactory, MembershipFactory, UserFactory
from tests.factories.plans import PlanFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    AlsoServesFactory,
    AppointmentFactory,
    DateChangeFactory,
    DateDecisionFactory,
    DeliveryPartnerFactory,
    DocumentUpdateFactory,
    EvidenceDecisionFactory,
    EvidenceFactory,
    FeedbackFactory,
    OwnerFactory,
    PartnerConfirmationFactory,
    ResponsibilityFactory,
    UpdateFactory,
    WorkstreamAnswerFactory,
    WorkstreamFactory,
    make_lead,
    member,
)
from workstreams.choices import CLOSED_STATUSES, Status
from workstreams.models import Action, Evidence, Feedback, Owner, Workstream

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
BACKWARDS = {"valid_from": date(2022, 1, 2), "valid_to": date(2022, 1, 1)}

BREAKS: list[Break] = [
    ("owner_has_name", lambda: OwnerFactory(name="")),
    ("owner_ends_after_it_begins", lambda: OwnerFactory(**BACKWARDS)),
    ("appointment_ends_after_it_begins", lambda: AppointmentFactory(**BACKWARDS)),
    ("appointment_open_once", lambda: written_again(AppointmentFactory())),
    ("workstream_number_once", lambda: written_again(WorkstreamFactory())),
    ("workstream_answer_ends_after_it_begins", lambda: WorkstreamAnswerFactory(**BACKWARDS)),
    ("workstream_answers_finding_once", lambda: written_again(WorkstreamAnswerFactory())),
    ("responsibility_ends_after_it_begins", lambda: ResponsibilityFactory(**BACKWARDS)),
    ("responsibility_open_once", lambda: written_again(ResponsibilityFactory())),
    ("delivery_partner_once", lambda: written_again(DeliveryPartnerFactory())),
    ("action_has_title", lambda: ActionFactory(title="")),
    ("action_due_in_order", lambda: changed(ActionFactory(due=TODAY), due_start=TODAY + timedelta(days=1))),
    (
        "action_original_due_in_order",
        lambda: changed(ActionFactory(due=TODAY), original_due_start=TODAY + timedelta(days=1)),
    ),
    ("action_owner_ends_after_it_begins", lambda: ActionOwnerFactory(**BACKWARDS)),
    ("action_owner_open_once", lambda: written_again(ActionOwnerFactory())),
    ("also_serves_ends_after_it_begins", lambda: AlsoServesFactory(**BACKWARDS)),
    ("also_serves_open_once", lambda: written_again(AlsoServesFactory())),
    ("update_says_something", lambda: UpdateFactory(narrative="")),
    ("update_at_risk_says_what_would_help", lambda: UpdateFactory(progress="at_risk", recovery="")),
    ("update_at_risk_says_what_would_help", lambda: UpdateFactory(progress="off_course", recovery="")),
    ("update_from_document_says_where", lambda: DocumentUpdateFactory(passage=None)),
    ("Update.token", lambda: written_again(UpdateFactory())),
    ("date_change_says_to_when", lambda: DateChangeFactory(to_text="")),
    ("refused_date_says_why", lambda: DateDecisionFactory(answer="refused")),
    ("DateDecision.change", lambda: written_again(DateDecisionFactory())),
    ("evidence_has_title", lambda: EvidenceFactory(title="")),
    ("rejected_evidence_says_why", lambda: EvidenceDecisionFactory(answer="rejected")),
    ("feedback_says_something", lambda: FeedbackFactory(text="")),
]


def test_every_rule_of_these_tables_has_its_test():
    assert names(BREAKS) == rules_of("workstreams")


@pytest.mark.parametrize(("rule", "write"), BREAKS, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BREAKS)])
def test_the_database_itself_refuses_what_breaks(rule, write):
    assert_refused(rule, write)


@pytest.mark.parametrize(
    "factory_class",
    [
        UpdateFactory,
        DocumentUpdateFactory,
        DateChangeFactory,
        DateDecisionFactory,
        EvidenceFactory,
        EvidenceDecisionFactory,
        FeedbackFactory,
        PartnerConfirmationFactory,
    ],
)
def test_a_fact_once_stored_is_neither_changed_nor_deleted(factory_class):
    fact = factory_class()
    model = type(fact)

    with pytest.raises(FactIsFixed):
        fact.save()
    with pytest.raises(FactIsFixed):
        fact.delete()
    with pytest.raises(FactIsFixed):
        model.objects.filter(pk=fact.pk).update(happened_on=date(2020, 1, 1))
    with pytest.raises(FactIsFixed):
        model.objects.filter(pk=fact.pk).delete()


def test_a_post_that_changed_hands_may_be_taken_up_again():
    owner, user = OwnerFactory(), UserFactory()
    AppointmentFactory(owner=owner, user=user, valid_to=date(2022, 1, 1))

    AppointmentFactory(owner=owner, user=user, valid_from=date(2023, 1, 1))

    assert owner.appointments.count() == 2


# ------------------------------------------------------------------------------------------------- who sees what


def test_people_see_workstreams_and_actions_of_their_own_areas_plans_only():
    action, other = ActionFactory(), ActionFactory()
    reader = member(action.workstream.plan.host_area, "board")

    assert list(Action.objects.visible_to(reader)) == [action]
    assert list(Workstream.objects.visible_to(reader)) == [action.workstream]
    assert not Action.objects.visible_to(reader).contains(other)


def test_an_action_that_also_serves_another_plan_is_seen_there_and_served_only_while_it_does():
    action = ActionFactory()
    serving = AlsoServesFactory(action=action, valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    plan = serving.workstream.plan
    reader = member(plan.host_area, "board")

    assert Action.objects.visible_to(reader).contains(action)
    assert Action.objects.of_plan(plan, date(2022, 6, 1)).contains(action)
    assert not Action.objects.of_plan(plan, date(2023, 1, 1)).contains(action)
    assert Action.objects.of_plan(action.workstream.plan, date(2023, 1, 1)).contains(action)


def test_an_action_is_in_its_plan_from_the_day_it_was_added():
    action = ActionFactory(added_on=date(2021, 11, 16))
    plan = action.workstream.plan

    assert list(Action.objects.of_plan(plan, date(2021, 11, 15))) == []
    assert list(Action.objects.of_plan(plan, date(2021, 11, 16))) == [action]


@pytest.mark.parametrize(
    ("model", "make"),
    [(Owner, OwnerFactory), (Evidence, EvidenceFactory), (Feedback, FeedbackFactory)],
)
def test_people_see_owners_evidence_and_feedback_of_their_own_area_only(model, make):
    mine, _other = make(), make()

    assert list(model.objects.visible_to(member(mine.area, "forum"))) == [mine]
    assert list(model.objects.visible_to(member(mine.area, "adviser"))) == []


# --------------------------------------------------------------------------------------------------- which state

DAYS = [
    None,
    *(TODAY + timedelta(days=days) for days in (-1, 0, 1, DUE_SOON_DAYS - 1, DUE_SOON_DAYS, DUE_SOON_DAYS + 1)),
]


def test_the_state_a_list_filters_by_is_the_state_a_page_shows():
    workstream = WorkstreamFactory()
    actions = [ActionFactory(workstream=workstream, status=status, due=day) for status, day in product(Status, DAYS)]

    states = dict(Action.objects.with_state(TODAY).values_list("pk", "state"))

    assert states == {action.pk: action.state_on(TODAY).value for action in actions}


def test_the_overdue_are_the_ones_whose_state_is_overdue():
    workstream = WorkstreamFactory()
    for status, day in product(Status, DAYS):
        ActionFactory(workstream=workstream, status=status, due=day)

    overdue = Action.objects.overdue(TODAY)
    by_state = Action.objects.with_state(TODAY).filter(state="overdue")

    assert set(overdue.values_list("status", "due_end")) == set(by_state.values_list("status", "due_end"))


@pytest.mark.parametrize("status", Status)
def test_only_what_is_closed_is_not_open(status):
    action = ActionFactory(status=status)

    assert action.is_open == (status not in CLOSED_STATUSES)
    assert Action.objects.unfinished().contains(action) == action.is_open


def test_by_due_date_puts_actions_without_a_date_last():
    workstream = WorkstreamFactory()
    undated = ActionFactory(workstream=workstream)
    late = ActionFactory(workstream=workstream, due=date(2026, 5, 1))
    early = ActionFactory(workstream=workstream, due=date(2026, 4, 1))

    assert list(Action.objects.by_due_date()) == [early, late, undated]


@pytest.mark.parametrize(
    ("original", "current", "days"),
    [
        (date(2022, 6, 10), date(2022, 6, 30), 20),
        (date(2022, 6, 10), date(2022, 6, 10), 0),
        (None, date(2022, 6, 10), None),
    ],
)
def test_slippage_counts_from_the_original_date_and_needs_both(original, current, days):
    action = ActionFactory(due=current, original_due_start=None, original_due_end=original)

    assert action.days_slipped == days


# -------------------------------------------------------------------------------------------------- current update


def current_on(action, day):
    return Action.objects.with_update_on(day).get(pk=action.pk).update_on_day_id


def test_the_current_update_is_the_latest_by_day_and_then_by_order_of_writing():
    action = ActionFactory()
    later = UpdateFactory(action=action, happened_on=date(2022, 2, 2))
    UpdateFactory(action=action, happened_on=date(2022, 2, 1))

    assert current_on(action, date(2022, 2, 28)) == later.pk

    same_day = UpdateFactory(action=action, happened_on=date(2022, 2, 2))
    assert current_on(action, date(2022, 2, 28)) == same_day.pk


def test_the_update_of_a_past_day_knows_nothing_of_later_ones():
    action = ActionFactory()
    first = UpdateFactory(action=action, happened_on=date(2022, 2, 1))
    UpdateFactory(action=action, happened_on=date(2022, 3, 1))

    assert current_on(action, date(2022, 1, 31)) is None
    assert current_on(action, date(2022, 2, 28)) == first.pk


# ------------------------------------------------------------------------------------------------- who leads what


@pytest.fixture
def action():
    return ActionFactory()


def test_somebody_leads_what_their_post_leads_while_they_hold_it(action):
    user = member(action.workstream.plan.host_area, Role.OFFICER)
    part = make_lead(action, user, TODAY)
    ActionFactory()

    assert list(Action.objects.led_by(user, TODAY)) == [action]
    assert list(Action.objects.led_by(user, TODAY - timedelta(days=366))) == []

    changed(part.owner.appointments.get(), valid_to=TODAY)
    assert list(Action.objects.led_by(user, TODAY)) == [action]
    assert list(Action.objects.led_by(user, TODAY + timedelta(days=1))) == []


def test_a_post_counts_while_its_holder_has_a_role_that_reads_its_area(action):
    gone, adviser, elsewhere = UserFactory(), UserFactory(), UserFactory()
    area = action.workstream.plan.host_area
    MembershipFactory(user=gone, area=area, valid_to=TODAY)
    MembershipFactory(user=adviser, area=area, role=Role.ADVISER)
    MembershipFactory(user=elsewhere)
    for user in (gone, adviser, elsewhere):
        make_lead(action, user, TODAY)

    day_after = TODAY + timedelta(days=1)
    assert [list(Action.objects.led_by(user, TODAY)) for user in (gone, adviser, elsewhere)] == [[action], [], []]
    assert [list(Action.objects.led_by(user, day_after)) for user in (gone, adviser, elsewhere)] == [[], [], []]


def test_answering_for_an_action_is_not_leading_it(action):
    user = UserFactory()
    changed(make_lead(action, user, TODAY), part="accountable")

    assert list(Action.objects.led_by(user, TODAY)) == []


def ownerless(day=TODAY):
    return list(Action.objects.without_current_owner(day))


def test_an_action_nobody_leads_has_no_current_owner(action):
    assert ownerless() == [action]


def test_a_post_without_a_sign_in_is_an_owner(action):
    ActionOwnerFactory(action=action)

    assert ownerless() == []


def test_when_the_only_lead_leaves_the_action_has_no_current_owner(action):
    user = UserFactory()
    make_lead(action, user, TODAY)
    assert ownerless() == []

    changed(user, is_active=False)
    assert ownerless() == [action]


def test_a_second_lead_still_there_is_a_current_owner(action):
    leaver = UserFactory(is_active=False)
    make_lead(action, leaver, TODAY)
    make_lead(action, UserFactory(), TODAY)

    assert ownerless() == []


def test_a_post_taken_over_by_a_successor_is_a_current_owner(action):
    part = make_lead(action, UserFactory(is_active=False), TODAY)
    AppointmentFactory(owner=part.owner, valid_from=TODAY)

    assert ownerless() == []


def test_a_finished_action_needs_no_owner():
    ActionFactory(status=Status.COMPLETE)

    assert ownerless() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number_asked": 154}, "154 replies"),
        ({"number_text": "almost all"}, "almost all"),
        ({}, "number not stated"),
    ],
)
def test_feedback_says_how_many_stand_behind_it(fields, words):
    assert FeedbackFactory(**fields).how_many == words


def test_a_demonstration_post_says_that_it_is_one():
    assert str(OwnerFactory(name="Programme manager", is_demonstration=True)) == "Programme manager (demonstration)"


def test_a_plan_of_another_area_shares_no_owner():
    plan = PlanFactory()

    assert not Owner.objects.visible_to(member(LocalAreaFactory(), "board")).filter(area=plan.host_area).exists()
