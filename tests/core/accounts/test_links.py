"""The one-time link, from the mail to the new password, through the pages."""

import re

import pytest
from django.core import mail

from core.accounts import services
from core.accounts.models import User
from core.audit.models import Event

SITE = "http://testserver"
NEW = "three random words"
GONE = "This link no longer works"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(administrator, today):
    return services.create_account(by=administrator, email="ann@fenshire.example", name="Ann", today=today)


@pytest.fixture
def send(administrator, today, django_capture_on_commit_callbacks):
    """Mails a link and gives its path."""

    def mailed(user):
        with django_capture_on_commit_callbacks(execute=True):
            services.send_set_password_link(by=administrator, user=user, site=SITE, today=today)
        return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]

    return mailed


def heading(response):
    return re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", response.content.decode())[1]


def opened(client, link):
    return client.get(link, follow=True)


def set_password(client, link, password=NEW):
    page = opened(client, link).redirect_chain[-1][0]
    return client.post(page, {"password1": password, "password2": password}, follow=True)


def signs_in(client, password=NEW):
    response = client.post("/accounts/login/", {"login": "ann@fenshire.example", "password": password})
    return response.status_code == 302


def test_a_new_colleague_opens_the_link_twice_sets_a_password_and_signs_in(client, ann, send):
    link = send(ann)
    before = list(User.objects.order_by("pk").values()), Event.objects.count()
    assert [heading(opened(client, link)) for _ in range(2)] == ["Set a new password"] * 2
    assert (list(User.objects.order_by("pk").values()), Event.objects.count()) == before
    assert heading(set_password(client, link)) == "Your password is set"
    assert signs_in(client)
    verbs = Event.objects.about(ann).order_by("pk").values_list("verb", "by__email")
    assert list(verbs) == [
        ("account created", "administrator@fenshire.example"),
        ("link to set a password sent", "administrator@fenshire.example"),
        ("password set by link", "ann@fenshire.example"),
        ("signed in", "ann@fenshire.example"),
    ]


def test_looking_at_a_link_leaves_no_row_behind(client, ann, send):
    from allauth.account.models import EmailAddress

    opened(client, send(ann))
    assert not EmailAddress.objects.exists()


def test_a_used_link_is_dead(client, ann, send):
    link = send(ann)
    set_password(client, link)
    assert heading(opened(client, link)) == GONE


def test_a_link_dies_after_three_days(client, ann, send, time_machine):
    link = send(ann)
    time_machine.move_to("2026-03-05 09:59Z", tick=False)
    assert heading(opened(client, link)) == "Set a new password"
    time_machine.move_to("2026-03-05 10:01Z", tick=False)
    assert heading(opened(client, link)) == GONE


def test_a_page_left_open_past_the_end_sets_nothing(client, ann, send, time_machine):
    page = opened(client, send(ann)).redirect_chain[-1][0]
    time_machine.move_to("2026-03-05 10:01Z", tick=False)
    assert heading(client.post(page, {"password1": NEW, "password2": NEW}, follow=True)) == GONE
    assert not User.objects.get(pk=ann.pk).has_usable_password()


def test_a_link_sent_again_works_and_the_first_still_does(client, ann, send, time_machine):
    first = send(ann)
    time_machine.move_to("2026-03-02 11:00Z", tick=False)
    second = send(ann)
    assert [heading(opened(client, link)) for link in (first, second)] == ["Set a new password"] * 2
    set_password(client, second)
    assert [heading(opened(client, link)) for link in (first, second)] == [GONE] * 2


def test_somebody_elses_number_with_this_key_opens_nothing(client, ann, send, administrator):
    key = send(ann).rstrip("/").rsplit("/", 1)[1].split("-", 1)[1]
    assert heading(opened(client, f"/accounts/password/reset/key/{administrator.pk}-{key}/")) == GONE


def test_links_die_with_the_account_and_stay_dead(client, ann, send, administrator, today):
    link = send(ann)
    services.deactivate(by=administrator, users=[ann], reason="Left.", today=today)
    assert heading(opened(client, link)) == GONE
    services.reactivate(by=administrator, user=ann, today=today)
    assert heading(opened(client, link)) == GONE


def test_a_page_left_open_while_the_account_closes_sets_nothing(client, ann, send, administrator, today):
    page = opened(client, send(ann)).redirect_chain[-1][0]
    services.deactivate(by=administrator, users=[ann], reason="Left.", today=today)
    assert heading(client.post(page, {"password1": NEW, "password2": NEW}, follow=True)) == GONE
    assert not User.objects.get(pk=ann.pk).has_usable_password()


def test_links_to_an_old_address_die_with_it(client, ann, send, administrator, today):
    link = send(ann)
    services.change_account(by=administrator, user=ann, changes={"email": "new@fenshire.example"}, today=today)
    assert heading(opened(client, link)) == GONE


def test_a_weak_password_is_refused_in_words(client, ann, send):
    response = set_password(client, send(ann), "short")
    assert response.context["form"].errors["password1"][0] == (
        "This password is too short. It must contain at least 12 characters."
    )
