"""Twenty people save at the same moment, through the server that production runs, on either database."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    AppointmentFactory,
    OwnerFactory,
    WorkstreamFactory,
)
from workstreams.models import Update

ROOT = Path(__file__).resolve().parent.parent
SAVERS = 20
TRIES = 60  # at most 20 can be needed: whoever is sent back was overtaken by somebody who is stored
SECONDS = 90

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Server:
    """gunicorn as `./run app` starts it, on the tests' database."""

    port: int
    log: Path

    def ask(self, method: str, path: str, cookies: dict[str, str], form: dict[str, str] | None = None):
        """Status and text of one request; each has a connection of its own, as browsers behind a proxy do."""
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"Host": "localhost", "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        server.request(method, path, urlencode(form) if form is not None else None, headers)
        response = server.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith(f"{settings.CSRF_COOKIE_NAME}="):
                cookies[settings.CSRF_COOKIE_NAME] = value.split(";")[0].partition("=")[2]
        server.close()
        return response.status, text


def database_url() -> str:
    """The address of the database the tests made for themselves."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def server(tmp_path, transactional_db):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "server.log"
    command = [sys.executable, "-m", "gunicorn", "send_tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--threads", "4", "--no-control-socket"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_url()},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, log)
        yield Server(port, log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, log: Path) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@dataclass
class Saver:
    """Somebody with a session of their own who saves once and, when overtaken, reads and saves again."""

    name: str
    path: str
    cookies: dict[str, str]
    progress: str
    statuses: list[int]

    def save(self, server: Server, start: Barrier) -> None:
        status, page = server.ask("GET", self.path, self.cookies)
        self.statuses.append(status)
        start.wait(timeout=SECONDS)
        for _ in range(TRIES):
            status, page = server.ask("POST", self.path, self.cookies, self.form(page))
            self.statuses.append(status)
            if status != 409:
                return

    def form(self, page: str) -> dict[str, str]:
        """What the page's form sends back, with this person's words."""
        hidden = {
            name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', page).group(1)
            for name in ("version", "token", "csrfmiddlewaretoken")
        }
        return hidden | {
            "progress": self.progress,
            "narrative": f"{self.name} was here.",
            "recovery_at_risk": "Two more panel members.",
        }


def savers(actions) -> list[Saver]:
    """Twenty leads, one after another for the actions given, each with a session in the database."""
    area = actions[0].workstream.plan.host_area
    made = []
    for number in range(SAVERS):
        action = actions[number % len(actions)]
        user = UserFactory(name=f"Saver {number}")
        MembershipFactory(user=user, area=area, role="officer")
        owner = OwnerFactory(area=area)
        AppointmentFactory(owner=owner, user=user)
        ActionOwnerFactory(action=action, owner=owner)
        client = Client()
        client.force_login(user)
        made.append(
            Saver(
                name=user.name,
                path=f"/actions/{action.pk}/update/",
                cookies={settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value},
                progress="at_risk" if number % 2 else "on_course",
                statuses=[],
            )
        )
    return made


def save_all(server: Server, people: list[Saver]) -> Counter[int]:
    """Everybody opens the form, and then all save at once. How often each status was answered to a save."""
    start = Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(person.save, server, start) for person in people]:
            done.result(timeout=SECONDS)
    assert {person.statuses[0] for person in people} == {200}
    log = server.log.read_text()
    assert "database is locked" not in log
    assert "Traceback" not in log
    return Counter(status for person in people for status in person.statuses[1:])


def assert_row_agrees_with_updates(action) -> None:
    action.refresh_from_db()
    latest = action.updates.latest_first()[0]
    assert action.current_update == latest
    assert (action.status, action.rag, action.last_told_on) == (latest.status, latest.rag, latest.happened_on)
    assert action.version == action.updates.count()


def test_of_twenty_who_save_the_same_action_at_once_nobody_is_lost(server):
    action = ActionFactory()
    people = savers([action])

    statuses = save_all(server, people)

    assert statuses[302] == SAVERS
    assert set(statuses) <= {302, 409}
    assert sorted(action.updates.values_list("narrative", flat=True)) == sorted(
        f"{person.name} was here." for person in people
    )
    assert_row_agrees_with_updates(action)
    assert action.version == SAVERS


def test_twenty_who_save_different_actions_at_once_are_all_stored_at_the_first_try(server):
    workstream = WorkstreamFactory()
    actions = ActionFactory.create_batch(SAVERS, workstream=workstream)
    people = savers(actions)

    statuses = save_all(server, people)

    assert statuses == {302: SAVERS}
    for action, person in zip(actions, people, strict=True):
        assert action.updates.get().narrative == f"{person.name} was here."
        assert_row_agrees_with_updates(action)


def test_one_form_sent_twenty_times_at_once_is_stored_once(server):
    action = ActionFactory()
    person = savers([action])[0]
    _, page = server.ask("GET", person.path, person.cookies)
    form = person.form(page)

    with ThreadPoolExecutor(SAVERS) as pool:
        sent = [pool.submit(server.ask, "POST", person.path, dict(person.cookies), form) for _ in range(SAVERS)]
        statuses = Counter(answer.result(timeout=SECONDS)[0] for answer in sent)

    assert statuses == {302: 1, 409: SAVERS - 1}
    assert Update.objects.filter(action=action).count() == 1
    assert_row_agrees_with_updates(action)
