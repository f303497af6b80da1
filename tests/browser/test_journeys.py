"""What people come for, from sign-in to the last page, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from core import clock
from core.accounts.passwords import DEMO_PASSWORD
from tests.browser.conftest import PHONE
from tests.conftest import load_demonstration
from tests.factories.accounts import PASSWORD
from tests.factories.findings import FindingFactory, JudgementFactory
from tests.factories.plans import PlanFactory
from tests.factories.workstreams import ActionFactory, WorkstreamFactory, make_lead, member
from workstreams.models import Action, Update


def sign_in_by_form(page: Page, address: str, email: str, password: str = PASSWORD) -> None:
    page.goto(address)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def width(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture
def action(live_server: Any) -> Action:
    """An action of a plan that answers one judged weakness; somebody leads it and is its `officer`."""
    plan = PlanFactory(title="Fenshire written statement of action")
    finding = FindingFactory(area=plan.host_area, title="Joint planning", reference="1")
    plan.answers.create(finding=finding, position=1)
    JudgementFactory(finding=finding)
    workstream = WorkstreamFactory(plan=plan, number="1", answers=[finding])
    today = clock.today()
    action = ActionFactory(
        workstream=workstream, reference="1.1", title="Hold weekly panels", due=today + timedelta(days=20)
    )
    action.officer = member(plan.host_area, "officer", name="Olu Officer")
    make_lead(action, action.officer, today)
    return action


def update_address(live_server: Any, action: Action) -> str:
    return live_server.url + reverse("workstreams:update-add", args=[action.pk])


# ---------------------------------------------------------------------------------------------- the whole product


def test_an_officer_updates_and_the_board_sees_it_in_the_peterborough_record(
    page: Page, live_server: Any, settings: Any
) -> None:
    settings.DEMO = True  # elsewhere the password of the demonstration opens nothing
    load_demonstration("peterborough", today=clock.today())
    sign_in_by_form(page, live_server.url, "officer@peterborough.example", DEMO_PASSWORD)

    page.get_by_role("navigation", name="Menu").get_by_role("link", name="My actions").click()
    page.get_by_role("link", name="Update R5.2").click()
    page.get_by_role("radio", name="At risk").check()
    page.locator("#id_recovery_at_risk").fill("A young person on the editing group.")
    page.get_by_label("What has happened since?").fill("The local offer has a page for 18 to 25 now.")
    page.get_by_role("button", name="Save and go to next").click()
    expect(page.get_by_text("Update saved: R5.2 Promote opportunities through the local offer.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    sign_in_by_form(page, live_server.url, "board@peterborough.example", DEMO_PASSWORD)
    page.get_by_role("link", name="Written statement of action 2019").first.click()
    judged = page.locator("main table").get_by_text("ufficient progress", exact=False)
    expect(judged).to_have_text([*["Sufficient progress"] * 4, "Not sufficient progress"])
    page.get_by_role("link", name="5 Ages 18 to 25").first.click()
    page.get_by_role("link", name="Workstream 5: Provision and Opportunities").click()
    page.get_by_role("link", name="Promote opportunities through the local offer").first.click()
    expect(page.get_by_text("The local offer has a page for 18 to 25 now.")).to_be_visible()
    expect(page.get_by_text("A young person on the editing group.")).to_be_visible()
    expect(page.get_by_role("button", name="Update this action")).to_have_count(0)

    plan = live_server.url + reverse("progress:plan-progress", args=["peterborough-wsoa-2019"])
    page.goto(f"{plan}?as_at=2019-12-31")
    expect(page.locator("main table").get_by_text("Not yet judged")).to_have_count(5)
    expect(page.get_by_text("The local offer has a page for 18 to 25 now.")).to_have_count(0)


# ---------------------------------------------------------------------------------------------- without JavaScript


def test_without_scripts_an_officer_is_told_what_is_missing_and_saves(
    without_scripts: Page, live_server: Any, sign_in: Callable[..., None], action: Action
) -> None:
    page = without_scripts
    sign_in(action.officer, on=page.context)
    page.goto(live_server.url)
    page.get_by_role("link", name="My actions").first.click()
    page.get_by_role("link", name="Update 1.1 Hold weekly panels").click()

    page.get_by_role("radio", name="Off course").check()
    page.get_by_label("What has happened since?").fill("The chair has left.")
    page.get_by_role("button", name="Save and go to next").last.click()
    expect(page).to_have_title("Error: Update 1.1 Hold weekly panels – SEND Tracker")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(
        [
            "Say what would put it right, and who can help",
            "Say when it will be done. Roughly is enough, for example “Sept 2026”",
            "Choose why the date cannot stay",
        ]
    )
    expect(page.get_by_label("What has happened since?")).to_have_value("The chair has left.")

    soon = clock.today() + timedelta(days=90)
    page.locator("#id_recovery_off_course").fill("A chair from health.")
    page.get_by_label("When will it be done?").fill(f"{soon:%-d %B %Y}")
    page.locator("#id_done_by_code").select_option(label="Not enough people or time")
    page.get_by_role("button", name="Save and go to next").last.click()

    expect(page.get_by_text("Update saved: 1.1 Hold weekly panels.", exact=False)).to_be_visible()
    update = Update.objects.get()
    assert (update.rag, update.date_changes.get().to_end) == ("red", soon)
    action.refresh_from_db()
    assert action.due_end == clock.today() + timedelta(days=20)


# ------------------------------------------------------------------------------------------------------- on a phone


def test_on_a_phone_nothing_runs_out_of_the_screen_from_sign_in_to_the_saved_update(
    phone: Page, live_server: Any, action: Action
) -> None:
    steps = {}
    phone.goto(live_server.url)
    steps["sign in"] = width(phone)
    sign_in_by_form(phone, live_server.url, action.officer.email)
    steps["home"] = width(phone)
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("link", name="My actions").first.click()
    steps["my actions"] = width(phone)
    phone.get_by_role("link", name="Update 1.1 Hold weekly panels").click()
    steps["form"] = width(phone)
    phone.get_by_role("radio", name="On course").check()
    phone.get_by_label("What has happened since?").fill("Panels began on Monday. " + "Averylongwordwithoutabreak" * 10)
    phone.get_by_text("Ask for a different date").click()
    steps["form, opened"] = width(phone)
    phone.get_by_role("button", name="Save and go to next").last.click()
    expect(phone.get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()
    steps["saved"] = width(phone)
    for name, address in {
        "action": action.get_absolute_url(),
        "workstream": action.workstream.get_absolute_url(),
        "actions": reverse("workstreams:action-list", args=[action.workstream.plan.slug]),
        "plan": action.workstream.plan.get_absolute_url(),
        "changes": reverse("progress:plan-changes", args=[action.workstream.plan.slug]),
        "finding": action.workstream.findings.get().get_absolute_url(),
        "form again": reverse("workstreams:update-add", args=[action.pk]),
    }.items():
        phone.goto(live_server.url + address)
        steps[name] = width(phone)

    assert steps == dict.fromkeys(steps, PHONE["width"])


# ------------------------------------------------------------------------------------------------- two people at once


def test_of_two_who_save_at_once_the_second_sees_both_texts_and_nothing_is_lost(
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
    sign_in: Callable[..., None],
    action: Action,
) -> None:
    colleague = member(action.workstream.plan.host_area, "officer", name="Cleo Colleague")
    make_lead(action, colleague, clock.today())
    first, second = (browser.new_context(**browser_context_args) for _ in range(2))
    sign_in(action.officer, on=first)
    sign_in(colleague, on=second)
    pages = [context.new_page() for context in (first, second)]
    for page, words in zip(pages, ("Panels began on Monday.", "Health sends no one."), strict=True):
        page.goto(update_address(live_server, action))
        page.get_by_role("radio", name="On course").check()
        page.get_by_label("What has happened since?").fill(words)

    pages[0].get_by_role("button", name="Save and go to next").last.click()
    expect(pages[0].get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()
    pages[1].get_by_role("button", name="Save and go to next").last.click()

    page = pages[1]
    expect(page.get_by_role("heading", name="Saved while you were writing")).to_be_visible()
    expect(page.locator(".app-theirs").get_by_text("Panels began on Monday.")).to_be_visible()
    expect(page.get_by_label("What has happened since?")).to_have_value("Health sends no one.")
    sent = {
        name: page.locator(f"main [name={name}]").first.input_value()
        for name in ("csrfmiddlewaretoken", "version", "token", "narrative")
    }
    page.get_by_role("button", name="Save mine as well").click()
    expect(page.get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()

    assert list(action.updates.order_by("pk").values_list("narrative", "recorded_by__name")) == [
        ("Panels began on Monday.", "Olu Officer"),
        ("Health sends no one.", "Cleo Colleague"),
    ]
    again = second.request.post(update_address(live_server, action), form={**sent, "progress": "on_course"})
    assert (again.status, action.updates.count()) == (409, 2)
    for context in (first, second):
        context.close()


# ----------------------------------------------------------------------------------------------------- by keyboard


def tab_to(page: Page, name: str, *, limit: int = 60) -> None:
    """Presses Tab until what has the focus is called `name`, which must be seen to have it."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const on = document.activeElement;
                const label = on.labels?.[0]?.innerText ?? on.innerText ?? "";
                const style = getComputedStyle(on);
                const mark = style.outlineStyle !== "none" || style.boxShadow !== "none";
                const near = on.nextElementSibling && getComputedStyle(on.nextElementSibling, "::before").boxShadow;
                return [label.trim(), mark || (near && near !== "none")];
            }"""
        )
        if focused[0].startswith(name):
            assert focused[1], f"nothing shows that “{name}” has the focus"
            return
    pytest.fail(f"Tab does not come to “{name}”.")


def test_an_action_is_updated_with_the_keyboard_alone(
    page: Page, live_server: Any, sign_in: Callable[..., None], action: Action
) -> None:
    sign_in(action.officer)
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    tab_to(page, "My actions")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")
    tab_to(page, "Skip to main content")
    page.keyboard.press("Enter")
    tab_to(page, "Update")
    page.keyboard.press("Enter")
    page.wait_for_url("**/update/")
    tab_to(page, "On course")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="At risk")).to_be_checked()
    tab_to(page, "What would put it right")
    page.keyboard.type("Two more panel members.")
    tab_to(page, "What has happened since?")
    page.keyboard.type("Panels began on Monday.")
    tab_to(page, "Ask for a different date")
    page.keyboard.press("Enter")
    tab_to(page, "Which date?")
    tab_to(page, "Save and go to next")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()
    update = Update.objects.get()
    assert (update.progress, update.narrative, update.recovery) == (
        "at_risk",
        "Panels began on Monday.",
        "Two more panel members.",
    )
