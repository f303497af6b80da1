"""Deciding a date that was asked for: the only way a current due date moves."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core.accounts.models import User
from core.audit import services as history
from core.progress.dates import Decider
from workstreams.choices import DateAnswer
from workstreams.models import Action, DateChange, DateDecision
from workstreams.permissions import check_can_decide, decider_of, standing
from workstreams.services.updates import extend_record


def decider(change: DateChange) -> Decider:
    """Who decides this change; its own decision, if there is one, does not count as a move before it. One query."""
    agreed = DateDecision.objects.filter(change__action=change.action_id, answer=DateAnswer.AGREED)
    return decider_of(change, moved_before=agreed.exclude(change=change).exists())


@transaction.atomic
def decide_date(
    *, change: DateChange, by: User, today: date, answer: DateAnswer, reason: str = "", outside_body: str = ""
) -> DateDecision:
    """Agree or refuse a new date. Agreeing moves the current due date; the original stays for ever.

    Raises `PermissionDenied` with who decides, and `ValidationError` for a request that was decided before, a date
    that cannot be read, a refusal without a reason, and an outside body's answer without its name.
    """
    action = Action.objects.locked(change.action_id)
    who = decider(change)
    check_can_decide(standing(by, action, today), who)
    if DateDecision.objects.filter(change=change).exists():
        raise ValidationError("This request was already decided.")
    _check_answer(change, who, answer, reason=reason, outside_body=outside_body)
    return store_decision(
        change=change, action=action, by=by, today=today, answer=answer, reason=reason, outside_body=outside_body
    )


def store_decision(
    *,
    change: DateChange,
    action: Action,
    by: User | None,
    today: date,
    answer: DateAnswer,
    reason: str = "",
    outside_body: str = "",
) -> DateDecision:
    """Add the decision and, where it agrees, move the action's current due date. Whoever calls has checked it."""
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
    extend_record(action.workstream.plan, today)
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


def _check_answer(change: DateChange, who: Decider, answer: DateAnswer, *, reason: str, outside_body: str) -> None:
    if answer == DateAnswer.AGREED and change.to_end is None:
        raise ValidationError(f"“{change.to_text}” is not a date we can read, so it cannot be agreed. Ask for a date.")
    errors = {}
    if answer == DateAnswer.REFUSED and not reason.strip():
        errors["reason"] = "Say why the date stays as it is."
    if who is Decider.OUTSIDE and not outside_body.strip():
        errors["outside_body"] = "Name the outside body that decided."
    if errors:
        raise ValidationError(errors)
