"""What is done: how each kind of row becomes a record."""

from datetime import date
from typing import cast

from django.db import models

from core.accounts.models import Organisation
from core.calendar import uk_date
from core.due_dates import Due, read_due
from findings.models import Finding, Review, Sector
from findings.services import Place
from plans.models import IntendedOutcome, Plan
from send_tracker.records.load import Load
from send_tracker.records.rows import Row
from workstreams.choices import (
    DateAnswer,
    EvidenceAnswer,
    Origin,
    Part,
    Progress,
    Rag,
    ReasonCode,
    Status,
    UpdateSource,
)
from workstreams.models import Action, DateChange, DeliveryPartner, Owner, Update, Workstream
from workstreams.services import record as doing
from workstreams.services.updates import RAG_OF, STATUS_OF, DateAsked


def add_workstream(load: Load, row: Row) -> Workstream:
    return doing.add_workstream(
        by=None,
        plan=load.find(row, "plan", Plan, row.need("plan")),
        number=row.need("number"),
        title=row.need("title"),
        answers=load.many(row, "finding", Finding, "answers"),
        place=load.place(row),
        position=row.position,
        reports_to=row.take("reports_to"),
    )


def workstream_of(load: Load, row: Row) -> Workstream:
    return cast(Workstream, load.find(row, "workstream", Workstream, row.need("workstream")))


def add_owner(load: Load, row: Row) -> Owner:
    return doing.add_owner(
        by=None,
        area=load.area(row),
        kind=row.need("kind"),
        name=row.need("name"),
        title=row.take("title"),
        organisation=load.maybe(row, "organisation", Organisation, "organisation"),
        is_demonstration=row.take("demonstration", False),
        note=row.take("note"),
    )


def add_responsibility(load: Load, row: Row) -> models.Model:
    return doing.give_responsibility(
        by=None,
        workstream=workstream_of(load, row),
        owner=load.find(row, "owner", Owner, row.need("owner")),
        part=row.need("part"),
        side=row.need("side"),
        valid_from=row.take("from", None),
        place=load.place(row),
    )


def add_partner(load: Load, row: Row) -> models.Model:
    return doing.add_partner(
        by=None,
        workstream=workstream_of(load, row),
        label=row.need("label"),
        organisation=load.maybe(row, "organisation", Organisation, "organisation"),
        part_agreed=row.take("part_agreed"),
        place=load.place(row),
    )


def add_confirmation(load: Load, row: Row) -> models.Model:
    return doing.confirm_part(
        by=None,
        partner=load.find(row, "partner", DeliveryPartner, row.need("partner")),
        happened_on=row.need("happened_on"),
        note=row.take("note"),
    )


def add_action(load: Load, row: Row) -> Action:
    """An action, with who leads it. Without a document or a day of its own it is as old as its plan."""
    place, workstream = load.place(row), workstream_of(load, row)
    own_day = row.take("added_on", None)
    known_on = load.known_on(place, date.max) if place else own_day or workstream.plan.period_from
    if known_on is None:
        raise row.error("it has no document, no added_on, and its plan does not say when it began")
    added_on = own_day or _visited_on(place) or known_on
    origin, status = Origin(row.take("origin", Origin.WRITTEN)), Status(row.take("status", Status.NOT_STARTED))
    detail, due = row.take("detail"), row.take("due")
    action = doing.add_action(
        by=None,
        workstream=workstream,
        title=row.need("title"),
        added_on=added_on,
        known_on=known_on,
        due=_due(due) if due else None,
        places=[place] if place else [],
        outcomes=load.many(row, "outcome", IntendedOutcome, "outcomes"),
        sectors=load.listed_many(row, Sector, "sectors"),
        reference=row.take("reference"),
        detail=detail,
        success_criteria=row.take("success_criteria"),
        evidence_required=row.take("evidence_required"),
        origin=origin,
        position=row.position,
        status=Status.NOT_STATED if origin == Origin.REBUILT else Status.NOT_STARTED,
    )
    if place is not None and status not in (Status.NOT_STATED, Status.NOT_STARTED):
        doing.add_recorded_update(
            by=None,
            action=action,
            source=UpdateSource.DOCUMENT,
            place=place,
            happened_on=added_on,
            known_on=known_on,
            narrative=detail or action.title,
            status=status,
        )
    for name, part in (("leads", Part.LEAD), ("accountable", Part.ACCOUNTABLE)):
        for owner in load.many(row, "owner", Owner, name):
            doing.assign(by=None, action=action, owner=owner, part=part, valid_from=added_on)
    return action


def _due(written: date | str) -> Due:
    """A date as the plan writes it: a day, or words that may be vague."""
    return read_due(uk_date(written) if isinstance(written, date) else written)


def action_of(load: Load, row: Row) -> Action:
    return cast(Action, load.find(row, "action", Action, row.need("action")))


def add_also_serves(load: Load, row: Row) -> models.Model:
    return doing.serve_also(
        by=None,
        action=action_of(load, row),
        workstream=workstream_of(load, row),
        reference=row.take("reference"),
        valid_from=row.take("from", None),
    )


def add_update(load: Load, row: Row) -> Update:
    """What a document or an imported return says. Its progress gives status and rating unless they stand there."""
    place, happened_on = load.place(row), row.need("happened_on")
    progress = Progress(row.take("progress")) if "progress" in row.fields else None
    status = row.take("status") or (STATUS_OF[progress] if progress else row.need("status"))
    return doing.add_recorded_update(
        by=None,
        action=action_of(load, row),
        source=UpdateSource.IMPORT if place is None else UpdateSource.DOCUMENT,
        place=place,
        happened_on=happened_on,
        known_on=load.known_on(place, happened_on),
        status=Status(status),
        rag=Rag(row.take("rag")) if "rag" in row.fields else RAG_OF[progress] if progress else None,
        progress=progress,
        same_as_last_time=row.take("same", False),
        **{name: row.take(name) for name in ("narrative", "recovery", "how_known", "difference")},
    )


def add_date_change(load: Load, row: Row) -> DateChange:
    """A new date asked for and, where the row has an answer, what was decided."""
    asked_on = row.need("asked_on")
    change = doing.add_recorded_date_change(
        by=None,
        action=action_of(load, row),
        asked=DateAsked(_due(row.need("to")), ReasonCode(row.need("reason_code")), row.take("reason")),
        happened_on=asked_on,
    )
    answer, decided_on = row.take("answer"), row.take("decided_on", None)
    if answer:
        doing.add_recorded_date_decision(
            by=None,
            change=change,
            answer=DateAnswer(answer),
            happened_on=decided_on or asked_on,
            reason=row.take("decision_reason"),
        )
    return change


def _visited_on(place: Place | None) -> date | None:
    """The last day of the visit a letter reports: what it saw was so on that day."""
    review = None if place is None else Review.objects.filter(document=place.document).first()
    return None if review is None else review.ends_on


def add_evidence(load: Load, row: Row) -> models.Model:
    place, happened_on = load.place(row), row.need("happened_on")
    evidence = doing.add_evidence(
        by=None,
        area=load.area(row),
        title=row.need("title"),
        text=row.take("text"),
        kind=row.need("kind"),
        polarity=row.need("polarity"),
        happened_on=happened_on,
        known_on=load.known_on(place, happened_on),
        place=place,
        organisation=load.maybe(row, "organisation", Organisation, "organisation"),
        from_inspectors=row.take("source_kind") == "inspectors",
        is_independent=row.take("independent", row.take("source_kind") == "inspectors"),
        is_restricted=row.take("restricted", False),
        cohort=row.take("cohort"),
        sample_size=row.take("n", None),
        outcomes=load.many(row, "outcome", IntendedOutcome, "outcomes"),
        actions=load.many(row, "action", Action, "actions"),
    )
    answer, answered_on = row.take("answer"), row.take("answered_on", None)
    if answer:
        doing.answer_evidence(
            by=None,
            evidence=evidence,
            answer=EvidenceAnswer(answer),
            happened_on=answered_on or happened_on,
            reason=row.take("answer_reason"),
        )
    return evidence


def add_feedback(load: Load, row: Row) -> models.Model:
    place, happened_on = load.place(row), row.need("happened_on")
    return doing.add_feedback(
        by=None,
        area=load.area(row),
        findings=load.many(row, "finding", Finding, "findings"),
        voice=row.need("voice"),
        provider=row.need("provider"),
        tone=row.need("tone"),
        text=row.need("text"),
        happened_on=happened_on,
        known_on=load.known_on(place, happened_on),
        place=place,
        cohort=row.take("cohort"),
        number_asked=row.take("n", None),
        number_text=row.take("n_text"),
        wave=row.take("wave"),
        outcomes=load.many(row, "outcome", IntendedOutcome, "outcomes"),
        **row.ages(),
    )
