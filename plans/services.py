"""The only ways to add to what was promised."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.accounts.models import LocalArea, Organisation, User
from core.audit import services as history
from core.calendar import uk_date
from core.progress.moves import PLAN_VERSION_MOVES, check_move, refusal
from findings.choices import Wording
from findings.models import Finding, Framework, Review, SourceDocument
from findings.services import Place, add_passage
from plans.choices import Fitness, Unit, VersionStatus
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


@transaction.atomic
def add_plan(
    *,
    by: User | None,
    slug: str,
    title: str,
    type: PlanType,
    framework: Framework,
    host_area: LocalArea,
    areas: Iterable[LocalArea] = (),
    documents: Iterable[SourceDocument] = (),
    reviews: Iterable[Review] = (),
    answers: Iterable[Finding] = (),
    **fields: Any,
) -> Plan:
    """A plan, hosted by one area and covering it and any others, with what it answers in plan order."""
    plan = Plan(slug=slug, title=title, type=type, framework=framework, host_area=host_area, **fields)
    plan.full_clean()
    plan.save()
    plan.areas.set({host_area, *areas})
    plan.documents.set(documents)
    plan.reviews.set(reviews)
    PlanAnswer.objects.bulk_create(
        PlanAnswer(plan=plan, finding=finding, position=position) for position, finding in enumerate(answers, 1)
    )
    history.record(by=by, verb="plan added", thing=plan, after={"slug": slug, "type": type}, area_id=host_area.pk)
    return plan


@transaction.atomic
def add_version(*, by: User | None, plan: Plan, number: int, title: str = "", summary: str = "") -> PlanVersion:
    version = PlanVersion(plan=plan, number=number, title=title, summary=summary)
    version.full_clean()
    version.save()
    history.record(by=by, verb="version added", thing=version, area_id=plan.host_area_id)
    return version


def frozen_values(plan: Plan) -> dict[str, Any]:
    """The controlled values of a plan, as a version freezes them: wordings, outcomes, measures and targets."""
    answers = plan.answers.select_related("finding")
    return {
        "schema": 1,
        "plan": {"slug": plan.slug, "title": plan.title},
        "answers": [{"reference": answer.finding.reference, "text": answer.finding.text} for answer in answers],
        "outcomes": [
            {"finding": outcome.finding.reference, "number": outcome.number, "statement": outcome.statement}
            for outcome in plan.outcomes.select_related("finding")
        ],
        "measures": [
            {
                "name": measure.name,
                "direction": measure.direction,
                "targets": [{"due": target.due_text, "value": str(target)} for target in measure.targets.all()],
            }
            for measure in plan.measures.prefetch_related("targets")
        ],
    }


@transaction.atomic
def move_version(
    *,
    by: User | None,
    version: PlanVersion,
    status: VersionStatus,
    happened_on: date,
    known_on: date,
    place: Place | None = None,
    note: str = "",
) -> VersionStep:
    """Bring a version to its next state. Submission freezes its values with their hash."""
    version = PlanVersion.objects.select_for_update().select_related("plan").get(pk=version.pk)
    last = version.steps.order_by("happened_on", "pk").last()
    if last is not None and not check_move(PLAN_VERSION_MOVES, last.status, status):
        raise ValidationError({"status": refusal(PLAN_VERSION_MOVES, last.status, status)})
    if last is not None and happened_on < last.happened_on:
        known = f"The version became “{last.get_status_display()}” on {uk_date(last.happened_on)}"
        raise ValidationError({"happened_on": f"{known}: the next state cannot begin before that."})
    step = VersionStep(
        version=version,
        status=status,
        happened_on=happened_on,
        known_on=known_on,
        passage=None if place is None else add_passage(place),
        note=note,
        recorded_by=by,
    )
    step.full_clean()
    step.save()
    if status == VersionStatus.SUBMITTED and version.frozen is None:
        version.frozen = frozen_values(version.plan)
        version.frozen_sha256 = hashlib.sha256(
            json.dumps(version.frozen, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()
        version.save(update_fields=["frozen", "frozen_sha256"])
    history.record(
        by=by,
        verb="version moved",
        thing=version,
        before={"status": last.status if last else ""},
        after={"status": status, "date": happened_on},
        reason=note,
        area_id=version.plan.host_area_id,
    )
    return step


@transaction.atomic
def add_fitness_decision(
    *,
    by: User | None,
    version: PlanVersion,
    value: Fitness,
    happened_on: date,
    known_on: date,
    bodies: Iterable[Organisation],
    letter_received_on: date | None = None,
    place: Place | None = None,
) -> FitnessDecision:
    decision = FitnessDecision(
        version=version,
        value=value,
        happened_on=happened_on,
        known_on=known_on,
        letter_received_on=letter_received_on,
        passage=None if place is None else add_passage(place),
        recorded_by=by,
    )
    decision.full_clean()
    decision.save()
    decision.bodies.set(bodies)
    history.record(
        by=by,
        verb="fitness decided",
        thing=version,
        after={"value": value, "date": happened_on},
        area_id=version.plan.host_area_id,
    )
    return decision


@transaction.atomic
def add_condition(
    *,
    by: User | None,
    decision: FitnessDecision,
    number: int,
    text: str,
    wording: Wording,
    findings: Iterable[Finding] = (),
    place: Place | None = None,
) -> Condition:
    condition = Condition(
        decision=decision,
        number=number,
        text=text,
        wording=wording,
        passage=None if place is None else add_passage(place),
    )
    condition.full_clean()
    condition.save()
    condition.findings.set(findings)
    history.record(by=by, verb="condition added", thing=condition, area_id=decision.version.plan.host_area_id)
    return condition


@transaction.atomic
def answer_condition(
    *,
    by: User | None,
    condition: Condition,
    text: str,
    happened_on: date,
    known_on: date,
    met_in: PlanVersion | None = None,
) -> ConditionAnswer:
    answer = ConditionAnswer(
        condition=condition, text=text, happened_on=happened_on, known_on=known_on, met_in=met_in, recorded_by=by
    )
    answer.full_clean()
    answer.save()
    history.record(
        by=by,
        verb="condition answered",
        thing=condition,
        after={"text": text},
        area_id=condition.decision.version.plan.host_area_id,
    )
    return answer


@transaction.atomic
def add_outcome(
    *,
    by: User | None,
    plan: Plan,
    finding: Finding,
    number: int,
    statement: str,
    place: Place | None = None,
    **fields: Any,
) -> IntendedOutcome:
    outcome = IntendedOutcome(
        plan=plan,
        finding=finding,
        number=number,
        statement=statement,
        passage=None if place is None else add_passage(place),
        **fields,
    )
    outcome.full_clean()
    outcome.save()
    history.record(by=by, verb="intended outcome added", thing=outcome, area_id=plan.host_area_id)
    return outcome


@transaction.atomic
def add_measure(
    *,
    by: User | None,
    plan: Plan,
    name: str,
    outcomes: Iterable[IntendedOutcome] = (),
    findings: Iterable[Finding] = (),
    **fields: Any,
) -> Measure:
    measure = Measure(plan=plan, name=name, **fields)
    measure.full_clean()
    measure.save()
    measure.outcomes.set(outcomes)
    measure.findings.set(findings)
    history.record(by=by, verb="measure added", thing=measure, area_id=plan.host_area_id)
    return measure


@transaction.atomic
def add_observation(
    *,
    by: User | None,
    measure: Measure,
    area: LocalArea,
    period: str,
    happened_on: date,
    known_on: date,
    place: Place | None = None,
    **fields: Any,
) -> Observation:
    """What a measure showed for a period that ended on `happened_on`. Restating: pass the row it `replaces`."""
    observation = Observation(
        measure=measure,
        area=area,
        period=period,
        happened_on=happened_on,
        known_on=known_on,
        passage=None if place is None else add_passage(place),
        recorded_by=by,
        **fields,
    )
    observation.full_clean()
    if measure.unit == Unit.PERCENT and observation.value is not None and not 0 <= observation.value <= 100:
        raise ValidationError({"value": "A percentage lies between 0 and 100."})
    if observation.replaces is not None and observation.replaces.measure_id != measure.pk:
        raise ValidationError({"replaces": "A figure is restated within its own measure."})
    observation.save()
    history.record(
        by=by,
        verb="observation added",
        thing=measure,
        after={"period": period, "value": observation.shown, "status": observation.status},
        area_id=area.pk,
    )
    return observation


@transaction.atomic
def add_benchmark(*, by: User | None, measure: Measure, place: Place | None = None, **fields: Any) -> Benchmark:
    benchmark = Benchmark(measure=measure, passage=None if place is None else add_passage(place), **fields)
    benchmark.full_clean()
    benchmark.save()
    history.record(
        by=by, verb="benchmark added", thing=measure, after={"value": str(benchmark)}, area_id=measure.plan.host_area_id
    )
    return benchmark


@transaction.atomic
def add_target(
    *,
    by: User | None,
    measure: Measure,
    happened_on: date,
    known_on: date,
    place: Place | None = None,
    **fields: Any,
) -> Target:
    target = Target(
        measure=measure,
        happened_on=happened_on,
        known_on=known_on,
        passage=None if place is None else add_passage(place),
        recorded_by=by,
        **fields,
    )
    target.full_clean()
    target.save()
    history.record(
        by=by, verb="target added", thing=measure, after={"target": str(target)}, area_id=measure.plan.host_area_id
    )
    return target
