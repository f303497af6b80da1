"""Everything that is done to accounts. Each is recorded, in the same transaction, with who did it and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core.accounts import mail
from core.accounts.choices import Role
from core.accounts.models import LocalArea, Membership, Organisation, User
from core.accounts.permissions import check_can_administer, check_can_give, check_can_manage
from core.accounts.tokens import ask_again_link, link_lifetime, set_password_link
from core.audit.services import record


@dataclass(frozen=True)
class RoleGiven:
    """A role to be held in an area from a day to a day, both included."""

    area: LocalArea
    role: Role
    valid_from: date | None = None
    valid_to: date | None = None


class AccountChanges(TypedDict, total=False):
    """What may change about an account; what is left out stays."""

    email: str
    name: str
    organisation: Organisation | None


@transaction.atomic
def create_account(
    *,
    by: User | None,
    email: str,
    name: str,
    today: date,
    organisation: Organisation | None = None,
    memberships: Iterable[RoleGiven] = (),
    reason: str = "",
) -> User:
    """An account without a password: nobody can sign in to it until its link is mailed and used.

    Raises ValidationError when the address is not one, or has an account already.
    """
    check_can_administer(by, today)
    user = User(email=email.strip().lower(), name=name.strip(), organisation=organisation)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    after = {"email": user.email, "name": user.name, "organisation": user.organisation}
    record(by=by, verb="account created", thing=user, after=_said(after), reason=reason)
    for given in memberships:
        add_membership(
            by=by,
            user=user,
            area=given.area,
            role=given.role,
            valid_from=given.valid_from,
            valid_to=given.valid_to,
            today=today,
            reason=reason,
        )
    return user


@transaction.atomic
def change_account(*, by: User | None, user: User, changes: AccountChanges, today: date, reason: str = "") -> User:
    """Changes only what is given, so that two administrators at once do not undo each other.

    A new e-mail address kills the links sent to the old one, and the old address is told.
    """
    person = _locked(user)
    check_can_manage(by, person, today)
    wanted: dict[str, Any] = dict(changes)
    if "email" in wanted:
        wanted["email"] = wanted["email"].strip().lower()
    before = {name: getattr(person, name) for name, value in wanted.items() if getattr(person, name) != value}
    after = {name: wanted[name] for name in before}
    if not after:
        return person
    for name, value in after.items():
        setattr(person, name, value)
    person.full_clean()
    person.save(update_fields=list(after))
    record(by=by, verb="account changed", thing=person, before=before, after=after, reason=reason)
    if "email" in before:
        _mail_on_commit("account/email/address_changed", to=before["email"], user=person)
    return person


@transaction.atomic
def send_set_password_link(*, by: User | None, user: User, site: str, today: date) -> None:
    """Mails a link that sets a password once, for PASSWORD_RESET_TIMEOUT. Links sent before stay good.

    `site` is scheme and host of the service. Raises ValidationError for an account that is not active. On commit it may
    raise MailNotSent.
    """
    person = _locked(user)
    check_can_manage(by, person, today)
    if not person.is_active:
        raise ValidationError("This account is not active. Reactivate it, then send a link.", code="inactive")
    record(by=by, verb="link to set a password sent", thing=person, after={"sent to": person.email})
    _mail_on_commit(
        "account/email/set_password",
        to=person.email,
        user=person,
        link=set_password_link(person, site=site),
        lifetime=link_lifetime(),
        ask_again=ask_again_link(site=site),
    )


@transaction.atomic
def deactivate(*, by: User | None, users: Iterable[User], reason: str, today: date) -> list[User]:
    """Closes accounts at once: sessions end, nobody can sign in, links are dead. Returns those that were open.

    The password goes too, so nothing that worked before works again after a reactivation. Roles and posts keep their
    dates: they say who did what. All or none.
    """
    check_can_administer(by, today)
    if not reason.strip():
        raise ValidationError("Say why the account is closed.", code="reason")
    chosen = User.objects.select_for_update().filter(pk__in=[user.pk for user in users]).order_by("pk")
    closed = []
    for person in chosen:
        check_can_manage(by, person, today)
        if by is not None and person.pk == by.pk:
            raise ValidationError("You cannot close your own account. Ask another administrator.", code="own")
        if not person.is_active:
            continue
        person.is_active = False
        person.set_unusable_password()
        person.save(update_fields=["is_active", "password"])
        record(
            by=by,
            verb="account deactivated",
            thing=person,
            before={"is_active": True},
            after={"is_active": False},
            reason=reason,
        )
        closed.append(person)
    return closed


@transaction.atomic
def reactivate(*, by: User | None, user: User, today: date, reason: str = "") -> User:
    """Opens a closed account again, without a password: send a link. Roles that have not ended count again."""
    person = _locked(user)
    check_can_manage(by, person, today)
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(
        by=by,
        verb="account reactivated",
        thing=person,
        before={"is_active": False},
        after={"is_active": True},
        reason=reason,
    )
    return person


@transaction.atomic
def set_own_password(*, user: User, password: str, by_link: bool) -> None:
    """A person's own new password, through the one-time link or signed in. Raises PermissionDenied on a closed account.

    Only the password is saved: an account that was closed in the same moment stays closed.
    """
    if not _locked(user).is_active:
        raise PermissionDenied("This account is closed.")
    user.set_password(password)
    user.save(update_fields=["password"])
    record(by=user, verb="password set by link" if by_link else "password changed", thing=user)


@transaction.atomic
def add_membership(
    *,
    by: User | None,
    user: User,
    area: LocalArea,
    role: Role,
    today: date,
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> Membership:
    """Gives a role in an area. The administrator's role also opens Django admin, while it lasts.

    Raises ValidationError when the person already has it, or the days are the wrong way round.
    """
    person = _locked(user)
    check_can_give(by, person, area, today)
    membership = Membership(user=person, area=area, role=role, valid_from=valid_from, valid_to=valid_to)
    membership.full_clean()
    membership.save()
    after = _in_words(membership) | _keep_staff_in_step(person, today)
    record(by=by, verb="role given", thing=person, after=after, reason=reason, area_id=area.pk)
    return membership


@transaction.atomic
def change_membership(
    *,
    by: User | None,
    membership: Membership,
    valid_from: date | None,
    valid_to: date | None,
    today: date,
    reason: str = "",
) -> Membership:
    """Corrects the days of a role. Another role or another area is another membership."""
    person = _locked(membership.user)
    check_can_give(by, person, membership.area, today)
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    before = _in_words(held)
    held.valid_from, held.valid_to = valid_from, valid_to
    after = _in_words(held)
    if after == before:
        return held
    held.full_clean()
    held.save(update_fields=["valid_from", "valid_to"])
    after |= _keep_staff_in_step(person, today)
    record(
        by=by,
        verb="role dates changed",
        thing=person,
        before=before,
        after=after,
        reason=reason,
        area_id=held.area_id,
    )
    return held


@transaction.atomic
def end_membership(*, by: User | None, membership: Membership, today: date, reason: str = "") -> Membership:
    """Takes a role away at once. Yesterday was its last day; if it began today or later, it never held."""
    person = _locked(membership.user)
    check_can_give(by, person, membership.area, today)
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if held.cancelled or (held.valid_to is not None and held.valid_to < today):
        return held
    before = _in_words(held)
    if held.valid_from is not None and held.valid_from >= today:
        held.cancelled = True
        held.valid_to = held.valid_to or held.valid_from
    else:
        held.valid_to = today - timedelta(days=1)
    held.save(update_fields=["cancelled", "valid_to"])
    after = _in_words(held) | _keep_staff_in_step(person, today)
    record(by=by, verb="role ended", thing=person, before=before, after=after, reason=reason, area_id=held.area_id)
    return held


def _locked(user: User) -> User:
    """The account as it is now, held until the transaction ends, so that no two changes cross."""
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_staff_in_step(person: User, today: date) -> dict[str, Any]:
    """Opens Django admin to those who are, or will be, administrators; closes it to the rest. Says what changed.

    Pages ask `can_administer`, which also looks at the days: this only spares everyone else the question.
    """
    roles = Membership.objects.not_over(today).filter(user=person, role=Role.ADMIN)
    staff = person.is_superuser or roles.exists()
    if staff == person.is_staff:
        return {}
    person.is_staff = staff
    person.save(update_fields=["is_staff"])
    return {"is_staff": staff}


def _in_words(membership: Membership) -> dict[str, Any]:
    words = {"role": membership.get_role_display(), "area": membership.area.name}
    dates = _said({"valid_from": membership.valid_from, "valid_to": membership.valid_to})
    return words | dates | ({"cancelled": True} if membership.cancelled else {})


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def _mail_on_commit(template: str, *, to: str, **context: Any) -> None:
    transaction.on_commit(partial(mail.send, template, to=[to], context=context))
