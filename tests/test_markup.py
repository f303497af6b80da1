"""Every page is HTML a strict parser accepts, with nothing inline and one heading that names it."""

import re
from datetime import date

import html5lib
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.addresses import ASKED, EXAMPLES, PLANS, things, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

ROLES = ["officer", "programme", "chair", "board", "admin", "stranger", "anonymous"]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)


@pytest.fixture(params=PLANS)
def it(request, _today):
    return things(request.param, date(2026, 3, 2))


def browser_of(role: str) -> Client:
    client = Client()
    if user := user_of(role):
        client.force_login(user)
    return client


def faults(response) -> list[str]:
    """What is wrong with a page's markup, nothing when it is sound."""
    page = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    document = parser.parse(page)
    found = [f"line {line}: {code} {more}" for (line, _), code, more in parser.errors]
    found += re.findall(r"<style\b|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)[^>]*>", page)
    names = "{http://www.w3.org/1999/xhtml}"
    headings = document.findall(f".//{names}h1")
    if len(headings) != 1:
        found.append(f"{len(headings)} first headings")
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    found += [f"id “{one}” twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    title = document.find(f".//{names}title")
    if title is None or "SEND Tracker" not in (title.text or ""):
        found.append("no title")
    return found


def test_a_faulty_page_is_seen():
    page = HttpResponse('<!doctype html><title>A</title><p style="x"><div id=a></p><b id=a></i><script>1</script>')

    assert faults(page) == [
        "line 1: unexpected-end-tag {'name': 'p'}",
        "line 1: unexpected-end-tag {'name': 'i'}",
        "line 1: expected-closing-tag-but-got-eof {}",
        " style=",
        "<script>",
        "0 first headings",
        "id “a” twice",
        "no title",
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_somebody_reads_is_sound(role, it):
    browser = browser_of(role)
    wrong = {}
    for name, example in EXAMPLES.items():
        response = browser.get(example(it))
        if response["Content-Type"].startswith("text/html") and response.status_code != 302:
            wrong[name] = faults(response)

    assert {name: found for name, found in wrong.items() if found} == {}
    assert wrong


@pytest.mark.parametrize(("name", "asked"), ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("role", ["officer", "programme"])
def test_a_page_asked_for_in_another_way_is_sound(role, name, asked, it):
    assert faults(browser_of(role).get(EXAMPLES[name](it), asked, follow=True)) == []


WRONG = {
    "an empty update": ("workstreams:update-add", {}),
    "an update without its recovery": ("workstreams:update-add", {"progress": "off_course", "narrative": "<b>&"}),
    "an update somebody overtook": (
        "workstreams:update-add",
        {"progress": "on_course", "narrative": "x", "version": "99", "token": "8e1a1ac6-4be4-4c0e-8a0f-0d9f0a1d0c11"},
    ),
    "an empty decision": ("workstreams:date-decide", {}),
    "an empty sign-in": ("account_login", {}),
    "an empty password": ("account_change_password", {}),
    "an empty address": ("account_reset_password", {}),
}


@pytest.mark.parametrize(("name", "sent"), WRONG.values(), ids=WRONG)
def test_a_form_that_is_sent_back_is_sound(name, sent, it):
    roles = {"workstreams:date-decide": "chair", "account_login": "anonymous", "account_reset_password": "anonymous"}
    response = browser_of(roles.get(name, "officer")).post(EXAMPLES[name](it), sent)

    assert response.status_code in (200, 409)
    assert faults(response) == []


def test_pages_for_what_is_not_there_and_not_allowed_are_sound(it):
    board = browser_of("board")

    assert faults(board.get("/no/such/page/")) == []
    assert faults(board.get(reverse("progress:plan-progress", args=["no-such-plan"]))) == []
    assert faults(board.get(EXAMPLES["workstreams:update-add"](it))) == []
