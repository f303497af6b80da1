"""Journeys in a real browser: the machine's own Chromium, a live server, and axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

WAIT = 10_000  # milliseconds
PHONE = {"width": 375, "height": 812}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _playwright_beside_django() -> Iterator[None]:
    # Playwright's loop runs in this thread, and Django would refuse the database beside it
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("Chromium is not installed. `./run test` says how.")
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}


def _watch(page: Page) -> list[str]:
    """What the browser complains of: scripts that fail, and what the content security policy stops."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            # a page that is refused on purpose is what the test asked for
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    return problems


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    page.set_default_timeout(WAIT)
    problems = _watch(page)
    yield page
    assert problems == []


@pytest.fixture
def phone(page: Page) -> Page:
    """The page, 375 pixels wide."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return page


@pytest.fixture
def without_scripts(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no JavaScript. Sign in on it with `sign_in(user, on=page.context)`."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> Callable[..., None]:
    """Signs a user in by session cookie. The sign-in page has tests of its own."""

    def signed_in(user: Any, on: BrowserContext | None = None) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        (on or context).add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    return signed_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Checks the page that is open against WCAG 2.2 AA: a list of what is wrong and where, empty when nothing is."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG_22_AA}}).response["violations"]
        return [
            f"{rule['id']}: {rule['help']} ({', '.join(str(place) for place in node['target'])})"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
