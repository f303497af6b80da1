"""A plan that answers the findings of `tests.factories.findings`, with versions, outcomes and measures."""

from datetime import date
from decimal import Decimal

import factory

from plans.choices import Comparator, Direction, Fitness, MeasureKind, Unit, VersionStatus
from plans.models import (
    Benchmark,
    Condition,
    ConditionAnswer,
    FitnessDecision,
    IntendedOutcome,
    Measure,
    Observation,
    Plan,
    PlanAnswer,
    PlanType,
    PlanVersion,
    Target,
    VersionStep,
)
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory
from tests.factories.findings import FindingFactory, FrameworkFactory

SUBMITTED_ON = date(2021, 11, 16)


class PlanTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanType
        django_get_or_create = ("code",)

    code = "wsoa"
    label = "Written statement of action"
    abbreviation = "WSoA"


class PlanFactory(factory.django.DjangoModelFactory):
    """A running plan of one area. `answers=[finding, …]` says what it answers, in that order."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"fenshire-wsoa-{n}")
    title = factory.Sequence(lambda n: f"Fenshire written statement of action {n}")
    type = factory.SubFactory(PlanTypeFactory)
    framework = factory.SubFactory(FrameworkFactory)
    host_area = factory.SubFactory(LocalAreaFactory)
    period_from = SUBMITTED_ON

    @factory.post_generation
    def areas(self, create, extracted, **kwargs):
        if create:
            self.areas.set({self.host_area, *(extracted or [])})

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        for position, finding in enumerate(extracted or [], 1):
            PlanAnswer.objects.create(plan=self, finding=finding, position=position)


class PlanAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanAnswer

    plan = factory.SubFactory(PlanFactory)
    finding = factory.SubFactory(FindingFactory, area=factory.SelfAttribute("..plan.host_area"))
    position = factory.Sequence(lambda n: n + 1)


class PlanVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)


class VersionStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VersionStep

    version = factory.SubFactory(PlanVersionFactory)
    status = VersionStatus.DRAFT
    happened_on = SUBMITTED_ON
    known_on = SUBMITTED_ON


class FitnessDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FitnessDecision
        skip_postgeneration_save = True

    version = factory.SubFactory(PlanVersionFactory)
    value = Fitness.FIT_WITH_RECOMMENDATIONS
    happened_on = date(2021, 12, 1)
    known_on = date(2021, 12, 6)
    letter_received_on = date(2021, 12, 6)

    @factory.post_generation
    def bodies(self, create, extracted, **kwargs):
        if create:
            self.bodies.set(extracted or [OrganisationFactory(kind="ofsted")])


class ConditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Condition

    decision = factory.SubFactory(FitnessDecisionFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Say what will be different for young people aged 18 to 25."


class ConditionAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConditionAnswer

    condition = factory.SubFactory(ConditionFactory)
    text = "Outcomes for 18 to 25 were added to version 2."
    happened_on = date(2022, 1, 10)
    known_on = date(2022, 1, 10)


class IntendedOutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IntendedOutcome

    plan = factory.SubFactory(PlanFactory)
    finding = factory.SubFactory(FindingFactory, area=factory.SelfAttribute("..plan.host_area"))
    number = factory.Sequence(lambda n: n + 1)
    statement = "Families get help from health, education and social care that was planned together."
    limb = "plan and commission services together"


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"New education, health and care plans within 20 weeks ({n})")
    definition = "New plans issued in the period within 20 weeks of the request, exceptions left out."
    unit = Unit.PERCENT
    direction = Direction.HIGHER
    kind = MeasureKind.PROCESS


class ObservationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Observation

    measure = factory.SubFactory(MeasureFactory)
    area = factory.SelfAttribute("measure.plan.host_area")
    period = "2021"
    starts_on = date(2021, 1, 1)
    happened_on = date(2021, 12, 31)
    known_on = date(2022, 1, 20)
    value = Decimal(64)


class BenchmarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Benchmark

    measure = factory.SubFactory(MeasureFactory)
    comparator = Comparator.ENGLAND
    period = "2021"
    value = Decimal("58.7")


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    measure = factory.SubFactory(MeasureFactory)
    due_text = "31 December 2022"
    due_on = date(2022, 12, 31)
    value = Decimal(80)
    happened_on = SUBMITTED_ON
    known_on = SUBMITTED_ON
