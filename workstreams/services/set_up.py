"""Setting up by hand: owners and who holds a post, workstreams, actions and who leads them.

Each checks who asks, then goes through `services.record`, as data files do. What holds from a day to a day is ended and
begun anew. Only what was to begin today or later can be taken back, for it never held; the history keeps that it was
said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from core import edits
from core.accounts.models import LocalArea, User
from core.audit import services as history
from core.due_dates import read_due
from core.web.words import uk_date
from findings.models import Finding
from plans.models import Plan
from workstreams.choices import Duty, OwnerKind, Part, Status, UpdateSource
from workstreams.models import Action, ActionOwner, Appointment, Owner, Responsibility, Update, Workstream
from workstreams.permissions import check_can_set_up, check_can_set_up_actions
from workstreams.selectors.owners import (
    Holdings,
    holdings,
    leads_not_over,
    mark_of,
    not_over,
    responsibilities_not_over,
)
from workstreams.services import record
from workstreams.services.updates import extend_record, store_update

#: What may be edited of an action at any time: never its dates, leads, state or home.
EDITABLE = frozenset({"reference", "title", "detail", "success_criteria", "evidence_required", "outcomes", "sectors"})


class HoldingsChanged(Exception):
    """Who has what is not what the page showed. Nothing was stored."""


def _check_seen(rows: Iterable[ActionOwner | Responsibility], seen: str | None) -> None:
    if seen is not None and mark_of(rows) != seen:
        raise HoldingsChanged


# --- Owners and posts -------------------------------------------------------------------------------------------------


@transaction.atomic
def new_owner(*, by: User, area: LocalArea, today: date, kind: OwnerKind, name: str, **fields: Any) -> Owner:
    """A person or a post of the area. Refused where one of that name and organisation is there already."""
    check_can_set_up(by, area.pk, today)
    _check_owner_once(Owner(area=area, name=name, organisation=fields.get("organisation")), today)
    return record.add_owner(by=by, area=area, kind=kind, name=name, **fields)


@transaction.atomic
def change_owner(*, owner: Owner, by: User, today: date, seen: str, values: Mapping[str, Any]) -> None:
    """Edit a person or post. `seen` is the stamp of what the page showed; raises `edits.ChangedMeanwhile`."""
    check_can_set_up(by, owner.area_id, today)
    held = {"name": owner.name, "organisation": owner.organisation} | dict(values)
    meant = Owner(pk=owner.pk, area=owner.area, name=held["name"], organisation=held["organisation"])
    edits.change(by=by, row=owner, seen=seen, values=values, verb="owner edited", area_id=owner.area_id)
    _check_owner_once(meant, today)


def _check_owner_once(owner: Owner, today: date) -> None:
    same = Owner.objects.filter(area=owner.area, name__iexact=owner.name.strip(), organisation=owner.organisation)
    if same.exclude(pk=owner.pk).filter(not_over(today)).exists():
        where = f" at {owner.organisation}" if owner.organisation else " without an organisation"
        raise ValidationError(
            {"name": f"There is already “{owner.name.strip()}”{where}. Use it, or name this one apart."}
        )


@transaction.atomic
def appoint_person(*, owner: Owner, by: User, today: date, user: User, valid_from: date) -> Appointment:
    """Give a post to somebody with a sign-in, from a day. Refused to whom the area's pages are closed."""
    Owner.objects.select_for_update().get(pk=owner.pk)
    check_can_set_up(by, owner.area_id, today)
    if not (user.is_active and LocalArea.objects.readable_by(user, max(today, valid_from)).filter(pk=owner.area_id)):
        raise ValidationError({"user": f"{user} has no role in this area on that day, so could not see what to do."})
    same = owner.appointments.filter(user=user).filter(not_over(valid_from)).first()
    if same is not None:
        begun = f" since {uk_date(same.valid_from)}" if same.valid_from else ""
        until = f" until {uk_date(same.valid_to)}" if same.valid_to else ""
        raise ValidationError({"user": f"{user} has this post{begun}{until}."})
    return record.appoint(by=by, owner=owner, user=user, valid_from=valid_from)


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: User, today: date, last_day: date) -> Appointment:
    """Somebody holds a post up to and with `last_day`. What the post leads stays with the post."""
    row = Appointment.objects.select_for_update(of=("self",)).select_related("owner", "user").get(pk=appointment.pk)
    check_can_set_up(by, row.owner.area_id, today)
    if row.valid_to is not None:
        raise ValidationError(f"This appointment was already ended: its last day is {uk_date(row.valid_to)}.")
    if row.valid_from is not None and last_day < row.valid_from:
        raise ValidationError({"last_day": f"The last day cannot be before the first, {uk_date(row.valid_from)}."})
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    after = {"held by": row.user, "to": last_day}
    history.record(by=by, verb="post left", thing=row.owner, after=after, area_id=row.owner.area_id)
    return row


# --- Handing over -----------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(*, owner: Owner, to: Owner, by: User, today: date, from_day: date, seen: str) -> Holdings:
    """Everything `owner` has in hand goes to `to` from a day: the old rows end the day before, new ones begin.

    `seen` is the mark of what was shown; raises `HoldingsChanged` when that is not what there is now. What is to begin
    later than `from_day` goes over whole. Refused where something began after that day and before today.
    """
    list(Owner.objects.select_for_update().filter(pk__in=[owner.pk, to.pk]).order_by("pk"))
    check_can_set_up(by, owner.area_id, today)
    if to.pk == owner.pk or to.area_id != owner.area_id:
        raise ValidationError({"to": "Choose somebody else of this area."})
    if not to.holds_on(from_day):
        raise ValidationError(
            {"to": f"{to} is not there on {uk_date(from_day)}. Choose somebody else, or another day."}
        )
    found = holdings(owner, from_day)
    if found.mark != seen:
        raise HoldingsChanged
    if not found:
        raise ValidationError(f"{owner} has nothing in hand on {uk_date(from_day)}.")
    for part in found.actions:
        _pass_on(part, to, from_day=from_day, today=today)
        _record_parts(part.action, by, part.get_part_display(), [owner], [to], from_day)
    for row in found.streams:
        _pass_on(row, to, from_day=from_day, today=today)
        _record_parts(row.workstream, by, row.get_part_display(), [owner], [to], from_day)
    plans = [part.action.workstream.plan for part in found.actions] + [row.workstream.plan for row in found.streams]
    for plan in {plan.pk: plan for plan in plans}.values():
        extend_record(plan, min(from_day, today))
    after = {"to": to, "from": from_day, "actions": len(found.actions), "workstreams": len(found.streams)}
    history.record(by=by, verb="handed over", thing=owner, after=after, area_id=owner.area_id)
    return found


def _pass_on(row: ActionOwner | Responsibility, to: Owner, *, from_day: date, today: date) -> None:
    first = from_day if row.valid_from is None else max(from_day, row.valid_from)
    last = row.valid_to
    new: ActionOwner | Responsibility
    if isinstance(row, ActionOwner):
        new = ActionOwner(action=row.action, owner=to, part=row.part, valid_from=first, valid_to=last)
        has_it = to.action_parts.filter(not_over(first), action=row.action, part=row.part).exists()
    else:
        new = Responsibility(
            workstream=row.workstream, owner=to, part=row.part, side=row.side, valid_from=first, valid_to=last
        )
        has_it = to.responsibilities.filter(not_over(first), workstream=row.workstream, part=row.part).exists()
    _end(row, from_day, today)
    if not has_it:
        new.full_clean()
        new.save()


def _end(row: ActionOwner | Responsibility, from_day: date, today: date) -> None:
    """The row holds up to the day before. One that was to begin today or later is taken back."""
    if row.valid_from is None or row.valid_from < from_day:
        row.valid_to = from_day - timedelta(days=1)
        row.save(update_fields=["valid_to"])
    elif row.valid_from >= today:
        row.delete()
    else:
        raise ValidationError(
            {"from_day": f"{row.owner} began on {uk_date(row.valid_from)}. Choose a day after that one."}
        )


def _record_parts(
    thing: Action | Workstream, by: User, what: str, old: Iterable[Owner], new: Iterable[Owner], from_day: date
) -> None:
    plan = thing.workstream.plan if isinstance(thing, Action) else thing.plan
    history.record(
        by=by,
        verb="responsibility changed",
        thing=thing,
        before={what: list(old)},
        after={what: list(new), "from": from_day},
        area_id=plan.host_area_id,
    )


# --- Workstreams ------------------------------------------------------------------------------------------------------


@transaction.atomic
def new_workstream(
    *, by: User, plan: Plan, today: date, number: str, title: str, answers: Iterable[Finding] = (), reports_to: str = ""
) -> Workstream:
    """A workstream at the end of the plan, with what it answers from today."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    check_can_set_up(by, plan.host_area_id, today)
    if plan.workstreams.filter(number__iexact=number).exists():
        raise ValidationError({"number": f"This plan already has a workstream {number}. Give another number."})
    last = plan.workstreams.aggregate(last=Max("position"))["last"] or 0
    stream = record.add_workstream(
        by=by,
        plan=plan,
        number=number,
        title=title,
        answers=answers,
        valid_from=today,
        position=last + 1,
        reports_to=reports_to,
    )
    extend_record(plan, today)
    return stream


@transaction.atomic
def change_responsibilities(
    *,
    workstream: Workstream,
    by: User,
    today: date,
    from_day: date,
    wanted: Mapping[Duty, Sequence[Owner]],
    seen: str | None = None,
) -> None:
    """From a day, these lead and answer for the workstream. Who stays keeps their first day; duties left out stay.

    The side belongs to accountable officers; of a lead it is kept as it was, or not stated. `seen` is the mark of the
    rows a page showed; raises `HoldingsChanged` when there are others now.
    """
    workstream = Workstream.objects.select_for_update(of=("self",)).select_related("plan").get(pk=workstream.pk)
    check_can_set_up(by, workstream.plan.host_area_id, today)
    _check_seen(responsibilities_not_over(workstream, today), seen)
    rows = list(workstream.responsibilities.filter(not_over(from_day)).select_related("owner"))
    changed = False
    for (part, side), owners in wanted.items():
        mine = [row for row in rows if row.part == part and (part == Part.LEAD or row.side == side)]
        gone = [row for row in mine if row.owner not in owners]
        new = [owner for owner in owners if owner not in [row.owner for row in mine]]
        if not (gone or new):
            continue
        _check_new(new, workstream.plan, from_day)
        changed = True
        before = [row.owner for row in mine]
        for row in gone:
            _end(row, from_day, today)
        for owner in new:
            if any(row.owner == owner and row.part == part for row in rows if row not in gone):
                raise ValidationError(f"{owner} is named for two sides. Choose one side, or name somebody else.")
            record.give_responsibility(
                by=by, workstream=workstream, owner=owner, part=part, side=side, valid_from=from_day
            )
        what = part.label if part == Part.LEAD else f"{part.label}, {side.label.lower()}"
        _record_parts(workstream, by, what, before, owners, from_day)
    if changed:
        extend_record(workstream.plan, min(from_day, today))


def _check_new(owners: Iterable[Owner], plan: Plan, day: date) -> None:
    for owner in owners:
        if owner.area_id != plan.host_area_id:
            raise ValidationError("Choose owners of this area.")
        if not owner.holds_on(day):
            raise ValidationError(f"{owner} is not there on {uk_date(day)}. Choose somebody else, or another day.")


# --- Actions ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def new_action(
    *,
    by: User,
    workstream: Workstream,
    today: date,
    title: str,
    leads: Sequence[Owner],
    due_text: str = "",
    **fields: Any,
) -> Action:
    """An action at the end of the workstream, with its leads from today.

    The date stays as it was written; what can be read of it is its first and its current due date at once.
    """
    workstream = Workstream.objects.select_for_update(of=("self",)).select_related("plan").get(pk=workstream.pk)
    check_can_set_up_actions(by, workstream, today)
    if not leads:
        raise ValidationError({"lead_1": "Choose who leads it."})
    _check_new(leads, workstream.plan, today)
    last = workstream.actions.aggregate(last=Max("position"))["last"] or 0
    action = record.add_action(
        by=by,
        workstream=workstream,
        title=title,
        added_on=today,
        known_on=today,
        due=read_due(due_text, today=today) if due_text else None,
        position=last + 1,
        **fields,
    )
    for owner in leads:
        record.assign(by=by, action=action, owner=owner, part=Part.LEAD, valid_from=today)
    extend_record(workstream.plan, today)
    return action


@transaction.atomic
def change_action(*, action: Action, by: User, today: date, seen: str, values: Mapping[str, Any]) -> None:
    """Edit what is not controlled: words, what shows success, outcomes served, sectors. Dates are asked for elsewhere.

    `seen` is the stamp of what the page showed; raises `edits.ChangedMeanwhile`.
    """
    check_can_set_up_actions(by, action.workstream, today)
    plan = action.workstream.plan
    if set(values) - EDITABLE:
        raise ValidationError("Only an action’s words, outcomes and sectors are edited here.")
    if any(outcome.plan_id != plan.pk for outcome in values.get("outcomes", ())):
        raise ValidationError({"outcomes": "Choose outcomes of this plan."})
    edits.change(by=by, row=action, seen=seen, values=values, verb="action edited", area_id=plan.host_area_id)


@transaction.atomic
def change_leads(
    *, action: Action, by: User, today: date, from_day: date, leads: Sequence[Owner], seen: str | None = None
) -> None:
    """From a day, these lead the action. Who stays keeps their first day. `seen` as in `change_responsibilities`."""
    action = Action.objects.locked(action.pk)
    plan = action.workstream.plan
    check_can_set_up_actions(by, action.workstream, today)
    _check_open(action, "its lead stays")
    _check_seen(leads_not_over(action, today), seen)
    if not leads:
        raise ValidationError({"lead_1": "Choose who leads it. An open action always has a lead."})
    if from_day < action.added_on:
        raise ValidationError(
            {"from_day": f"The action began on {uk_date(action.added_on)}. Choose that day or later."}
        )
    rows = list(action.owners.filter(not_over(from_day), part=Part.LEAD).select_related("owner"))
    before = [row.owner for row in rows]
    gone, new = [row for row in rows if row.owner not in leads], [owner for owner in leads if owner not in before]
    if not (gone or new):
        return
    _check_new(new, plan, from_day)
    for row in gone:
        _end(row, from_day, today)
    for owner in new:
        record.assign(by=by, action=action, owner=owner, part=Part.LEAD, valid_from=from_day)
    _record_parts(action, by, Part.LEAD.label, before, leads, from_day)
    extend_record(plan, min(from_day, today))


@transaction.atomic
def withdraw_action(
    *, action: Action, by: User, today: date, reason: str, superseded_by: Action | None = None
) -> Update:
    """The action is cancelled, or superseded by another of its plan. It and its history stay; the reason stands there.

    The other action says where it was carried from, unless it says so of another.
    """
    action = Action.objects.locked(action.pk)
    plan = action.workstream.plan
    check_can_set_up_actions(by, action.workstream, today)
    _check_open(action, "it cannot be withdrawn")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the action is withdrawn."})
    words, status = reason, Status.CANCELLED
    if superseded_by is not None:
        if superseded_by.pk == action.pk or superseded_by.workstream.plan_id != plan.pk or not superseded_by.is_open:
            raise ValidationError({"superseded_by": "Choose another open action of this plan."})
        words, status = f"Superseded by {superseded_by}. {reason}", Status.SUPERSEDED
    update = Update(
        action=action,
        source=UpdateSource.PERSON,
        happened_on=today,
        known_on=today,
        recorded_by=by,
        narrative=words,
        status=status,
    )
    store_update(update, by=by)
    history.record(
        by=by,
        verb="action withdrawn",
        thing=action,
        after={"status": status, "superseded by": superseded_by},
        reason=reason,
        area_id=plan.host_area_id,
    )
    if superseded_by is not None and superseded_by.carried_from_id is None:
        Action.objects.filter(pk=superseded_by.pk).update(carried_from=action)
        after = {"carried from": action}
        history.record(by=by, verb="carried on", thing=superseded_by, after=after, area_id=plan.host_area_id)
    return update


def _check_open(action: Action, so: str) -> None:
    if not action.is_open:
        raise ValidationError(f"This action is {action.get_status_display().lower()}, so {so}.")
