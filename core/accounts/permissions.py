"""Who may manage accounts and reference lists."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from core.accounts.choices import Role
from core.accounts.models import Membership, User


def can_administer(user: User | AnonymousUser, today: date) -> bool:
    """Administrators: people who hold that role in some area on `today`, and superusers. One query."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return user.is_superuser or Membership.objects.in_force(today).filter(user=user, role=Role.ADMIN).exists()


def can_manage(user: User | AnonymousUser, person: User, today: date) -> bool:
    """Whether `user` may change this person's account. Only a superuser may touch a superuser's."""
    return can_administer(user, today) and (user.is_superuser or not person.is_superuser)


def check_can_administer(user: User | None, today: date) -> None:
    """Raises PermissionDenied. Nobody (None) is a command run on the server itself."""
    if user is not None and not can_administer(user, today):
        raise PermissionDenied("Only administrators manage accounts.")


def check_can_manage(user: User | None, person: User, today: date) -> None:
    check_can_administer(user, today)
    if user is not None and person.is_superuser and not user.is_superuser:
        raise PermissionDenied("Only a superuser may change a superuser's account.")
