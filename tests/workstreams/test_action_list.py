"""All actions of a plan: search, filters, order, download; nothing of another plan by any door."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import LocalAreaFactory, OrganisationFactory
from tests.factories.plans import PlanFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    AlsoServesFactory,
    DocumentUpdateFactory,
    OwnerFactory,
    UpdateFactory,
    WorkstreamFactory,
)
from tests.workstreams.pages import by_class, errors, heading, table, words
from workstreams.choices import Progress, Rag, Status
from workstreams.models import Action

TODAY = date(2022, 5, 16)


def address(plan):
    return reverse("workstreams:action-list", args=[plan.slug])


@pytest.fixture
def shown(scene, parse):
    """The rows of the list for these filters, cell by cell."""

    def ask(**query):
        root = parse(scene.client("board").get(address(scene.plan), query).content)
        return table(root) if root.find(".//table") is not None else []

    return ask


@pytest.fixture
def actions(scene):
    """Seven actions of the plan: one in each situation a filter asks for."""
    second = WorkstreamFactory(plan=scene.plan, number="2")
    health = OrganisationFactory(name="Fenshire NHS Trust")
    post = OwnerFactory(area=scene.plan.host_area, name="Head of therapies", organisation=health)
    made = {"first": scene.action}
    made["overdue"] = ActionFactory(
        workstream=second, reference="2.1", due=date(2022, 5, 15), status=Status.IN_PROGRESS
    )
    made["soon"] = ActionFactory(workstream=second, reference="2.2", due=date(2022, 6, 15), status=Status.IN_PROGRESS)
    made["later"] = ActionFactory(workstream=second, reference="2.3", due=date(2022, 6, 16))
    made["dateless"] = ActionFactory(
        workstream=second, reference="2.4", title="Agree a joint budget", detail="By health."
    )
    made["rated"] = ActionFactory(workstream=second, reference="2.5", due=date(2022, 12, 1), rag=Rag.AMBER)
    made["done"] = ActionFactory(workstream=second, reference="2.6", due=date(2022, 5, 1), status=Status.COMPLETE)
    ActionOwnerFactory(action=made["soon"], owner=post)
    made["post"], made["health"], made["second"] = post, health, second
    return made


def references(rows):
    return [row[0] for row in rows]


def test_each_row_says_what_is_known_and_what_is_not(scene, shown):
    lead = scene.action.owners.get().owner
    rebuilt = ActionFactory(workstream=scene.workstream, reference="", title="Open a hub", origin="rebuilt")
    update = DocumentUpdateFactory(action=rebuilt, status=Status.COMPLETE)
    told = ActionFactory(workstream=scene.workstream, reference="1.3", title="Train staff", due=date(2022, 5, 1))
    UpdateFactory(action=told, progress=Progress.AT_RISK, happened_on=date(2022, 4, 20))

    assert shown() == [
        [
            "1.1",
            "Hold weekly panels",
            "1",
            str(lead),
            "30 June 2022",
            "Not started, not due",
            "Not rated",
            "Not told yet",
        ],
        ["None", "Open a hub", "1", "None held", "No date held", "Complete", "Not rated", update.passage.locator],
        ["1.3", "Train staff", "1", "None held", "1 May 2022", "Overdue Under way", "Amber", "20 April 2022"],
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["1.1", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]),
        ({"q": "budget"}, ["2.4"]),
        ({"q": "AGREE health"}, ["2.4"]),
        ({"q": "2.3"}, ["2.3"]),
        ({"q": "100%_"}, []),
        ({"state": "overdue"}, ["2.1"]),
        ({"state": "due_soon"}, ["2.2"]),
        ({"state": "not_due"}, ["1.1", "2.3", "2.5"]),
        ({"state": "no_date"}, ["2.4"]),
        ({"state": "complete"}, ["2.6"]),
        ({"status": "in_progress"}, ["2.1", "2.2"]),
        ({"rag": "amber"}, ["2.5"]),
        ({"rag": "none"}, ["1.1", "2.1", "2.2", "2.3", "2.4", "2.6"]),
        ({"due": "overdue"}, ["2.1"]),
        ({"due": "soon"}, ["2.2"]),
        ({"due": "none"}, ["2.4"]),
        ({"due_from": "16/6/2022", "due_to": "30 June 2022"}, ["1.1", "2.3"]),
        ({"lead": "null"}, ["2.1", "2.3", "2.4", "2.5", "2.6"]),
        ({"state": "overdue", "due": "none"}, []),
    ],
)
def test_filters_narrow_the_list(actions, shown, query, found):
    assert references(shown(**query)) == found


def test_filters_by_what_the_plan_has(actions, shown):
    assert references(shown(workstream=actions["second"].pk)) == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]
    assert references(shown(lead=actions["post"].pk)) == ["2.2"]
    assert references(shown(organisation=actions["health"].pk)) == ["2.2"]


def test_a_former_lead_is_no_choice_and_leads_nothing(scene, actions, shown):
    former = OwnerFactory(area=scene.plan.host_area)
    ActionOwnerFactory(action=actions["soon"], owner=former, valid_to=date(2022, 5, 15))

    assert shown(lead=former.pk) == []


@pytest.mark.parametrize("name", ["workstream", "lead", "organisation"])
def test_a_choice_of_another_plan_is_refused_with_a_sentence_and_shows_nothing(scene, actions, parse, name):
    foreign = ActionFactory()
    ids = {
        "workstream": foreign.workstream.pk,
        "lead": ActionOwnerFactory(action=foreign, owner__organisation=OrganisationFactory()).owner.pk,
        "organisation": OrganisationFactory().pk,
    }

    root = parse(scene.client("board").get(address(scene.plan), {name: ids[name]}).content)

    label = {"workstream": "Workstream", "lead": "Lead", "organisation": "Lead’s organisation"}[name]
    assert errors(root) == [f"Choose “{label}” from the list"]
    assert root.find(".//table") is None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"state": "late"}, "Choose “State” from the list"),
        ({"rag": "pink"}, "Choose “Rating” from the list"),
        ({"workstream": "x' OR 1=1"}, "Choose “Workstream” from the list"),
        ({"workstream": "9" * 30}, "Choose “Workstream” from the list"),
        ({"due_from": "soon"}, "Enter a real date, for example 10 February 2022"),
        ({"q": "a\x00b"}, "“Search” holds a character that cannot be shown. Type it, or paste plain text"),
    ],
)
def test_a_filter_that_is_not_understood_is_answered_with_a_sentence(scene, query, said):
    answer = scene.client("board").get(address(scene.plan), query)

    assert (
        answer.status_code,
        [str(line) for lines in answer.context["filterset"].form.errors.values() for line in lines],
    ) == (
        200,
        [said],
    )
    assert answer.context["count"] == 0


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("due", ["2.6", "2.1", "2.2", "2.3", "1.1", "2.5", "2.4"]),
        ("-due", ["2.5", "1.1", "2.3", "2.2", "2.1", "2.6", "2.4"]),
        ("reference", ["1.1", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]),
        ("-workstream", ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "1.1"]),
        ("state", ["2.6", "2.2", "2.4", "1.1", "2.3", "2.5", "2.1"]),
    ],
)
def test_the_list_sorts_and_what_has_no_date_comes_last(actions, shown, sort, found):
    assert references(shown(sort=sort)) == found


def test_an_order_that_does_not_exist_is_answered_with_a_sentence(scene, parse):
    root = parse(scene.client("board").get(address(scene.plan), {"sort": "lead"}).content)

    assert words(by_class(root, "govuk-inset-text")[0]) == (
        "This list cannot be sorted by “lead”. It is in its usual order."
    )


def test_the_download_holds_exactly_what_is_shown_and_runs_nothing(scene, actions, shown):
    Action.objects.filter(pk=actions["overdue"].pk).update(title='=HYPERLINK("https://x.example")', reference="+2.1")
    query = {"workstream": actions["second"].pk, "sort": "-due"}

    answer = scene.client("board").get(address(scene.plan), {**query, "format": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == f'attachment; filename="{scene.plan.slug}-actions-2022-05-16.csv"'
    assert lines[0] == ["Ref", "Action", "Workstream", "Lead", "Due", "State", "Rating", "Told"]
    page = [[cell.replace(" Under way", ", under way") for cell in row] for row in shown(**query)]
    assert [[cell.removeprefix("'") for cell in line] for line in lines[1:]] == page
    assert lines[4][:2] == ["'+2.1", '\'=HYPERLINK("https://x.example")']


def test_an_action_of_another_plan_that_also_serves_this_one_is_listed(scene, shown):
    elsewhere = ActionFactory(reference="9.9")
    AlsoServesFactory(action=elsewhere, workstream=scene.workstream)

    assert references(shown()) == ["1.1", "9.9"]


def test_a_plan_whose_record_has_ended_is_shown_on_its_last_day(scene, shown):
    scene.plan.record_ends_on = date(2022, 5, 1)
    scene.plan.save()
    Action.objects.filter(pk=scene.action.pk).update(
        due_start=date(2022, 5, 10), due_end=date(2022, 5, 10), status=Status.IN_PROGRESS
    )

    assert shown()[0][5] == "Due soon Under way"


def test_a_plan_without_actions_says_so(scene, parse):
    plan = PlanFactory(host_area=scene.plan.host_area, actions_note="The table is not held.")

    root = parse(scene.client("board").get(address(plan)).content)

    assert heading(root) == f"{plan} All actions"
    assert words(by_class(root, "app-empty")[0]) == "This plan has no actions. The table is not held. See the plan"


@pytest.mark.parametrize("query", ["", "?format=csv", "?workstream=1"])
def test_people_of_other_areas_and_nobody_else_find_no_such_list(scene, query):
    assert scene.client("stranger").get(address(scene.plan) + query).status_code == 404
    assert scene.client("board").get(address(PlanFactory(host_area=LocalAreaFactory())) + query).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(scene, django_assert_num_queries, rows):
    for action in ActionFactory.create_batch(rows - 1, workstream=scene.workstream):
        ActionOwnerFactory(action=action)
    for action in Action.objects.all():
        DocumentUpdateFactory(action=action)
    client = scene.client("board")

    with django_assert_num_queries(10):
        client.get(address(scene.plan))
    with django_assert_num_queries(11):
        client.get(address(scene.plan), {"workstream": scene.workstream.pk, "state": "complete", "sort": "-due"})
