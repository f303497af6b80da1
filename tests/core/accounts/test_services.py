"""What is done to accounts, and the history it leaves."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core.accounts import services
from core.accounts.choices import Role
from core.accounts.mail import MailNotSent
from core.accounts.models import Membership, User
from core.accounts.permissions import can_administer
from core.audit.models import Event
from tests.factories.accounts import LocalAreaFactory, MembershipFactory, OrganisationFactory, UserFactory

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)
SITE = "https://tracker.fenshire.example"

pytestmark = pytest.mark.django_db


def history(thing):
    """Of a record, oldest first: who, what, before, after, why."""
    events = Event.objects.about(thing).order_by("pk")
    return [(event.by, event.verb, event.before, event.after, event.reason) for event in events]


def create(by, **fields):
    return services.create_account(
        by=by, **{"email": "ann@fenshire.example", "name": "Ann", "today": TODAY, "reason": "Starts today.", **fields}
    )


# --- Creating and changing


def test_a_new_account_has_no_password_and_a_history(administrator, area):
    council = OrganisationFactory(name="Fenshire Council")
    given = services.RoleGiven(area, Role.OFFICER, valid_from=TODAY)
    user = create(administrator, email=" Ann@Fenshire.example", organisation=council, memberships=[given])
    assert (user.email, user.has_usable_password(), user.is_staff) == ("ann@fenshire.example", False, False)
    assert history(user) == [
        (
            administrator,
            "account created",
            {},
            {"email": "ann@fenshire.example", "name": "Ann", "organisation": "Fenshire Council"},
            "Starts today.",
        ),
        (
            administrator,
            "role given",
            {},
            {"role": "Action lead", "area": "Fenshire", "valid_from": "2026-03-02"},
            "Starts today.",
        ),
    ]
    assert list(Event.objects.about(user).order_by("pk").values_list("area_id", flat=True)) == [None, area.pk]


def test_an_address_with_an_account_gets_no_second_one(administrator):
    UserFactory(email="ann@fenshire.example")
    with pytest.raises(ValidationError) as refusal:
        create(administrator, email="ANN@fenshire.example")
    assert refusal.value.messages == ["There is already an account with this e-mail address."]


def test_a_role_that_cannot_be_given_leaves_no_account(administrator, area):
    wrong = services.RoleGiven(area, Role.OFFICER, valid_from=TODAY, valid_to=YESTERDAY)
    with pytest.raises(ValidationError):
        create(administrator, memberships=[wrong])
    assert (User.objects.filter(name="Ann").exists(), Event.objects.exists()) == (False, False)


def test_only_what_changes_is_written_and_recorded(administrator):
    user = UserFactory(name="Ann", email="ann@fenshire.example")
    services.change_account(
        by=administrator,
        user=user,
        changes={"name": "Ann Example", "email": "ann@fenshire.example"},
        today=TODAY,
        reason="Married.",
    )
    assert history(user) == [(administrator, "account changed", {"name": "Ann"}, {"name": "Ann Example"}, "Married.")]


def test_saving_without_a_change_leaves_no_history(administrator):
    user = UserFactory(name="Ann")
    services.change_account(by=administrator, user=user, changes={"name": "Ann"}, today=TODAY)
    assert history(user) == []


def test_two_administrators_do_not_undo_each_other(administrator):
    stale = UserFactory(name="Ann", email="ann@fenshire.example")
    services.change_account(by=administrator, user=stale, changes={"email": "ann2@fenshire.example"}, today=TODAY)
    services.change_account(by=administrator, user=stale, changes={"name": "Anna"}, today=TODAY)
    stored = User.objects.get(pk=stale.pk)
    assert (stored.email, stored.name) == ("ann2@fenshire.example", "Anna")


def test_the_old_address_is_told_that_it_no_longer_signs_in(administrator, django_capture_on_commit_callbacks):
    user = UserFactory(email="ann@fenshire.example")
    with django_capture_on_commit_callbacks(execute=True):
        services.change_account(by=administrator, user=user, changes={"email": "new@fenshire.example"}, today=TODAY)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["ann@fenshire.example"], "Your SEND Tracker account has a new e-mail address")
    ]


def test_an_administrator_cannot_touch_a_superuser(administrator, superuser, area):
    doings = [
        lambda: services.change_account(
            by=administrator, user=superuser, changes={"email": "mine@fenshire.example"}, today=TODAY
        ),
        lambda: services.send_set_password_link(by=administrator, user=superuser, site=SITE, today=TODAY),
        lambda: services.deactivate(by=administrator, users=[superuser], reason="x", today=TODAY),
        lambda: services.reactivate(by=administrator, user=superuser, today=TODAY),
        lambda: services.add_membership(by=administrator, user=superuser, area=area, role=Role.BOARD, today=TODAY),
    ]
    for doing in doings:
        with pytest.raises(PermissionDenied):
            doing()
    assert not Event.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_no_other_role_manages_accounts(role, area):
    by = MembershipFactory(role=role, area=area).user
    person, membership = UserFactory(), MembershipFactory()
    doings = [
        lambda: create(by),
        lambda: services.change_account(by=by, user=person, changes={"name": "x"}, today=TODAY),
        lambda: services.send_set_password_link(by=by, user=person, site=SITE, today=TODAY),
        lambda: services.deactivate(by=by, users=[person], reason="x", today=TODAY),
        lambda: services.reactivate(by=by, user=person, today=TODAY),
        lambda: services.add_membership(by=by, user=by, area=area, role=Role.ADMIN, today=TODAY),
        lambda: services.change_membership(by=by, membership=membership, valid_from=None, valid_to=TODAY, today=TODAY),
        lambda: services.end_membership(by=by, membership=membership, today=TODAY),
    ]
    for doing in doings:
        with pytest.raises(PermissionDenied):
            doing()


def test_an_administrator_changes_no_account_with_a_role_in_another_area(administrator, area):
    person = MembershipFactory(area=area).user
    elsewhere = MembershipFactory(user=person, valid_from=date(2026, 4, 1))
    doings = [
        lambda: services.change_account(
            by=administrator, user=person, changes={"email": "mine@fenshire.example"}, today=TODAY
        ),
        lambda: services.send_set_password_link(by=administrator, user=person, site=SITE, today=TODAY),
        lambda: services.deactivate(by=administrator, users=[person], reason="x", today=TODAY),
        lambda: services.reactivate(by=administrator, user=person, today=TODAY),
    ]
    for doing in doings:
        with pytest.raises(PermissionDenied):
            doing()
    assert not Event.objects.exists()
    services.end_membership(by=None, membership=elsewhere, today=TODAY)
    services.deactivate(by=administrator, users=[person], reason="Left.", today=TODAY)
    assert not User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PROGRAMME])
def test_an_administrator_gives_and_ends_roles_in_no_other_area(administrator, area, role):
    other = LocalAreaFactory()
    person = MembershipFactory(area=other).user
    held = person.memberships.get()
    doings = [
        *(
            lambda who=who: services.add_membership(by=administrator, user=who, area=other, role=role, today=TODAY)
            for who in (administrator, person, UserFactory())
        ),
        lambda: services.change_membership(
            by=administrator, membership=held, valid_from=None, valid_to=TODAY, today=TODAY
        ),
        lambda: services.end_membership(by=administrator, membership=held, today=TODAY),
    ]
    for doing in doings:
        with pytest.raises(PermissionDenied):
            doing()
    assert not Event.objects.exists()


def test_an_administrator_gives_somebody_of_another_area_a_role_here(administrator, area):
    person = MembershipFactory().user
    held = services.add_membership(by=administrator, user=person, area=area, role=Role.BOARD, today=TODAY)
    services.end_membership(by=administrator, membership=held, today=TODAY)
    assert [verb for _, verb, *_ in history(person)] == ["role given", "role ended"]


# --- Links


def test_a_link_is_mailed_when_the_change_is_certain(administrator, django_capture_on_commit_callbacks):
    user = UserFactory(email="ann@fenshire.example", name="Ann O'Hara")
    with django_capture_on_commit_callbacks(execute=True):
        services.send_set_password_link(by=administrator, user=user, site=SITE, today=TODAY)
        assert mail.outbox == []
    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.content_subtype) == (
        ["ann@fenshire.example"],
        "Set a password for SEND Tracker",
        "plain",
    )
    lines = sent.body.splitlines()
    assert lines[0] == "You have an account in SEND Tracker. You sign in with this address: ann@fenshire.example"
    assert "It works once, for 3 days:" in lines[2]
    assert [line.split("/password/")[0] for line in lines if line.startswith("http")] == [f"{SITE}/accounts"] * 2
    assert history(user) == [
        (administrator, "link to set a password sent", {}, {"sent to": "ann@fenshire.example"}, "")
    ]


def test_no_mail_leaves_when_the_change_is_undone(administrator, django_capture_on_commit_callbacks):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        services.send_set_password_link(by=administrator, user=user, site=SITE, today=TODAY)
        transaction.set_rollback(True)
    assert (mail.outbox, Event.objects.exists()) == ([], False)


def test_a_closed_account_gets_no_link(administrator):
    with pytest.raises(ValidationError) as refusal:
        services.send_set_password_link(by=administrator, user=UserFactory(is_active=False), site=SITE, today=TODAY)
    assert refusal.value.messages == ["This account is not active. Reactivate it, then send a link."]


def test_a_mail_server_that_is_down_is_said_so(administrator, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    user = UserFactory()
    with pytest.raises(MailNotSent), django_capture_on_commit_callbacks(execute=True):
        services.send_set_password_link(by=administrator, user=user, site=SITE, today=TODAY)


# --- Closing and opening


def test_closing_an_account_takes_its_password_and_says_why(administrator):
    first, second = UserFactory.create_batch(2)
    closed = services.deactivate(by=administrator, users=[second, first], reason="Left the council.", today=TODAY)
    assert closed == [first, second]
    for user in (first, second):
        stored = User.objects.get(pk=user.pk)
        assert (stored.is_active, stored.has_usable_password()) == (False, False)
        assert history(user) == [
            (administrator, "account deactivated", {"is_active": True}, {"is_active": False}, "Left the council.")
        ]


def test_closing_what_is_closed_changes_nothing(administrator):
    user = UserFactory(is_active=False)
    assert services.deactivate(by=administrator, users=[user], reason="Left.", today=TODAY) == []
    assert history(user) == []


def test_closing_needs_a_reason(administrator):
    with pytest.raises(ValidationError) as refusal:
        services.deactivate(by=administrator, users=[UserFactory()], reason=" ", today=TODAY)
    assert refusal.value.messages == ["Say why the account is closed."]


def test_closing_is_all_or_none(administrator, superuser):
    user = UserFactory()
    with pytest.raises(PermissionDenied):
        services.deactivate(by=administrator, users=[user, superuser], reason="Left.", today=TODAY)
    assert (User.objects.get(pk=user.pk).is_active, history(user)) == (True, [])


def test_nobody_closes_their_own_account(administrator):
    with pytest.raises(ValidationError) as refusal:
        services.deactivate(by=administrator, users=[administrator], reason="Left.", today=TODAY)
    assert refusal.value.messages == ["You cannot close your own account. Ask another administrator."]


def test_an_account_opens_again_without_its_old_password(administrator):
    user = UserFactory(password="tracker-demo")
    services.deactivate(by=administrator, users=[user], reason="Left.", today=TODAY)
    services.reactivate(by=administrator, user=user, today=TODAY, reason="Back from leave.")
    stored = User.objects.get(pk=user.pk)
    assert (stored.is_active, stored.check_password("tracker-demo")) == (True, False)
    assert history(user)[1] == (
        administrator,
        "account reactivated",
        {"is_active": False},
        {"is_active": True},
        "Back from leave.",
    )


def test_a_password_set_in_the_moment_of_closing_does_not_open_the_account(administrator):
    stale = UserFactory()
    services.deactivate(by=administrator, users=[stale], reason="Left.", today=TODAY)
    with pytest.raises(PermissionDenied):
        services.set_own_password(user=stale, password="three random words", by_link=True)
    stored = User.objects.get(pk=stale.pk)
    assert (stored.is_active, stored.has_usable_password()) == (False, False)


# --- Roles


def test_a_role_given_twice_is_refused(administrator, area):
    held = MembershipFactory(area=area, role=Role.BOARD)
    with pytest.raises(ValidationError) as refusal:
        services.add_membership(by=administrator, user=held.user, area=area, role=Role.BOARD, today=TODAY)
    assert refusal.value.messages == ["This person already has that role in that area."]


def test_the_days_of_a_role_are_corrected_with_a_reason(administrator, area):
    held = MembershipFactory(area=area, role=Role.BOARD, valid_from=date(2026, 1, 1))
    services.change_membership(
        by=administrator,
        membership=held,
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 6, 30),
        today=TODAY,
        reason="Term of office.",
    )
    role = {"role": "Board member", "area": "Fenshire", "valid_from": "2026-01-01"}
    assert history(held.user) == [
        (administrator, "role dates changed", role, {**role, "valid_to": "2026-06-30"}, "Term of office.")
    ]


def test_days_that_did_not_change_leave_no_history(administrator, area):
    held = MembershipFactory(area=area)
    services.change_membership(by=administrator, membership=held, valid_from=None, valid_to=None, today=TODAY)
    assert history(held.user) == []


def test_a_role_taken_away_ended_yesterday(administrator, area):
    held = MembershipFactory(area=area, role=Role.BOARD, valid_from=date(2026, 1, 1))
    services.end_membership(by=administrator, membership=held, today=TODAY, reason="Stepped down.")
    stored = Membership.objects.get(pk=held.pk)
    assert (stored.valid_to, stored.cancelled, stored.holds_on(TODAY)) == (YESTERDAY, False, False)
    role = {"role": "Board member", "area": "Fenshire", "valid_from": "2026-01-01"}
    assert history(held.user) == [
        (administrator, "role ended", role, {**role, "valid_to": "2026-03-01"}, "Stepped down.")
    ]


@pytest.mark.parametrize("begins", [TODAY, date(2026, 4, 1)])
def test_a_role_taken_away_before_a_day_has_passed_never_held(administrator, area, begins):
    held = MembershipFactory(area=area, valid_from=begins)
    services.end_membership(by=administrator, membership=held, today=TODAY)
    stored = Membership.objects.get(pk=held.pk)
    assert (stored.cancelled, stored.holds_on(begins)) == (True, False)
    services.add_membership(
        by=administrator, user=held.user, area=held.area, role=held.role, valid_from=begins, today=TODAY
    )
    assert Membership.objects.in_force(begins).filter(user=held.user).count() == 1


def test_a_role_that_is_over_is_not_ended_again(administrator, area):
    held = MembershipFactory(area=area, valid_to=date(2025, 12, 31))
    services.end_membership(by=administrator, membership=held, today=TODAY)
    assert (Membership.objects.get(pk=held.pk).valid_to, history(held.user)) == (date(2025, 12, 31), [])


def test_the_administrators_role_opens_django_admin_and_its_end_closes_it(superuser, area):
    user, other = UserFactory(), LocalAreaFactory()
    here, there = (
        services.add_membership(by=superuser, user=user, area=place, role=Role.ADMIN, today=TODAY)
        for place in (area, other)
    )
    assert can_administer(User.objects.get(pk=user.pk), TODAY)
    services.end_membership(by=superuser, membership=here, today=TODAY)
    assert can_administer(User.objects.get(pk=user.pk), TODAY)
    services.end_membership(by=superuser, membership=there, today=TODAY)
    assert not User.objects.get(pk=user.pk).is_staff
    staff = [after.get("is_staff") for _, _, _, after, _ in history(user)]
    assert staff == [True, None, None, False]


def test_a_superuser_stays_one_whatever_happens_to_roles(superuser, area):
    held = services.add_membership(by=superuser, user=superuser, area=area, role=Role.ADMIN, today=TODAY)
    services.end_membership(by=superuser, membership=held, today=TODAY)
    assert User.objects.get(pk=superuser.pk).is_staff


def test_an_administrator_who_takes_a_role_leaves_a_trace(administrator, area):
    services.add_membership(by=administrator, user=administrator, area=area, role=Role.PROGRAMME, today=TODAY)
    assert history(administrator) == [
        (administrator, "role given", {}, {"role": "Programme office", "area": "Fenshire"}, "")
    ]
