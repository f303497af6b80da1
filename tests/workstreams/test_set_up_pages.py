"""The pages on which a programme office says who does what: what they show, send back, store and cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories.findings import FindingFactory
from tests.factories.plans import IntendedOutcomeFactory, PlanAnswerFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    AppointmentFactory,
    OwnerFactory,
    ResponsibilityFactory,
    WorkstreamFactory,
)
from tests.workstreams.pages import errors, facts, heading, links, table, title, values
from workstreams.choices import Part, Side, Status
from workstreams.models import ActionOwner, Owner, Workstream

TODAY = date(2022, 5, 16)
YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = date(2021, 5, 16)


def at(name, thing):
    return reverse(f"workstreams:{name}", args=[getattr(thing, "slug", thing.pk)])


@pytest.fixture
def owner(scene):
    return OwnerFactory(area=scene.plan.host_area, name="Head of panels")


@pytest.fixture
def other(scene):
    return OwnerFactory(area=scene.plan.host_area, name="Head of reviews")


@pytest.fixture
def see(scene, parse):
    def ask(name, thing, who="programme"):
        return parse(scene.client(who).get(at(name, thing)).content)

    return ask


@pytest.fixture
def send(scene, parse):
    """Sends the page's form as it stands, with what somebody typed over it."""

    def ask(name, thing, typed, who="programme"):
        client = scene.client(who)
        shown = values(parse(client.get(at(name, thing)).content))
        for ticked in ("answers", "outcomes", "sectors"):  # `values` gives every box, ticked or not
            shown.pop(ticked, None)
        return client.post(at(name, thing), shown | typed, follow=True)

    return ask


# --- People and posts -------------------------------------------------------------------------------------------------


def test_the_list_says_who_holds_a_post_and_what_is_in_hand(scene, owner, see):
    Owner.objects.exclude(pk=owner.pk).update(name="Zed")
    ActionOwnerFactory(action=scene.action, owner=owner)
    ActionOwnerFactory(action=ActionFactory(workstream=scene.workstream, status=Status.COMPLETE), owner=owner)
    ResponsibilityFactory(workstream=scene.workstream, owner=owner)

    assert table(see("owner-list", scene.plan.host_area))[0] == [
        "Head of panels",
        "Post",
        "Not recorded",
        "No holder",
        "1",
        "1",
        "Open",
    ]


def test_the_page_of_a_post_shows_its_holders_and_all_it_has_in_hand(scene, owner, see):
    AppointmentFactory(owner=owner, user=scene.officer, valid_from=LONG_AGO, valid_to=YESTERDAY)
    AppointmentFactory(owner=owner, user=scene.lead, valid_from=TODAY)
    ActionOwnerFactory(action=scene.action, owner=owner, valid_from=LONG_AGO)
    root = see("owner-detail", owner)

    assert heading(root) == "Post Head of panels"
    assert facts(root)["Held today by"] == "Lee Lead"
    assert table(root) == [
        ["Lee Lead", "16 May 2022", "Enter a last day for Lee Lead"],
        ["Olu Officer", "16 May 2021", "15 May 2022"],
    ]
    assert links(root)["Hand everything over"] == at("owner-hand-over", owner)
    assert links(root)["1.1 Hold weekly panels"] == scene.action.get_absolute_url()


def test_a_person_or_post_is_added_and_a_second_of_that_name_sent_back(scene, parse, send):
    area = scene.plan.host_area
    typed = {"kind": "post", "name": "Head of panels", "title": "SEND"}
    send("owner-add", area, typed)
    root = parse(send("owner-add", area, typed).content)

    assert Owner.objects.filter(name="Head of panels").count() == 1
    assert title(root) == "Error: Add a person or post – SEND Tracker"
    assert errors(root) == [
        "There is already “Head of panels” without an organisation. Use it, or name this one apart."
    ]
    assert values(root)["title"] == "SEND"


def test_of_two_who_edit_a_post_the_second_sees_both_and_can_save_theirs(scene, owner, parse):
    client = scene.client("programme")
    shown = values(parse(client.get(at("owner-edit", owner)).content))
    first = client.post(at("owner-edit", owner), shown | {"title": "Panels"})
    second = client.post(at("owner-edit", owner), shown | {"title": "Reviews"})
    root = parse(second.content)

    assert (first.status_code, second.status_code) == (302, 409)
    assert table(root) == [["Role or title", "Panels", "Reviews"]]
    assert client.post(at("owner-edit", owner), values(root)).status_code == 302
    owner.refresh_from_db()
    assert owner.title == "Reviews"


def test_a_post_is_given_and_left_with_days_and_wrong_ones_are_sent_back(scene, owner, parse, send):
    wrong = parse(send("owner-appoint", owner, {"user": "", "valid_from": "31 February 2022"}).content)
    send("owner-appoint", owner, {"user": scene.data.pk, "valid_from": "1 May 2022"})
    row = owner.appointments.get()
    early = parse(send("appointment-end", row, {"last_day": "1 April 2022"}).content)
    send("appointment-end", row, {"last_day": "31 May 2022"})
    row.refresh_from_db()

    assert errors(wrong) == ["Choose who takes the post", "Enter a real date, for example 10 February 2022"]
    assert values(wrong)["valid_from"] == "31 February 2022"
    assert errors(early) == ["The last day cannot be before the first, 1 May 2022."]
    assert (row.user, row.valid_from, row.valid_to) == (scene.data, date(2022, 5, 1), date(2022, 5, 31))


def test_a_hand_over_is_shown_first_and_done_when_confirmed(scene, owner, other, parse):
    ActionOwnerFactory(action=scene.action, owner=owner, valid_from=LONG_AGO)
    client, address = scene.client("programme"), at("owner-hand-over", owner)
    shown = parse(client.post(address, {"to": other.pk, "from_day": "1 June 2022"}).content)

    assert heading(shown) == "Head of panels Hand over to Head of reviews from 1 June 2022?"
    assert not ActionOwner.objects.filter(owner=other).exists()

    answer = client.post(address, values(shown))
    assert answer.status_code == 302
    assert ActionOwner.objects.get(owner=other).valid_from == date(2022, 6, 1)
    assert ActionOwner.objects.get(owner=owner).valid_to == date(2022, 5, 31)


def test_a_hand_over_that_was_overtaken_shows_what_there_is_now(scene, owner, other, parse):
    ActionOwnerFactory(action=scene.action, owner=owner)
    client, address = scene.client("programme"), at("owner-hand-over", owner)
    answer = client.post(address, {"to": other.pk, "from_day": "1 June 2022", "seen": "something else"})

    assert answer.status_code == 409
    assert heading(parse(answer.content)) == "Head of panels Hand over to Head of reviews from 1 June 2022?"
    assert not ActionOwner.objects.filter(owner=other).exists()


# --- Workstreams ------------------------------------------------------------------------------------------------------


def test_the_set_up_page_leads_to_all_that_can_be_added(scene, see):
    root = see("plan-set-up", scene.plan)

    assert links(root)["Add a workstream"] == at("workstream-add", scene.plan)
    assert links(root)["People and posts"] == at("owner-list", scene.plan.host_area)
    assert links(root)["Add an action to workstream 1"] == at("action-add", scene.workstream)
    assert links(root)["Who is responsible for workstream 1"] == at("responsibilities", scene.workstream)


def test_a_workstream_is_added_with_what_it_answers_and_asks_next_who_is_responsible(scene, parse, send):
    finding = FindingFactory(area=scene.plan.host_area)
    PlanAnswerFactory(plan=scene.plan, finding=finding)
    empty = parse(send("workstream-add", scene.plan, {}).content)
    taken = parse(send("workstream-add", scene.plan, {"number": "1", "title": "Panels"}).content)
    done = send("workstream-add", scene.plan, {"number": "2", "title": "Panels", "answers": [finding.pk]})
    stream = Workstream.objects.get(number="2")

    assert errors(empty) == ["Enter number", "Enter title"]
    assert errors(taken) == ["This plan already has a workstream 1. Give another number."]
    assert values(taken)["title"] == "Panels"
    assert done.redirect_chain == [(at("responsibilities", stream), 302)]
    assert list(stream.findings.all()) == [finding]


def test_responsibilities_stand_side_by_side_and_change_from_a_day(scene, owner, other, parse, send):
    stream = WorkstreamFactory(plan=scene.plan, number="2")
    row = ResponsibilityFactory(
        workstream=stream, owner=owner, part=Part.ACCOUNTABLE, side=Side.HEALTH, valid_from=LONG_AGO
    )
    twice = parse(send("responsibilities", stream, {"lead_1": other.pk, "health_2": owner.pk}).content)
    send("responsibilities", stream, {"lead_1": other.pk, "health_1": "", "from_day": "1 June 2022"})
    row.refresh_from_db()

    assert errors(twice) == ["Head of panels is chosen twice. Empty one of the boxes"]
    assert row.valid_to == date(2022, 5, 31)
    assert list(stream.responsibilities.filter(owner=other).values_list("part", "valid_from")) == [
        ("lead", date(2022, 6, 1))
    ]


# --- Actions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["programme", "lead"])
def test_a_title_and_a_lead_are_enough_for_an_action(scene, owner, send, who):
    send("action-add", scene.workstream, {"title": "Train the panels", "lead_1": owner.pk}, who=who)
    action = scene.workstream.actions.get(title="Train the panels")

    assert [row.owner for row in action.owners.all()] == [owner]
    assert (action.due_text, action.added_on) == ("", TODAY)


def test_an_action_without_them_is_sent_back_with_what_was_typed(scene, owner, parse, send):
    root = parse(send("action-add", scene.workstream, {"due_text": "by Easter", "lead_2": owner.pk}).content)
    foreign = OwnerFactory()
    smuggled = parse(send("action-add", scene.workstream, {"title": "X", "lead_1": foreign.pk}).content)

    assert errors(root) == ["Say what is to be done", "Choose who leads it"]
    assert (values(root)["due_text"], values(root)["lead_2"]) == ("by Easter", str(owner.pk))
    assert errors(smuggled) == ["Choose “Who leads it?” from the list"]
    assert scene.workstream.actions.count() == 1


def test_after_an_action_the_next_can_be_added(scene, owner, send):
    done = send("action-add", scene.workstream, {"title": "X", "lead_1": owner.pk, "again": "1"})

    assert done.redirect_chain == [(at("action-add", scene.workstream), 302)]


def test_of_two_who_edit_an_action_the_second_sees_both(scene, parse):
    outcome = IntendedOutcomeFactory(plan=scene.plan)
    client = scene.client("lead")
    shown = values(parse(client.get(at("action-edit", scene.action)).content))
    shown.pop("outcomes", None)
    shown.pop("sectors", None)
    first = client.post(at("action-edit", scene.action), shown | {"outcomes": [outcome.pk]})
    second = client.post(at("action-edit", scene.action), shown | {"title": "Hold panels"})
    root = parse(second.content)

    assert (first.status_code, second.status_code) == (302, 409)
    assert table(root) == [
        ["What is to be done?", "Hold weekly panels", "Hold panels"],
        ["Outcomes it serves", outcome.statement, "Nothing"],
    ]
    assert list(scene.action.outcomes.all()) == [outcome]


def test_an_update_is_not_in_the_way_of_an_edit(scene, parse):
    client = scene.client("programme")
    shown = values(parse(client.get(at("action-edit", scene.action)).content))
    scene.action.version += 1
    scene.action.save()

    shown.pop("sectors", None)
    assert client.post(at("action-edit", scene.action), shown | {"detail": "More"}).status_code == 302


def test_a_lead_is_changed_from_a_day(scene, owner, parse, send):
    before = scene.action.owners.get()
    nobody = parse(send("action-leads", scene.action, {"lead_1": ""}).content)
    send("action-leads", scene.action, {"lead_1": owner.pk})
    before.refresh_from_db()

    assert errors(nobody) == ["Choose who leads it. An open action always has a lead"]
    assert before.valid_to == YESTERDAY
    assert scene.action.owners.get(valid_to=None).owner == owner


@pytest.mark.parametrize("name", ["action-leads", "responsibilities"])
def test_of_two_who_say_who_leads_the_second_is_told_who_leads_now(scene, owner, other, parse, name):
    client, address = scene.client("programme"), at(name, scene.action if name == "action-leads" else scene.workstream)
    shown = values(parse(client.get(address).content))
    first = client.post(address, shown | {"lead_2": owner.pk})
    second = client.post(address, shown | {"lead_2": other.pk})
    root = parse(second.content)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Lead: Head of panels. Save what is right" in errors(root)[0]
    assert values(root)["lead_2"] == str(other.pk)
    assert client.post(address, values(root)).status_code == 302


def test_an_action_is_withdrawn_with_a_reason_and_the_one_in_its_place(scene, parse, send):
    other = ActionFactory(workstream=scene.workstream)
    empty = parse(send("action-withdraw", scene.action, {"what": "superseded"}).content)
    send("action-withdraw", scene.action, {"what": "superseded", "superseded_by": other.pk, "reason": "One is enough."})
    scene.action.refresh_from_db()

    assert errors(empty) == ["Choose which action takes its place", "Say why, in a sentence"]
    assert scene.action.status == Status.SUPERSEDED


@pytest.mark.parametrize(("who", "may"), [("programme", True), ("lead", True), ("officer", False), ("board", False)])
def test_links_to_setting_up_show_only_to_who_may(scene, see, who, may):
    shown = links(see("action-detail", scene.action, who))

    assert [text in shown for text in ("Edit", "Change who leads it", "Withdraw")] == [may] * 3


@pytest.mark.parametrize(
    ("who", "offered"),
    [("programme", ["Add an action", "Change who is responsible"]), ("lead", ["Add an action"]), ("board", [])],
)
def test_the_page_of_a_workstream_leads_to_what_may_be_set_up(scene, see, who, offered):
    shown = links(see("workstream-detail", scene.workstream, who))

    assert [text for text in ("Add an action", "Change who is responsible") if text in shown] == offered


@pytest.mark.parametrize(("who", "may"), [("programme", True), ("lead", False), ("board", False)])
def test_the_list_of_actions_leads_the_programme_office_to_setting_up(scene, see, who, may):
    shown = links(see("action-list", scene.plan, who))

    assert ("Set up workstreams, actions and people" in shown) is may


@pytest.mark.parametrize(("who", "may"), [("programme", True), ("lead", True), ("board", False)])
def test_an_action_nobody_leads_is_mended_from_the_list_of_what_is_to_be_fixed(scene, see, who, may):
    action = ActionFactory(workstream=scene.workstream, reference="9", title="Alone", due=date(2022, 6, 30))
    shown = links(see("fix-list", scene.plan, who))

    assert shown.get("Name a lead of 9 Alone") == (at("action-leads", action) if may else None)


# --- What they cost ---------------------------------------------------------------------------------------------------

BUDGETS = {
    "plan-set-up": 6,
    "owner-list": 7,
    "owner-detail": 7,
    "owner-edit": 5,
    "owner-appoint": 5,
    "owner-hand-over": 5,
    "workstream-add": 6,
    "responsibilities": 6,
    "action-add": 5,
    "action-edit": 10,
    "action-leads": 6,
    "action-withdraw": 5,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", BUDGETS)
def test_the_pages_cost_the_same_however_much_there_is(scene, owner, django_assert_num_queries, name, rows):
    for _ in range(rows):
        finding = FindingFactory(area=scene.plan.host_area)
        PlanAnswerFactory(plan=scene.plan, finding=finding)
        scene.action.outcomes.add(IntendedOutcomeFactory(plan=scene.plan, finding=finding))
        AppointmentFactory(owner=owner, user=scene.officer, valid_from=LONG_AGO, valid_to=YESTERDAY)
        stream = WorkstreamFactory(plan=scene.plan)
        for thing in (scene.workstream, stream):
            ResponsibilityFactory(workstream=thing, owner=OwnerFactory(area=scene.plan.host_area))
            ResponsibilityFactory(workstream=stream, owner=owner, part=Part.ACCOUNTABLE, valid_to=TODAY)
        ActionOwnerFactory(action=ActionFactory(workstream=scene.workstream), owner=owner)
        ActionOwnerFactory(action=scene.action)
    things = {"plan": scene.plan, "owner": owner, "workstream": scene.workstream, "action": scene.action}
    about = {
        "workstream-add": scene.plan,
        "owner-list": scene.plan.host_area,
        "responsibilities": scene.workstream,
        "action-add": scene.workstream,
    }
    client = scene.client("programme")

    with django_assert_num_queries(BUDGETS[name]):
        client.get(at(name, about.get(name) or things[name.split("-")[0]]))
