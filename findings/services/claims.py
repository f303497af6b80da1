"""Where documents disagree, and which answer is used."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from core import edits
from core.accounts.models import LocalArea, User
from core.audit import services as history
from findings.models import (
    Claim,
    ClaimChoice,
    ClaimTopic,
)
from findings.places import Place
from findings.services.checks import check_by
from findings.services.documents import add_passage


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
    check_by(by, area.pk)
    topic = ClaimTopic(area=area, question=question, position=position)
    if ClaimTopic.objects.filter(area=area, question=question).exists():
        raise ValidationError({"question": "This question is already recorded."})
    topic.full_clean()
    topic.save()
    rows = [Claim.objects.create(topic=topic, passage=add_passage(place), value=value) for place, value in claims]
    ClaimChoice.objects.create(
        topic=topic, claim=None if chosen is None else rows[chosen], reason=reason, recorded_by=by
    )
    history.record(by=by, verb="conflicting claims added", thing=topic, reason=reason, area_id=area.pk)
    return topic


def choice_seen(topic: ClaimTopic) -> str:
    """The stamp of which choice holds, for a page that lets somebody make another."""
    return edits.stamp_of({"choice": topic.choices.order_by("recorded_at", "pk").values_list("pk", flat=True).last()})


@transaction.atomic
def choose_claim(*, by: User, topic: ClaimTopic, claim: Claim | None, reason: str, seen: str) -> ClaimChoice:
    """Another answer is used from now on, or none, with the reason. Earlier choices stay.

    Raises edits.ChangedMeanwhile where somebody chose after the page was opened.
    """
    check_by(by, topic.area_id)
    if not reason.strip():
        raise ValidationError({"reason": "Say why this answer is used, or why none is."})
    topic = ClaimTopic.objects.select_for_update().get(pk=topic.pk)
    if choice_seen(topic) != seen:
        raise edits.ChangedMeanwhile(topic)
    before = topic.choices.select_related("claim").order_by("recorded_at", "pk").last()
    choice = ClaimChoice.objects.create(topic=topic, claim=claim, reason=reason, recorded_by=by)
    history.record(
        by=by,
        verb="claim chosen",
        thing=topic,
        before={"claim": before and before.claim, "reason": before.reason if before else ""},
        after={"claim": claim},
        reason=reason,
        area_id=topic.area_id,
    )
    return choice
