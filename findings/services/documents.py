"""Documents, the passages they are cited by, and statements."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from core import edits
from core.accounts.models import LocalArea, User
from core.audit import services as history
from findings.choices import DocumentKind, Held, StatementKind
from findings.models import (
    Passage,
    SourceDocument,
    Statement,
)
from findings.places import Place
from findings.services.checks import check_by, with_values


def add_passage(place: Place) -> Passage:
    first = re.match(r"\d+", place.lines)
    return Passage.objects.create(
        document=place.document,
        lines=place.lines,
        first_line=int(first.group()) if first else 0,
        text=place.text,
        wording=place.wording,
    )


@transaction.atomic
def record_passage(*, by: User, place: Place, kind: StatementKind) -> Statement:
    """What somebody found worth recording in a document, after what is recorded of it. A finding may cite it later."""
    check_by(by, place.document.area_id)
    held = Statement.objects.filter(document=place.document)
    if held.filter(passage__lines=place.lines, passage__text=place.text, kind=kind).exists():
        raise ValidationError({"text": "This passage is already recorded, with these lines and these words."})
    last = held.aggregate(last=Max("position"))["last"] or 0
    return add_statement(by=by, place=place, kind=kind, position=last + 1)


@transaction.atomic
def add_document(
    *,
    by: User | None,
    area: LocalArea,
    short_name: str,
    title: str,
    kind: DocumentKind,
    held: Held,
    **fields: Any,
) -> SourceDocument:
    """A document: attached, read and cited (with its hash), or referred to and not held."""
    check_by(by, area.pk)
    document = SourceDocument(area=area, short_name=short_name, title=title, kind=kind, held=held, **fields)
    if by is not None:
        _check_document(document)
    document.full_clean()
    document.save()
    history.record(by=by, verb="document added", thing=document, after={"held": held}, area_id=area.pk)
    return document


@transaction.atomic
def change_document(*, by: User, document: SourceDocument, seen: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """What is recorded about a document, by `core.edits.change`. Gives the names of what changed."""
    check_by(by, document.area_id)
    _check_document(with_values(document, values))
    return edits.change(
        by=by, row=document, seen=seen, values=values, verb="document changed", area_id=document.area_id
    )


@transaction.atomic
def add_statement(
    *,
    by: User | None,
    place: Place,
    kind: StatementKind,
    position: int = 0,
    **fields: Any,
) -> Statement:
    check_by(by, place.document.area_id)
    statement = Statement(document=place.document, passage=add_passage(place), kind=kind, position=position, **fields)
    statement.full_clean()
    statement.save()
    history.record(by=by, verb="statement added", thing=statement, area_id=place.document.area_id)
    return statement


def known_since(document: SourceDocument | None, today: date) -> date:
    """When a fact could be known: on the day of the document it stands in, else when it is recorded."""
    if document is None:
        return today
    return document.published_on or document.dated_on or today


def _check_document(document: SourceDocument) -> None:
    """The table's own rules, each with what to do. Raises ValidationError."""
    wrong: dict[str, str] = {}
    others = SourceDocument.objects.filter(area_id=document.area_id).exclude(pk=document.pk)
    if others.filter(short_name=document.short_name).exists():
        wrong["short_name"] = f"Another document is called “{document.short_name}”. Choose another short name."
    if document.held == Held.CITED and not document.sha256:
        wrong["sha256"] = (
            "Paste the document’s text, or enter its SHA-256: they show later that it is the same text. Without either,"
            " record it as referred to, not held."
        )
    if document.held == Held.NOT_HELD and document.sha256:
        wrong["held"] = "It has a SHA-256, so somebody had it. Choose “Read and cited”, or take the SHA-256 away."
    if wrong:
        raise ValidationError(wrong)
