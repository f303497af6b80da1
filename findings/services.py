"""The only ways to add to what was said about the area. Nothing here changes or deletes a fact."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.accounts.models import LocalArea, Organisation, User
from core.audit import services as history
from core.calendar import plan_due
from findings.choices import DocumentKind, FindingType, Held, LinkKind, ReviewType, StatementKind, Wording
from findings.models import (
    Claim,
    ClaimChoice,
    ClaimTopic,
    Finding,
    FindingLink,
    FindingWording,
    Framework,
    Judgement,
    JudgementValue,
    Passage,
    Review,
    Sector,
    SourceDocument,
    Statement,
    Theme,
    Voice,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a document, its lines, and the words there."""

    document: SourceDocument
    lines: str
    text: str = ""
    wording: Wording = Wording.SUMMARISED


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
    document = SourceDocument(area=area, short_name=short_name, title=title, kind=kind, held=held, **fields)
    document.full_clean()
    document.save()
    history.record(by=by, verb="document added", thing=document, after={"held": held}, area_id=area.pk)
    return document


@transaction.atomic
def add_review(
    *,
    by: User | None,
    area: LocalArea,
    code: str,
    type: ReviewType,
    title: str,
    framework: Framework | None = None,
    jointly_responsible: Iterable[Organisation] = (),
    **fields: Any,
) -> Review:
    review = Review(area=area, code=code, type=type, title=title, framework=framework, **fields)
    review.full_clean()
    review.save()
    review.jointly_responsible.set(jointly_responsible)
    history.record(by=by, verb="review added", thing=review, after={"type": type}, area_id=area.pk)
    return review


def plan_due_on(review: Review) -> date | None:
    """The day a plan answering this review is due: working days from receipt, or the date we were told with its reason.

    None where the framework sets no deadline or the day of receipt is not known.
    """
    if review.plan_due_override is not None:
        return review.plan_due_override
    if review.received_on is None or review.framework is None or review.framework.plan_due_working_days is None:
        return None
    return plan_due(review.received_on, review.framework.plan_due_working_days)


@transaction.atomic
def add_statement(
    *,
    by: User | None,
    place: Place,
    kind: StatementKind,
    position: int = 0,
    **fields: Any,
) -> Statement:
    statement = Statement(document=place.document, passage=add_passage(place), kind=kind, position=position, **fields)
    statement.full_clean()
    statement.save()
    history.record(by=by, verb="statement added", thing=statement, area_id=place.document.area_id)
    return statement


@transaction.atomic
def add_finding(
    *,
    by: User | None,
    area: LocalArea,
    type: FindingType,
    text: str,
    wording: Wording,
    happened_on: date,
    known_on: date,
    place: Place | None = None,
    also_at: Sequence[Place] = (),
    themes: Iterable[Theme] = (),
    sectors: Iterable[Sector] = (),
    **fields: Any,
) -> Finding:
    """A finding with its first wording. `place` is where it was said; `also_at`, where other documents repeat it."""
    finding = Finding(
        area=area,
        type=type,
        text=text,
        wording=wording,
        happened_on=happened_on,
        known_on=known_on,
        passage=None if place is None else add_passage(place),
        **fields,
    )
    finding.full_clean()
    finding.save()
    finding.themes.set(themes)
    finding.sectors.set(sectors)
    finding.also_at.set([add_passage(other) for other in also_at])
    FindingWording.objects.create(finding=finding, text=text, wording=wording, recorded_by=by)
    history.record(by=by, verb="finding added", thing=finding, after={"text": text, "type": type}, area_id=area.pk)
    return finding


@transaction.atomic
def correct_wording(*, by: User, finding: Finding, text: str, reason: str) -> FindingWording:
    """A new wording with its reason. The old one stays; what the inspectors wrote is never edited in place."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the wording is corrected."})
    if not text.strip():
        raise ValidationError({"text": "Enter the corrected wording."})
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if text == finding.text:
        raise ValidationError({"text": "This is the wording already held."})
    wording = FindingWording.objects.create(
        finding=finding, text=text, wording=finding.wording, reason=reason, recorded_by=by
    )
    Finding.objects.filter(pk=finding.pk).update(text=text)
    history.record(
        by=by,
        verb="wording corrected",
        thing=finding,
        before={"text": finding.text},
        after={"text": text},
        reason=reason,
        area_id=finding.area_id,
    )
    return wording


@transaction.atomic
def link_findings(*, by: User | None, later: Finding, earlier: Finding, kind: LinkKind, note: str = "") -> FindingLink:
    link = FindingLink(later=later, earlier=earlier, kind=kind, note=note)
    link.full_clean()
    link.save()
    history.record(by=by, verb="findings linked", thing=link, after={"kind": kind, "note": note}, area_id=later.area_id)
    return link


@transaction.atomic
def add_judgement(
    *,
    by: User | None,
    finding: Finding,
    voice: Voice,
    value: JudgementValue,
    happened_on: date,
    known_on: date,
    review: Review | None = None,
    reason: str = "",
    place: Place | None = None,
    signed_by: Organisation | None = None,
) -> Judgement:
    """Where one voice says a finding stands. Inspectors' judgements come only from a review, and never before it."""
    if voice.needs_review and review is None:
        raise ValidationError({"review": f"A judgement of {voice.label} comes only from a review: choose the review."})
    if review is not None:
        if review.area_id != finding.area_id:
            raise ValidationError({"review": "The review is of another area than the finding."})
        if review.starts_on is not None and happened_on < review.starts_on:
            raise ValidationError({"happened_on": "A judgement cannot come before its review began."})
    if happened_on < finding.happened_on:
        raise ValidationError({"happened_on": "A judgement cannot come before what it judges was found."})
    judged_in = review or finding.review
    judged_under = None if judged_in is None else judged_in.framework
    if value.framework is not None and judged_under is not None and value.framework != judged_under:
        raise ValidationError({"value": f"“{value.label}” is not a value of {judged_under.label}."})
    judgement = Judgement(
        finding=finding,
        voice=voice,
        value=value,
        happened_on=happened_on,
        known_on=known_on,
        review=review,
        reason=reason,
        signed_by=signed_by,
        passage=None if place is None else add_passage(place),
        recorded_by=by,
    )
    judgement.full_clean()
    judgement.save()
    history.record(
        by=by,
        verb="judgement added",
        thing=finding,
        after={"voice": voice.label, "value": value.label, "date": happened_on},
        reason=reason,
        area_id=finding.area_id,
    )
    return judgement


@transaction.atomic
def add_claim_topic(
    *,
    by: User | None,
    area: LocalArea,
    question: str,
    claims: Sequence[tuple[Place, str]],
    chosen: int | None,
    reason: str,
    position: int = 0,
) -> ClaimTopic:
    """A question the documents answer differently; `chosen` is the index of the claim used, or None with the reason."""
    topic = ClaimTopic(area=area, question=question, position=position)
    topic.full_clean()
    topic.save()
    rows = [Claim.objects.create(topic=topic, passage=add_passage(place), value=value) for place, value in claims]
    ClaimChoice.objects.create(
        topic=topic, claim=None if chosen is None else rows[chosen], reason=reason, recorded_by=by
    )
    history.record(by=by, verb="conflicting claims added", thing=topic, reason=reason, area_id=area.pk)
    return topic
