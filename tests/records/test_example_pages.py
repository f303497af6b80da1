"""The made-up example area as the demonstration's people meet it: their posts, and the words of its pages."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.accounts.models import LocalArea, Membership, User
from plans.models import Plan
from send_tracker.records.demo import SIGN_INS, make_demo
from send_tracker.records.loader import load_record
from send_tracker.records.reference import load_reference_lists
from workstreams.models import Action, Owner, Responsibility, Workstream

pytestmark = pytest.mark.django_db

PRIORITY, REFORM = "example-priority-action-plan", "example-local-send-reform-plan"


# -------------------------------------------------------------------------------------- the demonstration's sign-ins


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker) -> Iterator[date]:
    """Both records with the sign-ins, loaded today: pages show today."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_lists()
        load_record("peterborough")
        load_record("example", today=clock.today())
        make_demo(clock.today())
        yield clock.today()
        transaction.set_rollback(True)


def test_every_role_is_held_in_both_areas_and_the_stranger_is_elsewhere(demonstration):
    areas: dict[str, set[str]] = {}
    for email, slug in Membership.objects.values_list("user__email", "area__slug"):
        areas.setdefault(email, set()).add(slug)

    inside = [one.email for one in SIGN_INS if one.email != "stranger@elsewhere.example"]
    assert areas == {email: {"peterborough", "example"} for email in inside} | {
        "stranger@elsewhere.example": {"elsewhere"}
    }


def test_the_action_lead_has_something_of_everything_to_do(demonstration):
    officer = User.objects.get(email="officer@peterborough.example")

    mine = Action.objects.led_by(officer, demonstration).filter(workstream__plan__slug=PRIORITY)

    assert {
        action.reference: action.state_on(demonstration).value for action in mine if action.due_precision != "month"
    } == {
        "1.1": "complete",
        "1.2": "complete",
        "1.3": "being_checked",
        "1.4": "overdue",
        "1.5": "overdue",
        "1.6": "due_soon",
        "1.7": "on_course",
        "1.9": "no_date",
    }
    assert mine.count() == 9
    assert [action.reference for action in mine.filter(date_changes__isnull=False, date_changes__decision=None)] == [
        "1.5"
    ]


def test_lead_and_accountable_officer_hold_the_posts_of_that_workstream(demonstration):
    held = {
        part: [
            responsibility.workstream.number
            for responsibility in Responsibility.objects.filter(part=part, workstream__plan__slug=PRIORITY)
            if responsibility.owner
            in Owner.objects.held_by(User.objects.get(email=f"{part}@peterborough.example"), demonstration)
        ]
        for part in ("lead", "accountable")
    }

    assert held == {"lead": ["1"], "accountable": ["1"]}
    shown = sorted(str(owner) for owner in Owner.objects.filter(area__slug="example", is_demonstration=True))
    assert shown == [
        "Assistant director, SEND and inclusion (demonstration)",
        "EHC planning manager (demonstration)",
        "Head of SEND services (demonstration)",
    ]


# --------------------------------------------------------------------------------------------------------- the pages

#: Words of the framework of 2016, which neither plan is under.
OTHER_WORDS = re.compile(r"weakness|written statement of action|wsoa|sufficient(?! time)|revisit", re.IGNORECASE)


@pytest.fixture
def programme(demonstration, settings) -> Client:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(email="programme@peterborough.example"))
    return client


def pages_of(slug: str) -> list[str]:
    """The address of every page about a plan and what it stands on."""
    plan = Plan.objects.get(slug=slug)
    streams = Workstream.objects.filter(plan=plan)
    actions = Action.objects.of_plan(plan, clock.today())
    of_plan = ["plan-progress", "plan-changes", "plan-held"]
    return [
        *(reverse(f"progress:{name}", args=[slug]) for name in of_plan),
        *(reverse(f"workstreams:{name}", args=[slug]) for name in ("action-list", "fix-list")),
        *(reverse("progress:finding-detail", args=[one.finding_id]) for one in plan.answers.all()),
        *(reverse("findings:review-detail", args=[one.pk]) for one in plan.reviews.all()),
        *(reverse("findings:document-detail", args=[one.pk]) for one in plan.documents.all()),
        *(reverse("workstreams:workstream-detail", args=[one.pk]) for one in streams),
        *(reverse("workstreams:action-detail", args=[one.pk]) for one in actions),
        *(reverse("workstreams:update-add", args=[one.pk]) for one in actions if one.is_open),
    ]


@pytest.mark.parametrize("slug", [PRIORITY, REFORM])
def test_no_page_of_the_plan_speaks_in_another_frameworks_words_and_each_says_it_is_made_up(programme, slug):
    wrong = []
    for address in pages_of(slug):
        answer = programme.get(address)
        text = answer.content.decode()
        if answer.status_code != 200 or OTHER_WORDS.search(text) or "made up" not in text:
            wrong.append(f"{address}: {answer.status_code} {sorted(set(OTHER_WORDS.findall(text)))}")

    assert wrong == []
    assert len(pages_of(slug)) > 25


@pytest.mark.parametrize(
    "name",
    [
        "progress:home",
        "progress:plan-list",
        "workstreams:my-actions",
        "findings:finding-list",
    ],
)
def test_somebody_of_the_example_area_alone_meets_no_other_frameworks_words(demonstration, settings, name):
    settings.ALLOWED_HOSTS = ["testserver"]
    board = User.objects.create(email="board@example.example")
    Membership.objects.create(user=board, area=LocalArea.objects.get(slug="example"), role="board")
    client = Client()
    client.force_login(board)

    answer = client.get(reverse(name))

    assert (answer.status_code, OTHER_WORDS.findall(answer.content.decode())) == (200, [])
