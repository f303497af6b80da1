"""The plans a person may read, each with its result in a sentence or two."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from findings.models import AnyUser
from findings.selectors import latest_judgements
from plans.choices import VersionStatus
from plans.models import Plan, PlanAnswer
from plans.selectors import plans_listed
from send_tracker.progress.result import Result, Verdict, inspectors_of, result_of


@dataclass(frozen=True, slots=True)
class PlanLine:
    plan: Plan
    areas: tuple[str, ...]
    result: Result
    step: str
    step_on: date | None


def plan_lines(user: AnyUser, today: date) -> tuple[PlanLine, ...]:
    """Plans that answer something first, running before ended ones. Four queries, however many plans."""
    plans = list(plans_listed(user, today).prefetch_related("areas"))
    answers = _answers(plans)
    judgements = latest_judgements({one.finding_id for some in answers.values() for one in some}, today)
    plans.sort(key=lambda plan: (bool(answers[plan.pk]), plan.record_ends_on or date.max), reverse=True)
    return tuple(
        PlanLine(
            plan=plan,
            areas=tuple(sorted(area.name for area in plan.areas.all())),
            result=result_of(
                [Verdict(one, inspectors_of(judgements.get(one.finding_id, {}))) for one in answers[plan.pk]],
                plan.framework,
                plan.open_label,  # type: ignore[attr-defined]
            ),
            step=VersionStatus(plan.step_status).label if plan.step_status else "",  # type: ignore[attr-defined]
            step_on=plan.step_on,  # type: ignore[attr-defined]
        )
        for plan in plans
    )


def _answers(plans: Sequence[Plan]) -> dict[int, list[PlanAnswer]]:
    found: dict[int, list[PlanAnswer]] = defaultdict(list)
    for answer in (
        PlanAnswer.objects.filter(plan__in=plans).select_related("finding__review").order_by("position", "pk")
    ):
        found[answer.plan_id].append(answer)
    return found
