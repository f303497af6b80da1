"""The history: what it holds, and that nothing in it changes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core.accounts.models import LocalArea
from core.audit.middleware import current_request_id
from core.audit.models import Event
from core.audit.services import plain, record
from core.facts import FactIsFixed
from tests.factories.accounts import PASSWORD, LocalAreaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return record(by=UserFactory(), verb="local area added", thing=LocalAreaFactory())


def test_an_entry_says_who_what_to_which_record_and_why(time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)
    user, area = UserFactory(), LocalAreaFactory(name="Fenshire")
    event = record(
        by=user,
        verb="local area changed",
        thing=area,
        before={"valid_to": None},
        after={"valid_to": date(2026, 3, 31)},
        reason="Reorganised.",
        on_behalf_of="The board",
        area_id=area.pk,
    )
    stored = Event.objects.get(pk=event.pk)
    assert (stored.at, stored.by, stored.verb) == (datetime(2026, 3, 2, 10, tzinfo=UTC), user, "local area changed")
    assert (stored.object_type, stored.object_id, stored.object_label) == (
        "accounts.localarea",
        str(area.pk),
        "Fenshire",
    )
    assert (stored.before, stored.after) == ({"valid_to": None}, {"valid_to": "2026-03-31"})
    assert (stored.reason, stored.on_behalf_of, stored.area_id) == ("Reorganised.", "The board", area.pk)
    assert stored.request_id == current_request_id() == ""


def test_an_entry_carries_the_id_of_its_request(client):
    user = UserFactory(email="ann@fenshire.example")
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert Event.objects.get().request_id == response["X-Request-ID"]


def test_values_are_kept_as_people_read_them():
    area = LocalAreaFactory(name="Fenshire")
    values = {
        1: Decimal("58.70"),
        "day": date(2026, 3, 2),
        "id": UUID(int=1),
        "area": area,
        "areas": LocalArea.objects.all(),
        "set": {3},
        "none": None,
    }
    assert plain(values) == {
        "1": "58.70",
        "day": "2026-03-02",
        "id": "00000000-0000-0000-0000-000000000001",
        "area": "Fenshire",
        "areas": ["Fenshire"],
        "set": [3],
        "none": None,
    }


def test_a_record_finds_its_own_history_newest_first():
    area, other = LocalAreaFactory(), LocalAreaFactory()
    first = record(by=None, verb="local area added", thing=area)
    record(by=None, verb="local area added", thing=other)
    second = record(by=None, verb="local area changed", thing=area)
    assert list(Event.objects.about(area).newest_first()) == [second, first]


def test_a_long_name_is_cut_rather_than_refused():
    event = record(by=None, verb="account created", thing=UserFactory.build(pk=1, name="x" * 400))
    assert len(event.object_label) == 300


def test_an_entry_is_never_saved_again(event):
    event.reason = "another"
    with pytest.raises(FactIsFixed):
        event.save()


def test_an_entry_is_never_written_over_by_one_of_the_same_number(event):
    twin = Event(pk=event.pk, verb="forged", object_type="x", object_id="1", object_label="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert Event.objects.get(pk=event.pk).verb == "local area added"


def test_an_entry_is_never_deleted(event):
    with pytest.raises(FactIsFixed):
        event.delete()


def test_entries_are_never_changed_or_deleted_together(event):
    with pytest.raises(FactIsFixed):
        Event.objects.update(reason="another")
    with pytest.raises(FactIsFixed):
        Event.objects.all().delete()
    with pytest.raises(FactIsFixed):
        Event.objects.bulk_update([event], ["reason"])


def test_who_stands_in_the_history_cannot_be_deleted(event):
    with pytest.raises((ProtectedError, FactIsFixed)):
        event.by.delete()


def test_an_entry_must_say_what_was_done():
    with pytest.raises(IntegrityError, match="event_says_what_was_done"), transaction.atomic():
        Event.objects.create(verb="", object_type="x", object_id="1", object_label="x")
