"""My actions: worst first, each thing once, one verb a line."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import LocalAreaFactory
from tests.factories.plans import PlanFactory
from tests.factories.workstreams import (
    ActionFactory,
    AlsoServesFactory,
    DateChangeFactory,
    UpdateFactory,
    WorkstreamFactory,
    make_lead,
    make_workstream_lead,
)
from tests.workstreams.pages import by_class, heading, links, words
from workstreams.choices import Precision, Progress, Status
from workstreams.models import Action

TODAY = date(2022, 5, 16)
ADDRESS = "/my/"


@pytest.fixture
def see(scene, parse):
    def ask(who="officer"):
        return parse(scene.client(who).get(ADDRESS).content)

    return ask


def heading_of(group):
    return words(next(element for element in group if element.tag in ("h2", "h3")))


def lines(group):
    return [words(line) for line in by_class(group, "app-lines__item")]


def groups(root):
    """Heading of each group, with its lines in words."""
    return {heading_of(group): lines(group) for group in by_class(root, "app-group")}


def mine(scene, **fields):
    action = ActionFactory(**{"workstream": scene.workstream, "status": Status.IN_PROGRESS, **fields})
    make_lead(action, scene.officer, TODAY)
    return action


def test_everything_stands_once_worst_first_with_one_verb(scene, see):
    UpdateFactory(action=scene.action, happened_on=date(2022, 5, 2))
    mine(scene, reference="2", title="Late", due=date(2022, 5, 15))
    mine(scene, reference="3", title="Untold", due=date(2022, 12, 1))
    waiting = mine(scene, reference="4", title="Waiting", due=date(2022, 6, 10))
    UpdateFactory(action=waiting, happened_on=date(2022, 5, 12))
    DateChangeFactory(action=waiting, happened_on=date(2022, 5, 12))
    done = mine(scene, reference="5", title="Done", due=date(2022, 5, 1))
    UpdateFactory(action=done, progress=Progress.DONE, happened_on=date(2022, 5, 1))
    mine(scene, reference="6", title="Not due", due=date(2022, 12, 1), status=Status.NOT_STARTED)
    mine(scene, reference="7", title="Finished", status=Status.COMPLETE)

    root = see()

    asked = "New date asked for on 12 May 2022: “30 June 2022”. With the workstream’s lead or the board’s chair."
    assert heading(root) == "Olu Officer My actions"
    assert words(by_class(root, "govuk-body-l")[0]) == "2 to do, about 4 minutes."
    assert groups(root) == {
        "Overdue (1)": ["2 Late Due 15 May 2022, not told yet. Update 2 Late"],
        "Due now (1)": ["3 Untold Due 1 December 2022, not told yet. Update 3 Untold"],
        "Waiting for someone else (1)": [f"4 Waiting Due 10 June 2022, last told 12 May 2022. {asked} See 4 Waiting"],
        "Done, being checked (1)": ["5 Done Due 1 May 2022, last told 1 May 2022. See 5 Done"],
        "Nothing needed (3)": [
            "1.1 Hold weekly panels Under way, not due, last told 2 May 2022. See 1.1 Hold weekly panels",
            "6 Not due Not started, not due, not told yet. See 6 Not due",
            "7 Finished Complete, not told yet. See 7 Finished",
        ],
    }


def test_a_line_leads_straight_into_the_form_where_something_is_to_do(scene, see):
    Action.objects.filter(pk=scene.action.pk).update(status=Status.IN_PROGRESS)

    assert links(see())["Update 1.1 Hold weekly panels"] == reverse("workstreams:update-add", args=[scene.action.pk])


def test_a_date_nobody_can_read_says_what_to_do(scene, see):
    DateChangeFactory(
        action=scene.action,
        happened_on=TODAY,
        to_text="some day",
        to_precision=Precision.INVALID,
        to_start=None,
        to_end=None,
    )

    (line,) = groups(see())["Due now (1)"]
    assert "“some day”. It cannot be read as a day: ask again with one." in line


def test_nothing_is_late_in_a_plan_whose_record_has_ended(scene, see):
    scene.plan.record_ends_on = date(2022, 2, 10)
    scene.plan.save()
    Action.objects.update(due_start=date(2022, 1, 1), due_end=date(2022, 1, 1), due_text="1 January 2022")

    root = see()

    assert words(by_class(root, "govuk-body-l")[0]) == "Nothing is waiting for you."
    assert groups(root) == {
        "Plan whose record has ended (1)": [
            "1.1 Hold weekly panels Due 1 January 2022, not told yet. Update 1.1 Hold weekly panels"
        ]
    }


def test_a_workstreams_lead_sees_what_others_lead_there_apart_from_their_own(scene, see):
    own = ActionFactory(workstream=scene.workstream, reference="9", title="Own", due=date(2022, 5, 1))
    make_lead(own, scene.lead, TODAY)
    ActionFactory(workstream=scene.workstream, reference="10", title="Orphan", due=date(2022, 5, 1))
    post = scene.action.owners.get().owner

    root = see("lead")

    assert [lines(group) for group in by_class(root, "app-group")] == [
        ["9 Own Due 1 May 2022, not told yet. Update 9 Own"],
        ["10 Orphan Lead: none held. Due 1 May 2022, not told yet. Update 10 Orphan"],
        [f"1.1 Hold weekly panels Lead: {post}. Not started, not due, not told yet. See 1.1 Hold weekly panels"],
    ]
    assert [words(one) for one in root.findall(".//main/section/h2")] == ["Overdue (1)"]
    assert [words(one) for one in root.findall(".//main/section/h3")] == ["Overdue (1)", "Nothing needed (1)"]
    assert words(by_class(root, "govuk-body-l")[0]) == "1 to do, about 2 minutes."


@pytest.mark.parametrize(
    ("who", "to_end", "decides"),
    [
        ("lead", date(2022, 7, 20), True),
        ("lead", date(2022, 9, 20), False),
        ("chair", date(2022, 7, 20), True),
        ("chair", date(2022, 9, 20), True),
        ("officer", date(2022, 7, 20), False),
        ("programme", date(2022, 7, 20), False),
        ("board", date(2022, 7, 20), False),
    ],
)
def test_dates_stand_with_those_who_decide_them(scene, see, who, to_end, decides):
    change = DateChangeFactory(
        action=scene.action, to_text="later", to_start=to_end, to_end=to_end, happened_on=date(2022, 5, 12)
    )

    root = see(who)

    asked = "1.1 Hold weekly panels From 30 June 2022 to later, asked on 12 May 2022"
    expected = [f"{asked} Decide the date of 1.1 Hold weekly panels"]
    assert groups(root).get("For you to decide (1)", []) == (expected if decides else [])
    assert (reverse("workstreams:date-decide", args=[change.pk]) in links(root).values()) is decides


def test_an_outside_bodys_dates_stand_with_the_programme_office(scene, see):
    scene.plan.outside_decides_dates = True
    scene.plan.save()
    DateChangeFactory(action=scene.action, happened_on=TODAY)

    assert "For you to decide (1)" in groups(see("programme"))
    assert "For you to decide (1)" not in groups(see("chair"))


def test_a_date_of_another_area_is_nobodys_here(scene, see):
    DateChangeFactory(action=ActionFactory(workstream__plan__host_area=LocalAreaFactory()))

    assert groups(see("chair")) == {}


def test_one_update_serves_other_plans_and_says_so(scene, see):
    other = WorkstreamFactory(plan=PlanFactory(host_area=scene.plan.host_area))
    AlsoServesFactory(action=scene.action, workstream=other, reference="B4")

    said = [words(item) for item in see().findall(".//main/ul/li")]
    assert said == [f"{other.plan}: 1.1 counts there as B4. One update serves both."]


@pytest.mark.parametrize("who", ["board", "data", "stranger"])
def test_who_has_nothing_is_told_what_would_stand_there(see, who):
    root = see(who)

    assert groups(root) == {}
    assert words(by_class(root, "app-empty")[0]).startswith("No action is yours. Actions that you lead")


def test_an_action_of_an_area_somebody_left_is_theirs_no_more(scene, see):
    scene.officer.memberships.update(valid_to=date(2022, 5, 15))

    assert groups(see()) == {}


def test_it_is_for_people_who_are_signed_in(client, db):
    assert client.get(ADDRESS).url == f"{reverse('account_login')}?next={ADDRESS}"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_actions(scene, django_assert_num_queries, rows):
    make_workstream_lead(scene.workstream, scene.officer, TODAY)
    for _ in range(rows):
        action = mine(scene, due=date(2022, 6, 10))
        AlsoServesFactory(action=action)
        for held in (action, ActionFactory(workstream=scene.workstream)):
            UpdateFactory(action=held)
            DateChangeFactory(action=held)
    client = scene.client("officer")

    with django_assert_num_queries(8):
        client.get(ADDRESS)
