"""An update to an action: one transaction that adds the facts and brings the action's row up to date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from core.accounts.models import User
from core.audit import services as history
from core.due_dates import Due
from core.progress.moves import ACTION_MOVES, check_move, refusal
from plans.models import Plan
from workstreams.choices import (
    EvidenceKind,
    Part,
    Polarity,
    Progress,
    Rag,
    ReasonCode,
    Status,
)
from workstreams.models import Action, ActionOwner, DateChange, DateDecision, Evidence, Owner, Update
from workstreams.permissions import check_can_update

INCOMPLETE = "The page arrived incomplete. Load it again and repeat what you did."

#: What each answer to "How is it going?" makes of the action.
STATUS_OF = {
    Progress.ON_COURSE: Status.IN_PROGRESS,
    Progress.AT_RISK: Status.IN_PROGRESS,
    Progress.OFF_COURSE: Status.IN_PROGRESS,
    Progress.DONE: Status.SUBMITTED_FOR_CLOSURE,
}
RAG_OF = {
    Progress.ON_COURSE: Rag.GREEN,
    Progress.AT_RISK: Rag.AMBER,
    Progress.OFF_COURSE: Rag.RED,
    Progress.DONE: Rag.GREEN,
}
#: "Same as last time" asks what would get it moving when it would be said this many times running.
SAME_ASKS_AT = 3


class ActionChanged(Exception):
    """Somebody saved this action after the form was opened. Nothing was stored.

    `since` holds their updates and `decided` the dates decided meanwhile, newest first.
    """

    def __init__(self, action: Action, since: list[Update], decided: list[DateDecision]) -> None:
        super().__init__("This action was changed after you opened it.")
        self.action = action
        self.since = since
        self.decided = decided


class AlreadySaved(Exception):
    """This very form was stored before. Nothing was stored again."""

    def __init__(self, update: Update) -> None:
        super().__init__("This update was already saved.")
        self.update = update


@dataclass(frozen=True, slots=True)
class DateAsked:
    """A new date an update asks for, with its reason."""

    due: Due
    reason_code: ReasonCode
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceOffered:
    """A line of evidence offered with an update."""

    title: str
    link: str = ""


def times_same_running(action: Action) -> int:
    """How many of the newest updates in a row said "same as last time"."""
    count = 0
    for same in action.updates.latest_first().values_list("same_as_last_time", flat=True)[:SAME_ASKS_AT]:
        if not same:
            break
        count += 1
    return count


Asked = ParamSpec("Asked")


def _once_for_each_form(store: Callable[Asked, Update]) -> Callable[Asked, Update]:
    """A form's number sent to two actions in the same moment: the table refuses the second, which is told so."""

    @wraps(store)
    def stored(*args: Asked.args, **about: Asked.kwargs) -> Update:
        try:
            return store(*args, **about)
        except IntegrityError as refused:
            token: Any = about["token"]
            if Update.objects.filter(token=token).exists():
                raise ValidationError(INCOMPLETE) from refused
            raise

    return stored


@_once_for_each_form
@transaction.atomic
def add_update(
    *,
    action: Action,
    by: User,
    today: date,
    seen_version: int,
    token: UUID,
    progress: Progress,
    narrative: str,
    recovery: str = "",
    how_known: str = "",
    difference: str = "",
    date_asked: DateAsked | None = None,
    evidence: EvidenceOffered | None = None,
) -> Update:
    """Store an update and make it the action's current one.

    `seen_version` is the action's version when the form was opened, `token` the form's own number. Raises
    `AlreadySaved` for a form sent twice, `ActionChanged` when somebody saved in between, `PermissionDenied`, and
    `ValidationError` with a message per field.
    """
    action, on_behalf_of = _open_for(action, by=by, today=today, seen_version=seen_version, token=token)
    _check_said(progress, narrative=narrative, recovery=recovery, how_known=how_known)
    update = Update(
        action=action,
        happened_on=today,
        known_on=today,
        recorded_by=by,
        on_behalf_of=on_behalf_of,
        progress=progress,
        narrative=narrative,
        recovery=recovery,
        how_known=how_known,
        difference=difference,
        status=STATUS_OF[progress],
        rag=RAG_OF[progress],
        token=token,
    )
    store_update(update, by=by)
    if date_asked is not None:
        ask_for_date(action=action, by=by, today=today, asked=date_asked, update=update)
    if evidence is not None:
        _offer_evidence(action, update, evidence, by=by, today=today)
    return update


@_once_for_each_form
@transaction.atomic
def add_same_as_last_time(
    *, action: Action, by: User, today: date, seen_version: int, token: UUID, recovery: str = ""
) -> Update:
    """Store "same as last time" in one press.

    Refused where there is no last time, where the action is overdue, and the third time running unless `recovery`
    says what would get it moving. Raises as `add_update` does.
    """
    action, on_behalf_of = _open_for(action, by=by, today=today, seen_version=seen_version, token=token)
    last = action.current_update
    if last is None or not last.progress:
        raise ValidationError({"progress": "There is no earlier update to repeat. Say how it is going."})
    if action.is_late(today):
        raise ValidationError({"progress": "This action is overdue, so say what has happened since last time."})
    if times_same_running(action) >= SAME_ASKS_AT - 1 and not recovery.strip():
        raise ValidationError(
            {"recovery": "It has been the same for some time. Say what would get it moving, and who can help."}
        )
    update = Update(
        action=action,
        happened_on=today,
        known_on=today,
        recorded_by=by,
        on_behalf_of=on_behalf_of,
        progress=last.progress,
        same_as_last_time=True,
        recovery=recovery,
        status=last.status,
        rag=last.rag,
        token=token,
    )
    store_update(update, by=by)
    return update


@transaction.atomic
def ask_for_date(
    *, action: Action, by: User | None, today: date, asked: DateAsked, update: Update | None = None
) -> DateChange:
    """Ask for a new date. The words are kept whatever they are; the action moves only when it is agreed."""
    change = DateChange(
        action=action,
        update=update,
        happened_on=today,
        known_on=today,
        recorded_by=by,
        from_text=action.due_text,
        from_precision=action.due_precision,
        from_start=action.due_start,
        from_end=action.due_end,
        to_text=asked.due.text,
        to_precision=asked.due.precision,
        to_start=asked.due.start,
        to_end=asked.due.end,
        reason_code=asked.reason_code,
        reason=asked.reason,
    )
    change.full_clean()
    change.save()
    history.record(
        by=by,
        verb="new date asked for",
        thing=action,
        before={"due": action.due_text},
        after={"due": asked.due.text},
        reason=asked.reason,
        area_id=action.workstream.plan.host_area_id,
    )
    return change


def _open_for(action: Action, *, by: User, today: date, seen_version: int, token: UUID) -> tuple[Action, Owner | None]:
    """Lock the action and make sure this form may be stored on it."""
    locked = Action.objects.locked(action.pk)
    found = check_can_update(by, locked, today)
    stored = Update.objects.filter(token=token).first()
    if stored is not None and stored.action_id == locked.pk:
        raise AlreadySaved(stored)
    if stored is not None:
        raise ValidationError(INCOMPLETE)
    if locked.version != seen_version:
        raise _changed(locked, behind=max(locked.version - seen_version, 1))
    if not locked.is_open:
        raise ValidationError(f"This action is {locked.get_status_display().lower()}, so it takes no more updates.")
    on_behalf_of = _first_lead(locked, today) if found.on_behalf else None
    return locked, on_behalf_of


def _changed(action: Action, *, behind: int) -> ActionChanged:
    """What the last `behind` writes of the action's row were: updates and decided dates, each one write."""
    updates = list(action.updates.order_by("-pk").select_related("recorded_by", "passage__document")[:behind])
    decisions = DateDecision.objects.filter(change__action=action).select_related("change", "recorded_by")
    decided = list(decisions.order_by("-pk")[:behind])
    writes: list[Update | DateDecision] = [*updates, *decided]
    last = sorted(writes, key=lambda row: row.recorded_at, reverse=True)[:behind]
    return ActionChanged(
        action, [row for row in updates if row in last], [decision for decision in decided if decision in last]
    )


def _first_lead(action: Action, today: date) -> Owner | None:
    part = ActionOwner.objects.in_force(today).filter(action=action, part=Part.LEAD).select_related("owner").first()
    return None if part is None else part.owner


def _check_said(progress: Progress, *, narrative: str, recovery: str, how_known: str) -> None:
    errors = {}
    if not narrative.strip():
        errors["narrative"] = "Say what has happened since last time."
    if progress in (Progress.AT_RISK, Progress.OFF_COURSE) and not recovery.strip():
        errors["recovery"] = "Say what would put it right, and who can help."
    if progress == Progress.DONE and not how_known.strip():
        errors["how_known"] = "Say how the lead will know it is done."
    if errors:
        raise ValidationError(errors)


def store_update(update: Update, *, by: User | None) -> None:
    """Add the update and, unless a later one stands, make it the action's current one."""
    action = update.action
    if by is not None and not check_move(ACTION_MOVES, action.status, update.status):
        raise ValidationError(refusal(ACTION_MOVES, action.status, update.status))
    # A person's update was checked by hand above: to have the database check each rule first costs ten queries more.
    update.full_clean(validate_unique=by is None, validate_constraints=by is None)
    update.save()
    before = {"status": action.status, "rag": action.rag}
    current = action.current_update
    row: dict[str, object] = {"version": F("version") + 1}
    if current is None or (current.happened_on, current.pk) < (update.happened_on, update.pk):
        row |= {
            "status": update.status,
            "rag": update.rag,
            "current_update": update,
            "last_told_on": update.happened_on,
        }
    Action.objects.filter(pk=action.pk).update(**row)
    plan = action.workstream.plan
    extend_record(plan, update.happened_on)
    history.record(
        by=by,
        verb="update added",
        thing=action,
        before=before,
        after={"status": update.status, "rag": update.rag, "text": update.narrative or "Same as last time"},
        on_behalf_of=str(update.on_behalf_of or ""),
        area_id=plan.host_area_id,
    )


def extend_record(plan: Plan, day: date) -> None:
    """A record that has ended reaches to the last day on which something was added to it."""
    Plan.objects.filter(pk=plan.pk, record_ends_on__lt=day).update(record_ends_on=day)


def _offer_evidence(action: Action, update: Update, offered: EvidenceOffered, *, by: User, today: date) -> Evidence:
    evidence = Evidence(
        area=action.workstream.plan.host_area,
        title=offered.title,
        link=offered.link,
        kind=EvidenceKind.ACTIVITY,
        polarity=Polarity.SUPPORTS,
        happened_on=today,
        known_on=today,
        recorded_by=by,
        update=update,
    )
    evidence.full_clean()
    evidence.save()
    evidence.actions.add(action)
    evidence.outcomes.set(action.outcomes.all())
    history.record(
        by=by,
        verb="evidence offered",
        thing=action,
        after={"title": offered.title, "link": offered.link},
        area_id=evidence.area_id,
    )
    return evidence
