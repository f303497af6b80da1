"""The start page, the list of plans, what is held of a plan, and what changed in it."""

from datetime import date

import pytest
from django.urls import reverse

from core.accounts.models import User
from tests.factories.accounts import LocalAreaFactory
from tests.factories.findings import (
    ClaimFactory,
    ClaimTopicFactory,
    FindingFactory,
    JudgementFactory,
    ReviewFactory,
    RevisitFactory,
    SourceDocumentFactory,
    StatementFactory,
)
from tests.factories.plans import (
    ConditionFactory,
    FitnessDecisionFactory,
    IntendedOutcomeFactory,
    MeasureFactory,
    ObservationFactory,
    PlanAnswerFactory,
    PlanFactory,
    PlanVersionFactory,
    VersionStepFactory,
)
from tests.factories.workstreams import (
    ActionFactory,
    DateChangeFactory,
    DateDecisionFactory,
    EvidenceFactory,
    FeedbackFactory,
    UpdateFactory,
    WorkstreamFactory,
    make_lead,
    member,
)
from tests.workstreams.pages import by_class, by_id, facts, heading, links, table, words
from workstreams.choices import Status

pytestmark = pytest.mark.django_db

WSOA = "peterborough-wsoa-2019"
STRATEGY = "cambridgeshire-and-peterborough-send-strategy-2019"


def cards(page):
    return [words(one) for one in by_class(page, "govuk-summary-card__title")]


def headings(page, level="h2"):
    return [words(one) for one in page.iter(level)]


# ---------------------------------------------------------------------------------------------------------- the start


def test_somebody_without_a_role_is_told_how_to_get_one(client, parse, today):
    from tests.factories.accounts import UserFactory

    client.force_login(UserFactory())
    page = parse(client.get("/").content)
    assert heading(page) == "What needs you"
    assert words(by_class(page, "app-empty")[0]) == (
        "No plan is open to you. You see the plans of the areas in which you hold a role. An administrator gives roles."
    )


def test_the_start_tells_what_waits_for_the_person_and_where_it_is_done(fenshire, client, parse):
    officer = member(fenshire.area, "officer")
    for due in (date(2022, 5, 1), date(2022, 8, 1)):
        action = ActionFactory(workstream=WorkstreamFactory(plan=fenshire.plan), due=due, status=Status.IN_PROGRESS)
        make_lead(action, officer, date(2022, 5, 16))
    client.force_login(officer)
    page = parse(client.get("/").content)
    main = by_id(page, "main-content")
    assert [words(item) for item in main.find("ul").iter("li")] == ["2 actions of yours to update"]
    assert links(page)["2 actions of yours"] == reverse("workstreams:my-actions")


def test_a_chair_is_told_of_dates_to_decide(fenshire, client, parse):
    chair = member(fenshire.area, "chair")
    DateChangeFactory(
        action=ActionFactory(workstream=WorkstreamFactory(plan=fenshire.plan), due=date(2022, 4, 1)),
        happened_on=date(2022, 5, 2),
    )
    client.force_login(chair)
    main = by_id(parse(client.get("/").content), "main-content")
    assert [words(item) for item in main.find("ul").iter("li")] == ["1 date to decide"]


def test_somebody_with_nothing_to_do_is_told_so(fenshire, parse):
    assert "Nothing is due from you today." in words(parse(fenshire.client.get("/").content))


def test_plans_that_answer_something_come_first_with_their_result(board, peterborough, parse):
    page = parse(board.get(reverse("progress:plan-list")).content)
    names = cards(page)
    assert names.index("Written statement of action 2019") < names.index("Joint SEND strategy")
    text = words(by_id(page, "main-content"))
    assert "4 of 5 weaknesses, sufficient progress. Not sufficient progress: weakness 5, Ages 18 to 25." in text


def test_a_plan_in_the_list_says_its_area_kind_step_and_end(fenshire, parse):
    VersionStepFactory(version=PlanVersionFactory(plan=fenshire.plan), status="published", happened_on=date(2022, 1, 5))
    PlanFactory(host_area=LocalAreaFactory(), title="Hidden plan")
    page = parse(fenshire.client.get(reverse("progress:plan-list")).content)
    assert cards(page) == ["Fenshire written statement of action"]
    assert facts(page) == {
        "Area": "Fenshire",
        "Kind": "Written statement of action",
        "Latest step": "Published, 5 January 2022",
    }


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("progress:plan-list", 6), ("progress:home", 8)])
def test_plan_list_and_home_query_budget(fenshire, django_assert_num_queries, rows, name, queries):
    for _ in range(rows):
        finding = FindingFactory(area=fenshire.area, review=fenshire.review)
        PlanAnswerFactory(plan=PlanFactory(host_area=fenshire.area), finding=finding)
        JudgementFactory(finding=finding, review=RevisitFactory(area=fenshire.area, starts_on=date(2022, 3, 6)))
        VersionStepFactory(version=PlanVersionFactory(plan=fenshire.plan))
    with django_assert_num_queries(queries):
        fenshire.client.get(reverse(name))


# --------------------------------------------------------------------------------------------------------- what is held


@pytest.fixture
def held(board, peterborough, parse):
    def ask(slug=WSOA):
        return parse(board.get(reverse("progress:plan-held", args=[slug])).content)

    return ask


def test_documents_say_whether_they_are_held_and_where_they_are_referred_to(held):
    rows = table(held())
    assert rows[0] == [
        "Written statement of action, as sent to Ofsted and the Care Quality Commission WSOA19",
        "Written statement or plan",
        "15 November 2019",
        "Referred to, not held (SCR20, lines 12-14, 368)",
    ]
    assert [row[3].split(" (")[0] for row in rows] == [
        "Referred to, not held",
        "Referred to, not held",
        "Read and cited, not attached",
        "Read and cited, not attached",
        "Referred to, not held",
        "Referred to, not held",
    ]


def test_the_decision_has_both_days_and_three_conditions_without_an_answer(held):
    page = held()
    decision = next(words(one) for one in page.iter("p") if words(one).startswith("Decision:"))
    assert decision.startswith("Decision: fit for purpose, with recommendations, 28 November 2019, by ")
    assert decision.endswith("; letter received 4 December 2019 SCR20, lines 175–182")
    assert [words(one) for one in by_class(page, "app-missing")].count("No answer held.") == 3


def test_all_eight_disagreements_stand_with_what_is_used_and_why(held):
    page = held()
    assert len([one for one in page.iter("ul") if one.get("class") == "app-claims"]) == 8
    chosen = by_class(page, "app-claims__claim--chosen")
    assert len(chosen) == 7
    assert "8 August 2019 REV22, line 35 Used here" in [words(one) for one in chosen]


def test_the_strategys_own_words_are_the_strategys_alone(held):
    assert headings(held(STRATEGY)) == ["Documents", "Versions", "What the plan says", "Where documents disagree"]
    assert "Pledge principle: 10" in headings(held(STRATEGY), "h3")
    assert "Pledge principle: 10" not in headings(held(), "h3")


def test_a_new_plan_says_that_nothing_is_held(fenshire, parse):
    page = parse(fenshire.client.get(reverse("progress:plan-held", args=["fenshire"])).content)
    assert [words(one) for one in by_class(page, "app-missing")] == [
        "No document is recorded for this plan.",
        "No version is recorded.",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_held_page_query_budget(fenshire, django_assert_num_queries, rows):
    for _ in range(rows):
        document = SourceDocumentFactory(area=fenshire.area, kind="strategy")
        fenshire.plan.documents.add(document)
        SourceDocumentFactory(area=fenshire.area, held="not_held", sha256="", referred_to_by=document)
        StatementFactory(document=document)
        version = PlanVersionFactory(plan=fenshire.plan)
        VersionStepFactory(version=version)
        ConditionFactory(decision=FitnessDecisionFactory(version=version))
        topic = ClaimTopicFactory(area=fenshire.area)
        ClaimFactory.create_batch(2, topic=topic)
    with django_assert_num_queries(15):
        assert fenshire.client.get(reverse("progress:plan-held", args=["fenshire"])).status_code == 200


# --------------------------------------------------------------------------------------------------------- what changed


def test_what_changed_lists_the_records_behind_the_counts(board, peterborough, parse):
    page = parse(board.get(reverse("progress:plan-changes", args=[WSOA])).content)
    assert heading(page) == (
        "Written statement of action 2019 What changed after 23 January 2022, up to 10 February 2022"
    )
    assert headings(page) == [
        "Judgements and views: 5",
        "Evidence: 28",
        "What families and others say: 5",
        "Entries for measures: 12",
        "Updates: 28",
    ]


def test_another_pair_of_days_can_be_compared(board, peterborough, parse):
    address = reverse("progress:plan-changes", args=[WSOA])
    page = parse(board.get(address, {"since": "2019-06-01", "as_at": "2019-12-31"}).content)
    assert headings(page) == ["Found: 5", "Steps of the plan: 2", "Entries for measures: 1"]


def test_days_without_a_change_say_so(fenshire, parse):
    page = parse(fenshire.client.get(reverse("progress:plan-changes", args=["fenshire"])).content)
    assert words(by_class(page, "app-empty")[0]).startswith("Nothing was added to the record in these days.")


def test_restricted_evidence_is_counted_and_not_listed(fenshire, parse):
    finding = FindingFactory(area=fenshire.area, review=fenshire.review)
    PlanAnswerFactory(plan=fenshire.plan, finding=finding)
    outcome = IntendedOutcomeFactory(plan=fenshire.plan, finding=finding)
    EvidenceFactory(area=fenshire.area, outcomes=[outcome], happened_on=date(2022, 5, 2), title="Open item")
    EvidenceFactory(
        area=fenshire.area, outcomes=[outcome], happened_on=date(2022, 5, 3), title="A case", is_restricted=True
    )
    page = words(parse(fenshire.client.get(reverse("progress:plan-changes", args=["fenshire"])).content))
    assert ("Evidence: 2" in page, "Open item" in page, "A case" in page) == (True, True, False)
    assert "1 of 2 are listed: the newest, without restricted ones." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_changes_page_query_budget(fenshire, django_assert_num_queries, rows):
    review = ReviewFactory(area=fenshire.area)
    for _ in range(rows):
        finding = FindingFactory(area=fenshire.area, review=review, happened_on=date(2022, 5, 2))
        PlanAnswerFactory(plan=fenshire.plan, finding=finding)
        outcome = IntendedOutcomeFactory(plan=fenshire.plan, finding=finding)
        EvidenceFactory(area=fenshire.area, outcomes=[outcome], happened_on=date(2022, 5, 2))
        FeedbackFactory(area=fenshire.area, findings=[finding], happened_on=date(2022, 5, 2))
        JudgementFactory(finding=finding, happened_on=date(2022, 5, 3))
        ObservationFactory(measure=MeasureFactory(plan=fenshire.plan), happened_on=date(2022, 5, 2))
        VersionStepFactory(version=PlanVersionFactory(plan=fenshire.plan), happened_on=date(2022, 5, 2))
        action = ActionFactory(workstream=WorkstreamFactory(plan=fenshire.plan))
        UpdateFactory(action=action, happened_on=date(2022, 5, 2))
        DateDecisionFactory(change=DateChangeFactory(action=action), happened_on=date(2022, 5, 2))
    with django_assert_num_queries(17):
        assert fenshire.client.get(reverse("progress:plan-changes", args=["fenshire"])).status_code == 200


@pytest.mark.parametrize("name", ["plan-progress", "plan-changes", "plan-held"])
def test_pages_of_another_areas_plan_do_not_exist(fenshire, name):
    plan = PlanFactory(host_area=LocalAreaFactory())
    assert fenshire.client.get(reverse(f"progress:{name}", args=[plan.slug])).status_code == 404


def test_an_adviser_has_no_live_plans(board, peterborough, parse, client):
    client.force_login(User.objects.get(email="adviser@peterborough.example"))
    assert cards(parse(client.get("/plans/").content)) == []
    assert client.get(f"/plans/{WSOA}/").status_code == 404
