"""Every page of every role meets WCAG 2.2 AA as far as axe can tell, and fits a phone."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from playwright.sync_api import BrowserContext, Page

from core import clock
from tests.addresses import ASKED, EXAMPLES, PLANS, ROLES, Things, things, user_of
from tests.browser.conftest import PHONE
from tests.conftest import load_demonstration

DESK = {"width": 1280, "height": 900}


def pages(of_plans: list[Things]) -> Iterator[tuple[str, str]]:
    """Each role with each address, and the other ways a page can be asked for."""
    for role in ROLES:
        yield from ((role, example(it)) for it in of_plans for example in EXAMPLES.values())
    for name, asked in ASKED.values():
        yield from (("programme", f"{EXAMPLES[name](it)}?{urlencode(asked)}") for it in of_plans)


def shown_to(reader: Client, user: Any, address: str) -> str:
    """The page's markup without what differs from one reader to the next; nothing where it leads elsewhere."""
    response = reader.get(address)
    if response.status_code == 302 or not response["Content-Type"].startswith("text/html"):
        return ""
    html = re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]+"|Reference: \S+', "", response.content.decode())
    return html.replace(str(user), "").replace(user.email, "") if user else html


def test_every_page_of_every_role_can_be_used_by_everybody_and_fits_a_phone(
    page: Page,
    context: BrowserContext,
    live_server: Any,
    axe: Callable[[Page], list[str]],
    sign_in: Callable[..., None],
) -> None:
    """A page that is the same for two roles but for the person's name is looked at once."""
    today = clock.today()
    load_demonstration("peterborough", "example", today=today)
    of_plans = [things(slug, today) for slug in PLANS]
    seen, wrong = set(), {}
    last, reader, user = "", Client(), None
    for role, address in pages(of_plans):
        if role != last:
            last, reader, user = role, Client(), user_of(role)
            context.clear_cookies()
            if user:
                reader.force_login(user)
                sign_in(user)
        shown = shown_to(reader, user, address)
        if not shown or shown in seen:
            continue
        seen.add(shown)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        page.goto(live_server.url + address)
        found = axe(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
            found.append(f"{width} pixels wide on a phone of {PHONE['width']}")
        if found:
            wrong[role, address] = found

    assert wrong == {}
    assert len(seen) > len(EXAMPLES)  # pages were looked at, and some of them are not the same for everybody
