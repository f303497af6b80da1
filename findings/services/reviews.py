"""Reviews, and the day a plan is due."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core import edits
from core.accounts.models import LocalArea, Organisation, User
from core.audit import services as history
from core.calendar import plan_due
from findings.choices import ReviewType
from findings.models import (
    Framework,
    Review,
)
from findings.services.checks import check_by, with_values


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
    check_by(by, area.pk)
    review = Review(area=area, code=code, type=type, title=title, framework=framework, **fields)
    if by is not None:
        _check_review(review)
    review.full_clean()
    review.save()
    review.jointly_responsible.set(jointly_responsible)
    history.record(by=by, verb="review added", thing=review, after={"type": type}, area_id=area.pk)
    return review


@transaction.atomic
def change_review(*, by: User, review: Review, seen: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """What is recorded about a review, by `core.edits.change`. Gives the names of what changed."""
    check_by(by, review.area_id)
    _check_review(with_values(review, values))
    return edits.change(by=by, row=review, seen=seen, values=values, verb="review changed", area_id=review.area_id)


def plan_due_on(review: Review) -> date | None:
    """The day a plan answering this review is due: working days from receipt, or the date we were told with its reason.

    None where the framework sets no deadline or the day of receipt is not known.
    """
    if review.plan_due_override is not None:
        return review.plan_due_override
    if review.received_on is None or review.framework is None or review.framework.plan_due_working_days is None:
        return None
    return plan_due(review.received_on, review.framework.plan_due_working_days)


def _check_review(review: Review) -> None:
    wrong: dict[str, str] = {}
    if Review.objects.filter(area_id=review.area_id, code=review.code).exclude(pk=review.pk).exists():
        wrong["code"] = f"Another review is called “{review.code}”. Choose another short name."
    if review.starts_on is not None and review.ends_on is not None and review.ends_on < review.starts_on:
        wrong["ends_on"] = "The last day is before the first day. Change one of them."
    if review.plan_due_override is not None and not review.plan_due_reason.strip():
        wrong["plan_due_reason"] = "Say who set this date and why it differs."
    if wrong:
        raise ValidationError(wrong)
