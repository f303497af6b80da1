"""Who may manage accounts."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from core.accounts.choices import Role
from core.accounts.permissions import can_administer, can_manage, check_can_administer, check_can_manage
from core.accounts.selectors import roles_in
from tests.factories.accounts import LocalAreaFactory, MembershipFactory, UserFactory

TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_of_the_roles_only_the_administrator_manages_accounts(role):
    membership = MembershipFactory(role=role, user__is_staff=True)
    assert can_administer(membership.user, TODAY) is (role is Role.ADMIN)


def test_an_administrator_whose_role_has_ended_manages_nothing(administrator):
    administrator.memberships.update(valid_to=date(2026, 3, 1))
    assert not can_administer(administrator, TODAY)


def test_a_closed_account_and_nobody_manage_nothing(administrator):
    administrator.is_active = False
    assert [can_administer(user, TODAY) for user in (administrator, AnonymousUser())] == [False, False]


def test_the_flag_alone_opens_nothing():
    assert not can_administer(UserFactory(is_staff=True), TODAY)


def test_an_administrator_manages_anybody_but_superusers(administrator, superuser):
    person = UserFactory()
    managed = [(can_manage(by, of, TODAY)) for by in (administrator, superuser) for of in (person, superuser)]
    assert managed == [True, False, True, True]


def test_an_administrator_manages_who_has_roles_in_own_areas_only(administrator, area):
    own, both, other, former = UserFactory.create_batch(4)
    for person in (own, both, former):
        MembershipFactory(user=person, area=area)
    for person, last_day in ((both, None), (other, TODAY), (former, date(2026, 3, 1))):
        MembershipFactory(user=person, valid_to=last_day)
    assert [can_manage(administrator, person, TODAY) for person in (own, both, other, former)] == [
        True,
        False,
        False,
        True,
    ]


def test_the_checks_raise_and_let_the_server_itself_pass(administrator, superuser):
    with pytest.raises(PermissionDenied):
        check_can_administer(UserFactory(), TODAY)
    with pytest.raises(PermissionDenied):
        check_can_manage(administrator, superuser, TODAY)
    check_can_manage(None, superuser, TODAY)


def test_roles_are_those_held_today_in_the_areas_asked_for(django_assert_num_queries):
    area, other = LocalAreaFactory.create_batch(2)
    user = UserFactory()
    MembershipFactory(user=user, area=area, role=Role.LEAD)
    MembershipFactory(user=user, area=area, role=Role.DATA, valid_to=date(2026, 3, 1))
    MembershipFactory(user=user, area=other, role=Role.BOARD)
    with django_assert_num_queries(1):
        assert roles_in(user, [area.pk], TODAY) == {Role.LEAD}
    assert roles_in(AnonymousUser(), [area.pk], TODAY) == frozenset()
