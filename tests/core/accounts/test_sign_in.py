"""Signing in through the real form: who gets in, who is locked out, what is recorded."""

import re
import socket
import time
from datetime import date

import pytest
from django.urls import NoReverseMatch, reverse

from core.accounts import services
from core.accounts.models import User
from core.accounts.passwords import DEMO_IS_OVER, DEMO_PASSWORD
from core.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory
from tests.mails import all_sent, mailed

LOGIN = "/accounts/login/"
TODAY = date(2026, 3, 2)
LOCKED = "Signing in is locked after too many failed attempts. Wait 15 minutes, then try again, or set a new password"
WRONG = "The e-mail address or the password is not right. Check both and try again"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return UserFactory(email="ann@fenshire.example", password=PASSWORD)


def sign_in(client, email="ann@fenshire.example", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def errors(response):
    return response.context["form"].non_field_errors()


def verbs(user):
    return list(Event.objects.about(user).order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("typed", ["ann@fenshire.example", "Ann@Fenshire.Example", " ANN@FENSHIRE.EXAMPLE "])
def test_an_address_signs_in_however_it_is_written(client, ann, typed, time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)
    response = sign_in(client, typed)
    assert (response.status_code, response["Location"], client.session["_auth_user_id"]) == (302, "/", str(ann.pk))
    assert verbs(ann) == ["signed in"]
    assert User.objects.get().last_login.isoformat() == "2026-03-02T10:00:00+00:00"


def test_a_wrong_password_does_not_say_which_of_the_two_is_wrong(client, ann):
    known, unknown = sign_in(client, password="no"), sign_in(client, "nobody@fenshire.example")
    assert [errors(known), errors(unknown)] == [[WRONG], [WRONG]]
    assert verbs(ann) == []


def test_sign_up_is_closed(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    asked = {"email": "new@fenshire.example", "password1": "three random words", "password2": "three random words"}
    assert [client.get("/accounts/signup/").status_code, client.post("/accounts/signup/", asked).status_code] == [
        404
    ] * 2
    assert not User.objects.exists()


# --- The lock


def test_after_five_failures_even_the_right_password_waits(client, ann, time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)
    for _ in range(5):
        assert errors(sign_in(client, password="guess")) == [WRONG]
    assert errors(sign_in(client)) == [LOCKED]
    assert verbs(ann) == ["sign-in locked"]
    time_machine.move_to("2026-03-02 10:14Z", tick=False)
    assert errors(sign_in(client)) == [LOCKED]
    assert verbs(ann) == ["sign-in locked"]
    time_machine.move_to("2026-03-02 10:16Z", tick=False)
    assert sign_in(client)["Location"] == "/"


def test_another_spelling_of_the_address_does_not_get_round_the_lock(client, ann):
    for typed in ("ann@fenshire.example", "ANN@fenshire.example", "Ann@fenshire.example") * 2:
        response = sign_in(client, typed, "guess")
    assert errors(response) == [LOCKED]


def test_another_host_or_port_in_the_request_does_not_get_round_the_lock(client, ann):
    for host in ("localhost", "localhost:1", "localhost:2", "LOCALHOST", "localhost:65535", "localhost:3"):
        response = sign_in(client, password="guess", HTTP_HOST=host)
    assert errors(response) == [LOCKED]


def test_a_lock_on_one_address_leaves_the_others_alone(client, ann):
    ben = UserFactory(email="ben@fenshire.example")
    for _ in range(6):
        sign_in(client, password="guess")
    assert sign_in(client, ben.email)["Location"] == "/"


def test_failures_at_an_unknown_address_leave_no_history(client, ann):
    for _ in range(6):
        response = sign_in(client, "nobody@fenshire.example", "guess")
    assert (errors(response), Event.objects.exists()) == ([LOCKED], False)


def test_one_machine_that_guesses_at_many_addresses_is_locked_out(client, ann):
    for number in range(20):
        sign_in(client, f"person{number}@fenshire.example", "guess", REMOTE_ADDR="203.0.113.7")
    assert errors(sign_in(client, REMOTE_ADDR="203.0.113.7")) == [LOCKED]
    assert sign_in(client, REMOTE_ADDR="203.0.113.8")["Location"] == "/"


def test_behind_a_proxy_the_machine_is_the_one_our_proxy_names(client, ann, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):
        told = f"198.51.100.{number}, 203.0.113.7"
        sign_in(client, f"person{number}@fenshire.example", "guess", HTTP_X_FORWARDED_FOR=told)
    assert errors(sign_in(client, HTTP_X_FORWARDED_FOR="198.51.100.99, 203.0.113.7")) == [LOCKED]
    assert sign_in(client, HTTP_X_FORWARDED_FOR="203.0.113.8")["Location"] == "/"


def test_without_a_proxy_of_ours_nobody_names_another_machine(client, ann):
    for number in range(20):
        sign_in(client, f"person{number}@fenshire.example", "guess", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert errors(sign_in(client, HTTP_X_FORWARDED_FOR="198.51.100.99")) == [LOCKED]


# --- Passwords of one's own


def test_a_changed_password_is_recorded_and_told_to_its_owner(client, ann):
    sign_in(client)
    new = "three random words"
    asked = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", asked)["Location"] == "/"
    assert verbs(ann) == ["signed in", "password changed"]
    assert [(sent.to, sent.subject) for sent in mailed()] == [([ann.email], "Your SEND Tracker password was changed")]
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_a_changed_password_ends_the_other_sessions(client, ann):
    other = type(client)()
    sign_in(client)
    sign_in(other)
    new = "three random words"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert other.get("/accounts/password/change/").status_code == 302


def test_a_link_asked_for_at_an_unknown_address_looks_the_same_and_mails_nothing(client, ann):
    known = client.post("/accounts/password/reset/", {"email": ann.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@fenshire.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [sent.to for sent in mailed()] == [[ann.email]]
    assert verbs(ann) == ["link to set a password asked for"]


def test_who_asks_for_links_too_often_reads_what_to_do(client, ann):
    for _ in range(6):
        response = client.post("/accounts/password/reset/", {"email": ann.email})
    assert (response.status_code, len(mailed())) == (429, 5)
    assert '<h1 class="govuk-heading-l">Wait before you try again</h1>' in response.content.decode()


def test_a_closed_account_is_mailed_no_link(client, ann):
    services.deactivate(by=None, users=[ann], reason="Left.", today=TODAY)
    client.post("/accounts/password/reset/", {"email": ann.email})
    assert mailed() == []


def test_a_mail_server_that_is_down_does_not_tell_who_has_an_account(client, ann, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = client.post("/accounts/password/reset/", {"email": ann.email})
    all_sent()
    assert (response.status_code, response["Location"]) == (302, "/accounts/password/reset/done/")


def test_who_asks_for_a_link_does_not_wait_for_the_mail_server(client, ann, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never greets
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 2
        began = time.monotonic()
        response = client.post("/accounts/password/reset/", {"email": ann.email})
        took = time.monotonic() - began
        all_sent()
    assert (response.status_code, took < 1 < time.monotonic() - began) == (302, True)


def test_setting_a_new_password_by_link_lifts_the_lock(client, ann):
    for _ in range(6):
        sign_in(client, password="guess")
    client.post("/accounts/password/reset/", {"email": ann.email})
    link = re.search(r"https?://[^/]+(/\S+)", mailed()[0].body)[1]
    page = client.get(link)["Location"]
    new = "three random words"
    client.post(page, {"password1": new, "password2": new})
    assert sign_in(client, password=new)["Location"] == "/"
    assert verbs(ann) == ["sign-in locked", "link to set a password asked for", "password set by link", "signed in"]


# --- The demonstration's password


@pytest.mark.parametrize(("demo", "opens"), [(False, False), (True, True)])
def test_the_password_of_the_demonstration_opens_nothing_outside_one(client, ann, settings, demo, opens):
    ann.set_password(DEMO_PASSWORD)
    ann.save()
    settings.DEMO = demo
    response = sign_in(client, password=DEMO_PASSWORD)
    assert (response.status_code == 302, "_auth_user_id" in client.session) == (opens, opens)
    if not opens:
        assert errors(response) == [DEMO_IS_OVER] == errors(sign_in(client, "nobody@fenshire.example", DEMO_PASSWORD))


def test_nobody_chooses_the_password_of_the_demonstration(client, ann):
    sign_in(client)
    asked = {"oldpassword": PASSWORD, "password1": DEMO_PASSWORD, "password2": DEMO_PASSWORD}
    response = client.post("/accounts/password/change/", asked)
    assert response.context["form"].errors == {"password1": [DEMO_IS_OVER]}


# --- Closed accounts


def test_a_closed_account_is_signed_out_at_once_and_cannot_sign_in(client, ann):
    sign_in(client)
    assert client.get("/accounts/password/change/").status_code == 200
    services.deactivate(by=None, users=[ann], reason="Left.", today=TODAY)
    assert client.get("/accounts/password/change/").status_code == 302
    assert errors(sign_in(client)) == [WRONG]


def test_a_session_does_not_come_back_with_the_account(client, ann):
    sign_in(client)
    services.deactivate(by=None, users=[ann], reason="Left.", today=TODAY)
    services.reactivate(by=None, user=ann, today=TODAY)
    assert client.get("/accounts/password/change/").status_code == 302


def test_an_old_address_does_not_sign_in(client, ann):
    services.change_account(by=None, user=ann, changes={"email": "new@fenshire.example"}, today=TODAY)
    assert errors(sign_in(client)) == [WRONG]
    assert sign_in(client, "new@fenshire.example")["Location"] == "/"
