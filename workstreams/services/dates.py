"""Deciding a date that was asked for: the only way a current due date moves."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from core.accounts.models import User
from core.audit import services as history
from workstreams.choices import DateAnswer
from workstreams.models import Action, DateChange, DateDecision
from workstreams.permissions import Standing, standing

#: A first move shorter than this is the workstream lead's to decide; every other is the board chair's (6.1a 8).
LEAD_DECIDES_UNDER_DAYS = 30


def decider(change: DateChange) -> str:
    """Who decides: "lead" for a first move under 30 days, "outside" where the plan says so, else "chair"."""
    if change.action.workstream.plan.outside_decides_dates:
        return "outside"
    moved_before = DateDecision.objects.filter(change__action=change.action, answer=DateAnswer.AGREED).exists()
    if moved_before or change.from_end is None or change.to_end is None:
        return "chair"
    return "lead" if 0 <= (change.to_end - change.from_end).days < LEAD_DECIDES_UNDER_DAYS else "chair"


def may_decide(found: Standing, change: DateChange) -> bool:
    who = decider(change)
    if who == "outside":
        return found.programme
    return found.chair or (who == "lead" and found.leads_workstream)


@transaction.atomic
def decide_date(
    *, change: DateChange, by: User, today: date, answer: DateAnswer, reason: str = "", outside_body: str = ""
) -> DateDecision:
    """Agree or refuse a new date. Agreeing moves the current due date; the original stays for ever."""
    action = Action.objects.select_for_update(of=("self",)).select_related("workstream__plan").get(pk=change.action_id)
    if not may_decide(standing(by, action, today), change):
        raise PermissionDenied("A first move under 30 days is the workstream lead's to decide; others are the chair's.")
    if DateDecision.objects.filter(change=change).exists():
        raise ValidationError("This request was already decided.")
    if answer == DateAnswer.AGREED and change.to_end is None:
        raise ValidationError(f"“{change.to_text}” is not a date we can read, so it cannot be agreed. Ask for a date.")
    decision = DateDecision(
        change=change,
        happened_on=today,
        known_on=today,
        recorded_by=by,
        answer=answer,
        reason=reason,
        outside_body=outside_body,
    )
    decision.full_clean()
    decision.save()
    row: dict[str, object] = {"version": F("version") + 1}
    if answer == DateAnswer.AGREED:
        row |= {
            "due_text": change.to_text,
            "due_precision": change.to_precision,
            "due_start": change.to_start,
            "due_end": change.to_end,
        }
    Action.objects.filter(pk=action.pk).update(**row)
    history.record(
        by=by,
        verb="date decided",
        thing=action,
        before={"due": action.due_text},
        after={"answer": answer, "asked": change.to_text},
        reason=reason,
        on_behalf_of=outside_body,
        area_id=action.workstream.plan.host_area_id,
    )
    return decision
