import re

import pytest

from core.accounts.models import User
from tests.mails import mailed

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def officer(db):
    return User.objects.create_user("officer@example.org", "a-long-password")


def test_sign_in_is_sound_html_and_offers_a_new_password_but_no_account(client, parse, words):
    root = parse(client.get("/accounts/login/").content)
    assert [words(label) for label in root.iter("label")] == ["E-mail address", "Password"]
    assert [link.get("href") for link in next(root.iter("main")).iter("a")] == ["/accounts/password/reset/"]


def test_a_failed_sign_in_says_so_in_the_summary_and_keeps_the_address(client, parse, words, officer):
    root = parse(client.post("/accounts/login/", {"login": officer.email, "password": "wrong"}).content)
    assert words(next(root.iter("title"))) == "Error: Sign in – SEND Tracker"
    typed = {field.get("name"): field.get("value") for field in root.iter("input")}
    assert (typed["login"], typed["password"]) == (officer.email, None)


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client, officer):
    page = client.get("/accounts/login/?next=/plans/").content.decode()
    assert '<input type="hidden" name="next" value="/plans/">' in page
    response = client.post(
        "/accounts/login/", {"login": officer.email, "password": "a-long-password", "next": "/plans/"}
    )
    assert response["Location"] == "/plans/"


def test_sign_out_asks_first_and_signs_out_by_post(client, parse, officer):
    client.force_login(officer)
    parse(client.get("/accounts/logout/").content)
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_password_is_changed_on_its_page(client, parse, words, officer):
    client.force_login(officer)
    parse(client.get("/accounts/password/change/").content)
    wrong = parse(
        client.post("/accounts/password/change/", {"oldpassword": "x", "password1": "a", "password2": "b"}).content
    )
    assert words(next(wrong.iter("title"))) == "Error: Change password – SEND Tracker"


def test_a_forgotten_password_is_set_anew_by_a_mailed_link(client, parse, words, officer):
    parse(client.get("/accounts/password/reset/").content)
    sent = client.post("/accounts/password/reset/", {"email": officer.email})
    parse(client.get(sent["Location"]).content)
    assert [(message.subject, message.to) for message in mailed()] == [
        ("Set a new password for SEND Tracker", [officer.email])
    ]
    link = re.search(r"https?://[^/]+(/\S+)", mailed()[0].body)[1]
    first = client.get(link)
    page = parse(client.get(first["Location"]).content)
    assert words(next(page.iter("h1"))) == "Set a new password"
    done = client.post(first["Location"], {"password1": "another-long-one", "password2": "another-long-one"})
    assert words(next(parse(client.get(done["Location"]).content).iter("h1"))) == "Your password is set"
    officer.refresh_from_db()
    assert officer.check_password("another-long-one")


def test_a_spent_link_says_what_to_do(client, parse, words):
    page = parse(client.get("/accounts/password/reset/key/1-set-password/").content)
    assert words(next(page.iter("h1"))) == "This link no longer works"


def test_the_page_of_a_closed_account_is_sound(client, parse, words):
    assert words(next(parse(client.get("/accounts/inactive/").content).iter("h1"))) == "This account is closed"
