"""Updating an action, as an officer does it on a phone between two meetings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from core.accounts.choices import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action(transactional_db):
    from tests.factories.workstreams import ActionFactory, make_lead, member  # not before Django is set up

    today = clock.today()
    action = ActionFactory(title="Hold weekly panels", reference="1.1", due=today + timedelta(days=60))
    action.officer = member(action.workstream.plan.host_area, Role.OFFICER, name="Olu Officer")
    make_lead(action, action.officer, today)
    return action


def open_form(page, live_server, action):
    page.goto(live_server.url + reverse("workstreams:update-add", args=[action.pk]))


def test_an_officer_updates_an_action_on_a_phone_and_the_board_sees_it(phone, live_server, sign_in, action, axe):
    from tests.factories.workstreams import member

    sign_in(action.officer)
    open_form(phone, live_server, action)
    phone.get_by_label("At risk").check()
    phone.locator("#id_recovery_at_risk").fill("A second clerk.")
    phone.get_by_label("What has happened since?").fill("One clerk left.")
    assert axe(phone) == []
    phone.get_by_role("button", name="Save and go to next").click()
    expect(phone.get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()
    expect(phone.get_by_role("heading", name="My actions", exact=False)).to_be_visible()

    phone.context.clear_cookies()
    sign_in(member(action.workstream.plan.host_area, Role.BOARD))
    phone.goto(live_server.url + action.get_absolute_url())
    expect(phone.get_by_text("One clerk left.")).to_be_visible()
    expect(phone.get_by_role("button", name="Update this action")).to_have_count(0)


def test_questions_open_under_the_answer_that_asks_them(page, live_server, sign_in, action):
    sign_in(action.officer)
    open_form(page, live_server, action)
    when = page.get_by_label("When will it be done?")

    expect(when).to_be_hidden()
    page.get_by_label("Off course").check()
    expect(when).to_be_visible()
    page.get_by_label("On course").check()
    expect(when).to_be_hidden()


def test_the_summary_of_errors_is_read_first_and_leads_to_the_box(page, live_server, sign_in, action, axe):
    sign_in(action.officer)
    open_form(page, live_server, action)
    page.get_by_role("radio", name="Done").check()
    page.get_by_label("What has happened since?").fill("Twelve panels were held.")
    page.get_by_role("button", name="Save and go to next").click()

    expect(page).to_have_title("Error: Update 1.1 Hold weekly panels – SEND Tracker")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Say how the lead will know that it is done").click()
    expect(page.get_by_label("How will the lead know?")).to_be_focused()
    expect(page.get_by_label("What has happened since?")).to_have_value("Twelve panels were held.")
    assert axe(page) == []


def test_the_return_key_in_a_box_saves_what_was_typed_and_not_the_same_as_last_time(page, live_server, sign_in, action):
    from tests.factories.workstreams import UpdateFactory
    from workstreams.models import Update

    UpdateFactory(action=action, happened_on=clock.today() - timedelta(days=40))
    sign_in(action.officer)
    open_form(page, live_server, action)
    page.get_by_label("On course").check()
    page.get_by_label("What has happened since?").fill("Panels go on.")
    page.get_by_text("Add evidence, or a difference made for families").click()
    page.get_by_label("What is the evidence called?").fill("Minutes")
    page.get_by_label("What is the evidence called?").press("Enter")

    expect(page.get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()
    assert Update.objects.latest_first()[0].narrative == "Panels go on."


def test_same_as_last_time_is_one_press_without_scripts_too(without_scripts, live_server, sign_in, action):
    from tests.factories.workstreams import UpdateFactory
    from workstreams.models import Update

    UpdateFactory(action=action, happened_on=clock.today() - timedelta(days=40))
    sign_in(action.officer, on=without_scripts.context)
    open_form(without_scripts, live_server, action)
    without_scripts.get_by_role("button", name="Same as last time").click()

    expect(without_scripts.get_by_text("Update saved: 1.1 Hold weekly panels.")).to_be_visible()
    assert Update.objects.latest_first()[0].same_as_last_time
