from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def sign_in_address(live_server: Any) -> str:
    return f"{live_server.url}/accounts/login/"


def test_the_sign_in_page_can_be_used_by_everybody(
    page: Page, sign_in_address: str, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(sign_in_address)

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert axe(page) == []


def test_the_sign_in_page_fits_a_phone(phone: Page, sign_in_address: str) -> None:
    phone.goto(sign_in_address)

    assert phone.evaluate("document.documentElement.scrollWidth") == 375


def test_without_scripts_a_wrong_password_is_explained(without_scripts: Page, sign_in_address: str) -> None:
    page = without_scripts
    page.goto(sign_in_address)
    page.get_by_label("E-mail address").fill("nobody@peterborough.example")
    page.get_by_label("Password").fill("not-the-password")
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_title("Error: Sign in – SEND Tracker")
    expect(page.get_by_role("alert")).to_be_visible()
