"""What is done: how each kind of row becomes a record."""

from datetime import date
from typing import cast

from core.due_dates import read_due
from django.db import models

from core.accounts.models import Organisation
from findings.models import Finding, Review, Sector
from findings.services import Place
from plans.models import IntendedOutcome, Plan
from send_tracker.records.load import Load
from send_tracker.records.rows import Row
from workstreams.choices import Origin, Status
from workstreams.models import Action, Owner, Workstream
from workstreams.services import record as doing
from workstreams.services.updates import add_update_from_document


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


def add_action(load: Load, row: Row) -> Action:
    place = load.place(row)
    known_on = load.known_on(place, date.max) if place else row.need("added_on")
    added_on = row.take("added_on", None) or _visited_on(place) or known_on
    origin, status = Origin(row.take("origin", Origin.WRITTEN)), Status(row.take("status", Status.NOT_STARTED))
    detail, due = row.take("detail"), row.take("due")
    action = doing.add_action(
        by=None,
        workstream=workstream_of(load, row),
        title=row.need("title"),
        added_on=added_on,
        known_on=known_on,
        due=read_due(due) if due else None,
        places=[place] if place else [],
        outcomes=load.many(row, "outcome", IntendedOutcome, "outcomes"),
        sectors=load.listed_many(row, Sector, "sectors"),
        reference=row.take("reference"),
        detail=detail,
        origin=origin,
        position=row.position,
        status=Status.NOT_STATED if origin == Origin.REBUILT else Status.NOT_STARTED,
    )
    if place is not None and status not in (Status.NOT_STATED, Status.NOT_STARTED):
        add_update_from_document(
            action=action,
            place=place,
            happened_on=added_on,
            known_on=known_on,
            narrative=detail or action.title,
            status=status,
        )
    return action


def _visited_on(place: Place | None) -> date | None:
    """The last day of the visit a letter reports: what it saw was so on that day."""
    review = None if place is None else Review.objects.filter(document=place.document).first()
    return None if review is None else review.ends_on


def add_evidence(load: Load, row: Row) -> models.Model:
    place, happened_on = load.place(row), row.need("happened_on")
    return doing.add_evidence(
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
        is_independent=row.take("source_kind") == "inspectors",
        outcomes=load.many(row, "outcome", IntendedOutcome, "outcomes"),
        actions=load.many(row, "action", Action, "actions"),
    )


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
        **row.ages(),
    )
