"""Whether an intended outcome is shown."""

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.progress.outcomes import (
    REASONS,
    EvidenceFact,
    MeasureFact,
    OutcomeResult,
    OutcomeState,
    Point,
    Thresholds,
    outcome_state,
)
from plans.choices import Direction, MeasureKind
from workstreams.choices import EvidenceKind, Polarity

TODAY = date(2022, 2, 10)
RECORDS = Path(__file__).resolve().parents[3] / "send_tracker" / "records" / "peterborough"

IMPACT = EvidenceFact(
    polarity="supports",
    kind="impact",
    happened_on=date(2021, 12, 1),
    accepted=True,
    source="council",
    sample_stated=True,
)
FORUM_IMPACT = replace(IMPACT, source="forum", independent=True)
ADVERSE = EvidenceFact(polarity="adverse", kind="experience", happened_on=date(2019, 1, 1))
INSPECTORS = EvidenceFact(polarity="supports", kind="assurance", happened_on=date(2022, 1, 26), from_inspectors=True)

#: From 40 to a milestone of 80, every month, and there.
MEASURE = MeasureFact(
    kind="outcome",
    direction="higher",
    baseline=Decimal(40),
    baseline_on=date(2019, 6, 30),
    plan_began_on=date(2019, 11, 15),
    points=(Point(date(2021, 12, 31), Decimal(60)), Point(date(2022, 1, 31), Decimal(80))),
    milestone=Decimal(80),
    meaningful_change=Decimal(5),
    period_days=30,
)


def result(*facts: EvidenceFact | MeasureFact, today: date = TODAY) -> OutcomeResult:
    return outcome_state(
        [fact for fact in facts if isinstance(fact, EvidenceFact)],
        [fact for fact in facts if isinstance(fact, MeasureFact)],
        today=today,
    )


def leading(*facts: EvidenceFact | MeasureFact, today: date = TODAY) -> str:
    return result(*facts, today=today).codes[0]


def at(value: int, **changes: object) -> MeasureFact:
    """The measure with this latest figure."""
    points = (MEASURE.points[0], Point(date(2022, 1, 31), Decimal(value)))
    return replace(MEASURE, points=points, **changes)


# --- Nothing and silence ---


def test_silence_is_not_shown_and_says_that_nothing_is_recorded() -> None:
    assert result() == OutcomeResult(OutcomeState.NOT_SHOWN, "Nothing is recorded about it.", ("nothing_recorded",))


def test_neutral_evidence_says_nothing_either_way() -> None:
    assert leading(replace(IMPACT, polarity="neutral")) == "nothing_either_way"


def test_what_happens_after_the_day_does_not_count() -> None:
    assert result(INSPECTORS, replace(ADVERSE, happened_on=TODAY), today=date(2018, 12, 31)).codes == (
        "nothing_recorded",
    )


# --- Inspectors ---


def test_inspectors_who_say_so_in_print_show_it_without_acceptance() -> None:
    assert result(INSPECTORS) == OutcomeResult(
        OutcomeState.SHOWN, "Inspectors say so in a published statement.", ("inspectors_say_so",)
    )


def test_what_inspectors_said_does_not_grow_old() -> None:
    assert leading(INSPECTORS, today=date(2030, 1, 1)) == "inspectors_say_so"


def test_inspectors_who_say_so_in_part_make_it_partly() -> None:
    assert result(replace(INSPECTORS, polarity="partly")).state is OutcomeState.PARTLY


@pytest.mark.parametrize("kind", ["activity", "output"])
def test_take_up_that_inspectors_report_shows_no_outcome(kind: str) -> None:
    assert result(replace(INSPECTORS, kind=kind)).codes == ("activity_only",)


# --- Evidence of impact ---


def test_two_accepted_items_from_different_sources_one_from_outside_show_it() -> None:
    assert leading(IMPACT, FORUM_IMPACT) == "impact_shown"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([IMPACT], "impact_one_source"),
        ([IMPACT, IMPACT], "impact_one_source"),
        ([IMPACT, replace(FORUM_IMPACT, source="")], "impact_one_source"),
        ([IMPACT, replace(FORUM_IMPACT, sample_stated=False)], "impact_no_sample"),
        ([IMPACT, replace(FORUM_IMPACT, independent=False)], "impact_from_within"),
        ([IMPACT, replace(FORUM_IMPACT, accepted=False)], "impact_one_source"),
        ([IMPACT, replace(FORUM_IMPACT, polarity="partly")], "impact_one_source"),
        ([replace(IMPACT, polarity="partly")], "impact_in_part"),
        ([IMPACT, replace(FORUM_IMPACT, happened_on=date(2021, 2, 10))], "impact_one_source"),
        ([replace(IMPACT, happened_on=date(2021, 2, 10))], "impact_old"),
    ],
)
def test_evidence_of_impact_that_lacks_something_makes_it_partly(facts: list[EvidenceFact], code: str) -> None:
    assert (result(*facts).state, leading(*facts)) == (OutcomeState.PARTLY, code)


def test_evidence_one_day_under_twelve_months_old_counts_in_full() -> None:
    assert leading(IMPACT, replace(FORUM_IMPACT, happened_on=date(2021, 2, 11))) == "impact_shown"


def test_twelve_months_before_a_leap_day_is_the_last_of_february() -> None:
    on = {"today": date(2024, 2, 29)}
    recent = replace(IMPACT, happened_on=date(2024, 1, 1))
    assert leading(recent, replace(FORUM_IMPACT, happened_on=date(2023, 3, 1)), **on) == "impact_shown"
    assert leading(recent, replace(FORUM_IMPACT, happened_on=date(2023, 2, 28)), **on) == "impact_one_source"


def test_evidence_that_nobody_accepted_shows_nothing() -> None:
    assert leading(replace(IMPACT, accepted=False)) == "impact_not_accepted"


@pytest.mark.parametrize(
    ("kind", "code"), [("output", "activity_only"), ("activity", "activity_only"), ("assurance", "not_impact")]
)
def test_accepted_evidence_of_another_kind_is_not_impact(kind: str, code: str) -> None:
    assert leading(replace(IMPACT, kind=kind), replace(FORUM_IMPACT, kind=kind)) == code


# --- Evidence against ---


def test_evidence_against_needs_no_acceptance_and_newer_good_news_does_not_expire_it() -> None:
    assert result(ADVERSE, IMPACT, FORUM_IMPACT, INSPECTORS, MEASURE) == OutcomeResult(
        OutcomeState.AGAINST,
        "There is evidence against it that has not been answered.",
        ("adverse_evidence", "inspectors_say_so", "measure_there", "impact_shown"),
    )


def test_evidence_against_that_was_answered_stands_no_longer() -> None:
    assert leading(replace(ADVERSE, answered=True), INSPECTORS) == "inspectors_say_so"


# --- Measures ---


def test_a_measure_at_its_milestone_with_two_recent_figures_shows_it() -> None:
    assert leading(MEASURE) == "measure_there"


@pytest.mark.parametrize(("value", "code"), [(72, "measure_there"), (71, "measure_short")])
def test_four_fifths_of_the_way_are_enough(value: int, code: str) -> None:
    assert leading(at(value)) == code


@pytest.mark.parametrize(
    ("value", "state", "code"),
    [
        (39, OutcomeState.AGAINST, "measure_worse"),
        (40, OutcomeState.NOT_SHOWN, "measure_no_change"),
        (44, OutcomeState.PARTLY, "measure_small_change"),
        (45, OutcomeState.PARTLY, "measure_short"),
    ],
)
def test_the_latest_figure_is_held_against_the_baseline(value: int, state: OutcomeState, code: str) -> None:
    assert (result(at(value)).state, leading(at(value))) == (state, code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"points": MEASURE.points[1:]}, "measure_few_figures"),
        ({"baseline_on": date(2019, 11, 15)}, "measure_late_baseline"),
        ({"baseline_on": None}, "measure_late_baseline"),
        ({"plan_began_on": None}, "measure_late_baseline"),
        ({"milestone": None}, "measure_no_milestone"),
        ({"period_days": 6}, "measure_old"),
        ({"period_days": None}, "measure_old"),
        ({"points": ()}, "measure_no_later_figure"),
        ({"points": (Point(date(2019, 6, 30), Decimal(80)),)}, "measure_no_later_figure"),
        ({"points": (Point(TODAY + timedelta(days=1), Decimal(80)),)}, "measure_no_later_figure"),
        ({"baseline": None}, "measure_no_baseline"),
        ({"direction": "context"}, "nothing_either_way"),
        ({"direction": "range"}, "nothing_either_way"),
    ],
)
def test_a_measure_that_lacks_something_shows_less(changes: dict[str, object], code: str) -> None:
    assert leading(replace(MEASURE, **changes)) == code


def test_one_figure_is_enough_for_a_measure_that_comes_once_a_year() -> None:
    assert leading(replace(MEASURE, points=MEASURE.points[1:], period_days=365)) == "measure_there"


def test_a_measure_stays_recent_for_one_and_a_half_periods() -> None:
    yearly = replace(MEASURE, period_days=20)
    assert leading(yearly, today=date(2022, 3, 2)) == "measure_there"
    assert leading(yearly, today=date(2022, 3, 3)) == "measure_old"


def test_where_lower_is_better_falling_is_good() -> None:
    falling = replace(
        MEASURE,
        direction="lower",
        baseline=Decimal(80),
        milestone=Decimal(40),
        points=(*MEASURE.points[:1], Point(date(2022, 1, 31), Decimal(40))),
    )
    assert leading(falling) == "measure_there"
    assert leading(replace(falling, baseline=Decimal(30))) == "measure_worse"


def test_within_a_range_is_the_milestone_of_a_range() -> None:
    ranged = replace(MEASURE, direction="range", low=Decimal(75), high=Decimal(85), milestone=None)
    assert leading(ranged) == "measure_there"
    assert leading(replace(ranged, high=Decimal(60), low=Decimal(50))) == "measure_worse"


def test_of_two_figures_for_one_day_the_worse_counts() -> None:
    assert leading(replace(MEASURE, points=(*MEASURE.points, Point(date(2022, 1, 31), Decimal(30))))) == "measure_worse"


@pytest.mark.parametrize("kind", ["output", "context", "process"])
def test_take_up_and_timeliness_never_show_an_outcome_nor_speak_against_it(kind: str) -> None:
    assert leading(replace(MEASURE, kind=kind)) == "activity_only"
    assert leading(at(30, kind=kind)) == "activity_only"


def test_timeliness_counts_where_the_finding_names_it() -> None:
    assert leading(replace(MEASURE, kind="process", named_by_finding=True)) == "measure_there"
    assert leading(replace(MEASURE, kind="output", named_by_finding=True)) == "activity_only"


def test_thresholds_move_the_lines() -> None:
    strict = Thresholds(milestone_share=Decimal(1), impact_sources=3)
    assert outcome_state([], [at(79)], today=TODAY, thresholds=strict).codes == ("measure_short",)
    assert outcome_state([IMPACT, FORUM_IMPACT], [], today=TODAY, thresholds=strict).codes == ("impact_one_source",)


# --- What always holds ---

DATES = st.dates(date(2019, 1, 1), date(2022, 6, 30))
EVIDENCE = st.builds(
    EvidenceFact,
    polarity=st.sampled_from(Polarity.values),
    kind=st.sampled_from(EvidenceKind.values),
    happened_on=DATES,
    accepted=st.booleans(),
    from_inspectors=st.booleans(),
    source=st.sampled_from(["", "council", "forum"]),
    independent=st.booleans(),
    sample_stated=st.booleans(),
    answered=st.booleans(),
)
FIGURES = st.integers(0, 100).map(Decimal)
MEASURES = st.builds(
    MeasureFact,
    kind=st.sampled_from(MeasureKind.values),
    direction=st.sampled_from(Direction.values),
    baseline=st.none() | FIGURES,
    baseline_on=st.none() | DATES,
    plan_began_on=st.none() | DATES,
    points=st.lists(st.builds(Point, on=DATES, value=FIGURES), max_size=4).map(tuple),
    milestone=st.none() | FIGURES,
    meaningful_change=st.integers(0, 10).map(Decimal),
    period_days=st.none() | st.sampled_from([7, 30, 91, 365]),
    named_by_finding=st.booleans(),
    low=st.none() | FIGURES,
    high=st.none() | FIGURES,
)
FACTS = st.tuples(st.lists(EVIDENCE, max_size=5), st.lists(MEASURES, max_size=3))
Facts = tuple[list[EvidenceFact], list[MeasureFact]]
BEST_LAST = [OutcomeState.AGAINST, OutcomeState.NOT_SHOWN, OutcomeState.PARTLY, OutcomeState.SHOWN]


def rank(evidence: list[EvidenceFact], measures: list[MeasureFact]) -> int:
    return BEST_LAST.index(outcome_state(evidence, measures, today=TODAY).state)


@given(FACTS)
def test_every_outcome_has_one_state_and_its_reasons(facts: Facts) -> None:
    found = outcome_state(*facts, today=TODAY)
    assert (found.state, found.because) == REASONS[found.codes[0]]
    assert list(found.codes) == [code for code in REASONS if code in found.codes]


@given(FACTS, EVIDENCE)
def test_more_evidence_against_never_improves_an_outcome(facts: Facts, one_more: EvidenceFact) -> None:
    evidence, measures = facts
    assert rank([*evidence, replace(one_more, polarity="adverse")], measures) <= rank(evidence, measures)


@given(FACTS, EVIDENCE, st.sampled_from(["supports", "partly"]))
def test_more_evidence_for_it_never_worsens_an_outcome(facts: Facts, one_more: EvidenceFact, polarity: str) -> None:
    evidence, measures = facts
    assert rank([*evidence, replace(one_more, polarity=polarity)], measures) >= rank(evidence, measures)


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(facts: Facts, random: Random) -> None:
    evidence, measures = facts
    mixed = [replace(fact, points=tuple(reversed(fact.points))) for fact in measures]
    shuffled = list(evidence)
    random.shuffle(shuffled)
    random.shuffle(mixed)
    assert outcome_state(shuffled, mixed, today=TODAY) == outcome_state(evidence, measures, today=TODAY)


@given(FACTS)
def test_unanswered_evidence_against_is_against_on_every_later_day(facts: Facts) -> None:
    evidence, measures = facts
    for day in (TODAY, date(2025, 1, 1), date(2035, 1, 1)):
        assert outcome_state([*evidence, ADVERSE], measures, today=day).state is OutcomeState.AGAINST


# --- Peterborough, January 2022: one reader's coding of the revisit letter. It explains one case only. ---


def test_the_revisit_letter_gives_the_states_that_its_reader_coded() -> None:
    items = tomllib.loads((RECORDS / "evidence.toml").read_text(encoding="utf-8"))["evidence"]
    facts: dict[str, list[EvidenceFact]] = {}
    for item in items:
        fact = EvidenceFact(
            polarity=item["polarity"],
            kind=item["kind"],
            happened_on=item["happened_on"],
            from_inspectors=item["source_kind"] == "inspectors",
        )
        for outcome in item["outcomes"]:
            facts.setdefault(outcome.rpartition("/")[2], []).append(fact)
    visit = date(2022, 1, 26)
    counts: dict[str, Counter[str]] = {}
    for number, evidence in facts.items():
        state = outcome_state(evidence, [], today=visit).state
        counts.setdefault(number[0], Counter())[state.value] += 1
        assert outcome_state(evidence, [], today=date(2022, 1, 23)).codes == ("nothing_recorded",)
    assert counts == {
        "1": {"shown": 3, "partly": 1, "contradicted": 1},
        "2": {"shown": 3, "partly": 3, "contradicted": 1},
        "3": {"shown": 4, "contradicted": 1},
        "4": {"shown": 4, "not_shown": 1},
        "5": {"shown": 1, "not_shown": 2, "contradicted": 3},
    }
