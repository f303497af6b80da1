"""Who does what where, for pages and permissions."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser

from core.accounts.choices import Role
from core.accounts.models import Membership, User


def roles_in(user: User | AnonymousUser, area_ids: Iterable[int], today: date) -> frozenset[Role]:
    """The roles this person holds on `today` in any of those areas. One query."""
    if not user.is_authenticated:
        return frozenset()
    held = Membership.objects.in_force(today).filter(user=user, area__in=list(area_ids))
    return frozenset(Role(role) for role in held.values_list("role", flat=True))
