"""A running plan with one action and the people around it, on a fixed day, and a strict reader of pages."""

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


@dataclass
class Scene:
    """`officer` leads the action, `lead` its workstream; the others have their role in the plan's area."""

    plan: object
    workstream: object
    action: object
    officer: object
    lead: object
    accountable: object
    programme: object
    chair: object
    board: object
    data: object
    stranger: object

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(getattr(self, who))
        return client


@pytest.fixture
def today() -> date:
    """Monday 16 May 2022, wherever the clock is asked; it ticks, for what happens first must come first."""
    with time_machine.travel(datetime(2022, 5, 16, 10, 0, tzinfo=ZoneInfo("Europe/London"))):
        yield TODAY


@pytest.fixture
def scene(db, today) -> Scene:
    from tests.factories.accounts import LocalAreaFactory  # not before Django is set up
    from tests.factories.plans import PlanFactory
    from tests.factories.workstreams import ActionFactory, WorkstreamFactory, make_lead, make_workstream_lead, member
    from workstreams.choices import Part

    area = LocalAreaFactory()
    plan = PlanFactory(host_area=area)
    workstream = WorkstreamFactory(plan=plan, number="1")
    action = ActionFactory(workstream=workstream, reference="1.1", title="Hold weekly panels", due=date(2022, 6, 30))
    officer, lead = member(area, Role.OFFICER, name="Olu Officer"), member(area, Role.LEAD, name="Lee Lead")
    accountable = member(area, Role.ACCOUNTABLE)
    make_lead(action, officer, TODAY)
    make_workstream_lead(workstream, lead, TODAY)
    make_workstream_lead(workstream, accountable, TODAY, part=Part.ACCOUNTABLE)
    return Scene(
        plan=plan,
        workstream=workstream,
        action=action,
        officer=officer,
        lead=lead,
        accountable=accountable,
        programme=member(area, Role.PROGRAMME),
        chair=member(area, Role.CHAIR, name="Charlie Chair"),
        board=member(area, Role.BOARD),
        data=member(area, Role.DATA),
        stranger=member(LocalAreaFactory(), Role.PROGRAMME),
    )


@pytest.fixture
def parse() -> Callable[[str | bytes], Element]:
    """Reads a whole page and fails at the first thing that HTML does not allow; an id that stands twice is one too."""

    def strictly(page: str | bytes) -> Element:
        text = page.decode() if isinstance(page, bytes) else page
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert sorted(ids) == sorted(set(ids))
        return root

    return strictly
