"""Setting up what is done: owners, workstreams, actions, evidence and feedback as the record states them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.accounts.models import LocalArea, Organisation, User
from core.audit import services as history
from core.due_dates import Due
from findings.models import Finding, Passage, Sector
from findings.services import Place, add_passage
from plans.models import IntendedOutcome, Plan
from workstreams.choices import (
    DateAnswer,
    EvidenceAnswer,
    EvidenceKind,
    FeedbackVoice,
    OwnerKind,
    Part,
    Polarity,
    Progress,
    Rag,
    Side,
    Status,
    Tone,
    UpdateSource,
)
from workstreams.models import (
    Action,
    ActionOwner,
    AlsoServes,
    Appointment,
    DateChange,
    DateDecision,
    DeliveryPartner,
    Evidence,
    EvidenceDecision,
    Feedback,
    Owner,
    PartnerConfirmation,
    Responsibility,
    Update,
    Workstream,
    WorkstreamAnswer,
)
from workstreams.services.dates import store_decision
from workstreams.services.updates import DateAsked, ask_for_date, store_update


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
def confirm_part(
    *, by: User | None, partner: DeliveryPartner, happened_on: date, note: str = ""
) -> PartnerConfirmation:
    """A partner's word that it delivers the part it agreed."""
    confirmation = PartnerConfirmation(
        partner=partner, happened_on=happened_on, known_on=happened_on, note=note, recorded_by=by
    )
    confirmation.full_clean()
    confirmation.save()
    history.record(
        by=by, verb="part confirmed", thing=partner, reason=note, area_id=partner.workstream.plan.host_area_id
    )
    return confirmation


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
def add_recorded_update(
    *,
    by: User | None,
    action: Action,
    source: UpdateSource,
    happened_on: date,
    known_on: date,
    status: Status,
    place: Place | None = None,
    rag: Rag | None = None,
    progress: Progress | None = None,
    **fields: Any,
) -> Update:
    """What a document or an imported return says about an action, with its rating where it gives one."""
    update = Update(
        action=Action.objects.locked(action.pk),
        source=source,
        happened_on=happened_on,
        known_on=known_on,
        status=status,
        rag=rag or "",
        progress=progress or "",
        passage=None if place is None else add_passage(place),
        recorded_by=by,
        **fields,
    )
    store_update(update, by=by)
    return update


@transaction.atomic
def add_recorded_date_change(*, by: User | None, action: Action, asked: DateAsked, happened_on: date) -> DateChange:
    """A new date that was asked for on a day, as the record states it."""
    return ask_for_date(action=Action.objects.locked(action.pk), by=by, today=happened_on, asked=asked)


@transaction.atomic
def add_recorded_date_decision(
    *, by: User | None, change: DateChange, answer: DateAnswer, happened_on: date, reason: str = ""
) -> DateDecision:
    """How a date that was asked for was decided, as the record states it. Agreeing moves the current due date."""
    if happened_on < change.happened_on:
        raise ValidationError({"happened_on": "A date cannot be decided before it was asked for."})
    if answer == DateAnswer.AGREED and change.to_end is None:
        raise ValidationError({"answer": f"“{change.to_text}” is not a date we can read, so it cannot be agreed."})
    action = Action.objects.locked(change.action_id)
    return store_decision(change=change, action=action, by=by, today=happened_on, answer=answer, reason=reason)


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
def answer_evidence(
    *, by: User | None, evidence: Evidence, answer: EvidenceAnswer, happened_on: date, reason: str = ""
) -> EvidenceDecision:
    """Accept an item of evidence, or not, with the reason. Evidence against needs nobody's acceptance."""
    if evidence.polarity == Polarity.ADVERSE:
        raise ValidationError("Evidence against needs nobody’s acceptance.")
    decision = EvidenceDecision(
        evidence=evidence, answer=answer, reason=reason, happened_on=happened_on, known_on=happened_on, recorded_by=by
    )
    decision.full_clean()
    decision.save()
    history.record(
        by=by,
        verb="evidence answered",
        thing=evidence,
        after={"answer": answer},
        reason=reason,
        area_id=evidence.area_id,
    )
    return decision


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
