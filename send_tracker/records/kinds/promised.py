"""What was promised: how each kind of row becomes a record."""

from typing import cast

from django.db import models

from core.accounts.models import LocalArea, Organisation
from core.calendar import uk_date
from findings.models import Finding, Framework, Review, SourceDocument
from plans import services as plans
from plans.models import FitnessDecision, IntendedOutcome, Measure, Observation, Plan, PlanType, PlanVersion
from send_tracker.records.load import Load
from send_tracker.records.rows import Row


def add_plan(load: Load, row: Row) -> Plan:
    return plans.add_plan(
        by=None,
        slug=row.key,
        title=row.need("title"),
        type=load.listed(row, PlanType, row.need("type")),
        framework=load.listed(row, Framework, row.need("framework")),
        host_area=load.find(row, "area", LocalArea, row.need("host_area")),
        areas=load.many(row, "area", LocalArea, "areas"),
        documents=load.many(row, "document", SourceDocument, "documents"),
        reviews=load.many(row, "review", Review, "reviews"),
        answers=load.many(row, "finding", Finding, "answers"),
        predecessor=load.maybe(row, "plan", Plan, "predecessor"),
        local_name=row.take("local_name"),
        period_from=row.take("period_from", None),
        period_to=row.take("period_to", None),
        record_ends_on=row.take("record_ends_on", None),
        outside_decides_dates=row.take("outside_decides_dates", False),
        summary=row.take("summary"),
        actions_note=row.take("actions_note"),
    )


def plan_of(load: Load, row: Row) -> Plan:
    return cast(Plan, load.find(row, "plan", Plan, row.need("plan")))


def add_version(load: Load, row: Row) -> PlanVersion:
    return plans.add_version(
        by=None,
        plan=plan_of(load, row),
        number=row.need("number"),
        title=row.take("title"),
        summary=row.take("summary"),
    )


def version_of(load: Load, row: Row) -> PlanVersion:
    plan, number = plan_of(load, row), row.need("version")
    version = PlanVersion.objects.filter(plan=plan, number=number).first()
    if version is None:
        raise row.error(f"{plan} has no version {number}")
    return version


def add_version_step(load: Load, row: Row) -> models.Model:
    place, happened_on = load.place(row), row.need("happened_on")
    if row.take("freezes", False):
        # What a version froze when it was submitted has to be there before it
        plan = row.need("plan")
        load.make_all(("outcome", "measure"), "plan", {plan})
        load.make_all(("target",), "measure", load.keys_of("measure", "plan", plan))
    return plans.move_version(
        by=None,
        version=version_of(load, row),
        status=row.need("status"),
        happened_on=happened_on,
        known_on=load.known_on(place, happened_on),
        place=place,
        note=row.take("note"),
    )


def add_fitness_decision(load: Load, row: Row) -> FitnessDecision:
    place, decided_on = load.place(row), row.need("decided_on")
    received_on = row.take("received_on", None)
    return plans.add_fitness_decision(
        by=None,
        version=version_of(load, row),
        value=row.need("value"),
        happened_on=decided_on,
        known_on=received_on or decided_on,
        letter_received_on=received_on,
        bodies=load.many(row, "organisation", Organisation, "bodies"),
        place=place,
    )


def add_condition(load: Load, row: Row) -> models.Model:
    text, wording = row.need("text"), load.wording(row)
    return plans.add_condition(
        by=None,
        decision=load.find(row, "fitness_decision", FitnessDecision, row.need("decision")),
        number=row.need("number"),
        text=text,
        wording=wording,
        findings=load.many(row, "finding", Finding, "findings"),
        place=load.place(row),
    )


def add_outcome(load: Load, row: Row) -> IntendedOutcome:
    return plans.add_outcome(
        by=None,
        plan=plan_of(load, row),
        finding=load.find(row, "finding", Finding, row.need("finding")),
        number=row.need("number"),
        statement=row.need("statement"),
        place=load.place(row),
        limb=row.take("limb"),
        **row.ages(),
    )


def add_measure(load: Load, row: Row) -> Measure:
    names = "definition numerator denominator unit direction kind cohort frequency data_period source known_problems"
    return plans.add_measure(
        by=None,
        plan=plan_of(load, row),
        name=row.need("name"),
        outcomes=load.many(row, "outcome", IntendedOutcome, "outcomes"),
        findings=load.many(row, "finding", Finding, "findings"),
        position=row.position,
        **{name: row.take(name) for name in names.split()},
        **row.ages(),
    )


def measure_of(load: Load, row: Row) -> Measure:
    return cast(Measure, load.find(row, "measure", Measure, row.need("measure")))


def add_observation(load: Load, row: Row) -> models.Model:
    place = load.place(row)
    document_date = None if place is None else place.document.dated_on
    period, starts_on, ends_on = load.period(row)
    happened_on = ends_on or document_date
    if happened_on is None:
        raise row.error("its period has no end")
    return plans.add_observation(
        by=None,
        measure=measure_of(load, row),
        area=load.area(row),
        period=period,
        happened_on=happened_on,
        known_on=document_date or happened_on,
        place=place,
        starts_on=starts_on,
        value=row.take("value", None),
        value_text=row.take("value_text"),
        status=row.take("status", "final"),
        is_baseline=row.take("baseline", False),
        sample_size=row.take("sample_size", None),
        caveat=row.take("caveat"),
        replaces=load.maybe(row, "observation", Observation, "replaces"),
    )


def add_benchmark(load: Load, row: Row) -> models.Model:
    return plans.add_benchmark(
        by=None,
        measure=measure_of(load, row),
        place=load.place(row),
        comparator=row.need("kind"),
        who=row.take("comparator"),
        period=row.take("period"),
        value=row.take("value", None),
        value_text=row.take("value_text"),
    )


def add_target(load: Load, row: Row) -> models.Model:
    place, set_on = load.place(row), row.need("happened_on")
    due_on = row.take("due_on", None)
    return plans.add_target(
        by=None,
        measure=measure_of(load, row),
        happened_on=set_on,
        known_on=load.known_on(place, set_on),
        place=place,
        due_text=row.take("due_text") or (uk_date(due_on) if due_on else row.need("due_text")),
        due_on=due_on,
        value=row.take("value", None),
        value_text=row.take("value_text"),
    )
