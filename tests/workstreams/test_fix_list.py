"""What a plan's actions lack, each line with the page that mends it."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.plans import PlanFactory
from tests.factories.workstreams import ActionFactory, DateChangeFactory, DateDecisionFactory, make_lead
from tests.workstreams.pages import by_class, links, table, words
from workstreams.choices import Precision, Status

TODAY = date(2022, 5, 16)
UNREADABLE = {"to_text": "some day", "to_precision": Precision.INVALID, "to_start": None, "to_end": None}


def address(plan):
    return reverse("workstreams:fix-list", args=[plan.slug])


@pytest.fixture
def see(scene, parse):
    def ask(who="board"):
        return parse(scene.client(who).get(address(scene.plan)).content)

    return ask


def rows(root):
    return table(root) if root.find(".//table") is not None else []


def test_a_plan_whose_actions_lack_nothing_says_so(see):
    root = see()

    assert rows(root) == []
    assert words(by_class(root, "app-empty")[0]).startswith("Nothing is to be fixed.")


def test_what_is_missing_or_cannot_be_read_stands_there_with_its_words(scene, see):
    ActionFactory(workstream=scene.workstream, reference="2", title="Nobody, no date")
    for reference, text, precision in (("3", "soonish", Precision.INVALID), ("4", "ongoing", Precision.ONGOING)):
        action = ActionFactory(
            workstream=scene.workstream, reference=reference, title="Words", due_text=text, due_precision=precision
        )
        make_lead(action, scene.officer, TODAY)
    DateChangeFactory(action=scene.action, **UNREADABLE)
    ActionFactory(workstream=scene.workstream, status=Status.COMPLETE)

    assert rows(see()) == [
        [
            "1.1",
            "Hold weekly panels",
            "The new date asked for cannot be read: “some day”",
            "See 1.1 Hold weekly panels",
        ],
        ["2", "Nobody, no date", "No current lead No date held", "See 2 Nobody, no date"],
        ["3", "Words", "The date cannot be read: “soonish”", "See 3 Words"],
        ["4", "Words", "The date has no last day: “ongoing”", "See 4 Words"],
    ]
    assert words(by_class(see(), "govuk-body")[0]).startswith("5 things missing or not readable, in 4 open actions.")


@pytest.mark.parametrize(
    ("who", "mends"), [("officer", True), ("lead", True), ("programme", True), ("chair", False), ("board", False)]
)
def test_each_line_leads_to_the_page_that_mends_it_for_those_who_may(scene, see, who, mends):
    DateChangeFactory(action=scene.action, **UNREADABLE)

    shown = links(see(who))

    update = reverse("workstreams:update-add", args=[scene.action.pk])
    assert shown.get("Update 1.1 Hold weekly panels") == (update if mends else None)
    assert shown.get("See 1.1 Hold weekly panels") == (None if mends else scene.action.get_absolute_url())


@pytest.mark.parametrize("answered", ["later request", "refusal"])
def test_a_request_that_was_answered_or_replaced_is_off_the_list(scene, see, answered):
    change = DateChangeFactory(action=scene.action, happened_on=date(2022, 5, 1), **UNREADABLE)
    if answered == "refusal":
        DateDecisionFactory(change=change, answer="refused", reason="Which day?")
    else:
        DateChangeFactory(action=scene.action, happened_on=date(2022, 5, 2))

    assert rows(see()) == []


def test_a_lead_who_has_left_is_no_current_lead(scene, see):
    scene.officer.is_active = False
    scene.officer.save()

    assert rows(see())[0][2] == "No current lead"


def test_people_of_other_areas_find_no_such_list(scene):
    assert scene.client("stranger").get(address(scene.plan)).status_code == 404
    assert scene.client("board").get(address(PlanFactory())).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(scene, django_assert_num_queries, number):
    for action in ActionFactory.create_batch(number, workstream=scene.workstream):
        DateChangeFactory(action=action, **UNREADABLE)
    client = scene.client("officer")

    with django_assert_num_queries(8):
        client.get(address(scene.plan))
