"""Every address of the service and an example of each, for the tests that go through all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from findings.models import Finding, Review, SourceDocument
from tests.factories.workstreams import DateChangeFactory
from workstreams.models import Action, DateChange, Workstream

PLAN = "peterborough-wsoa-2019"

#: The demonstration sign-ins by role, and nobody.
ROLES = {
    "officer": "officer@peterborough.example",
    "lead": "lead@peterborough.example",
    "accountable": "accountable@peterborough.example",
    "programme": "programme@peterborough.example",
    "data": "data@peterborough.example",
    "board": "board@peterborough.example",
    "chair": "chair@peterborough.example",
    "forum": "forum@peterborough.example",
    "scrutiny": "scrutiny@peterborough.example",
    "adviser": "adviser@peterborough.example",
    "admin": "admin@peterborough.example",
    "stranger": "stranger@elsewhere.example",
    "anonymous": None,
}


@dataclass(frozen=True)
class Things:
    """One record of each kind that an address needs, all of workstream 5 where that says anything."""

    action: Action
    date_change: DateChange
    document: SourceDocument
    finding: Finding
    review: Review
    workstream: Workstream


def things() -> Things:
    """From the loaded record, with a request for a date on the action the officer leads."""
    workstream = Workstream.objects.get(plan__slug=PLAN, number="5")
    action = workstream.actions.unfinished().order_by("pk")[0]
    return Things(
        action=action,
        date_change=DateChangeFactory(
            action=action,
            from_text="10 June 2026",
            from_end=date(2026, 6, 10),
            to_text="30 June 2026",
            to_start=date(2026, 6, 30),
            to_end=date(2026, 6, 30),
        ),
        document=SourceDocument.objects.get(short_name="REV22"),
        finding=Finding.objects.get(review__code="INSP19", reference="5"),
        review=Review.objects.get(code="INSP19"),
        workstream=workstream,
    )


#: An example of each address by its name. `missing` is the same address with what no database holds.
EXAMPLES: dict[str, Callable[[Things], str]] = {
    "account_change_password": lambda _: reverse("account_change_password"),
    "account_inactive": lambda _: reverse("account_inactive"),
    "account_login": lambda _: reverse("account_login"),
    "account_logout": lambda _: reverse("account_logout"),
    "account_reset_password": lambda _: reverse("account_reset_password"),
    "account_reset_password_done": lambda _: reverse("account_reset_password_done"),
    "account_reset_password_from_key": lambda _: reverse("account_reset_password_from_key", args=["1", "no-such-key"]),
    "account_reset_password_from_key_done": lambda _: reverse("account_reset_password_from_key_done"),
    "admin:index": lambda _: reverse("admin:index"),
    "admin:login": lambda _: reverse("admin:login"),
    "findings:document-detail": lambda it: reverse("findings:document-detail", args=[it.document.pk]),
    "findings:finding-list": lambda _: reverse("findings:finding-list"),
    "findings:review-detail": lambda it: reverse("findings:review-detail", args=[it.review.pk]),
    "healthz": lambda _: reverse("healthz"),
    "progress:finding-detail": lambda it: reverse("progress:finding-detail", args=[it.finding.pk]),
    "progress:home": lambda _: reverse("progress:home"),
    "progress:plan-changes": lambda _: reverse("progress:plan-changes", args=[PLAN]),
    "progress:plan-held": lambda _: reverse("progress:plan-held", args=[PLAN]),
    "progress:plan-list": lambda _: reverse("progress:plan-list"),
    "progress:plan-progress": lambda _: reverse("progress:plan-progress", args=[PLAN]),
    "workstreams:action-detail": lambda it: reverse("workstreams:action-detail", args=[it.action.pk]),
    "workstreams:action-list": lambda _: reverse("workstreams:action-list", args=[PLAN]),
    "workstreams:date-decide": lambda it: reverse("workstreams:date-decide", args=[it.date_change.pk]),
    "workstreams:fix-list": lambda _: reverse("workstreams:fix-list", args=[PLAN]),
    "workstreams:my-actions": lambda _: reverse("workstreams:my-actions"),
    "workstreams:update-add": lambda it: reverse("workstreams:update-add", args=[it.action.pk]),
    "workstreams:workstream-detail": lambda it: reverse("workstreams:workstream-detail", args=[it.workstream.pk]),
}


#: The same pages, asked for in other ways.
ASKED: dict[str, tuple[str, dict[str, str]]] = {
    "a past day": ("progress:plan-progress", {"as_at": "2019-12-31"}),
    "a day before everything": ("progress:plan-progress", {"as_at": "1 January 2010"}),
    "a day that is none": ("progress:plan-progress", {"as_at": "31 February 2022"}),
    "by workstream": ("progress:plan-progress", {"view": "workstreams"}),
    "since a day": ("progress:plan-progress", {"since": "1 January 2022", "as_at": "10 February 2022"}),
    "changes since a day": ("progress:plan-changes", {"since": "1 January 2019"}),
    "a finding on a past day": ("progress:finding-detail", {"as_at": "31 December 2019"}),
    "a workstream on a past day": ("workstreams:workstream-detail", {"as_at": "31 December 2019"}),
    "actions that match nothing": ("workstreams:action-list", {"q": "no such words"}),
    "actions by a filter that is none": ("workstreams:action-list", {"state": "lost"}),
    "actions sorted and overdue": ("workstreams:action-list", {"sort": "-due", "due": "overdue"}),
    "actions by a field that cannot sort": ("workstreams:action-list", {"sort": "colour"}),
    "oldest first": ("workstreams:action-detail", {"order": "oldest"}),
    "findings of one kind": ("findings:finding-list", {"type": "recommendation", "raised": "again"}),
    "findings, second page": ("findings:finding-list", {"page": "2"}),
    "findings by a filter that is none": ("findings:finding-list", {"theme": "x"}),
}


def resolver_names() -> set[str]:
    """The name of every address in the resolver; of Django admin only its front page and sign-in."""
    admin_kept = {"admin:index", "admin:login"}
    names = set(_walk(get_resolver().url_patterns, ""))
    return {name for name in names if not name.startswith("admin:") or name in admin_kept}


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name or pattern.pattern}"


def user_of(role: str):
    """The demonstration account of a role, nobody for the anonymous."""
    email = ROLES[role]
    return email and get_user_model().objects.get(email=email)
