"""Who does what where, for pages and permissions."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from core.accounts.choices import Role
from core.accounts.models import LocalArea, Membership, Organisation, User


def roles_in(user: User | AnonymousUser, area_ids: Iterable[int], today: date) -> frozenset[Role]:
    """The roles this person holds on `today` in any of those areas. One query."""
    if not user.is_authenticated:
        return frozenset()
    held = Membership.objects.in_force(today).filter(user=user, area__in=list(area_ids))
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def organisations_of(area: LocalArea, *held: Organisation | None) -> QuerySet[Organisation]:
    """Bodies of the area, those that belong to no area in particular, and those a record names already."""
    named = Q(pk__in=[one.pk for one in held if one is not None])
    return Organisation.objects.filter(Q(areas=area) | Q(areas__isnull=True) | named).distinct().order_by("name", "pk")
