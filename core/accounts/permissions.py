"""Who may manage accounts and reference lists.

An administrator gives and ends roles in the areas of their own role. An account belongs to nobody's area alone: who may
change it is who administers every area its person has a role in.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists

from core.accounts.choices import Role
from core.accounts.models import LocalArea, LocalAreaQuerySet, Membership, User, UserQuerySet

AnyUser = User | AnonymousUser


def administered(user: AnyUser, today: date) -> LocalAreaQuerySet:
    """The areas in which this person gives and ends roles on `today`: every one for a superuser."""
    areas = LocalArea.objects.all()
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return areas.none()
    if user.is_superuser:
        return areas
    held = Membership.objects.in_force(today).filter(user=user, role=Role.ADMIN)
    return areas.filter(pk__in=held.values("area"))


def can_administer(user: AnyUser, today: date) -> bool:
    """Administrators: people who hold that role in some area on `today`, and superusers. One query."""
    if user.is_authenticated and user.is_active and user.is_staff and user.is_superuser:
        return True
    return administered(user, today).exists()


def manageable(user: AnyUser, today: date) -> UserQuerySet:
    """The accounts this person may change: those whose roles, today's and later ones, are all in areas they administer.

    An account without a role is every administrator's. Only a superuser may touch a superuser's.
    """
    people, mine = User.objects.get_queryset(), administered(user, today)
    if user.is_superuser and can_administer(user, today):
        return people
    elsewhere = Membership.objects.not_over(today).exclude(area__in=mine)
    return people.filter(Exists(mine), is_superuser=False).exclude(pk__in=elsewhere.values("user"))


def can_manage(user: AnyUser, person: User, today: date) -> bool:
    """Whether `user` may change this person's account."""
    return manageable(user, today).filter(pk=person.pk).exists()


# Nobody (None) is a command run on the server itself.


def check_can_administer(user: User | None, today: date) -> None:
    """Raises PermissionDenied."""
    if user is not None and not can_administer(user, today):
        raise PermissionDenied("Only administrators manage accounts.")


def check_can_manage(user: User | None, person: User, today: date) -> None:
    """Raises PermissionDenied unless `user` may change this person's account."""
    if user is not None and not can_manage(user, person, today):
        raise PermissionDenied("Only an administrator of every area this person has a role in may change the account.")


def check_can_give(user: User | None, person: User, area: LocalArea, today: date) -> None:
    """Raises PermissionDenied unless `user` may give this person roles in that area, and end them."""
    if user is None or (user.is_superuser and can_administer(user, today)):
        return
    if person.is_superuser:
        raise PermissionDenied("Only a superuser may change a superuser's account.")
    if not administered(user, today).filter(pk=area.pk).exists():
        raise PermissionDenied(f"Only an administrator of {area} gives and ends roles there.")
