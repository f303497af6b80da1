"""Administrators, and a day that stands still."""

from datetime import date

import pytest

TODAY = date(2026, 3, 2)


@pytest.fixture
def today(time_machine) -> date:
    time_machine.move_to("2026-03-02 10:00Z", tick=False)
    return TODAY


@pytest.fixture
def area(db):
    from tests.factories.accounts import LocalAreaFactory

    return LocalAreaFactory(name="Fenshire", slug="fenshire")


@pytest.fixture
def administrator(area):
    from tests.factories.accounts import make_administrator

    return make_administrator(area, email="administrator@fenshire.example", name="Administrator")


@pytest.fixture
def superuser(db):
    from core.accounts.models import User

    return User.objects.create_superuser("root@fenshire.example", "tracker-demo", name="Root")
