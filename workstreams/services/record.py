"""Setting up what is done: owners, workstreams, actions, evidence and feedback as the record states them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from core.accounts.models import LocalArea, Organisation, User
from core.audit import services as history
from core.calendar import Due
from findings.models import Finding, Passage, Sector
from findings.services import Place, add_passage
from plans.models import IntendedOutcome, Plan
from workstreams.choices import EvidenceKind, FeedbackVoice, OwnerKind, Part, Polarity, Side, Tone
from workstreams.models import (
    Action,
    ActionOwner,
    AlsoServes,
    Appointment,
    DeliveryPartner,
    Evidence,
    Feedback,
    Owner,
    Responsibility,
    Workstream,
    WorkstreamAnswer,
)


@transaction.atomic
def add_owner(*, by: User | None, area: LocalArea, kind: OwnerKind, name: str, **fields: Any) -> Owner:
    owner = Owner(area=area, kind=kind, name=name, **fields)
    owner.full_clean()
    owner.save()
    history.record(by=by, verb="owner added", thing=owner, after={"kind": kind}, area_id=area.pk)
    return owner


@transaction.atomic
def appoint(*, by: User | None, owner: Owner, user: User, valid_from: date) -> Appointment:
    """Give a post to the person who signs in as `user`, from a day."""
    appointment = Appointment(owner=owner, user=user, valid_from=valid_from)
    appointment.full_clean()
    appointment.save()
    history.record(
        by=by, verb="post taken", thing=owner, after={"held by": user, "from": valid_from}, area_id=owner.area_id
    )
    return appointment


@transaction.atomic
def add_workstream(
    *,
    by: User | None,
    plan: Plan,
    number: str,
    title: str,
    answers: Iterable[Finding] = (),
    place: Place | None = None,
    valid_from: date | None = None,
    **fields: Any,
) -> Workstream:
    workstream = Workstream(
        plan=plan, number=number, title=title, passage=None if place is None else add_passage(place), **fields
    )
    workstream.full_clean()
    workstream.save()
    WorkstreamAnswer.objects.bulk_create(
        WorkstreamAnswer(workstream=workstream, finding=finding, valid_from=valid_from) for finding in answers
    )
    history.record(by=by, verb="workstream added", thing=workstream, area_id=plan.host_area_id)
    return workstream


@transaction.atomic
def give_responsibility(
    *,
    by: User | None,
    workstream: Workstream,
    owner: Owner,
    part: Part,
    side: Side,
    valid_from: date | None = None,
    place: Place | None = None,
) -> Responsibility:
    responsibility = Responsibility(
        workstream=workstream,
        owner=owner,
        part=part,
        side=side,
        valid_from=valid_from,
        passage=None if place is None else add_passage(place),
    )
    responsibility.full_clean()
    responsibility.save()
    history.record(
        by=by,
        verb="responsibility given",
        thing=workstream,
        after={"owner": owner, "part": part, "side": side},
        area_id=workstream.plan.host_area_id,
    )
    return responsibility


@transaction.atomic
def add_partner(
    *, by: User | None, workstream: Workstream, label: str, place: Place | None = None, **fields: Any
) -> DeliveryPartner:
    partner = DeliveryPartner(
        workstream=workstream, label=label, passage=None if place is None else add_passage(place), **fields
    )
    partner.full_clean()
    partner.save()
    history.record(by=by, verb="delivery partner added", thing=partner, area_id=workstream.plan.host_area_id)
    return partner


@transaction.atomic
def add_action(
    *,
    by: User | None,
    workstream: Workstream,
    title: str,
    added_on: date,
    known_on: date,
    due: Due | None = None,
    places: Iterable[Place] = (),
    outcomes: Iterable[IntendedOutcome] = (),
    sectors: Iterable[Sector] = (),
    **fields: Any,
) -> Action:
    """An action; its original due date is kept for ever beside the current one. No `due` means no date is held."""
    action = Action(workstream=workstream, title=title, added_on=added_on, known_on=known_on, **fields)
    if due is not None:
        for prefix in ("original_due", "due"):
            setattr(action, f"{prefix}_text", due.text)
            setattr(action, f"{prefix}_precision", due.precision)
            setattr(action, f"{prefix}_start", due.start)
            setattr(action, f"{prefix}_end", due.end)
    action.full_clean()
    action.save()
    action.passages.set([add_passage(place) for place in places])
    action.outcomes.set(outcomes)
    action.sectors.set(sectors)
    history.record(
        by=by, verb="action added", thing=action, after={"due": action.due_text}, area_id=workstream.plan.host_area_id
    )
    return action


@transaction.atomic
def assign(*, by: User | None, action: Action, owner: Owner, part: Part, valid_from: date | None = None) -> ActionOwner:
    row = ActionOwner(action=action, owner=owner, part=part, valid_from=valid_from)
    row.full_clean()
    row.save()
    history.record(
        by=by,
        verb="owner assigned",
        thing=action,
        after={"owner": owner, "part": part},
        area_id=action.workstream.plan.host_area_id,
    )
    return row


@transaction.atomic
def serve_also(
    *, by: User | None, action: Action, workstream: Workstream, reference: str = "", valid_from: date | None = None
) -> AlsoServes:
    row = AlsoServes(action=action, workstream=workstream, reference=reference, valid_from=valid_from)
    row.full_clean()
    row.save()
    history.record(
        by=by,
        verb="also serves",
        thing=action,
        after={"workstream": workstream},
        area_id=workstream.plan.host_area_id,
    )
    return row


@transaction.atomic
def add_evidence(
    *,
    by: User | None,
    area: LocalArea,
    title: str,
    kind: EvidenceKind,
    polarity: Polarity,
    happened_on: date,
    known_on: date,
    place: Place | Passage | None = None,
    organisation: Organisation | None = None,
    outcomes: Iterable[IntendedOutcome] = (),
    actions: Iterable[Action] = (),
    **fields: Any,
) -> Evidence:
    evidence = Evidence(
        area=area,
        title=title,
        kind=kind,
        polarity=polarity,
        happened_on=happened_on,
        known_on=known_on,
        organisation=organisation,
        passage=add_passage(place) if isinstance(place, Place) else place,
        recorded_by=by,
        **fields,
    )
    evidence.full_clean()
    evidence.save()
    evidence.outcomes.set(outcomes)
    evidence.actions.set(actions)
    history.record(
        by=by, verb="evidence added", thing=evidence, after={"kind": kind, "polarity": polarity}, area_id=area.pk
    )
    return evidence


@transaction.atomic
def add_feedback(
    *,
    by: User | None,
    area: LocalArea,
    findings: Iterable[Finding],
    voice: FeedbackVoice,
    provider: str,
    tone: Tone,
    text: str,
    happened_on: date,
    known_on: date,
    place: Place | None = None,
    outcomes: Iterable[IntendedOutcome] = (),
    **fields: Any,
) -> Feedback:
    feedback = Feedback(
        area=area,
        voice=voice,
        provider=provider,
        tone=tone,
        text=text,
        happened_on=happened_on,
        known_on=known_on,
        passage=None if place is None else add_passage(place),
        recorded_by=by,
        **fields,
    )
    feedback.full_clean()
    feedback.save()
    feedback.findings.set(findings)
    feedback.outcomes.set(outcomes)
    history.record(by=by, verb="feedback added", thing=feedback, after={"tone": tone}, area_id=area.pk)
    return feedback
