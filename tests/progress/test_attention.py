"""What a plan's board should look at first: at most five sentences, by plain rules."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from send_tracker.progress.attention import (
    AT_MOST,
    AT_MOST_PER_RULE,
    FindingFacts,
    PlanFacts,
    Source,
    StreamFacts,
    needs_attention,
)


def rules(facts):
    return [point.rule for point in needs_attention(facts).points]


def sentences(facts):
    return [point.sentence for point in needs_attention(facts).points]


def test_a_plan_with_nothing_on_record_needs_no_attention():
    assert needs_attention(PlanFacts()).points == ()


def test_what_families_say_against_comes_first_in_their_own_words_with_its_place():
    heard = FindingFacts(5, families_negative=(Source("Parents wait too long.", "LET1, line 9"),))
    (point,) = needs_attention(PlanFacts(findings=(FindingFacts(1), heard))).points
    assert point.finding == 5
    assert point.sentence == "Families say: parents wait too long."
    assert point.places == ("LET1, line 9",)


def test_words_that_begin_with_an_abbreviation_keep_their_capitals():
    heard = FindingFacts(1, families_negative=(Source("EHC plans come late."),))
    assert sentences(PlanFacts(findings=(heard,))) == ["Families say: EHC plans come late."]


def test_a_finding_raised_before_without_a_result_says_in_how_many_reviews_since_when():
    raised = FindingFacts(1, raised_in=2, raised_times=9, raised_since=date(2017, 8, 1))
    assert sentences(PlanFacts(findings=(raised,))) == [
        "Raised in 2 earlier reviews since 2017, and no measure of results holds a figure."
    ]
    assert sentences(PlanFacts(findings=(FindingFacts(1, raised_in=1, raised_since=date(2017, 8, 1)),))) == [
        "Raised in 1 earlier review since 2017, and no measure of results holds a figure."
    ]


def test_recurrence_is_no_news_once_results_are_measured_or_inspectors_judged_well():
    raised = {"raised_in": 2, "raised_since": date(2017, 8, 1)}
    assert rules(PlanFacts(findings=(FindingFacts(1, has_results=True, **raised),))) == []
    assert rules(PlanFacts(findings=(FindingFacts(1, settled=True, **raised),))) == []


def test_what_was_raised_most_often_comes_before_plan_order():
    since = date(2017, 8, 1)
    facts = PlanFacts(
        findings=(
            FindingFacts(1, raised_in=1, raised_times=9, raised_since=since),
            FindingFacts(2, raised_in=2, raised_times=2, raised_since=since),
            FindingFacts(3, raised_in=2, raised_times=3, raised_since=since),
        )
    )
    assert [point.finding for point in needs_attention(facts).points] == [3, 2, 1]


def test_evidence_against_names_its_outcomes_and_each_place_once():
    facts = FindingFacts(1, against=(Source("Plans late.", "LET1, line 81"), Source("Nobody looks", "LET1, line 81")))
    (point,) = needs_attention(PlanFacts(findings=(facts,))).points
    assert point.sentence == "Evidence against 2 intended outcomes: plans late; nobody looks."
    assert point.places == ("LET1, line 81",)


def test_evidence_against_what_inspectors_have_not_judged_well_comes_first():
    against = (Source("Plans late"),)
    facts = PlanFacts(findings=(FindingFacts(1, settled=True, against=against), FindingFacts(2, against=against)))
    assert [point.finding for point in needs_attention(facts).points] == [2, 1]


def test_overdue_actions_count_only_while_the_record_goes_on():
    assert sentences(PlanFacts(overdue=1)) == ["1 action is overdue."]
    assert sentences(PlanFacts(overdue=4)) == ["4 actions are overdue."]
    assert sentences(PlanFacts(overdue=4, running=False)) == []


def test_conditions_without_an_answer_are_counted():
    assert sentences(PlanFacts(conditions=3, conditions_open=2)) == [
        "2 of 3 conditions of the fitness decision have no answer on record."
    ]
    assert sentences(PlanFacts(conditions=3, conditions_open=1)) == [
        "1 of 3 conditions of the fitness decision has no answer on record."
    ]
    assert sentences(PlanFacts(conditions=1, conditions_open=1)) == [
        "The condition of the fitness decision has no answer on record."
    ]
    assert sentences(PlanFacts(conditions=3)) == []


def test_workstreams_that_lack_the_same_side_stand_in_one_sentence():
    facts = PlanFacts(
        workstreams=(
            StreamFacts("1", ("health",)),
            StreamFacts("2"),
            StreamFacts("3", ("health",)),
            StreamFacts("4", ("council", "health", "social care")),
        )
    )
    assert sentences(facts) == [
        "Workstreams 1 and 3: nobody is recorded as accountable on the side of health.",
        "Workstream 4: nobody is recorded as accountable on the side of council, health and social care.",
    ]


def test_an_officer_whose_side_is_not_stated_is_not_called_missing():
    facts = PlanFacts(workstreams=(StreamFacts("1", ("council", "health"), side_not_stated=True),))
    assert sentences(facts) == [
        "Workstream 1: it is not recorded for which side, council or health, the accountable officers answer."
    ]


def test_the_rules_come_in_their_order_and_one_kind_cannot_hide_the_others():
    troubled = [
        FindingFacts(
            key,
            families_negative=(Source("Parents wait."),),
            raised_in=1,
            raised_since=date(2017, 8, 1),
            against=(Source("Plans late"),),
        )
        for key in range(5)
    ]
    found = needs_attention(PlanFacts(findings=tuple(troubled), overdue=3, conditions=2, conditions_open=2))
    assert [point.rule for point in found.points] == ["families_negative"] * 3 + ["raised_again"] * 2
    assert found.left_out == 17 - 5


FACTS = st.builds(
    PlanFacts,
    findings=st.lists(
        st.builds(
            FindingFacts,
            key=st.integers(1, 99),
            settled=st.booleans(),
            families_negative=st.sampled_from([(), (Source("Parents wait."),)]),
            raised_in=st.integers(0, 3),
            raised_since=st.sampled_from([None, date(2017, 8, 1)]),
            against=st.sampled_from([(), (Source("Late"),), (Source("Late"), Source("Lost"))]),
        ),
        max_size=13,
    ).map(tuple),
    running=st.booleans(),
    overdue=st.integers(0, 9),
    conditions=st.just(3),
    conditions_open=st.integers(0, 3),
)


@given(FACTS)
def test_never_more_than_five_lines_nor_three_of_a_kind_and_nothing_is_lost(facts):
    found = needs_attention(facts)
    kinds = [point.rule for point in found.points]
    assert len(kinds) <= AT_MOST
    assert all(kinds.count(kind) <= AT_MOST_PER_RULE for kind in kinds)
    assert found.left_out >= 0
    assert (found.left_out == 0) or len(kinds) >= AT_MOST_PER_RULE
