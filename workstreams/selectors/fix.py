"""What the record of a plan lacks, action by action, so that somebody can mend it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from plans.models import Plan
from workstreams.choices import Precision
from workstreams.models import Action, DateChange


@dataclass(frozen=True, slots=True)
class ToFix:
    """One thing the record lacks, with the record it concerns. `words` is what stands there and cannot be used."""

    action: Action
    what: str
    words: str = ""
    by_update: bool = True  # an update with a date asked for mends it


def actions_to_fix(plan: Plan, today: date) -> list[ToFix]:
    """What the plan's open actions lack: an owner, a date, a date that can be read. Three queries."""
    open_actions = Action.objects.of_plan(plan, today).unfinished().select_related("workstream").by_due_date()
    ownerless = set(open_actions.without_current_owner(today).order_by().values_list("pk", flat=True))
    asked: dict[int, DateChange] = {}
    pending = DateChange.objects.filter(action__in=open_actions.order_by().values("pk"), decision__isnull=True)
    for change in pending.order_by("happened_on", "pk"):
        asked[change.action_id] = change  # the newest request stands for those before it
    found: dict[int, list[ToFix]] = defaultdict(list)
    for action in open_actions:
        lacks = found[action.pk]
        if action.pk in ownerless:
            lacks.append(ToFix(action, "No current lead", by_update=False))
        if action.due_precision == Precision.NONE:
            lacks.append(ToFix(action, "No date held", action.due_text))
        elif action.due_end is None:
            lacks.append(ToFix(action, _why_no_day(action.due_precision, "The date"), action.due_text))
        wanted = asked.get(action.pk)
        if wanted is not None and wanted.to_end is None:
            lacks.append(ToFix(action, _why_no_day(wanted.to_precision, "The new date asked for"), wanted.to_text))
    return [line for lacks in found.values() for line in lacks]


def _why_no_day(precision: str, what: str) -> str:
    if precision == Precision.INVALID:
        return f"{what} cannot be read"
    return f"{what} has no last day"
