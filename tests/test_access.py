"""Who gets which answer where: one table for every address, role and method, and no way round it by a foreign id."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.progress.dates import Decider
from tests.addresses import EXAMPLES, PLANS, ROLES, Things, lead_of, resolver_names, things, user_of
from tests.factories.findings import FindingFactory
from tests.factories.plans import PlanFactory
from tests.factories.workstreams import (
    ActionFactory,
    DateChangeFactory,
    EvidenceFactory,
    OwnerFactory,
    UpdateFactory,
    WorkstreamFactory,
    make_lead,
    member,
)
from workstreams.models import Action, DateDecision, Update
from workstreams.selectors.owners import leads_not_over, mark_of, responsibilities_not_over
from workstreams.services.dates import decider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

READERS = ["officer", "lead", "accountable", "programme", "data", "board", "chair", "forum", "scrutiny", "admin"]
OUTSIDERS = ["adviser", "stranger"]
SIGNED_IN = [*READERS, *OUTSIDERS]
UPDATERS = ["officer", "lead", "programme"]
MAY_SET_UP_ACTIONS = ["lead", "programme"]

OK, FOUND, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 200, 302, 403, 404, 405


def answers(*, signed_in: int, anonymous: int = FOUND, **roles: int) -> dict[str, int]:
    return dict.fromkeys(SIGNED_IN, signed_in) | {"anonymous": anonymous} | roles


def live(inside: int = OK, **roles: int) -> dict[str, int]:
    """A page of an area: there for its readers, and for nobody else."""
    return answers(signed_in=inside) | dict.fromkeys(OUTSIDERS, NOT_FOUND) | roles


@dataclass(frozen=True)
class Row:
    get: dict[str, int]
    post: dict[str, int]
    data: Callable[[Things], dict[str, str]] = lambda _: {}


ANYBODY = answers(signed_in=OK, anonymous=OK)
READ_ONLY = answers(signed_in=NOT_ALLOWED)  # the same for every id, so it tells nothing about any
FORM_ONLY_FOR_STRANGERS = answers(signed_in=FOUND, anonymous=OK)


def update_of(it: Things, **more: str) -> dict[str, str]:
    """What the update form sends, opened just now."""
    return {
        "progress": "on_course",
        "narrative": "Panels began on Monday.",
        "version": str(it.action.version),
        "token": str(uuid4()),
        **more,
    }


TABLE = {
    "healthz": Row(ANYBODY, answers(signed_in=NOT_ALLOWED, anonymous=NOT_ALLOWED)),
    # signing in and passwords
    "account_login": Row(FORM_ONLY_FOR_STRANGERS, FORM_ONLY_FOR_STRANGERS),
    "account_logout": Row(answers(signed_in=OK), answers(signed_in=FOUND)),
    "account_inactive": Row(ANYBODY, answers(signed_in=NOT_ALLOWED, anonymous=NOT_ALLOWED)),
    "account_change_password": Row(answers(signed_in=OK), answers(signed_in=OK)),
    "account_reset_password": Row(ANYBODY, ANYBODY),
    "account_reset_password_done": Row(ANYBODY, answers(signed_in=NOT_ALLOWED, anonymous=NOT_ALLOWED)),
    "account_reset_password_from_key": Row(ANYBODY, ANYBODY),
    "account_reset_password_from_key_done": Row(ANYBODY, answers(signed_in=NOT_ALLOWED, anonymous=NOT_ALLOWED)),
    # Django admin
    "admin:index": Row(answers(signed_in=FORBIDDEN, admin=OK), answers(signed_in=FORBIDDEN, admin=OK)),
    "admin:login": Row(answers(signed_in=FOUND), answers(signed_in=FOUND)),
    # what belongs to nobody in particular: outsiders find it empty
    "progress:home": Row(answers(signed_in=OK), READ_ONLY),
    "progress:plan-list": Row(answers(signed_in=OK), READ_ONLY),
    "findings:finding-list": Row(answers(signed_in=OK), READ_ONLY),
    "workstreams:my-actions": Row(answers(signed_in=OK), READ_ONLY),
    # what belongs to an area
    "findings:document-detail": Row(live(), READ_ONLY),
    "findings:review-detail": Row(live(), READ_ONLY),
    "progress:finding-detail": Row(live(), READ_ONLY),
    "progress:plan-changes": Row(live(), READ_ONLY),
    "progress:plan-held": Row(live(), READ_ONLY),
    "progress:plan-progress": Row(live(), READ_ONLY),
    "workstreams:action-detail": Row(live(), READ_ONLY),
    "workstreams:action-list": Row(live(), READ_ONLY),
    "workstreams:fix-list": Row(live(), READ_ONLY),
    "workstreams:workstream-detail": Row(live(), READ_ONLY),
    # what few may do
    "workstreams:update-add": Row(
        live(FORBIDDEN, **dict.fromkeys(UPDATERS, OK)), live(FORBIDDEN, **dict.fromkeys(UPDATERS, FOUND)), update_of
    ),
    "workstreams:date-decide": Row(
        live(FORBIDDEN, lead=OK, chair=OK), live(FORBIDDEN, lead=FOUND, chair=FOUND), lambda _: {"answer": "agreed"}
    ),
    # setting up: the programme office, and the workstream's lead for its actions
    "workstreams:plan-set-up": Row(live(FORBIDDEN, programme=OK), READ_ONLY),
    "workstreams:owner-list": Row(live(FORBIDDEN, programme=OK), READ_ONLY),
    "workstreams:owner-detail": Row(live(FORBIDDEN, programme=OK), READ_ONLY),
    "workstreams:owner-add": Row(
        live(FORBIDDEN, programme=OK),
        live(FORBIDDEN, programme=FOUND),
        lambda _: {"kind": "post", "name": "Head of panels"},
    ),
    "workstreams:owner-edit": Row(live(FORBIDDEN, programme=OK), live(FORBIDDEN, programme=OK)),
    "workstreams:owner-appoint": Row(
        live(FORBIDDEN, programme=OK),
        live(FORBIDDEN, programme=FOUND),
        lambda _: {"user": str(user_of("data").pk), "valid_from": "2 March 2026"},
    ),
    "workstreams:owner-hand-over": Row(live(FORBIDDEN, programme=OK), live(FORBIDDEN, programme=OK)),
    "workstreams:appointment-end": Row(
        live(FORBIDDEN, programme=OK), live(FORBIDDEN, programme=FOUND), lambda _: {"last_day": "31 March 2026"}
    ),
    "workstreams:workstream-add": Row(
        live(FORBIDDEN, programme=OK),
        live(FORBIDDEN, programme=FOUND),
        lambda _: {"number": "99", "title": "Panels"},
    ),
    "workstreams:responsibilities": Row(
        live(FORBIDDEN, programme=OK),
        live(FORBIDDEN, programme=FOUND),
        lambda it: {
            "lead_1": str(lead_of(it).pk),
            "from_day": "31 March 2026",
            "seen": mark_of(responsibilities_not_over(it.workstream, TODAY)),
        },
    ),
    "workstreams:action-add": Row(
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, OK)),
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, FOUND)),
        lambda it: {"title": "Hold panels", "lead_1": str(lead_of(it).pk)},
    ),
    "workstreams:action-edit": Row(
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, OK)),
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, OK)),
    ),
    "workstreams:action-leads": Row(
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, OK)),
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, FOUND)),
        lambda it: {
            "lead_1": str(lead_of(it).pk),
            "from_day": "31 March 2026",
            "seen": mark_of(leads_not_over(it.action, TODAY)),
        },
    ),
    "workstreams:action-withdraw": Row(
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, OK)),
        live(FORBIDDEN, **dict.fromkeys(MAY_SET_UP_ACTIONS, FOUND)),
        lambda _: {"what": "cancelled", "reason": "Others do it."},
    ),
}


#: Forms on which a programme office records what was said: sent empty, they come back.
SET_UP = live(FORBIDDEN, programme=OK)
TABLE |= {
    f"findings:{name}": Row(SET_UP, SET_UP)
    for name in (
        "claim-choose",
        "claims-add",
        "document-add",
        "document-edit",
        "finding-add",
        "finding-edit",
        "finding-link",
        "finding-wording",
        "passage-add",
        "review-add",
        "review-edit",
    )
}


TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)


@pytest.fixture(scope="module")
def sessions(demonstration) -> dict[str, str]:
    """A session of each demonstration account, opened this morning."""
    opened = {}
    with time_machine.travel("2026-03-02 09:00Z"):
        for role in ROLES:
            if user := user_of(role):
                client = Client()
                client.force_login(user)
                opened[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return opened


@pytest.fixture
def ask(sessions):
    """The answer to one request of a role. What it writes is undone."""

    def asked(role, method, address, data=None, **more):
        client = Client()
        if role in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        with transaction.atomic():
            response = getattr(client, method)(address, data, **more)
            transaction.set_rollback(True)
        return response

    return asked


@pytest.fixture
def it(_today) -> Things:
    """What the addresses are about: the Peterborough plan, whose record has ended."""
    return things(PLANS[0], TODAY)


@pytest.fixture(params=PLANS)
def either(request, _today) -> Things:
    """The Peterborough plan, and the example that runs today."""
    return things(request.param, TODAY)


def test_every_address_has_its_row_and_every_row_its_address():
    assert set(TABLE) == resolver_names()
    assert set(EXAMPLES) == set(TABLE)


#: Every address; what belongs to an area twice, once in the Peterborough plan and once in the example.
CASES = [(name, slug) for name, row in TABLE.items() for slug in PLANS[: 2 if row.get["stranger"] == NOT_FOUND else 1]]


@pytest.mark.parametrize(("name", "slug"), CASES)
def test_a_request_to_read_is_answered_by_role(name, slug, ask):
    address = EXAMPLES[name](things(slug, TODAY))

    assert {role: ask(role, "get", address).status_code for role in ROLES} == TABLE[name].get


@pytest.mark.parametrize(("name", "slug"), CASES)
def test_a_request_to_write_is_answered_by_role(name, slug, ask):
    it, row = things(slug, TODAY), TABLE[name]
    address = EXAMPLES[name](it)

    assert {role: ask(role, "post", address, row.data(it)).status_code for role in ROLES} == row.post


def test_the_example_of_a_date_is_one_the_workstream_lead_may_decide(either):
    assert decider(either.date_change) is Decider.LEAD


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_change_nothing(method, it, ask):
    for name, example in EXAMPLES.items():
        if not name.startswith(("account", "admin")):
            assert ask("programme", method, example(it)).status_code == NOT_ALLOWED, name


# ------------------------------------------------------------------------------------------------ signed out


CLOSED = {name for name, row in TABLE.items() if row.get["anonymous"] == FOUND} - {"account_logout"}


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_who_is_signed_out_is_sent_to_sign_in_and_back(name, it):
    address = EXAMPLES[name](it)
    response = Client().get(address, follow=name == "admin:index")

    wanted = reverse("admin:index") if name == "admin:login" else address
    to = response.redirect_chain[-1][0] if name == "admin:index" else response["Location"]
    assert to == f"{reverse('account_login')}?next={wanted}"


# ---------------------------------------------------------------------------------- not there, or not for you

OF_AN_AREA = [name for name, row in TABLE.items() if row.get["stranger"] == NOT_FOUND]


def body(response):
    """What a page says, without what differs with every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|Reference: \S+', "", response.content.decode())


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("name", OF_AN_AREA)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_for_you_looks_like_what_is_not_there(name, role, method, it, ask):
    address = EXAMPLES[name](it)
    unknown = address.replace(it.plan.slug, "no-such-plan").replace(f"/{it.plan.host_area.slug}/", "/no-such-area/")
    missing = re.sub(r"(?<=/)\d+(?=/)", "99999999", unknown)

    there, nowhere = ask(role, method, address), ask(role, method, missing)

    assert there.status_code == nowhere.status_code
    assert body(there) == body(nowhere)
    assert sorted(there.headers) == sorted(nowhere.headers)


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.get["stranger"] == OK])
def test_pages_of_outsiders_name_nothing_of_the_area(name, role, it, ask):
    page = body(ask(role, "get", EXAMPLES[name](it)))
    page = page.replace(ROLES[role], "")

    assert re.findall(r"Peterborough|made up|/plans/\w|/findings/\d|/actions/\d", page) == []


@pytest.mark.parametrize("role", OUTSIDERS)
def test_downloads_of_outsiders_hold_no_row(role, it, ask):
    response = ask(role, "get", reverse("findings:finding-list"), {"format": "csv"})

    assert len(response.content.decode("utf-8-sig").splitlines()) == 1


def test_a_role_that_is_over_opens_nothing(it, ask):
    board = user_of("board")
    with transaction.atomic():
        board.memberships.update(valid_to=date(2026, 3, 1))
        assert ask("board", "get", EXAMPLES["progress:plan-progress"](it)).status_code == NOT_FOUND
        transaction.set_rollback(True)
    with transaction.atomic():
        board.memberships.update(valid_to=date(2026, 3, 2))
        assert ask("board", "get", EXAMPLES["progress:plan-progress"](it)).status_code == OK
        transaction.set_rollback(True)


def test_a_closed_account_is_signed_out_at_once(it):
    client, officer = Client(), user_of("officer")
    client.force_login(officer)
    assert client.get(reverse("workstreams:my-actions")).status_code == OK

    officer.is_active = False
    officer.save()

    assert client.get(reverse("workstreams:my-actions")).status_code == FOUND


def test_a_form_from_another_site_is_refused(it):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of("officer"))

    response = client.post(EXAMPLES["workstreams:update-add"](it), update_of(it))

    assert response.status_code == FORBIDDEN
    assert not Update.objects.filter(source="person").exists()


# ----------------------------------------------------------------------------------------------- foreign ids


@dataclass(frozen=True)
class Elsewhere:
    """Records of an area none of the demonstration sign-ins belongs to, with words nobody here may read."""

    action: Action
    lead: object


SECRET = "Marshland panels"


@pytest.fixture
def elsewhere(it) -> Elsewhere:
    plan = PlanFactory(title=f"{SECRET} plan")
    finding = FindingFactory(area=plan.host_area, text=SECRET, title=SECRET)
    workstream = WorkstreamFactory(plan=plan, title=SECRET, answers=[finding])
    action = ActionFactory(workstream=workstream, title=SECRET)
    lead = member(plan.host_area, "officer", name=SECRET)
    make_lead(action, lead, date(2026, 3, 2))
    UpdateFactory(action=action, narrative=SECRET, happened_on=date(2026, 2, 1))
    return Elsewhere(action, lead)


@pytest.fixture
def foreign(elsewhere) -> dict[str, str]:
    """A foreign id for every filter that takes one."""
    action = elsewhere.action
    return {
        "workstream": str(action.workstream_id),
        "lead": str(action.owners.get().owner_id),
        "organisation": str(OwnerFactory().area_id),
        "review": str(action.workstream.findings.get().review_id),
    }


@pytest.mark.parametrize(
    ("name", "filter_name"),
    [
        ("workstreams:action-list", "workstream"),
        ("workstreams:action-list", "lead"),
        ("workstreams:action-list", "organisation"),
        ("findings:finding-list", "review"),
    ],
)
@pytest.mark.parametrize("role", ["officer", "programme"])
def test_a_foreign_id_in_a_filter_shows_and_downloads_nothing(name, filter_name, role, it, foreign, ask):
    address, value = EXAMPLES[name](it), foreign[filter_name]
    unknown = "99999999"

    page = ask(role, "get", address, {filter_name: value})
    download = ask(role, "get", address, {filter_name: value, "format": "csv"})
    as_if_unknown = ask(role, "get", address, {filter_name: unknown})

    assert SECRET not in body(page)
    assert not download["Content-Type"].startswith("text/csv")
    assert body(page).replace(value, unknown) == body(as_if_unknown).replace(value, unknown)


@pytest.mark.parametrize("role", ["officer", "programme"])
def test_pages_and_downloads_hold_nothing_of_another_area(role, it, elsewhere, ask):
    for name, row in TABLE.items():
        if row.get[role] == OK:
            for data in ({}, {"format": "csv"}, {"q": "Marshland"}):
                shown = body(ask(role, "get", EXAMPLES[name](it), data)).replace('value="Marshland"', "")
                assert SECRET not in shown, (name, data)


@pytest.mark.parametrize("role", READERS)
def test_pages_of_another_area_are_not_there(role, elsewhere, ask):
    action = elsewhere.action
    change = DateChangeFactory(action=action)
    addresses = [
        reverse("workstreams:action-detail", args=[action.pk]),
        reverse("workstreams:update-add", args=[action.pk]),
        reverse("workstreams:date-decide", args=[change.pk]),
        reverse("workstreams:workstream-detail", args=[action.workstream_id]),
        reverse("workstreams:action-list", args=[action.workstream.plan.slug]),
        reverse("progress:plan-progress", args=[action.workstream.plan.slug]),
        reverse("progress:finding-detail", args=[action.workstream.findings.get().pk]),
    ]

    assert {ask(role, "get", address).status_code for address in addresses} == {NOT_FOUND}


@pytest.mark.parametrize("role", UPDATERS)
def test_an_action_named_in_a_field_is_not_the_one_that_is_updated(role, it, elsewhere):
    theirs = elsewhere.action
    client = Client()
    client.force_login(user_of(role))
    smuggled = {
        "action": theirs.pk,
        "action_id": theirs.pk,
        "pk": theirs.pk,
        "workstream": theirs.workstream_id,
        "recorded_by": elsewhere.lead.pk,
        "by": elsewhere.lead.pk,
        "on_behalf_of": theirs.owners.get().owner_id,
        "status": "complete",
        "rag": "blue",
    }

    client.post(EXAMPLES["workstreams:update-add"](it), update_of(it) | smuggled)

    stored = Update.objects.get(source="person", recorded_by=user_of(role))
    assert (stored.action, stored.status, stored.rag) == (it.action, "in_progress", "green")
    assert stored.on_behalf_of is None or stored.on_behalf_of.area == it.workstream.plan.host_area
    assert theirs.updates.count() == 1


@pytest.mark.parametrize("role", UPDATERS)
def test_the_number_of_a_form_stored_elsewhere_shows_nothing_of_it(role, it, elsewhere, ask):
    token = str(elsewhere.action.updates.get().token)

    response = ask(role, "post", EXAMPLES["workstreams:update-add"](it), update_of(it, token=token))

    assert SECRET not in body(response)
    assert response.status_code == OK


@pytest.mark.parametrize("role", READERS)
def test_nobody_here_writes_to_another_area(role, it, elsewhere):
    action = elsewhere.action
    change = DateChangeFactory(action=action)
    client = Client()
    client.force_login(user_of(role))

    for address, data in (
        (reverse("workstreams:update-add", args=[action.pk]), update_of(it)),
        (reverse("workstreams:date-decide", args=[change.pk]), {"answer": "agreed"}),
    ):
        assert client.post(address, data).status_code == NOT_FOUND

    assert action.updates.count() == 1
    assert not DateDecision.objects.filter(change=change).exists()


# ------------------------------------------------------------------------------------------ restricted evidence

HUSHED = "Notes of a closed audit"
MAY_SEE_RESTRICTED = {"programme", "data", "lead", "accountable"}


@pytest.mark.parametrize("role", READERS)
def test_restricted_evidence_shows_to_few(role, either, ask):
    outcome = either.finding.outcomes.first()
    common = {"area": either.workstream.plan.host_area, "is_restricted": True, "actions": [either.action]}
    for polarity in ("supports", "adverse"):
        EvidenceFactory(
            title=f"{HUSHED}, {polarity}", text=HUSHED, polarity=polarity, outcomes=[outcome],
            happened_on=date(2022, 1, 20), **common,
        )  # fmt: skip
    shown = {
        name
        for name, row in TABLE.items()
        if row.get[role] == OK and HUSHED in body(ask(role, "get", EXAMPLES[name](either)))
    }

    if role in MAY_SEE_RESTRICTED:
        assert "workstreams:action-detail" in shown
    else:
        assert shown == set()


# ------------------------------------------------------------------------------------------- Django admin inside


def test_no_page_of_django_admin_opens_to_anybody_but_administrators(it, ask):
    from send_tracker.people.site import administration

    for model in administration._registry:
        options = model._meta
        for page in ("changelist", "add"):
            address = reverse(f"admin:{options.app_label}_{options.model_name}_{page}")
            assert {ask(role, "get", address).status_code for role in SIGNED_IN if role != "admin"} == {FORBIDDEN}
            assert ask("anonymous", "get", address).status_code == FOUND
