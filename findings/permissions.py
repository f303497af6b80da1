"""Who sets up what was said about an area: its programme office."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from core.accounts.choices import Role
from core.accounts.models import LocalArea, Membership
from findings.models import AnyUser


def areas_to_set_up(user: AnyUser, today: date) -> QuerySet[LocalArea]:
    """The areas whose documents, reviews and findings this person records. One query."""
    if not user.is_authenticated:
        return LocalArea.objects.none()
    held = Membership.objects.in_force(today).filter(user=user, role=Role.PROGRAMME)
    return LocalArea.objects.filter(pk__in=held.values("area"))


def can_set_up(user: AnyUser, area_id: int, today: date) -> bool:
    """One query."""
    return areas_to_set_up(user, today).filter(pk=area_id).exists()


def check_can_set_up(user: AnyUser | None, area_id: int, today: date) -> None:
    """Raises PermissionDenied. Nobody (None) is the loader of a record."""
    if user is not None and not can_set_up(user, area_id, today):
        raise PermissionDenied("Only the programme office of the area can record what was said about it.")
