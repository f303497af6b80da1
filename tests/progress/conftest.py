"""A running plan of a made-up area on a fixed day, and a reader of pages that takes nothing but sound HTML."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import html5lib
import pytest
import time_machine
from django.test import Client

from core.accounts.choices import Role

TODAY = date(2022, 5, 16)


@pytest.fixture
def today() -> date:
    """Monday 16 May 2022, wherever the clock is asked."""
    with time_machine.travel(datetime(2022, 5, 16, 10, 0, tzinfo=ZoneInfo("Europe/London"))):
        yield TODAY


@pytest.fixture
def in_2026() -> None:
    """A day on which the demonstration sign-ins hold their roles and the Peterborough record has long ended."""
    with time_machine.travel(datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Europe/London"))):
        yield


@pytest.fixture
def parse() -> Callable[[bytes], Element]:
    """Reads a whole page and fails at the first thing that HTML does not allow; an id that stands twice is one too."""

    def strictly(page: bytes) -> Element:
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.decode())
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert sorted(ids) == sorted(set(ids))
        return root

    return strictly


@dataclass
class Area:
    """A made-up area with its plan, and somebody who reads as a board member there."""

    area: object
    plan: object
    review: object
    client: Client


@pytest.fixture
def fenshire(db, today) -> Area:
    """A running plan that answers nothing yet; its findings come from one inspection."""
    from tests.factories.accounts import LocalAreaFactory  # not before Django is set up
    from tests.factories.findings import ReviewFactory
    from tests.factories.plans import PlanFactory
    from tests.factories.workstreams import member

    area = LocalAreaFactory(name="Fenshire")
    plan = PlanFactory(host_area=area, slug="fenshire", title="Fenshire written statement of action")
    review = ReviewFactory(area=area)
    plan.reviews.add(review)
    client = Client()
    client.force_login(member(area, Role.BOARD))
    return Area(area, plan, review, client)


@pytest.fixture
def board(in_2026, peterborough, db) -> Client:
    """Signed in as a board member of Peterborough, with the loaded record."""
    from core.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email="board@peterborough.example"))
    return client
