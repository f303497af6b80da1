"""Where a voice says a finding stands."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from core.accounts.models import Organisation, User
from core.audit import services as history
from findings.models import (
    Finding,
    Judgement,
    JudgementValue,
    Review,
    Voice,
)
from findings.places import Place
from findings.services.documents import add_passage


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
