"""One finding with everything that is recorded about it, as it stood on a day."""

from datetime import date

import pytest
from django.urls import reverse

from findings.choices import FindingType, LinkKind
from findings.models import Finding
from findings.services import correct_wording
from tests.factories.accounts import LocalAreaFactory
from tests.factories.findings import (
    ClaimFactory,
    ClaimTopicFactory,
    FindingFactory,
    FindingLinkFactory,
    JudgementFactory,
    PassageFactory,
    ReviewFactory,
    ViewFactory,
    VoiceFactory,
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
)
from tests.factories.workstreams import (
    ActionFactory,
    AlsoServesFactory,
    EvidenceFactory,
    FeedbackFactory,
    WorkstreamAnswerFactory,
    WorkstreamFactory,
    make_workstream_lead,
    member,
)
from tests.workstreams.pages import by_class, by_id, errors, heading, links, table, words
from workstreams.choices import Polarity

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(fenshire, parse):
    def ask(finding, client=None, **query):
        response = (client or fenshire.client).get(finding.get_absolute_url(), query)
        assert response.status_code == 200
        return parse(response.content)

    return ask


@pytest.fixture
def weakness(fenshire):
    finding = FindingFactory(area=fenshire.area, review=fenshire.review, reference="1", title="Joint planning")
    PlanAnswerFactory(plan=fenshire.plan, finding=finding)
    return finding


def headings(page):
    return [words(one) for one in page.iter("h2")][1:] if errors(page) else [words(one) for one in page.iter("h2")]


def chain(page):
    return [words(one) for one in by_class(page, "app-chain__step")]


# ----------------------------------------------------------------------------------------------- Peterborough's record


@pytest.fixture
def peterborough_page(board, peterborough, parse):
    def ask(reference="5", **query):
        finding = Finding.objects.get(review__code="INSP19", type=FindingType.SIGNIFICANT_WEAKNESS, reference=reference)
        return parse(board.get(finding.get_absolute_url(), query).content)

    return ask


def test_the_quotation_comes_first_then_the_verdict_then_the_record(peterborough_page):
    page = peterborough_page()
    assert heading(page) == "Area of significant weakness 5: Ages 18 to 25"
    assert words(by_class(page, "app-quotation__source")[0]) == "REV22, line 121 · wording locked"
    assert words(by_class(page, "app-result")[0]) == (
        "Inspectors, 10 February 2022: not sufficient progress. "
        "“The area has not made sufficient progress to improve this area of weakness.” REV22, line 137 "
        "On record: of 6 intended outcomes, 3 against, 2 not shown, 1 shown."
    )


def test_raised_before_runs_through_the_documents_by_date(peterborough_page):
    page = peterborough_page()
    assert words(by_id(page, "raised-before")) == "Raised before: 17 findings in 2 reviews since 2017"
    assert [step.split(":")[0] for step in chain(page)] == [
        "August 2017",
        "October 2018",
        "June 2019",
        "November 2019",
        "February 2022",
    ]
    assert chain(page)[3] == (
        "November 2019: condition 3 of the fitness decision. Make the outcomes for young people aged 18 to 25 more "
        "specific. no answer held"
    )
    assert (
        chain(page)[4]
        == "February 2022: Joint area SEND revisit, January 2022, not sufficient progress REV22, line 137"
    )


def test_each_outcome_says_its_state_and_because_of_what(peterborough_page):
    rows = table(peterborough_page())
    assert [row[1] for row in rows] == ["Against", "Not shown", "Against", "Not shown", "Shown", "Against"]
    assert rows[4][2] == (
        "Hospital stays avoided. The key worker network prevents hospital stays that are not needed, and delays in "
        "going home. REV22, line 131"
    )


def test_what_families_say_keeps_its_words_and_says_that_the_number_is_missing(peterborough_page):
    said = [words(one) for one in peterborough_page().iter("p") if words(one).startswith("Negative")]
    assert len(said) == 2
    assert said[0].startswith("Negative Parents and carers, parents of young people aged 18 to 25 who took part")
    assert "number not stated" in said[0]


def test_what_the_revisit_noted_stands_as_improvements_and_gaps(peterborough_page):
    page = peterborough_page()
    assert [words(one) for one in page.iter("h3")][:2] == ["Improvement made: 10", "Gap: 11"]


def test_take_up_is_named_as_take_up_and_no_result_is_measured(peterborough_page):
    page = peterborough_page()
    assert table(page, 1) == [
        ["Take-up of five-day education places", "Take-up or output", "None held", "100% by January 2022", "None held"],
        [
            "Young people with an EHC plan at further education colleges",
            "Take-up or output",
            "None held",
            "more January 2022, against 2019",
            "None held",
        ],
    ]
    assert "None of them measures results (outcomes or experience) with a figure." in [
        words(one) for one in page.iter("p")
    ]


def test_documents_that_word_it_differently_stand_side_by_side(peterborough_page):
    page = peterborough_page()
    claims = [words(one) for one in by_class(page, "app-claims__claim")]
    assert len(claims) == 2
    assert claims[1].endswith("REV22, lines 51, 67, 89, 103, 121 Used here")
    assert words(by_class(page, "app-quotation__source")[1]).startswith("SCR20, lines ")


def test_on_an_earlier_day_the_finding_stands_as_it_stood(peterborough_page):
    page = peterborough_page(as_at="2019-12-31")
    assert words(by_class(page, "app-result")[0]) == (
        "Not yet judged by inspectors. On record: of 6 intended outcomes, 6 not shown."
    )
    assert len(chain(page)) == 4
    assert "Nobody has recorded a view or a judgement by this day." in [words(one) for one in page.iter("p")]


def test_between_visit_and_letter_what_became_known_later_is_marked(peterborough_page):
    page = peterborough_page(as_at="2022-01-28")
    assert table(page)[0][1] == "Against known later"


def test_before_it_was_found_there_is_only_its_name(peterborough_page):
    page = peterborough_page(as_at="2019-06-01")
    assert words(by_class(page, "app-empty")[0]) == (
        "This had not been found by then. It was found on 14 June 2019. Show the page as it opens"
    )
    assert by_class(page, "app-quotation") == []


def test_a_bad_day_is_answered_with_a_sentence(peterborough_page):
    page = peterborough_page(as_at="soon")
    assert errors(page) == ["Enter a real date, for example 10 February 2022"]
    assert words(by_class(page, "app-result")[0]).startswith("Inspectors, 10 February 2022")


def test_a_recommendation_shows_what_it_led_to_and_leaves_out_what_does_not_apply(board, peterborough, parse):
    finding = Finding.objects.get(review__code="SEF17", reference="4.1")
    page = parse(board.get(finding.get_absolute_url()).content)
    assert heading(page).startswith("Recommendation 4.1: ")
    assert headings(page) == ["Not known to be raised before", "Where documents disagree"]
    steps = chain(page)
    assert steps[0].startswith("August 2017: Self-evaluation 2017 (this page)")
    assert [step.split(":")[0] for step in steps[1:]] == ["October 2018", "June 2019", "January 2022"]
    assert by_id(page, "raised-again") is not None


# ------------------------------------------------------------------------------------------------- any other finding


def test_a_finding_of_a_running_plan_says_what_is_missing(weakness, shown):
    page = shown(weakness)
    assert words(by_class(page, "app-result")[0]) == (
        "Not yet judged by inspectors. On record: no intended outcome is held."
    )
    missing = [words(one) for one in by_class(page, "app-missing")]
    assert missing == [
        "No intended outcome is held.",
        "Not held.",
        "No workstream answers it.",
        "No measure is tied to it.",
        "Nobody has recorded a view or a judgement by this day.",
    ]


def test_views_and_judgements_stand_oldest_first_with_their_reasons(weakness, shown):
    board = VoiceFactory(code="fenshire_board", label="Fenshire board")
    JudgementFactory(finding=weakness, happened_on=date(2022, 5, 3), known_on=date(2022, 5, 3))
    ViewFactory(finding=weakness, voice=board, happened_on=date(2022, 4, 1), reason="Waits are shorter.")
    rows = table(shown(weakness), -1)
    assert [row[:3] for row in rows] == [
        ["1 April 2022", "Fenshire board", "Sufficient progress"],
        ["3 May 2022", "Inspectors", "Sufficient progress"],
    ]
    assert rows[0][3] == "Waits are shorter."


def test_outcomes_of_two_plans_name_their_plan(fenshire, weakness, shown):
    other = PlanFactory(host_area=fenshire.area, title="Fenshire accelerated plan")
    PlanAnswerFactory(plan=other, finding=weakness)
    for plan in (fenshire.plan, other):
        IntendedOutcomeFactory(plan=plan, finding=weakness, statement="Families feel it")
    assert sorted(row[0] for row in table(shown(weakness))) == [
        "Families feel it Fenshire accelerated plan",
        "Families feel it Fenshire written statement of action",
    ]


def test_a_plan_the_reader_may_not_see_adds_nothing(weakness, shown):
    hidden = PlanFactory(host_area=LocalAreaFactory(), title="Hidden plan")
    PlanAnswerFactory(plan=hidden, finding=weakness)
    IntendedOutcomeFactory(plan=hidden, finding=weakness, statement="Hidden outcome")
    WorkstreamAnswerFactory(workstream=WorkstreamFactory(plan=hidden, title="Hidden stream"), finding=weakness)
    assert "idden" not in words(shown(weakness))


def test_restricted_evidence_is_named_only_to_those_who_may_see_it(fenshire, weakness, shown, client):
    outcome = IntendedOutcomeFactory(plan=fenshire.plan, finding=weakness)
    EvidenceFactory(
        area=fenshire.area, outcomes=[outcome], polarity=Polarity.ADVERSE, title="A case", is_restricted=True
    )
    stream = WorkstreamFactory(plan=fenshire.plan)
    WorkstreamAnswerFactory(workstream=stream, finding=weakness)
    lead = member(fenshire.area, "lead")
    make_workstream_lead(stream, lead, date(2022, 5, 16))
    assert table(shown(weakness))[0][1:] == [
        "Against",
        "There is evidence against it that has not been answered. 1 restricted item not shown to you.",
    ]
    for user in (member(fenshire.area, "programme"), member(fenshire.area, "data"), lead):
        client.force_login(user)
        assert table(shown(weakness, client))[0][2].startswith("A case. ")


def test_fewer_than_five_replies_are_not_counted_out_to_everybody(fenshire, weakness, shown, client):
    FeedbackFactory(area=fenshire.area, findings=[weakness], number_asked=3)
    FeedbackFactory(area=fenshire.area, findings=[weakness], number_asked=5)
    page = words(shown(weakness))
    assert ("fewer than 5 replies" in page, "3 replies" in page, "5 replies" in page) == (True, False, True)
    client.force_login(member(fenshire.area, "data"))
    assert "; 3 replies" in words(shown(weakness, client))


def test_a_workstream_counts_its_own_actions_and_those_it_shares(fenshire, weakness, shown):
    stream = WorkstreamFactory(plan=fenshire.plan, number="1", title="Planning")
    WorkstreamAnswerFactory(workstream=stream, finding=weakness)
    ActionFactory(workstream=stream)
    AlsoServesFactory(
        action=ActionFactory(workstream=WorkstreamFactory(plan=PlanFactory(host_area=fenshire.area))), workstream=stream
    )
    ActionFactory(workstream=stream, added_on=date(2022, 5, 17))
    page = shown(weakness)
    assert links(page)["Workstream 1: Planning"] == stream.get_absolute_url()
    assert "Workstream 1: Planning: 2 actions" in [words(item) for item in page.iter("li")]


def test_a_corrected_wording_keeps_the_old_one_with_the_reason(fenshire, weakness, shown):
    correct_wording(
        by=member(fenshire.area, "programme", name="Programme office"),
        finding=weakness,
        text="Leaders do not plan, commission and review services together.",
        reason="The letter was misread.",
    )
    page = shown(weakness)
    assert words(by_class(page, "app-quotation__wording")[0]) == (
        "Leaders do not plan, commission and review services together."
    )
    assert headings(page)[-1] == "Corrections of the wording"


def test_what_it_is_about_and_what_it_revises_are_links(fenshire, weakness, shown):
    gap = FindingFactory(area=fenshire.area, review=fenshire.review, type=FindingType.GAP, title="Views not sought")
    FindingLinkFactory(later=gap, earlier=weakness, kind=LinkKind.ABOUT)
    older = FindingFactory(area=fenshire.area, review=fenshire.review, type=FindingType.RECOMMENDATION, reference="5.1")
    FindingLinkFactory(later=gap, earlier=older, kind=LinkKind.REVISES, note="Narrower.")
    paragraphs = [words(one) for one in shown(gap).iter("p")]
    assert "Said about area of significant weakness 1 Joint planning." in paragraphs
    assert f"Revises {older}. Narrower." in paragraphs
    assert f"Revised by {gap}. Narrower." in [words(one) for one in shown(older).iter("p")]


def test_a_circle_of_links_ends(fenshire, weakness, shown):
    other = FindingFactory(area=fenshire.area, review=fenshire.review, reference="2")
    FindingLinkFactory(later=weakness, earlier=other)
    FindingLinkFactory(later=other, earlier=weakness)
    assert words(by_id(shown(weakness), "raised-before")) == "Raised before: 1 finding in 1 review since 2021"


@pytest.mark.parametrize("path", ["/findings/999999999/", "/findings/99999999999999999999999999/"])
def test_what_does_not_exist_is_not_found(fenshire, path):
    assert fenshire.client.get(path).status_code == 404


def test_a_finding_of_another_area_is_as_if_it_did_not_exist(fenshire):
    assert fenshire.client.get(FindingFactory().get_absolute_url()).status_code == 404


def test_pages_are_only_read(fenshire, weakness):
    assert fenshire.client.post(weakness.get_absolute_url()).status_code == 405
    assert fenshire.client.post(reverse("progress:plan-progress", args=[fenshire.plan.slug])).status_code == 405


# ------------------------------------------------------------------------------------------------------------- cost


def fill(fenshire, finding):
    """Everything once more."""
    outcome = IntendedOutcomeFactory(plan=fenshire.plan, finding=finding)
    EvidenceFactory(area=fenshire.area, outcomes=[outcome], passage=PassageFactory())
    measure = MeasureFactory(plan=fenshire.plan)
    measure.outcomes.add(outcome)
    ObservationFactory(measure=measure, area=fenshire.area)
    FeedbackFactory(area=fenshire.area, findings=[finding], passage=PassageFactory())
    stream = WorkstreamFactory(plan=fenshire.plan)
    WorkstreamAnswerFactory(workstream=stream, finding=finding)
    ActionFactory(workstream=stream)
    earlier = FindingFactory(area=fenshire.area, review=ReviewFactory(area=fenshire.area), happened_on=date(2019, 1, 1))
    FindingLinkFactory(later=finding, earlier=earlier)
    later = FindingFactory(area=fenshire.area, review=ReviewFactory(area=fenshire.area), happened_on=date(2022, 1, 1))
    FindingLinkFactory(later=later, earlier=finding)
    noted = FindingFactory(area=fenshire.area, review=fenshire.review, type=FindingType.GAP)
    FindingLinkFactory(later=noted, earlier=finding, kind=LinkKind.ABOUT)
    finding.also_at.add(PassageFactory())
    decision = FitnessDecisionFactory(version=PlanVersionFactory(plan=fenshire.plan))
    ConditionFactory(decision=decision).findings.add(finding)
    JudgementFactory(finding=finding, review=ReviewFactory(area=fenshire.area), happened_on=date(2022, 4, 3))
    topic = ClaimTopicFactory(area=fenshire.area)
    ClaimFactory(topic=topic, passage=PassageFactory(document=finding.passage.document))


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_finding_page_query_budget(fenshire, weakness, django_assert_num_queries, rows):
    for _ in range(rows):
        fill(fenshire, weakness)
    with django_assert_num_queries(27):
        assert fenshire.client.get(weakness.get_absolute_url()).status_code == 200
