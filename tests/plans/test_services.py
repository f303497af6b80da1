"""Adding to what was promised, and what is refused with which sentence."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.audit.models import Event
from findings.choices import Wording
from findings.models import Passage
from findings.services import Place
from plans import services
from plans.choices import Comparator, Direction, Fitness, MeasureKind, Unit, VersionStatus
from plans.models import Observation, Plan
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory, UserFactory
from tests.factories.findings import FindingFactory, FrameworkFactory, ReviewFactory, SourceDocumentFactory
from tests.factories.plans import (
    ConditionFactory,
    FitnessDecisionFactory,
    IntendedOutcomeFactory,
    MeasureFactory,
    ObservationFactory,
    PlanFactory,
    PlanTypeFactory,
    PlanVersionFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def last_event():
    return Event.objects.order_by("pk").last()


# ----------------------------------------------------------------------------------------------------------- plans


def test_a_plan_covers_its_host_area_and_answers_findings_in_order():
    host, other = LocalAreaFactory(), LocalAreaFactory()
    first, second = FindingFactory(area=host, reference="2"), FindingFactory(area=host, reference="1")
    review = ReviewFactory(area=host)

    plan = services.add_plan(
        by=None,
        slug="fenshire-wsoa-2021",
        title="Fenshire written statement of action",
        type=PlanTypeFactory(),
        framework=FrameworkFactory(),
        host_area=host,
        areas=[other],
        reviews=[review],
        answers=[first, second],
    )

    assert set(plan.areas.all()) == {host, other}
    assert [answer.finding for answer in plan.answers.all()] == [first, second]
    assert list(plan.reviews.all()) == [review]
    assert last_event().verb == "plan added"


def test_a_slug_belongs_to_one_plan_whatever_its_area():
    taken = PlanFactory()

    with pytest.raises(ValidationError):
        services.add_plan(
            by=None,
            slug=taken.slug,
            title="Another plan",
            type=taken.type,
            framework=taken.framework,
            host_area=LocalAreaFactory(),
        )

    assert Plan.objects.count() == 1


# -------------------------------------------------------------------------------------------------------- versions


@pytest.fixture
def plan():
    """A plan with one finding, one outcome, and a measure with its target."""
    plan = PlanFactory()
    finding = FindingFactory(area=plan.host_area, reference="1")
    services.PlanAnswer.objects.create(plan=plan, finding=finding, position=1)
    IntendedOutcomeFactory(plan=plan, finding=finding, number=1)
    TargetFactory(measure=MeasureFactory(plan=plan, name="Plans within 20 weeks"))
    return plan


def move(version, status, day=date(2021, 11, 16), **fields):
    return services.move_version(
        by=None, version=version, status=VersionStatus(status), happened_on=day, known_on=day, **fields
    )


def test_submission_freezes_what_was_promised_with_its_hash(plan):
    version = services.add_version(by=None, plan=plan, number=1)
    move(version, "draft", date(2021, 10, 1))
    version.refresh_from_db()
    assert (version.frozen, version.frozen_sha256) == (None, "")

    move(version, "submitted")

    version.refresh_from_db()
    frozen = json.dumps(version.frozen, sort_keys=True, ensure_ascii=False)
    assert version.frozen_sha256 == hashlib.sha256(frozen.encode()).hexdigest()
    assert version.frozen["plan"] == {"slug": plan.slug, "title": plan.title}
    assert version.frozen["answers"] == [
        {"reference": "1", "text": "Leaders do not plan and commission services together."}
    ]
    assert version.frozen["outcomes"] == [
        {
            "finding": "1",
            "number": 1,
            "statement": "Families get help from health, education and social care that was planned together.",
        }
    ]
    assert version.frozen["measures"] == [
        {
            "name": "Plans within 20 weeks",
            "direction": "higher",
            "targets": [{"due": "31 December 2022", "value": "80.0000 by 31 December 2022"}],
        }
    ]


def test_what_a_submitted_version_froze_does_not_follow_later_changes(plan):
    version = services.add_version(by=None, plan=plan, number=1)
    move(version, "submitted")
    version.refresh_from_db()
    before = (version.frozen, version.frozen_sha256)

    IntendedOutcomeFactory(plan=plan, finding=plan.answers.get().finding, number=2)
    move(version, "fit_for_purpose", date(2021, 12, 1))

    version.refresh_from_db()
    assert (version.frozen, version.frozen_sha256) == before


def test_a_version_goes_its_way_step_by_step_and_every_step_stays(plan):
    version = services.add_version(by=None, plan=plan, number=1)
    way = ["draft", "submitted", "fit_with_recommendations", "published", "in_monitoring", "closed"]

    for day, status in enumerate(way, 1):
        move(version, status, date(2022, 1, day))

    assert list(version.steps.values_list("status", flat=True)) == way
    event = last_event()
    assert (event.before, event.after) == ({"status": "in_monitoring"}, {"status": "closed", "date": "2022-01-06"})


@pytest.mark.parametrize(
    ("held", "asked", "said"),
    [
        (
            "draft",
            "published",
            "A plan version that is “Draft” cannot become “Published”. The next state is “Submitted”.",
        ),
        (
            "submitted",
            "draft",
            (
                "A plan version that is “Submitted” cannot become “Draft”. It can become “Fit for purpose”, “Fit for "
                "purpose, with recommendations”, “Not fit for purpose” or “Published”."
            ),
        ),
        (
            "submitted",
            "submitted",
            (
                "A plan version that is “Submitted” cannot become “Submitted”. It can become “Fit for purpose”, "
                "“Fit for purpose, with recommendations”, “Not fit for purpose” or “Published”."
            ),
        ),
    ],
)
def test_a_move_that_skips_or_turns_back_is_refused_with_what_is_possible(plan, held, asked, said):
    version = services.add_version(by=None, plan=plan, number=1)
    move(version, held)

    with pytest.raises(ValidationError) as refusal:
        move(version, asked, date(2021, 11, 17))

    assert refusal.value.message_dict == {"status": [said]}
    assert version.steps.count() == 1


def test_a_step_cannot_be_dated_before_the_one_it_follows(plan):
    version = services.add_version(by=None, plan=plan, number=1)
    move(version, "submitted", date(2021, 11, 16))

    with pytest.raises(ValidationError) as refusal:
        move(version, "fit_for_purpose", date(2021, 11, 15))

    assert refusal.value.message_dict == {
        "happened_on": ["The version became “Submitted” on 16 November 2021: the next state cannot begin before that."]
    }


def test_a_version_number_is_given_once(plan):
    services.add_version(by=None, plan=plan, number=1)

    with pytest.raises(ValidationError):
        services.add_version(by=None, plan=plan, number=1)


# --------------------------------------------------------------------------------------------- fitness, conditions


def test_a_fitness_decision_names_who_decided_and_its_conditions_are_open_until_answered():
    version = PlanVersionFactory()
    ofsted, cqc = OrganisationFactory(kind="ofsted"), OrganisationFactory(kind="cqc")
    letter = SourceDocumentFactory(area=version.plan.host_area)
    finding = FindingFactory(area=version.plan.host_area)

    decision = services.add_fitness_decision(
        by=None,
        version=version,
        value=Fitness.FIT_WITH_RECOMMENDATIONS,
        happened_on=date(2019, 11, 28),
        known_on=date(2019, 12, 4),
        letter_received_on=date(2019, 12, 4),
        bodies=[ofsted, cqc],
    )
    condition = services.add_condition(
        by=None,
        decision=decision,
        number=1,
        text="Say what will be different at 18 to 25.",
        wording=Wording.VERBATIM,
        findings=[finding],
        place=Place(letter, "181"),
    )

    assert set(decision.bodies.all()) == {ofsted, cqc}
    assert list(finding.conditions.all()) == [condition]
    assert condition.passage.lines == "181"
    assert not condition.answers.exists()


def test_the_answer_to_a_condition_says_how_and_in_which_version():
    condition = ConditionFactory()
    version = PlanVersionFactory(plan=condition.decision.version.plan)
    by = UserFactory()

    answer = services.answer_condition(
        by=by,
        condition=condition,
        text="Outcomes for 18 to 25 were added.",
        happened_on=date(2020, 1, 10),
        known_on=date(2020, 1, 10),
        met_in=version,
    )

    assert (answer.recorded_by, answer.met_in) == (by, version)
    assert last_event().verb == "condition answered"


def test_an_answer_that_does_not_say_how_is_refused():
    with pytest.raises(ValidationError):
        services.answer_condition(
            by=None, condition=ConditionFactory(), text="", happened_on=date(2020, 1, 10), known_on=date(2020, 1, 10)
        )


def test_conditions_of_one_decision_have_different_numbers():
    condition = ConditionFactory(number=1)

    with pytest.raises(ValidationError):
        services.add_condition(
            by=None, decision=condition.decision, number=1, text="Another.", wording=Wording.SUMMARISED
        )

    services.add_condition(
        by=None, decision=FitnessDecisionFactory(), number=1, text="Another.", wording=Wording.SUMMARISED
    )


# ---------------------------------------------------------------------------------------------- outcomes, measures


def test_an_intended_outcome_keeps_the_words_it_comes_from_and_where_they_stand():
    plan = PlanFactory()
    finding = FindingFactory(area=plan.host_area)

    outcome = services.add_outcome(
        by=None,
        plan=plan,
        finding=finding,
        number=1,
        statement="Young people keep to a course they chose.",
        limb="outcomes for young people aged 18 to 25",
        age_from=18,
        age_to=25,
        place=Place(SourceDocumentFactory(area=plan.host_area), "127-129"),
    )

    assert (outcome.limb, outcome.passage.lines) == ("outcomes for young people aged 18 to 25", "127-129")


def test_a_measure_is_tied_to_outcomes_and_findings():
    outcome = IntendedOutcomeFactory()

    measure = services.add_measure(
        by=None,
        plan=outcome.plan,
        name="Young people in education or work",
        unit=Unit.PERCENT,
        direction=Direction.HIGHER,
        kind=MeasureKind.OUTCOME,
        outcomes=[outcome],
        findings=[outcome.finding],
    )

    assert list(outcome.measures.all()) == [measure]
    assert list(outcome.finding.measures.all()) == [measure]


def observe(measure, **fields):
    return services.add_observation(
        by=None,
        measure=measure,
        area=measure.plan.host_area,
        period="2021",
        **{"happened_on": date(2021, 12, 31), "known_on": date(2022, 1, 20), "value": Decimal(64)} | fields,
    )


def test_a_figure_is_stored_with_its_period_and_recorded():
    measure = MeasureFactory()

    observe(measure)

    assert last_event().after == {"period": "2021", "value": "64%", "status": "final"}


def test_a_restated_figure_names_the_one_it_replaces_and_only_once():
    measure = MeasureFactory()
    wrong = observe(measure, value=Decimal(97))
    observe(measure, status="restated", replaces=wrong)

    with pytest.raises(ValidationError):
        observe(measure, status="restated", value=Decimal(63), replaces=wrong)

    assert measure.observations.count() == 2


@pytest.mark.parametrize("fields", [{"value": None}, {"status": "not_available", "value": None, "caveat": ""}])
def test_a_figure_needs_a_value_or_why_there_is_none(fields):
    with pytest.raises(ValidationError):
        observe(MeasureFactory(), **fields)

    assert not Observation.objects.exists()


@pytest.mark.parametrize("value", [Decimal("-0.1"), Decimal("100.1")])
def test_a_percentage_lies_between_0_and_100(value):
    with pytest.raises(ValidationError) as refusal:
        observe(MeasureFactory(unit=Unit.PERCENT), value=value)

    assert refusal.value.message_dict == {"value": ["A percentage lies between 0 and 100."]}


def test_a_number_may_be_over_100():
    assert observe(MeasureFactory(unit=Unit.NUMBER), value=Decimal(500)).shown == "500"


def test_a_restated_figure_stays_with_its_measure():
    with pytest.raises(ValidationError) as refusal:
        observe(MeasureFactory(), status="restated", replaces=ObservationFactory())

    assert refusal.value.message_dict == {"replaces": ["A figure is restated within its own measure."]}


def test_a_figure_to_compare_with_and_a_target_are_recorded():
    measure = MeasureFactory()
    document = SourceDocumentFactory(area=measure.plan.host_area)

    services.add_benchmark(
        by=None, measure=measure, comparator=Comparator.ENGLAND, value=Decimal("26.7"), place=Place(document, "93-95")
    )
    assert last_event().verb == "benchmark added"
    services.add_target(
        by=None,
        measure=measure,
        due_text="July 2022",
        due_on=date(2022, 7, 31),
        value=Decimal(80),
        happened_on=date(2021, 11, 16),
        known_on=date(2021, 11, 16),
    )
    assert last_event().after == {"target": "80 by July 2022"}
    assert Passage.objects.get().lines == "93-95"
