"""What the tables of accounts refuse, and who may read an area."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core.accounts.choices import Role
from core.accounts.models import LocalArea, Membership, Organisation, User
from tests.factories.accounts import LocalAreaFactory, MembershipFactory, OrganisationFactory, UserFactory

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


def refused_by(constraint, make):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    # SQLite names a unique index's columns where PostgreSQL names the constraint
    return constraint in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


# --- E-mail addresses


def test_an_address_belongs_to_one_account_however_it_is_written():
    User.objects.create_user("Ann@Fenshire.example ")
    assert User.objects.get().email == "ann@fenshire.example"
    assert refused_by("accounts_user_email", lambda: User.objects.create_user("ANN@fenshire.example"))


def test_the_table_refuses_an_address_that_is_not_in_lower_case():
    assert refused_by("user_email_lower_case", lambda: User.objects.create(email="Ann@fenshire.example"))


def test_an_account_without_a_password_cannot_sign_in(client):
    user = User.objects.create_user("ann@fenshire.example")
    assert not user.has_usable_password()


def test_a_person_is_called_by_name_else_by_address():
    assert [str(UserFactory(name="Ann")), str(UserFactory(name="", email="ben@fenshire.example"))] == [
        "Ann",
        "ben@fenshire.example",
    ]


def test_somebody_who_did_something_cannot_be_deleted():
    membership = MembershipFactory()
    with pytest.raises(ProtectedError):
        membership.user.delete()


# --- Organisations and areas


def test_an_organisation_of_a_name_stands_once_without_a_date():
    OrganisationFactory(name="Fenshire CCG")
    assert refused_by("organisation_undated_once", lambda: OrganisationFactory(name="FENSHIRE CCG"))


def test_an_organisation_of_a_name_stands_once_from_a_day():
    OrganisationFactory(name="Fenshire ICB", valid_from=date(2022, 7, 1))
    assert refused_by(
        "organisation_once", lambda: OrganisationFactory(name="Fenshire ICB", valid_from=date(2022, 7, 1))
    )


def test_an_organisation_may_come_back_under_its_name():
    OrganisationFactory(name="Fenshire ICB", valid_from=date(2013, 4, 1), valid_to=date(2022, 6, 30))
    OrganisationFactory(name="Fenshire ICB", valid_from=date(2022, 7, 1))
    assert Organisation.objects.count() == 2


def test_an_organisation_cannot_follow_itself():
    ccg = OrganisationFactory()
    ccg.successor = ccg
    assert refused_by("organisation_succeeds_another", ccg.save)


@pytest.mark.parametrize(
    ("factory", "constraint"),
    [
        (OrganisationFactory, "organisation_ends_after_it_begins"),
        (LocalAreaFactory, "area_ends_after_it_begins"),
        (MembershipFactory, "membership_ends_after_it_begins"),
    ],
)
def test_nothing_ends_before_it_begins(factory, constraint):
    assert refused_by(constraint, lambda: factory(valid_from=TODAY, valid_to=YESTERDAY))


# --- Memberships


def test_a_role_is_open_once_in_an_area():
    held = MembershipFactory(role=Role.BOARD)
    assert refused_by(
        "membership_open_once", lambda: MembershipFactory(user=held.user, area=held.area, role=Role.BOARD)
    )


def test_a_role_may_be_given_again_after_it_ended():
    held = MembershipFactory(role=Role.BOARD, valid_to=YESTERDAY)
    MembershipFactory(user=held.user, area=held.area, role=Role.BOARD)
    assert Membership.objects.in_force(TODAY).count() == 1


def test_a_cancelled_role_is_over():
    assert refused_by("membership_cancelled_is_over", lambda: MembershipFactory(cancelled=True))


def test_the_form_of_a_role_says_that_it_is_held_already():
    held = MembershipFactory(role=Role.BOARD)
    with pytest.raises(ValidationError) as refusal:
        Membership(user=held.user, area=held.area, role=Role.BOARD).full_clean()
    assert refusal.value.messages == ["This person already has that role in that area."]


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"valid_from": TODAY}, True),
        ({"valid_to": TODAY}, True),
        ({"valid_from": TOMORROW}, False),
        ({"valid_to": YESTERDAY}, False),
        ({"valid_to": TOMORROW, "cancelled": True}, False),
    ],
)
def test_both_days_belong_to_a_role_and_a_cancelled_one_never_holds(fields, holds):
    membership = MembershipFactory(**fields)
    assert (membership.holds_on(TODAY), Membership.objects.in_force(TODAY).exists()) == (holds, holds)


# --- Who reads what


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADVISER])
def test_a_role_reads_its_area_and_no_other(role, time_machine):
    time_machine.move_to("2026-03-02 10:00Z")
    membership = MembershipFactory(role=role)
    LocalAreaFactory()
    assert list(LocalArea.objects.visible_to(membership.user)) == [membership.area]


def test_an_adviser_reads_no_live_page():
    membership = MembershipFactory(role=Role.ADVISER)
    assert list(LocalArea.objects.readable_by(membership.user, TODAY)) == []


def test_who_advises_and_sits_on_the_board_reads_as_board():
    membership = MembershipFactory(role=Role.ADVISER)
    MembershipFactory(user=membership.user, area=membership.area, role=Role.BOARD)
    assert list(LocalArea.objects.readable_by(membership.user, TODAY)) == [membership.area]


def test_a_role_reads_from_its_first_day_to_its_last():
    membership = MembershipFactory(valid_from=TODAY, valid_to=TODAY)
    read = [LocalArea.objects.readable_by(membership.user, day).count() for day in (YESTERDAY, TODAY, TOMORROW)]
    assert read == [0, 1, 0]


def test_two_roles_in_an_area_show_it_once():
    membership = MembershipFactory(role=Role.BOARD)
    MembershipFactory(user=membership.user, area=membership.area, role=Role.CHAIR)
    assert LocalArea.objects.readable_by(membership.user, TODAY).count() == 1


def test_without_a_role_or_without_signing_in_nothing_is_read():
    LocalAreaFactory()
    read = [LocalArea.objects.readable_by(user, TODAY).count() for user in (UserFactory(), AnonymousUser())]
    assert read == [0, 0]


def test_holders_of_a_role_are_those_with_an_open_account_today():
    membership = MembershipFactory(role=Role.PROGRAMME)
    area = membership.area
    MembershipFactory(role=Role.PROGRAMME, area=area, user__is_active=False)
    MembershipFactory(role=Role.PROGRAMME, area=area, valid_to=YESTERDAY)
    MembershipFactory(role=Role.BOARD, area=area)
    MembershipFactory(role=Role.PROGRAMME)
    holding = User.objects.get_queryset().holding(Role.PROGRAMME, areas=[area], today=TODAY)
    assert list(holding) == [membership.user]
