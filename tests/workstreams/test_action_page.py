"""One action's page: everything recorded about it, with its whole history both ways round."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.findings import FindingFactory, PassageFactory
from tests.factories.plans import IntendedOutcomeFactory, PlanFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    AlsoServesFactory,
    DateChangeFactory,
    DateDecisionFactory,
    DocumentUpdateFactory,
    EvidenceDecisionFactory,
    EvidenceFactory,
    MilestoneFactory,
    OwnerFactory,
    UpdateFactory,
    WorkstreamFactory,
)
from tests.workstreams.pages import by_class, by_id, facts, heading, links, table, words
from workstreams.choices import DateAnswer, Origin, Part, Polarity, Precision, Progress, Rag, Status
from workstreams.models import Action


@pytest.fixture
def see(scene, parse):
    def ask(who="board", action=None, **query):
        answer = scene.client(who).get((action or scene.action).get_absolute_url(), query)
        return parse(answer.content)

    return ask


def history(root):
    return [words(item) for item in by_class(root, "app-history__item")]


def test_everything_stands_on_it(scene, see):
    finding = FindingFactory(area=scene.plan.host_area, reference="2", title="Joint planning")
    outcome = IntendedOutcomeFactory(plan=scene.plan, finding=finding, statement="Help is joined up.")
    scene.action.outcomes.add(outcome)
    passage = PassageFactory(lines="57-59")
    scene.action.passages.add(passage)
    Action.objects.filter(pk=scene.action.pk).update(
        status=Status.IN_PROGRESS,
        status_label="Progressing well",
        rag=Rag.AMBER_GREEN,
        success_criteria="Nine panels of ten are held.",
        evidence_required="Minutes.",
        origin=Origin.REBUILT,
    )
    accountable = ActionOwnerFactory(
        action=scene.action, part=Part.ACCOUNTABLE, owner__name="Director", valid_from=date(2022, 1, 1)
    )
    former = ActionOwnerFactory(action=scene.action, owner=OwnerFactory(name="Old post"), valid_to=date(2022, 4, 30))
    lead = scene.action.owners.get(valid_to=None, part=Part.LEAD)

    root = see()

    assert heading(root) == f"1.1, workstream 1 of {scene.plan} Hold weekly panels"
    assert facts(root) == {
        "Lead": f"{lead.owner} since 16 May 2021",
        "Accountable officer": f"{accountable.owner} since 1 January 2022",
        "At other times": f"Lead: {former.owner}, to 30 April 2022",
        "Status": "Under way The council’s own word: “Progressing well”",
        "On time?": "Under way, not due",
        "Rating": "Amber–green",
        "Due": "30 June 2022",
        "First due": "30 June 2022",
        "What shows success": "Nine panels of ten are held.",
        "Evidence required": "Minutes.",
        "Outcomes it serves": "Help is joined up. (2 Joint planning)",
        "Where it comes from": (
            f"Rebuilt from what a document says was done or left undone: {passage.locator}."
            " Its number is ours; no lead, date or rating was invented."
        ),
    }


def test_what_is_not_recorded_says_so(scene, see):
    bare = ActionFactory(workstream=scene.workstream, reference="")

    shown = facts(see(action=bare))

    assert {key: shown[key] for key in ("Lead", "Rating", "Due", "First due", "What shows success")} == {
        "Lead": "None held",
        "Rating": "Not rated",
        "Due": "No date held",
        "First due": "No date held",
        "What shows success": "Not recorded",
    }


@pytest.mark.parametrize(
    ("who", "shown"), [("officer", True), ("lead", True), ("programme", True), ("board", False), ("chair", False)]
)
def test_the_button_to_update_is_for_those_who_may(scene, see, who, shown):
    assert ("Update this action" in links(see(who))) is shown


def test_a_closed_action_says_that_it_takes_no_more_updates(scene, see):
    Action.objects.update(status=Status.COMPLETE)

    root = see("officer")

    assert "Update this action" not in links(root)
    assert words(root.findall(".//main/p")[0]) == "This action is complete, so it takes no more updates."


def test_the_history_tells_who_for_whom_from_where_and_what_both_ways_round(scene, see):
    post = scene.action.owners.get().owner
    document = DocumentUpdateFactory(
        action=scene.action, happened_on=date(2022, 1, 26), narrative="Work goes on.", status=Status.IN_PROGRESS
    )
    UpdateFactory(
        action=scene.action,
        happened_on=date(2022, 3, 1),
        progress=Progress.AT_RISK,
        narrative="One clerk\nleft.",
        recovery="Another.",
        recorded_by=scene.lead,
        on_behalf_of=post,
    )
    UpdateFactory(
        action=scene.action,
        happened_on=date(2022, 4, 1),
        progress=Progress.AT_RISK,
        narrative="",
        recovery="",
        same_as_last_time=True,
        recorded_by=scene.officer,
    )

    told = [
        f"26 January 2022, {document.passage.locator} Under way Work goes on.",
        f"1 March 2022, Lee Lead, for {post} At risk One clerk left. What would put it right: Another.",
        "1 April 2022, Olu Officer At risk Same as last time",
    ]
    assert history(see()) == told[::-1]
    assert history(see(order="newest")) == told[::-1]
    assert history(see(order="oldest")) == told


def test_an_order_that_does_not_exist_is_answered_with_a_sentence(scene, see):
    UpdateFactory(action=scene.action)

    assert words(by_class(see(order="sideways"), "govuk-inset-text")[0]) == (
        "“sideways” is no order of the history. It is shown newest first."
    )


def test_a_correction_and_what_it_corrects_lead_to_each_other(scene, see):
    wrong = UpdateFactory(action=scene.action, happened_on=date(2022, 3, 1), narrative="Ten panels.")
    right = UpdateFactory(action=scene.action, happened_on=date(2022, 3, 8), narrative="Nine panels.", corrects=wrong)

    root = see()

    items = {item.get("id"): item for item in by_class(root, "app-history__item")}
    assert [link.get("href") for link in items[f"update-{right.pk}"].iter("a")] == [f"#update-{wrong.pk}"]
    assert [link.get("href") for link in items[f"update-{wrong.pk}"].iter("a")] == [f"#update-{right.pk}"]
    assert words(items[f"update-{wrong.pk}"]).endswith("Ten panels. Corrected on 8 March 2022")


def test_dates_asked_for_stand_with_their_answers_and_who_decides_the_open_one(scene, see):
    agreed = DateChangeFactory(
        action=scene.action,
        to_text="20 July 2022",
        to_start=date(2022, 7, 20),
        to_end=date(2022, 7, 20),
        happened_on=date(2022, 5, 2),
        recorded_by=scene.officer,
    )
    DateDecisionFactory(change=agreed, happened_on=date(2022, 5, 4), recorded_by=scene.lead, reason="Short.")
    Action.objects.update(due_text="20 July 2022", due_start=date(2022, 7, 20), due_end=date(2022, 7, 20))
    scene.action.refresh_from_db()
    refused = DateChangeFactory(action=scene.action, to_text="2023", happened_on=date(2022, 5, 5))
    DateDecisionFactory(
        change=refused, answer=DateAnswer.REFUSED, reason="Too long.", outside_body="DfE", happened_on=date(2022, 5, 6)
    )
    DateChangeFactory(
        action=scene.action,
        to_text="some day",
        to_precision=Precision.INVALID,
        to_start=None,
        to_end=None,
        reason="",
        happened_on=date(2022, 5, 9),
    )

    root = see("chair")
    rows = table(root)

    why = "Not enough people or time: The panel's chair has left."
    assert rows == [
        [
            "2 May 2022 Olu Officer",
            "30 June 2022",
            "20 July 2022",
            why,
            "Agreed 4 May 2022, Lee Lead Short.",
        ],
        ["5 May 2022", "20 July 2022", "2023", why, "Refused 6 May 2022, DfE Too long."],
        [
            "9 May 2022",
            "20 July 2022",
            "some day (no day can be read from this)",
            "Not enough people or time",
            "Not answered yet. Who decides: the board’s chair. Decide the date some day",
        ],
    ]
    assert facts(root)["First due"] == "30 June 2022 Re-dated 1 time, 20 days later"
    assert "Decide" not in table(see("officer"))[2][4].replace("decides", "")


def test_evidence_stands_with_its_kind_side_and_answer(scene, see):
    accepted = EvidenceFactory(
        area=scene.plan.host_area, actions=[scene.action], title="Survey", link="https://example.org/s"
    )
    EvidenceDecisionFactory(evidence=accepted)
    EvidenceFactory(
        area=scene.plan.host_area,
        actions=[scene.action],
        title="Complaint",
        polarity=Polarity.ADVERSE,
        passage=PassageFactory(lines="7"),
        happened_on=date(2022, 3, 1),
    )

    root = see()

    rows = table(root)
    assert rows[0] == ["Survey", "Impact", "Supports", "1 April 2022, source not recorded", "Accepted"]
    assert (rows[1][0], rows[1][2], rows[1][4]) == ("Complaint", "Against", "Not needed")
    assert links(root)["Survey"] == "https://example.org/s"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("programme", True),
        ("data", True),
        ("lead", True),
        ("accountable", True),
        ("officer", False),
        ("board", False),
        ("chair", False),
    ],
)
def test_restricted_evidence_is_for_those_with_the_right_to_it(scene, see, who, sees):
    EvidenceFactory(area=scene.plan.host_area, actions=[scene.action], title="Case notes", is_restricted=True)

    root = see(who)

    assert (root.find(".//table") is not None) is sees


def test_milestones_and_other_plans_it_serves_stand_where_there_are_any(scene, see):
    MilestoneFactory(action=scene.action, due_text="March 2022", reached_on=date(2022, 3, 9))
    other = WorkstreamFactory(plan=PlanFactory(host_area=scene.plan.host_area), number="7")
    AlsoServesFactory(action=scene.action, workstream=other, reference="B4")
    AlsoServesFactory(action=scene.action)  # of an area the reader may not see

    root = see()

    assert facts(root)["Also serves"] == f"{other.plan}, workstream 7, as B4. One update serves both."
    assert words(root.findall(".//main/ul/li")[0]) == (
        "Terms of reference agreed, due March 2022: reached on 9 March 2022"
    )


def test_an_action_at_home_in_a_plan_somebody_may_not_see_gives_no_link_to_it(scene, see):
    elsewhere = ActionFactory(title="Shared work")
    AlsoServesFactory(action=elsewhere, workstream=scene.workstream)

    shown = links(see(action=elsewhere))

    assert elsewhere.workstream.get_absolute_url() not in shown.values()
    assert elsewhere.workstream.plan.get_absolute_url() not in shown.values()


def test_what_people_wrote_is_shown_as_they_wrote_it_and_runs_nothing(scene, see):
    text = "<script>alert(1)</script> {{ x }} & “quoted”"
    UpdateFactory(action=scene.action, narrative=text, happened_on=date(2022, 3, 1))
    Action.objects.update(title=text, detail=text, status_label=text[:80])

    root = see()

    assert history(root) == [f"1 March 2022, written by a person On course {text}"]
    assert [script.get("src") is not None for script in root.iter("script")] == [True, True]


def test_people_of_other_areas_find_no_such_page(scene):
    client = scene.client("stranger")

    assert client.get(scene.action.get_absolute_url()).status_code == 404
    assert client.get("/actions/999999/").status_code == 404
    assert client.get(f"/actions/{10**30}/").status_code == 404


def test_the_order_links_lead_back_to_the_history(scene, see):
    UpdateFactory(action=scene.action)

    assert links(see())["Show oldest first"] == "?order=oldest#history"
    assert by_id(see(), "history") is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_long_the_history(scene, django_assert_num_queries, rows):
    for month in range(1, rows + 1):
        DocumentUpdateFactory(action=scene.action, happened_on=date(2022, month, 1), status=Status.IN_PROGRESS)
        DateDecisionFactory(change=DateChangeFactory(action=scene.action))
        EvidenceFactory(area=scene.plan.host_area, actions=[scene.action], passage=PassageFactory())
        scene.action.outcomes.add(IntendedOutcomeFactory(plan=scene.plan))
        scene.action.passages.add(PassageFactory())
        ActionOwnerFactory(action=scene.action)
    client = scene.client("officer")

    with django_assert_num_queries(10):
        client.get(scene.action.get_absolute_url())

    for _ in range(rows):
        MilestoneFactory(action=scene.action)
        AlsoServesFactory(action=scene.action)
    with django_assert_num_queries(12):
        client.get(scene.action.get_absolute_url())


def test_the_update_page_is_where_the_button_leads(scene, see):
    assert links(see("officer"))["Update this action"] == reverse("workstreams:update-add", args=[scene.action.pk])
