"""Django admin as administrators use it: accounts, roles, reference lists and the history, through the pages."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.urls import reverse

from core.accounts.choices import OrganisationKind, Role
from core.accounts.models import LocalArea, Membership, Organisation, User
from core.audit.models import Event
from core.audit.services import record
from findings.models import Framework, JudgementValue, Sector, Theme, Voice
from plans.models import PlanType
from send_tracker.people.site import administration
from tests.factories.accounts import (
    LocalAreaFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    make_administrator,
)
from tests.factories.findings import FrameworkFactory, JudgementValueFactory, SectorFactory, ThemeFactory
from tests.factories.plans import PlanFactory
from tests.factories.workstreams import ActionFactory, make_lead, member

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)
LISTS = [LocalArea, Organisation, Theme, Sector, Framework, Voice, JudgementValue, PlanType]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)


@pytest.fixture
def area():
    return LocalAreaFactory(name="Fenshire", slug="fenshire")


@pytest.fixture
def administrator(area):
    return make_administrator(area, email="administrator@fenshire.example", name="Administrator")


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def superuser():
    return User.objects.create_superuser("root@fenshire.example", "tracker-demo", name="Root")


@pytest.fixture
def ann(area):
    return member(area, Role.OFFICER, email="ann@fenshire.example", name="Ann")


def url(name, *args, model=User):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def roles(*rows, initial=()):
    """The formset of roles as the page sends it."""
    data = {
        "memberships-TOTAL_FORMS": len(initial) + len(rows),
        "memberships-INITIAL_FORMS": len(initial),
        "memberships-MIN_NUM_FORMS": 0,
        "memberships-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate([*initial, *rows]):
        data |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return data


def account(email="ann@fenshire.example", name="Ann", **fields):
    return {"email": email, "name": name, "organisation": "", "reason": "", **roles(), **fields}


def said(response):
    return [str(message) for message in response.context["messages"]]


def history(thing):
    events = Event.objects.about(thing).order_by("pk")
    return [(event.by, event.verb, event.before, event.after, event.reason) for event in events]


def emails(response):
    return [person.email for person in response.context["cl"].result_list]


# --- Who gets in, and to what


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_other_roles_are_forbidden(client, area, role):
    client.force_login(member(area, role, is_staff=True))
    asked = [reverse("admin:index"), url("changelist"), url("add"), url("changelist", model=Event)]
    assert [client.get(page).status_code for page in asked] == [403] * 4


def test_an_administrator_is_out_the_day_after_the_role_ends(admin, administrator):
    assert admin.get(reverse("admin:index")).status_code == 200
    administrator.memberships.update(valid_to=YESTERDAY)
    assert admin.get(reverse("admin:index")).status_code == 403


def test_without_signing_in_there_is_only_the_sign_in_page(client):
    assert client.get("/admin/accounts/user/")["Location"] == "/accounts/login/?next=/admin/accounts/user/"
    response = client.get("/admin/login/?next=/admin/accounts/user/")
    assert response["Location"] == "/accounts/login/?next=/admin/accounts/user/"
    asked = {"username": "root@fenshire.example", "password": "tracker-demo"}
    assert client.post("/admin/login/", asked)["Location"] == "/accounts/login/?next=/admin/"


def test_passwords_and_signing_out_have_no_second_door(admin):
    assert admin.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    asked = {"old_password": "tracker-demo", "new_password1": "x" * 20, "new_password2": "x" * 20}
    assert admin.post("/admin/password_change/", asked)["Location"] == "/accounts/password/change/"
    assert admin.get("/admin/logout/")["Location"] == "/accounts/logout/"
    assert admin.post("/admin/logout/")["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in admin.session


def test_an_administrator_sees_exactly_accounts_lists_and_history(admin):
    response = admin.get(reverse("admin:index"))
    shown = {model["model"] for app in response.context["app_list"] for model in app["models"]}
    assert shown == {*LISTS, User, Event}
    assert set(administration._registry) == shown
    assert "SEND Tracker accounts" in response.content.decode()


def test_no_page_carries_anything_that_the_security_policy_would_stop(admin, ann, administrator):
    pages = [
        reverse("admin:index"),
        url("changelist"),
        url("add"),
        url("change", ann.pk),
        url("history", ann.pk),
        url("deactivate", ann.pk),
        url("changelist", model=Event),
    ]
    inline = re.compile(rb"<[^>]+\s(?:style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)")
    assert [inline.findall(admin.get(page).content) for page in pages] == [[]] * len(pages)


# --- Making and changing accounts


def test_a_new_account_is_saved_and_its_link_mailed(
    admin, administrator, area, django_capture_on_commit_callbacks, client
):
    council = OrganisationFactory(name="Fenshire Council")
    role = {"area": area.pk, "role": Role.OFFICER, "valid_from": "2026-03-02", "valid_to": "2026-12-31"}
    asked = account("Ann@Fenshire.example", organisation=council.pk, reason="Starts today.") | roles(role)
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(url("add"), asked, follow=True)
    user = User.objects.get(email="ann@fenshire.example")
    assert said(response)[0] == "A link to set a password is on its way to ann@fenshire.example."
    assert (user.organisation, user.has_usable_password(), user.is_staff) == (council, False, False)
    held = user.memberships.get()
    assert (held.role, held.valid_from, held.valid_to) == (Role.OFFICER, TODAY, date(2026, 12, 31))
    assert [(verb, reason) for _, verb, _, _, reason in history(user)] == [
        ("account created", "Starts today."),
        ("role given", "Starts today."),
        ("link to set a password sent", ""),
    ]
    assert [sent.to for sent in mail.outbox] == [["ann@fenshire.example"]]
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = type(client)().get(link, follow=True)
    assert page.status_code == 200
    assert LogEntry.objects.count() == 0


def test_an_address_with_an_account_is_refused_at_its_field(admin, ann):
    response = admin.post(url("add"), account("ANN@fenshire.example"))
    assert response.context["adminform"].form.errors == {
        "email": ["There is already an account with this e-mail address."]
    }


def test_a_mail_server_that_is_down_is_said_and_the_account_stays(
    admin, settings, django_capture_on_commit_callbacks, transactional_db
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = admin.post(url("add"), account(), follow=True)
    assert said(response)[-1] == (
        "What you did is saved, but the mail about it could not be sent. Check the mail server, then send a new link."
    )
    assert User.objects.filter(email="ann@fenshire.example").exists()
    ann = User.objects.get(email="ann@fenshire.example")
    response = admin.post(url("send_link", ann.pk), follow=True)
    assert said(response) == ["The mail to ann@fenshire.example could not be sent. Check the mail server."]


def test_a_change_is_recorded_with_its_reason(admin, administrator, ann):
    held = ann.memberships.get()
    row = {"id": held.pk, "user": ann.pk}
    asked = account(name="Ann Example", reason="Married.") | roles(initial=[row])
    assert admin.post(url("change", ann.pk), asked)["Location"] == url("changelist")
    assert history(ann) == [(administrator, "account changed", {"name": "Ann"}, {"name": "Ann Example"}, "Married.")]


def test_saving_an_account_as_it_is_records_nothing(admin, ann):
    held = ann.memberships.get()
    admin.post(url("change", ann.pk), account() | roles(initial=[{"id": held.pk, "user": ann.pk}]))
    assert history(ann) == []


def test_the_form_cannot_make_anybody_a_superuser_or_set_a_password(admin, ann):
    before = User.objects.get(pk=ann.pk)
    held = ann.memberships.get()
    sneaked = {"is_superuser": "on", "is_staff": "on", "is_active": "", "password": "x", "groups": "1"}
    admin.post(url("change", ann.pk), account() | sneaked | roles(initial=[{"id": held.pk, "user": ann.pk}]))
    after = User.objects.get(pk=ann.pk)
    assert (after.is_superuser, after.is_staff, after.is_active, after.password) == (
        False,
        False,
        True,
        before.password,
    )


def test_a_superusers_account_is_read_only_for_administrators(admin, superuser):
    assert admin.get(url("change", superuser.pk)).context["has_change_permission"] is False
    asked = [
        admin.post(url("change", superuser.pk), account("mine@fenshire.example")),
        admin.get(url("send_link", superuser.pk)),
        admin.post(url("send_link", superuser.pk)),
        admin.post(url("deactivate", superuser.pk), {"confirm": "1", "reason": "x"}),
        admin.post(url("reactivate", superuser.pk), {"reason": "x"}),
    ]
    assert [response.status_code for response in asked] == [403] * 5
    stored = User.objects.get(pk=superuser.pk)
    assert (stored.email, stored.is_active, history(superuser)) == ("root@fenshire.example", True, [])


def test_a_superuser_may_change_a_superuser(client, superuser):
    client.force_login(superuser)
    client.post(url("change", superuser.pk), account("root@fenshire.example", name="Chief"))
    assert [verb for _, verb, *_ in history(superuser)] == ["account changed"]


def test_nobody_is_deleted(admin, ann):
    assert [admin.get(url("delete", ann.pk)).status_code, admin.post(url("delete", ann.pk)).status_code] == [403] * 2
    admin.post(url("changelist"), {"action": "delete_selected", "_selected_action": [ann.pk], "post": "yes"})
    assert User.objects.filter(pk=ann.pk).exists()


# --- Roles


def test_a_role_ticked_to_be_taken_away_is_ended_and_kept(admin, administrator, ann):
    held = ann.memberships.get()
    row = {"id": held.pk, "user": ann.pk, "take_away": "on"}
    admin.post(url("change", ann.pk), account(reason="Moved on.") | roles(initial=[row]))
    assert Membership.objects.get(pk=held.pk).valid_to == YESTERDAY
    assert [(by, verb, reason) for by, verb, _, _, reason in history(ann)] == [
        (administrator, "role ended", "Moved on.")
    ]


def test_a_deletion_tick_that_the_page_does_not_offer_deletes_nothing(admin, ann):
    held = ann.memberships.get()
    admin.post(url("change", ann.pk), account() | roles(initial=[{"id": held.pk, "user": ann.pk, "DELETE": "on"}]))
    assert Membership.objects.get(pk=held.pk).valid_to is None


def test_of_a_given_role_only_the_days_change(admin, ann, area):
    held = ann.memberships.get()
    other = LocalAreaFactory()
    row = {
        "id": held.pk,
        "user": ann.pk,
        "area": other.pk,
        "role": Role.ADMIN,
        "valid_from": "2026-01-01",
        "valid_to": "2026-06-30",
    }
    admin.post(url("change", ann.pk), account() | roles(initial=[row]))
    held.refresh_from_db()
    assert (held.area, held.role, held.valid_from, held.valid_to) == (
        area,
        Role.OFFICER,
        date(2026, 1, 1),
        date(2026, 6, 30),
    )


def test_another_persons_role_cannot_be_changed_from_this_page(admin, ann, area):
    foreign = MembershipFactory(area=area, role=Role.BOARD)
    row = {"id": foreign.pk, "user": ann.pk, "take_away": "on"}
    admin.post(url("change", ann.pk), account() | roles(initial=[row]))
    assert Membership.objects.get(pk=foreign.pk).valid_to is None


def test_the_same_role_twice_is_refused_at_the_second(admin, ann, area):
    held = ann.memberships.get()
    twice = [{"area": area.pk, "role": Role.BOARD}] * 2
    asked = account() | roles(*twice, initial=[{"id": held.pk, "user": ann.pk}])
    formset = admin.post(url("change", ann.pk), asked).context["inline_admin_formsets"][0].formset
    assert formset.errors == [{}, {}, {"role": ["This person already has that role in that area."]}]
    assert ann.memberships.count() == 1


def test_a_role_held_already_is_refused(admin, ann, area):
    held = ann.memberships.get()
    again = {"area": area.pk, "role": Role.OFFICER}
    asked = account() | roles(again, initial=[{"id": held.pk, "user": ann.pk}])
    formset = admin.post(url("change", ann.pk), asked).context["inline_admin_formsets"][0].formset
    assert formset.is_valid() is False
    assert ann.memberships.count() == 1


def test_days_the_wrong_way_round_are_refused_in_words(admin, ann, area):
    held = ann.memberships.get()
    wrong = {"area": area.pk, "role": Role.BOARD, "valid_from": "2026-03-02", "valid_to": "2026-03-01"}
    asked = account() | roles(wrong, initial=[{"id": held.pk, "user": ann.pk}])
    formset = admin.post(url("change", ann.pk), asked).context["inline_admin_formsets"][0].formset
    assert formset.errors[1] == {"__all__": ["The last day is before the first day. Change one of them."]}


def test_an_administrator_who_takes_a_role_leaves_a_trace(admin, administrator, area):
    held = administrator.memberships.get()
    mine = {"area": area.pk, "role": Role.PROGRAMME}
    asked = account(administrator.email, administrator.name) | roles(
        mine, initial=[{"id": held.pk, "user": administrator.pk}]
    )
    admin.post(url("change", administrator.pk), asked)
    assert [(by, verb, after["role"]) for by, verb, _, after, _ in history(administrator)] == [
        (administrator, "role given", "Programme office")
    ]


# --- People with roles in other areas


@pytest.fixture
def bea(area):
    """Ann's colleague on the board of another area."""
    person = MembershipFactory(area=LocalAreaFactory(name="Marshland"), user__email="bea@marshland.example").user
    MembershipFactory(user=person, area=area, role=Role.BOARD)
    return person


def test_an_account_with_a_role_elsewhere_is_not_changed_here(admin, bea):
    page = admin.get(url("change", bea.pk))
    assert "Board member, Marshland" in page.content.decode()
    here = bea.memberships.get(area__slug="fenshire")
    row = {"id": here.pk, "user": bea.pk}
    admin.post(url("change", bea.pk), account("mine@fenshire.example", "Mine") | roles(initial=[row]))
    asked = [
        admin.post(url("send_link", bea.pk)),
        admin.post(url("deactivate", bea.pk), {"confirm": "1", "reason": "x"}),
        admin.post(url("reactivate", bea.pk), {"reason": "x"}),
    ]
    assert [response.status_code for response in asked] == [403] * 3
    for action in ("send_links", "deactivate_chosen"):
        chosen = {"action": action, "_selected_action": [bea.pk], "confirm": "1", "reason": "x"}
        assert said(admin.post(url("changelist"), chosen, follow=True)) == [
            f"{bea} is left out: this person also has a role in an area of another administrator."
        ]
    stored = User.objects.get(pk=bea.pk)
    assert (stored.email, stored.is_active, history(bea), mail.outbox) == ("bea@marshland.example", True, [], [])


def test_roles_are_given_in_own_areas_to_anybody_and_in_others_to_nobody(admin, administrator, area, bea):
    here, there = bea.memberships.get(area=area), bea.memberships.exclude(area=area).get()
    row = {"id": here.pk, "user": bea.pk}
    for place, role in ((there.area, Role.ADMIN), (area, Role.DATA)):
        asked = account() | roles({"area": place.pk, "role": role}, initial=[row])
        admin.post(url("change", bea.pk), asked)
    ending = roles(initial=[{"id": there.pk, "user": bea.pk, "take_away": "on"}])
    admin.post(url("change", bea.pk), account() | ending)
    own = {"area": there.area.pk, "role": Role.PROGRAMME}
    mine = {"id": administrator.memberships.get().pk, "user": administrator.pk}
    me = account(administrator.email, administrator.name)
    admin.post(url("change", administrator.pk), me | roles(own, initial=[mine]))

    held = set(bea.memberships.values_list("area__name", "role", "valid_to"))
    assert held == {("Marshland", "board", None), ("Fenshire", "board", None), ("Fenshire", "data", None)}
    assert [verb for _, verb, *_ in history(bea)] == ["role given"]
    assert administrator.memberships.count() == 1


def test_the_history_of_other_areas_and_of_their_people_is_not_shown(admin, administrator, area, ann, bea, superuser):
    marshland = bea.memberships.exclude(area=area).get().area
    theirs = ActionFactory(title="Marshland panels")
    for thing, place in ((theirs, marshland), (bea, marshland), (bea, None), (superuser, None)):
        record(by=bea, verb="hidden", thing=thing, area_id=place and place.pk)
    for thing, place in ((ann, None), (bea, area), (ThemeFactory(), None), (theirs, area)):
        record(by=bea, verb="shown", thing=thing, area_id=place and place.pk)

    listed = admin.get(url("changelist", model=Event)).context["cl"].result_list
    assert sorted(event.verb for event in listed) == ["shown"] * 4
    pages = {event.verb: admin.get(url("change", event.pk, model=Event)).status_code for event in Event.objects.all()}
    assert pages == {"hidden": 302, "shown": 200}
    assert [row["entry"].verb for row in admin.get(url("history", bea.pk)).context["rows"]] == ["shown"]
    assert admin.get(url("history", superuser.pk)).context["rows"] == []


def test_a_superuser_reads_the_whole_history_and_changes_every_account(client, superuser, bea):
    client.force_login(superuser)
    record(by=bea, verb="signed in", thing=bea)
    assert len(client.get(url("changelist", model=Event)).context["cl"].result_list) == 1
    rows = [{"id": held.pk, "user": bea.pk} for held in bea.memberships.order_by("area__name")]
    client.post(url("change", bea.pk), account("b@marshland.example") | roles(initial=rows))
    assert User.objects.get(pk=bea.pk).email == "b@marshland.example"


# --- What an address may ask


def test_an_address_cannot_ask_about_what_the_page_does_not_show(admin, ann):
    for asked in ("password__startswith=argon2", "password=x", "is_superuser__exact=1", "email__regex=^a"):
        assert admin.get(f"{url('changelist')}?{asked}").status_code == 400
    for asked in ("by__password__startswith=a", "by__email=x", "after__name=Ann", "id__in=1"):
        assert admin.get(f"{url('changelist', model=Event)}?{asked}").status_code == 400
    assert [
        admin.get(f"{url('changelist')}?{asked}").status_code for asked in ("is_active__exact=1", "role=admin")
    ] == [
        200,
        200,
    ]


@pytest.mark.parametrize("value", ["%00", "a%00b", "9" * 30, "-" + "9" * 400, "1_0000000000000000000000", "%EF%BC%91"])
def test_a_value_no_database_holds_leads_back_to_the_list(admin, value):
    asked = [
        f"{url('changelist')}?area={value}",
        f"{url('changelist')}?is_active__exact={value}",
        f"{url('changelist', model=Organisation)}?kind__exact={value}",
        f"{url('changelist', model=Organisation)}?areas__id__exact={value}",
        f"{url('changelist', model=Event)}?at__year={value}",
        f"{url('changelist', model=Event)}?at__year=2026&at__month={value}",
        f"{url('changelist', model=Event)}?q={value}",
    ]
    assert {admin.get(page).status_code for page in asked} <= {200, 302}


@pytest.mark.parametrize("action", ["send_links", "deactivate_chosen"])
@pytest.mark.parametrize("number", ["x", "", "1.0", "²", "\0", "9" * 30, "-1"])
def test_what_is_chosen_and_is_no_row_is_refused(admin, ann, action, number):
    response = admin.post(url("changelist"), {"action": action, "_selected_action": [str(ann.pk), number]})
    assert response.status_code == 400


# --- Links


def test_a_new_link_is_asked_about_then_sent(admin, ann, django_capture_on_commit_callbacks):
    assert admin.get(url("send_link", ann.pk)).status_code == 200
    assert (mail.outbox, history(ann)) == ([], [])
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(url("send_link", ann.pk), follow=True)
    assert said(response) == ["A link to set a password is on its way to ann@fenshire.example."]
    assert [sent.to for sent in mail.outbox] == [["ann@fenshire.example"]]


def test_new_links_go_to_many_at_once_and_say_who_is_left_out(
    admin, ann, superuser, django_capture_on_commit_callbacks
):
    closed = UserFactory(name="Cleo", is_active=False)
    chosen = {"action": "send_links", "_selected_action": [ann.pk, closed.pk, superuser.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(url("changelist"), chosen, follow=True)
    assert sorted(said(response)) == [
        "A link to set a password is on its way to ann@fenshire.example.",
        "Cleo is left out: the account is closed.",
        "Root is left out: only a superuser may change this account.",
    ]
    assert [sent.to for sent in mail.outbox] == [["ann@fenshire.example"]]


# --- Closing and opening


@pytest.fixture
def programme_office(area):
    return member(area, Role.PROGRAMME, email="programme@fenshire.example")


@pytest.fixture
def action(area, ann):
    action = ActionFactory(reference="R5.3", title="Five-day offer", workstream__plan__host_area=area)
    action.workstream.plan.title = "Fenshire plan"
    action.workstream.plan.save()
    make_lead(action, ann, TODAY)
    return action


def test_the_page_before_closing_asks_why_and_lists_what_the_person_leads(admin, ann, action):
    response = admin.get(url("deactivate", ann.pk))
    assert {person: list(found) for person, found in response.context["leading"]} == {ann: [action]}
    assert "<li>R5.3 Five-day offer (Fenshire plan)</li>" in response.content.decode()
    again = admin.post(url("deactivate", ann.pk), {"confirm": "1", "reason": " "})
    assert again.context["form"].errors == {"reason": ["Say why."]}
    assert User.objects.get(pk=ann.pk).is_active


def test_closing_an_account_signs_it_out_and_tells_the_programme_office(
    admin, administrator, ann, action, programme_office, client, django_capture_on_commit_callbacks
):
    session = type(client)()
    session.force_login(ann)
    assert session.get("/accounts/password/change/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(url("deactivate", ann.pk), {"confirm": "1", "reason": "Left."}, follow=True)
    assert said(response) == [
        "Closed: Ann.",
        "Fenshire: 1 action without a current owner. The programme office is told.",
    ]
    assert session.get("/accounts/password/change/").status_code == 302
    assert history(ann) == [(administrator, "account deactivated", {"is_active": True}, {"is_active": False}, "Left.")]
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (
        ["programme@fenshire.example"],
        "SEND Tracker: actions without a current owner in Fenshire",
    )
    lines = [line for line in sent.body.splitlines() if line]
    assert lines[:4] == [
        "An administrator has closed the account of Ann.",
        "These open actions in Fenshire have no current owner now:",
        "- R5.3 Five-day offer (Fenshire plan)",
        f"  http://testserver/actions/{action.pk}/",
    ]


def test_an_action_with_another_lead_still_has_an_owner(admin, ann, action, programme_office, area):
    make_lead(action, member(area, Role.OFFICER), TODAY)
    response = admin.post(url("deactivate", ann.pk), {"confirm": "1", "reason": "Left."}, follow=True)
    assert said(response) == ["Closed: Ann."]


def test_without_a_programme_office_the_administrator_is_told_so(admin, ann, action):
    response = admin.post(url("deactivate", ann.pk), {"confirm": "1", "reason": "Left."}, follow=True)
    assert said(response)[1] == ("Fenshire: 1 action without a current owner. Nobody there is the programme office.")


def test_many_are_closed_at_once_after_one_question(admin, area, superuser, client):
    people = [member(area, Role.BOARD, name=name) for name in ("Ben", "Cleo", "Dan")]
    sessions = []
    for person in people:
        session = type(client)()
        session.force_login(person)
        sessions.append(session)
    chosen = {"action": "deactivate_chosen", "_selected_action": [*(person.pk for person in people), superuser.pk]}
    page = admin.post(url("changelist"), chosen)
    assert page.context["title"] == "Deactivate 3 accounts"
    assert User.objects.filter(is_active=True).count() == 5
    kept = dict(chosen, _selected_action=[person.pk for person in people], confirm="1", reason="Board dissolved.")
    response = admin.post(url("changelist"), kept, follow=True)
    assert said(response)[-1] == "Closed: Ben, Cleo, Dan."
    assert [session.get("/accounts/password/change/").status_code for session in sessions] == [302] * 3
    assert [history(person)[0][4] for person in people] == ["Board dissolved."] * 3


def test_an_administrator_cannot_close_the_own_account(admin, administrator):
    response = admin.post(url("deactivate", administrator.pk), {"confirm": "1", "reason": "x"}, follow=True)
    assert said(response) == ["You cannot close your own account. Ask another administrator."]
    assert User.objects.get(pk=administrator.pk).is_active


def test_opening_an_account_shows_its_roles_and_sends_a_link(
    admin, administrator, ann, django_capture_on_commit_callbacks
):
    admin.post(url("deactivate", ann.pk), {"confirm": "1", "reason": "Leave."})
    page = admin.get(url("reactivate", ann.pk))
    assert [str(role) for role in page.context["roles"]] == ["Action lead, Fenshire"]
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url("reactivate", ann.pk), {"reason": "Back."})
    assert [(verb, reason) for _, verb, _, _, reason in history(ann)] == [
        ("account deactivated", "Leave."),
        ("account reactivated", "Back."),
        ("link to set a password sent", ""),
    ]
    assert [sent.to for sent in mail.outbox] == [["ann@fenshire.example"]]


# --- Finding accounts


def test_accounts_are_found_by_address_name_and_organisation(admin, ann):
    ann.organisation = OrganisationFactory(name="Fenshire Hospitals")
    ann.save()
    UserFactory()
    found = [emails(admin.get(url("changelist"), {"q": q})) for q in ("ann@fenshire", "Ann", "hospitals")]
    assert found == [["ann@fenshire.example"]] * 3


def test_accounts_are_filtered_by_role_area_and_whether_they_are_open(admin, ann, area, administrator):
    ended = MembershipFactory(area=area, role=Role.OFFICER, valid_to=YESTERDAY, user__is_active=False).user
    elsewhere = MembershipFactory(area__slug="elsewhere", role=Role.OFFICER).user
    asked = [{"role": "officer"}, {"area": "fenshire"}, {"is_active__exact": 0}, {"is_staff__exact": 1}]
    found = [set(emails(admin.get(url("changelist"), query))) for query in asked]
    assert found == [
        {ann.email, elsewhere.email},
        {ann.email, administrator.email},
        {ended.email},
        {administrator.email},
    ]


def test_the_list_shows_roles_of_today_and_the_last_sign_in(admin, ann, area):
    MembershipFactory(user=ann, area=area, role=Role.BOARD, valid_to=YESTERDAY)
    MembershipFactory(user=ann, area=area, role=Role.DATA)
    page = admin.get(url("changelist"), {"q": "ann@"}).content.decode()
    cells = dict(re.findall(r'<t[dh] class="field-(\w+)[^"]*">(.*?)</t[dh]>', page))
    assert (cells["roles"], cells["last_sign_in"]) == ("Data lead, Fenshire; Action lead, Fenshire", "never")


# --- History


def test_the_history_of_an_account_is_ours_and_readable(admin, administrator, ann):
    held = ann.memberships.get()
    row = {"id": held.pk, "user": ann.pk, "valid_to": "2026-06-30"}
    admin.post(url("change", ann.pk), account(name="Ann Example", reason="Married.") | roles(initial=[row]))
    response = admin.get(url("history", ann.pk))
    rows = [(row["who"], row["entry"].verb, row["entry"].reason) for row in response.context["rows"]]
    assert rows == [
        ("Administrator", "role dates changed", "Married."),
        ("Administrator", "account changed", "Married."),
    ]
    page = response.content.decode()
    assert "<li>Name: Ann → Ann Example</li>" in page
    assert "<li>Valid to: 30 June 2026</li>" in page
    assert "2 March 2026, 10:00" in page


def test_a_long_history_comes_in_pages(admin, ann, django_assert_num_queries):
    for number in range(51):
        record(by=None, verb=f"step {number}", thing=ann)
    pages = [admin.get(url("history", ann.pk), {"p": number}).context["rows"] for number in (1, 2)]
    assert [len(rows) for rows in pages] == [50, 1]
    assert pages[1][0]["entry"].verb == "step 0"


def test_the_history_is_found_by_person_record_verb_and_request(admin, administrator, ann):
    admin.post(url("deactivate", ann.pk), {"confirm": "1", "reason": "Left."})
    event = Event.objects.about(ann).get()
    record(by=None, verb="account created", thing=UserFactory(name="Ben"))
    for q in ("administrator@", "Ann", "deactivated", event.request_id, str(ann.pk)):
        found = admin.get(url("changelist", model=Event), {"q": q}).context["cl"].result_list
        assert list(found) == [event]
    day = {"at__year": 2026, "at__month": 3, "at__day": 2}
    assert admin.get(url("changelist", model=Event), day).context["cl"].result_count == 2


def test_an_entry_is_read_in_full_and_not_changed(admin, ann):
    event = record(by=None, verb="account changed", thing=ann, before={"name": "An"}, after={"name": "Ann"})
    page = admin.get(url("change", event.pk, model=Event))
    assert "<li>Name: An → Ann</li>" in page.content.decode()
    asked = [
        admin.post(url("change", event.pk, model=Event), {"verb": "forged"}),
        admin.get(url("add", model=Event)),
        admin.post(url("delete", event.pk, model=Event), {"post": "yes"}),
    ]
    assert [response.status_code for response in asked] == [403] * 3


# --- Reference lists


@pytest.mark.parametrize("model", LISTS)
def test_every_list_has_its_pages(admin, model):
    assert [admin.get(url(page, model=model)).status_code for page in ("changelist", "add")] == [200, 200]


def test_a_new_row_is_recorded_with_what_it_says(admin, administrator, area):
    asked = {"name": "Fenshire ICB", "kind": "icb", "areas": [area.pk], "valid_from": "2022-07-01", "reason": "Reform."}
    admin.post(url("add", model=Organisation), asked)
    icb = Organisation.objects.get()
    assert history(icb) == [
        (
            administrator,
            "organisation added",
            {},
            {"name": "Fenshire ICB", "kind": "icb", "areas": ["Fenshire"], "valid_from": "2022-07-01"},
            "Reform.",
        )
    ]


def test_a_changed_row_is_recorded_before_and_after(admin, administrator, area):
    icb = OrganisationFactory(name="Fenshire ICB", kind=OrganisationKind.ICB)
    ccg = OrganisationFactory(name="Fenshire CCG", kind=OrganisationKind.CCG)
    asked = {"name": "Fenshire CCG", "kind": "ccg", "areas": [area.pk], "valid_to": "2022-06-30", "successor": icb.pk}
    admin.post(url("change", ccg.pk, model=Organisation), asked | {"reason": "Reform."})
    assert history(ccg) == [
        (
            administrator,
            "organisation changed",
            {"valid_to": None, "successor": None, "areas": []},
            {"valid_to": "2022-06-30", "successor": "Fenshire ICB", "areas": ["Fenshire"]},
            "Reform.",
        )
    ]


def test_a_row_saved_as_it_is_leaves_no_history(admin):
    theme = ThemeFactory()
    admin.post(url("change", theme.pk, model=Theme), {"label": theme.label, "position": theme.position})
    assert history(theme) == []


def test_the_code_that_the_record_refers_to_is_set_once(admin):
    theme = ThemeFactory(code="joint_commissioning")
    admin.post(url("change", theme.pk, model=Theme), {"label": "Planning together", "position": 3, "code": "other"})
    theme.refresh_from_db()
    assert (theme.code, theme.label) == ("joint_commissioning", "Planning together")


def test_a_row_in_use_is_not_deleted_and_the_page_says_by_what(admin):
    framework = FrameworkFactory()
    JudgementValueFactory(framework=framework)
    PlanFactory(framework=framework)
    PlanFactory(framework=framework)
    for response in (
        admin.get(url("delete", framework.pk, model=Framework), follow=True),
        admin.post(url("delete", framework.pk, model=Framework), {"post": "yes"}, follow=True),
    ):
        assert said(response) == [
            (
                "“Local area SEND inspection, 2016 to 2022” is used by 1 judgement value, 2 plans. "
                "It cannot be deleted while they use it."
            )
        ]
    assert (Framework.objects.count(), history(framework)) == (1, [])


def test_a_link_that_hides_its_other_end_counts_as_use(admin, area):
    sector = SectorFactory()
    ActionFactory(workstream__plan__host_area=area).sectors.add(sector)
    response = admin.post(url("delete", sector.pk, model=Sector), {"post": "yes"}, follow=True)
    assert said(response) == ["“Health” is used by 1 action. It cannot be deleted while they use it."]


def test_a_row_that_nothing_uses_is_deleted_and_recorded(admin, administrator):
    theme = ThemeFactory()
    admin.post(url("delete", theme.pk, model=Theme), {"post": "yes"})
    assert not Theme.objects.exists()
    event = Event.objects.get()
    assert (event.by, event.verb, event.object_label) == (administrator, "theme deleted", "Joint commissioning")
    assert event.before == {"code": "joint_commissioning", "label": "Joint commissioning", "position": 0}


def test_rows_are_not_deleted_in_bulk(admin):
    theme = ThemeFactory()
    chosen = {"action": "delete_selected", "_selected_action": [theme.pk], "post": "yes"}
    admin.post(url("changelist", model=Theme), chosen)
    assert Theme.objects.exists()


# --- Speed


@pytest.mark.parametrize("rows", [1, 3])
def test_accounts_list_query_budget(admin, area, rows, django_assert_num_queries):
    for _ in range(rows):
        person = member(area, Role.BOARD, organisation=OrganisationFactory())
        MembershipFactory(user=person, area=area, role=Role.DATA)
    with django_assert_num_queries(7):
        assert admin.get(url("changelist")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_account_page_query_budget(admin, ann, area, rows, django_assert_num_queries):
    for role in [Role.BOARD, Role.DATA, Role.SCRUTINY][:rows]:
        MembershipFactory(user=ann, area=area, role=role)
    admin.get(url("add"))  # Django keeps the model's number once it was asked for
    with django_assert_num_queries(10):
        assert admin.get(url("change", ann.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_history_query_budget(admin, ann, rows, django_assert_num_queries):
    for _ in range(rows):
        record(by=UserFactory(), verb="account changed", thing=ann, after={"name": "Ann"})
    with django_assert_num_queries(7):
        assert admin.get(url("history", ann.pk)).status_code == 200
    with django_assert_num_queries(7):
        assert admin.get(url("changelist", model=Event)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_organisations_list_query_budget(admin, area, rows, django_assert_num_queries):
    for _ in range(rows):
        OrganisationFactory(successor=OrganisationFactory()).areas.add(area)
    with django_assert_num_queries(6):
        assert admin.get(url("changelist", model=Organisation)).status_code == 200
