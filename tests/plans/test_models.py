"""What the tables of `plans` refuse by themselves, and what is written once and for all."""

from datetime import date

import pytest

from core.facts import FactIsFixed
from plans.choices import ObservationStatus
from plans.models import Measure, Plan
from tests.database import Break, assert_refused, changed, names, rules_of, written_again
from tests.factories.accounts import LocalAreaFactory
from tests.factories.plans import (
    BenchmarkFactory,
    ConditionAnswerFactory,
    ConditionFactory,
    FitnessDecisionFactory,
    IntendedOutcomeFactory,
    MeasureFactory,
    ObservationFactory,
    PlanAnswerFactory,
    PlanFactory,
    PlanTypeFactory,
    PlanVersionFactory,
    TargetFactory,
    VersionStepFactory,
)
from tests.factories.workstreams import member

pytestmark = pytest.mark.django_db


def follow_itself():
    plan = PlanFactory()
    changed(plan, predecessor=plan)


BREAKS: list[Break] = [
    ("PlanType.code", lambda: written_again(PlanTypeFactory())),
    ("Plan.slug", lambda: written_again(PlanFactory())),
    ("plan_ends_after_it_begins", lambda: PlanFactory(period_from=date(2022, 1, 2), period_to=date(2022, 1, 1))),
    ("plan_follows_another", follow_itself),
    ("plan_answers_finding_once", lambda: written_again(PlanAnswerFactory())),
    ("plan_version_once", lambda: written_again(PlanVersionFactory())),
    ("frozen_version_has_hash", lambda: PlanVersionFactory(frozen={"schema": 1})),
    ("frozen_version_has_hash", lambda: PlanVersionFactory(frozen_sha256="0" * 64)),
    ("condition_number_once", lambda: written_again(ConditionFactory())),
    ("condition_answer_says_how", lambda: ConditionAnswerFactory(text="")),
    ("intended_outcome_number_once", lambda: written_again(IntendedOutcomeFactory())),
    ("measure_name_once_per_plan", lambda: written_again(MeasureFactory())),
    ("observation_has_value_or_why_not", lambda: ObservationFactory(value=None)),
    ("observation_has_value_or_why_not", lambda: ObservationFactory(status=ObservationStatus.NOT_AVAILABLE)),
    ("observation_has_value_or_why_not", lambda: ObservationFactory(status="not_available", value=None, caveat="")),
    ("observation_period_in_order", lambda: ObservationFactory(starts_on=date(2022, 1, 1))),
    ("Observation.replaces", lambda: written_again(ObservationFactory(replaces=ObservationFactory()))),
    ("benchmark_has_value_or_words", lambda: BenchmarkFactory(value=None)),
    ("target_has_value_or_words", lambda: TargetFactory(value=None)),
    ("Target.replaces", lambda: written_again(TargetFactory(replaces=TargetFactory()))),
]


def test_every_rule_of_these_tables_has_its_test():
    assert names(BREAKS) == rules_of("plans")


@pytest.mark.parametrize(("rule", "write"), BREAKS, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BREAKS)])
def test_the_database_itself_refuses_what_breaks(rule, write):
    assert_refused(rule, write)


@pytest.mark.parametrize(
    "factory_class",
    [VersionStepFactory, FitnessDecisionFactory, ConditionAnswerFactory, ObservationFactory, TargetFactory],
)
def test_a_fact_once_stored_is_neither_changed_nor_deleted(factory_class):
    fact = factory_class()
    model = type(fact)

    with pytest.raises(FactIsFixed):
        fact.save()
    with pytest.raises(FactIsFixed):
        fact.delete()
    with pytest.raises(FactIsFixed):
        model.objects.filter(pk=fact.pk).update(happened_on=date(2020, 1, 1))
    with pytest.raises(FactIsFixed):
        model.objects.filter(pk=fact.pk).delete()


# ---------------------------------------------------------------------------------------------------- who sees what


@pytest.fixture
def joint_plan():
    """A plan hosted by one area that also covers another."""
    host, covered = LocalAreaFactory(), LocalAreaFactory()
    return PlanFactory(host_area=host, areas=[covered])


def test_people_of_every_area_a_plan_covers_may_read_it(joint_plan):
    PlanFactory()
    for area in joint_plan.areas.all():
        assert list(Plan.objects.visible_to(member(area, "board"))) == [joint_plan]


def test_a_plan_of_two_areas_shows_once_to_somebody_of_both(joint_plan):
    host, covered = joint_plan.areas.order_by("pk")
    reader = member(host, "board")
    reader.memberships.create(area=covered, role="scrutiny")

    assert list(Plan.objects.visible_to(reader)) == [joint_plan]


def test_strangers_and_advisers_see_no_plan(joint_plan):
    assert list(Plan.objects.visible_to(member(LocalAreaFactory(), "board"))) == []
    assert list(Plan.objects.visible_to(member(joint_plan.host_area, "adviser"))) == []


def test_measures_are_seen_with_their_plan():
    measure, other = MeasureFactory(), MeasureFactory()
    reader = member(measure.plan.host_area, "data")

    assert list(Measure.objects.visible_to(reader)) == [measure]
    assert not Measure.objects.visible_to(reader).contains(other)


# ------------------------------------------------------------------------------------------------------- which day


@pytest.mark.parametrize(
    ("record_ends_on", "opens_on"),
    [(None, date(2026, 3, 2)), (date(2022, 2, 10), date(2022, 2, 10)), (date(2026, 3, 3), date(2026, 3, 2))],
)
def test_an_ended_record_opens_at_its_last_day_and_a_running_one_today(record_ends_on, opens_on):
    plan = PlanFactory(record_ends_on=record_ends_on)

    assert plan.opens_on(date(2026, 3, 2)) == opens_on
    assert plan.is_running == (record_ends_on is None)


# ------------------------------------------------------------------------------------------- what a measure showed


def latest(measure, day):
    return Measure.objects.with_latest(day).get(pk=measure.pk).latest_id


def test_a_measures_latest_figure_is_the_newest_that_was_so_on_that_day():
    measure = MeasureFactory()
    first = ObservationFactory(measure=measure, happened_on=date(2021, 12, 31))
    second = ObservationFactory(measure=measure, happened_on=date(2022, 12, 31))

    assert latest(measure, date(2021, 12, 30)) is None
    assert latest(measure, date(2022, 12, 30)) == first.pk
    assert latest(measure, date(2022, 12, 31)) == second.pk


def test_a_restated_figure_gives_way_to_its_correction_and_stays_on_record():
    measure = MeasureFactory()
    wrong = ObservationFactory(measure=measure, value=97)
    right = ObservationFactory(measure=measure, value=64, status="restated", replaces=wrong)

    assert latest(measure, date(2022, 1, 1)) == right.pk
    assert list(measure.observations.all()) == [wrong, right]


def test_a_period_without_data_is_no_figure():
    measure = MeasureFactory()
    held = ObservationFactory(measure=measure, happened_on=date(2021, 12, 31))
    ObservationFactory(
        measure=measure, happened_on=date(2022, 12, 31), status="not_available", value=None, caveat="System changed."
    )

    assert latest(measure, date(2023, 1, 1)) == held.pk


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"value": 64}, "64%"),
        ({"value": "33.3"}, "33.3%"),
        ({"value": 100}, "100%"),
        ({"value": None, "value_text": "70–80%"}, "70–80%"),
        ({"value": None, "status": "not_available", "caveat": "Not collected."}, "Not available"),
    ],
)
def test_a_figure_reads_as_its_source_says_it(fields, shown):
    observation = ObservationFactory(**fields)
    observation.refresh_from_db()

    assert observation.shown == shown
