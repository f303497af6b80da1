"""A running plan's progress page: any framework's nouns, what the board decides, what is late, and what it costs."""

from datetime import date

import pytest
from django.urls import reverse

from findings.choices import FindingType
from tests.factories.accounts import LocalAreaFactory
from tests.factories.findings import (
    FindingFactory,
    FindingLinkFactory,
    FrameworkFactory,
    JudgementFactory,
    JudgementValueFactory,
    PassageFactory,
    ReviewFactory,
    RevisitFactory,
    SectorFactory,
    StatementFactory,
    ViewFactory,
    VoiceFactory,
)
from tests.factories.plans import (
    ConditionAnswerFactory,
    ConditionFactory,
    FitnessDecisionFactory,
    IntendedOutcomeFactory,
    MeasureFactory,
    ObservationFactory,
    PlanAnswerFactory,
    PlanFactory,
    PlanVersionFactory,
    TargetFactory,
    VersionStepFactory,
)
from tests.factories.workstreams import (
    ActionFactory,
    AlsoServesFactory,
    DateChangeFactory,
    DateDecisionFactory,
    EvidenceFactory,
    FeedbackFactory,
    ResponsibilityFactory,
    UpdateFactory,
    WorkstreamAnswerFactory,
    WorkstreamFactory,
)
from tests.workstreams.pages import by_class, links, table, words
from workstreams.choices import FeedbackVoice, Part, Polarity, Side, Status, Tone

pytestmark = pytest.mark.django_db


def address(plan):
    return reverse("progress:plan-progress", args=[plan.slug])


@pytest.fixture
def shown(fenshire, parse):
    def ask(plan=None, **query):
        response = fenshire.client.get(address(plan or fenshire.plan), query)
        assert response.status_code == 200
        return parse(response.content)

    return ask


def weakness(fenshire, plan=None, **fields):
    """A finding the plan answers, after those it answers already."""
    finding = FindingFactory(area=fenshire.area, review=fenshire.review, **fields)
    PlanAnswerFactory(plan=plan or fenshire.plan, finding=finding)
    return finding


def workstream_for(finding, plan, **fields):
    stream = WorkstreamFactory(plan=plan, **fields)
    WorkstreamAnswerFactory(workstream=stream, finding=finding)
    return stream


def result(page):
    return [words(one) for one in by_class(page, "app-result__sentence")]


def attention(page):
    return [words(one) for one in by_class(page, "app-attention__item")]


def section(page, name):
    return next(one for one in page.iter("section") if one.get("aria-labelledby") == f"{name}-heading")


# --------------------------------------------------------------------------------------------------------- the result


def test_one_finding_is_told_without_a_number(fenshire, shown):
    weakness(fenshire, reference="1", title="Joint planning")
    assert result(shown()) == ["Not yet judged: the weakness."]


def test_all_judged_well_is_one_sentence(fenshire, shown):
    review = RevisitFactory(area=fenshire.area, starts_on=date(2022, 3, 6), ends_on=date(2022, 3, 8))
    for _ in range(2):
        JudgementFactory(finding=weakness(fenshire), review=review, happened_on=date(2022, 4, 3))
    page = shown()
    assert result(page) == ["Inspectors, 6 to 8 March 2022: both weaknesses, sufficient progress."]
    assert by_class(page, "app-result--good") != []


def test_judgements_of_two_reviews_name_both_visits_and_what_is_still_open(fenshire, shown):
    first = RevisitFactory(area=fenshire.area, starts_on=date(2022, 1, 10), ends_on=date(2022, 1, 12))
    second = RevisitFactory(area=fenshire.area, starts_on=date(2022, 4, 4), ends_on=date(2022, 4, 4))
    poor = JudgementValueFactory(code="not_sufficient")
    one, two, _ = (weakness(fenshire, reference=number, title=f"Theme {number}") for number in "123")
    JudgementFactory(finding=one, review=first, value=poor, happened_on=date(2022, 2, 1))
    JudgementFactory(finding=one, review=second, happened_on=date(2022, 5, 1))
    JudgementFactory(finding=two, review=first, value=poor, happened_on=date(2022, 2, 1))
    assert result(shown()) == [
        "Inspectors, 10 to 12 January 2022 and 4 April 2022: 1 of 3 weaknesses, sufficient progress.",
        "Not sufficient progress: weakness 2, Theme 2.",
        "Not yet judged: weakness 3, Theme 3.",
    ]
    assert result(shown(as_at="2022-03-01"))[0] == (
        "Inspectors, 10 to 12 January 2022: not sufficient progress: weakness 1, Theme 1; weakness 2, Theme 2."
    )


def test_a_back_dated_judgement_never_replaces_a_later_one(fenshire, shown):
    finding = weakness(fenshire, reference="1")
    later = RevisitFactory(area=fenshire.area, starts_on=date(2022, 3, 6), ends_on=date(2022, 3, 8))
    earlier = RevisitFactory(area=fenshire.area, starts_on=date(2022, 1, 6), ends_on=date(2022, 1, 8))
    JudgementFactory(finding=finding, review=later, happened_on=date(2022, 4, 3))
    JudgementFactory(
        finding=finding,
        review=earlier,
        value=JudgementValueFactory(code="not_sufficient"),
        happened_on=date(2022, 2, 3),
    )
    assert result(shown()) == ["Inspectors, 6 to 8 March 2022: the weakness, sufficient progress."]


def test_a_plan_of_2023_speaks_of_areas_for_priority_action_and_effective_action(fenshire, shown):
    framework = FrameworkFactory(
        code="2023",
        finding_noun="area for priority action",
        finding_noun_plural="areas for priority action",
        finding_short="priority action",
        finding_short_plural="priority actions",
        progress_noun="effective action",
        plan_noun="priority action plan",
        review_noun="monitoring inspection",
        plan_due_working_days=35,
    )
    plan = PlanFactory(host_area=fenshire.area, framework=framework, title="Fenshire priority action plan")
    review = ReviewFactory(area=fenshire.area, framework=framework, received_on=date(2022, 5, 3))
    plan.reviews.add(review)
    for number in "12":
        finding = FindingFactory(
            area=fenshire.area, review=review, type=FindingType.PRIORITY_ACTION, reference=number, title="Waits"
        )
        PlanAnswerFactory(plan=plan, finding=finding)
    JudgementValueFactory(framework=framework, code="not_yet", label="Not yet judged", standing="open")
    page = shown(plan)
    assert result(page) == ["Not yet judged: both priority actions."]
    assert [words(one) for one in by_class(page, "app-result__next")] == [
        "Next: the inspectors’ monitoring inspection.",
        "The priority action plan is due on 23 June 2022: 26 working days left.",
    ]
    assert words(page.find(".//thead/tr/th")) == "Priority action"
    assert "weakness" not in words(page).lower()


def test_a_deadline_that_passed_without_a_plan_says_so_without_a_verdict(fenshire, shown):
    weakness(fenshire)
    assert words(by_class(shown(), "app-result__next")[-1]) == (
        "The written statement of action was due on 16 November 2021. That it was sent is not recorded."
    )


def test_a_plan_sent_late_says_both_days(fenshire, shown):
    weakness(fenshire)
    VersionStepFactory(
        version=PlanVersionFactory(plan=fenshire.plan), status="submitted", happened_on=date(2021, 12, 1)
    )
    assert words(by_class(shown(), "app-result__next")[-1]) == (
        "It was due on 16 November 2021 and was sent on 1 December 2021."
    )


def test_requirements_that_no_inspection_found_have_no_column_of_inspectors(fenshire, shown):
    framework = FrameworkFactory(
        code="none", finding_short="priority", finding_short_plural="priorities", plan_noun="plan", review_noun="review"
    )
    plan = PlanFactory(host_area=fenshire.area, framework=framework)
    PlanAnswerFactory(
        plan=plan, finding=FindingFactory(area=fenshire.area, review=None, passage=None, type=FindingType.PRIORITY)
    )
    page = shown(plan)
    heads = [words(head) for head in page.findall(".//thead/tr/th")]
    assert "Inspectors" not in heads
    assert result(page) == ["No inspection stands behind this plan."]
    assert by_class(page, "app-result__next") == []


# ----------------------------------------------------------------------------------------------------- the board's part


def test_a_date_that_waits_for_a_decision_is_put_to_the_board(fenshire, shown):
    stream = workstream_for(weakness(fenshire), fenshire.plan)
    action = ActionFactory(workstream=stream, reference="1.1", title="Hold weekly panels", due=date(2022, 4, 1))
    DateChangeFactory(action=action, happened_on=date(2022, 5, 2))
    page = shown()
    assert [words(item) for item in section(page, "board").iter("li")] == [
        f"decide a new date for 1.1 Hold weekly panels: {action.due_text} to 30 June 2022, asked on 2 May 2022"
    ]
    assert links(page)["1.1 Hold weekly panels"] == action.get_absolute_url()
    assert words(section(shown(as_at="2022-05-01"), "board")) == "The board is asked to No decision is waiting."


def test_a_short_first_move_is_the_leads_and_only_counted(fenshire, shown):
    stream = workstream_for(weakness(fenshire), fenshire.plan)
    DateChangeFactory(action=ActionFactory(workstream=stream, due=date(2022, 6, 10)), happened_on=date(2022, 5, 2))
    assert words(section(shown(), "board")) == (
        "The board is asked to No decision is waiting. 1 more date can be decided by a workstream’s lead."
    )


def test_a_decided_date_no_longer_waits_but_did_before_the_decision(fenshire, shown):
    stream = workstream_for(weakness(fenshire), fenshire.plan)
    change = DateChangeFactory(
        action=ActionFactory(workstream=stream, due=date(2022, 4, 1)), happened_on=date(2022, 4, 2)
    )
    DateDecisionFactory(change=change, happened_on=date(2022, 5, 10))
    assert list(section(shown(), "board").iter("li")) == []
    assert len(list(section(shown(as_at="2022-05-09"), "board").iter("li"))) == 1


def test_a_running_plan_counts_what_changed_in_thirty_days(fenshire, shown):
    stream = workstream_for(weakness(fenshire), fenshire.plan)
    action = ActionFactory(workstream=stream)
    UpdateFactory(action=action, happened_on=date(2022, 4, 17), known_on=date(2022, 4, 17))
    UpdateFactory(action=action, happened_on=date(2022, 4, 16), known_on=date(2022, 4, 16))
    # told late: so in March, known in May
    UpdateFactory(action=action, happened_on=date(2022, 3, 1), known_on=date(2022, 5, 1))
    part = section(shown(), "since")
    assert words(part.find("h2")) == "Since 16 April 2022"
    assert [words(item) for item in part.iter("li")] == ["2 updates of actions"]


def test_nothing_new_is_said_in_words(fenshire, shown):
    weakness(fenshire)
    assert [words(item) for item in section(shown(), "since").iter("li")] == ["Nothing was added to the record."]


def test_answered_conditions_are_told_as_answered(fenshire, shown):
    weakness(fenshire)
    decision = FitnessDecisionFactory(version=PlanVersionFactory(plan=fenshire.plan))
    answered = ConditionFactory(decision=decision)
    ConditionAnswerFactory(condition=answered, happened_on=date(2022, 2, 1), known_on=date(2022, 2, 1))
    assert words(section(shown(), "since")).endswith("All 1 condition of the fitness decision answered")
    assert attention(shown()) == []
    assert attention(shown(as_at="2022-01-01")) == [
        "Conditions. The condition of the fitness decision has no answer on record."
    ]


# ------------------------------------------------------------------------------------------------------------- rows


def test_actions_are_counted_by_what_is_said_of_them_with_late_and_moved_ones_apart(fenshire, shown):
    stream = workstream_for(weakness(fenshire), fenshire.plan)
    for status in (Status.COMPLETE, Status.SUBMITTED_FOR_CLOSURE, Status.IN_PROGRESS):
        UpdateFactory(
            action=ActionFactory(workstream=stream, due=date(2022, 12, 1)), status=status, happened_on=date(2022, 5, 1)
        )
    ActionFactory(workstream=stream, due=date(2022, 5, 15))
    change = DateChangeFactory(
        action=ActionFactory(workstream=stream, due=date(2022, 4, 1)), happened_on=date(2022, 4, 2)
    )
    DateDecisionFactory(change=change, happened_on=date(2022, 5, 10))
    page = shown()
    assert table(page)[0][-1] == "2 of 5 done 1 under way 1 overdue 1 re-dated 2 not started"
    assert "Actions. 1 action is overdue." in attention(page)
    # before the decision the second was overdue; before the updates nothing was done
    assert table(shown(as_at="2022-04-15"))[0][-1] == "0 of 5 done 1 overdue 5 not started"


def test_an_action_counts_in_every_row_its_workstream_answers_and_the_page_says_so(fenshire, shown):
    one, two = weakness(fenshire), weakness(fenshire)
    stream = workstream_for(one, fenshire.plan)
    WorkstreamAnswerFactory(workstream=stream, finding=two)
    ActionFactory(workstream=stream)
    page = shown()
    assert [row[-1] for row in table(page)] == ["0 of 1 done 1 not started"] * 2
    assert "An action that serves several rows counts in each of them." in [words(one) for one in page.iter("p")]


def test_an_action_of_another_plan_counts_where_it_also_serves(fenshire, shown):
    stream = workstream_for(weakness(fenshire), fenshire.plan)
    elsewhere = WorkstreamFactory(plan=PlanFactory(host_area=fenshire.area))
    AlsoServesFactory(action=ActionFactory(workstream=elsewhere), workstream=stream)
    assert table(shown())[0][-1] == "0 of 1 done 1 not started"


def test_voices_that_hold_a_view_each_have_a_column(fenshire, shown):
    one, two = weakness(fenshire), weakness(fenshire)
    poor = JudgementValueFactory(code="not_sufficient")
    ViewFactory(finding=one, value=poor)
    ViewFactory(finding=two, voice=VoiceFactory(code="parent_carer_forum"), value=poor, happened_on=date(2022, 5, 11))
    page = shown()
    heads = [words(head) for head in page.findall(".//thead/tr/th")]
    assert [head for head in heads if head.endswith("own view")] == [
        "Board: own view",
        "Parent carer forum: own view",
    ]
    assert [row[7:9] for row in table(page)] == [
        ["Not sufficient progress 10 May 2022", "None held"],
        ["None held", "Not sufficient progress 11 May 2022"],
    ]


def test_more_than_two_voices_share_a_column(fenshire, shown):
    one, _ = weakness(fenshire), weakness(fenshire)
    for code in ("board", "parent_carer_forum", "workstream_lead"):
        ViewFactory(finding=one, voice=VoiceFactory(code=code))
    assert [row[7] for row in table(shown())] == [
        "Board Sufficient 10 May 2022 Parent carer forum Sufficient 10 May 2022 Workstream lead Sufficient 10 May 2022",
        "None held",
    ]


@pytest.mark.parametrize(
    ("kinds", "noun"),
    [
        (["significant_weakness", "significant_weakness"], "Weakness"),
        (["significant_weakness", "area_for_improvement"], "Finding"),
        (["area_for_improvement", "area_for_improvement"], "Area for improvement"),
        (["requirement", "priority"], "Area of significant weakness"),
        (["strength", "strength"], "Finding"),
    ],
)
def test_rows_of_several_kinds_have_the_name_they_share(fenshire, shown, kinds, noun):
    for kind in kinds:
        weakness(fenshire, type=kind)
    assert words(shown().find(".//thead/tr/th")) == noun


def test_families_that_differ_stand_apart_and_the_newest_word_of_each_counts(fenshire, shown):
    finding = weakness(fenshire)
    FeedbackFactory(area=fenshire.area, findings=[finding], tone=Tone.NEGATIVE, happened_on=date(2022, 1, 1))
    FeedbackFactory(area=fenshire.area, findings=[finding], tone=Tone.POSITIVE, happened_on=date(2022, 3, 1))
    FeedbackFactory(
        area=fenshire.area,
        findings=[finding],
        voice=FeedbackVoice.FORUM,
        tone=Tone.NEGATIVE,
        text="Members wait too long. They say so each time.",
        happened_on=date(2022, 2, 1),
    )
    FeedbackFactory(area=fenshire.area, findings=[finding], voice=FeedbackVoice.PROFESSIONALS, tone=Tone.MIXED)
    page = shown()
    assert table(page)[0][6] == "Positive parents and carers Negative parent carer forum"
    assert attention(page)[0].endswith("Families say: members wait too long.")


def test_restricted_evidence_counts_and_stays_unnamed(fenshire, shown):
    finding = weakness(fenshire, reference="1", title="Waits")
    outcome = IntendedOutcomeFactory(plan=fenshire.plan, finding=finding, statement="Children are seen in time")
    EvidenceFactory(
        area=fenshire.area,
        outcomes=[outcome],
        polarity=Polarity.ADVERSE,
        title="A case nobody may read of",
        is_restricted=True,
    )
    page = shown()
    assert attention(page) == ["Weakness 1, Waits. Evidence against an intended outcome: children are seen in time."]
    assert "nobody may read" not in words(page)


def test_a_side_without_an_accountable_officer_needs_attention(fenshire, shown):
    finding = weakness(fenshire)
    finding.sectors.add(SectorFactory(code="social_care", label="Social care"))
    stream = workstream_for(finding, fenshire.plan, number="1")
    ResponsibilityFactory(workstream=stream, part=Part.ACCOUNTABLE, side=Side.COUNCIL)
    assert attention(shown()) == [
        "Accountability. Workstream 1: nobody is recorded as accountable on the side of health and social care."
    ]
    assert table(shown(view="workstreams"))[0][2].endswith("(council) Health: none recorded Social care: none recorded")


def test_a_finding_raised_again_needs_attention_until_a_result_is_measured(fenshire, shown):
    finding = weakness(fenshire, reference="1", title="Waits")
    FindingLinkFactory(
        later=finding,
        earlier=FindingFactory(
            area=fenshire.area, review=ReviewFactory(area=fenshire.area), happened_on=date(2019, 3, 1)
        ),
    )
    assert attention(shown()) == [
        "Weakness 1, Waits. Raised in 1 earlier review since 2019, and no measure of results holds a figure."
    ]
    measure = MeasureFactory(plan=fenshire.plan, kind="experience")
    measure.findings.add(finding)
    ObservationFactory(measure=measure, area=fenshire.area, happened_on=date(2022, 3, 31), known_on=date(2022, 4, 9))
    assert attention(shown()) == []


def test_without_workstreams_the_second_view_says_so(fenshire, shown):
    weakness(fenshire)
    assert words(by_class(shown(view="workstreams"), "app-empty")[0]) == (
        "No workstreams are held. They come with the plan."
    )


# ----------------------------------------------------------------------------------------------------------- access


def test_a_plan_of_another_area_is_as_if_it_did_not_exist(fenshire):
    other = PlanFactory(host_area=LocalAreaFactory())
    assert fenshire.client.get(address(other)).status_code == 404
    assert fenshire.client.get(reverse("progress:plan-progress", args=["no-such-plan"])).status_code == 404


def test_somebody_of_an_area_the_plan_covers_reads_it(fenshire, client):
    from core.accounts.choices import Role
    from tests.factories.workstreams import member

    other = LocalAreaFactory()
    fenshire.plan.areas.add(other)
    client.force_login(member(other, Role.FORUM))
    assert client.get(address(fenshire.plan)).status_code == 200


# ------------------------------------------------------------------------------------------------------------- cost


def full_row(fenshire):
    """A row with everything a row can have."""
    finding = weakness(fenshire)
    revisit = RevisitFactory(area=fenshire.area, starts_on=date(2022, 3, 6), ends_on=date(2022, 3, 8), lines="1-99")
    fenshire.plan.reviews.add(revisit)
    JudgementFactory(
        finding=finding,
        review=revisit,
        happened_on=date(2022, 4, 3),
        known_on=date(2022, 4, 3),
        passage=PassageFactory(document=revisit.document),
    )
    StatementFactory(document=revisit.document, kind="next_step")
    ViewFactory(finding=finding)
    FindingLinkFactory(later=finding, earlier=FindingFactory(area=fenshire.area, happened_on=date(2019, 3, 1)))
    outcome = IntendedOutcomeFactory(plan=fenshire.plan, finding=finding)
    EvidenceFactory(area=fenshire.area, outcomes=[outcome], polarity=Polarity.ADVERSE, passage=PassageFactory())
    measure = MeasureFactory(plan=fenshire.plan)
    measure.outcomes.add(outcome)
    ObservationFactory(measure=measure, area=fenshire.area)
    TargetFactory(measure=measure)
    FeedbackFactory(area=fenshire.area, findings=[finding], tone=Tone.NEGATIVE, passage=PassageFactory())
    stream = workstream_for(finding, fenshire.plan, passage=PassageFactory())
    ResponsibilityFactory(workstream=stream, part=Part.ACCOUNTABLE, side=Side.COUNCIL)
    action = ActionFactory(workstream=stream, due=date(2022, 4, 1))
    UpdateFactory(action=action, happened_on=date(2022, 5, 1))
    DateChangeFactory(action=action, happened_on=date(2022, 5, 2))
    change = DateChangeFactory(action=ActionFactory(workstream=stream), happened_on=date(2022, 5, 2))
    DateDecisionFactory(change=change, happened_on=date(2022, 5, 10))
    decision = FitnessDecisionFactory(version=PlanVersionFactory(plan=fenshire.plan))
    VersionStepFactory(version=decision.version, status="submitted")
    ConditionFactory(decision=decision)


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize("view", ["findings", "workstreams"])
def test_progress_page_query_budget(fenshire, django_assert_num_queries, rows, view):
    for _ in range(rows):
        full_row(fenshire)
    with django_assert_num_queries(19):
        assert fenshire.client.get(address(fenshire.plan), {"view": view}).status_code == 200
