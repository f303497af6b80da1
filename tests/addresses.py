"""Every address of the service and an example of each, for the tests that go through all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.accounts.models import User
from findings.models import ClaimTopic, Finding, Review, SourceDocument
from plans.models import Plan
from tests.factories.findings import ClaimFactory
from tests.factories.workstreams import DateChangeFactory
from workstreams.models import Action, DateChange, Owner, Workstream

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


#: The plans whose workstream the demonstration posts hold.
PLANS = ("peterborough-wsoa-2019", "example-priority-action-plan")


@dataclass(frozen=True)
class Things:
    """One record of each kind that an address needs, all about the workstream the demonstration posts hold."""

    plan: Plan
    action: Action
    claim_topic: ClaimTopic
    date_change: DateChange
    document: SourceDocument
    finding: Finding
    review: Review
    workstream: Workstream


def things(slug: str, today: date) -> Things:
    """Of the loaded plan, with a new request for a date on an action the officer leads and the lead may decide."""
    officer = user_of("officer")
    led = Action.objects.led_by(officer, today).filter(workstream__plan__slug=slug).unfinished()
    action = led.filter(date_changes__isnull=True).select_related("workstream__plan").order_by("pk")[0]
    finding = action.workstream.findings.select_related("review__document").order_by("pk")[0]
    return Things(
        plan=action.workstream.plan,
        action=action,
        claim_topic=ClaimFactory(topic__area=finding.area, passage=finding.passage).topic,
        date_change=DateChangeFactory(
            action=action,
            from_text="10 June 2026",
            from_end=date(2026, 6, 10),
            to_text="30 June 2026",
            to_start=date(2026, 6, 30),
            to_end=date(2026, 6, 30),
        ),
        document=finding.review.document,
        finding=finding,
        review=finding.review,
        workstream=action.workstream,
    )


def lead_of(it: Things) -> Owner:
    """Who leads the action: a post that the officer holds."""
    officer = user_of("officer")
    return it.action.owners.filter(part="lead", owner__appointments__user=officer).order_by("pk")[0].owner


#: An example of each address by its name.
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
    "findings:claim-choose": lambda it: reverse("findings:claim-choose", args=[it.claim_topic.pk]),
    "findings:claims-add": lambda it: reverse("findings:claims-add", args=[it.plan.host_area.slug]),
    "findings:document-add": lambda it: reverse("findings:document-add", args=[it.plan.host_area.slug]),
    "findings:document-detail": lambda it: reverse("findings:document-detail", args=[it.document.pk]),
    "findings:document-edit": lambda it: reverse("findings:document-edit", args=[it.document.pk]),
    "findings:finding-add": lambda it: reverse("findings:finding-add", args=[it.plan.host_area.slug]),
    "findings:finding-edit": lambda it: reverse("findings:finding-edit", args=[it.finding.pk]),
    "findings:finding-link": lambda it: reverse("findings:finding-link", args=[it.finding.pk]),
    "findings:finding-list": lambda _: reverse("findings:finding-list"),
    "findings:finding-wording": lambda it: reverse("findings:finding-wording", args=[it.finding.pk]),
    "findings:passage-add": lambda it: reverse("findings:passage-add", args=[it.document.pk]),
    "findings:review-add": lambda it: reverse("findings:review-add", args=[it.plan.host_area.slug]),
    "findings:review-detail": lambda it: reverse("findings:review-detail", args=[it.review.pk]),
    "findings:review-edit": lambda it: reverse("findings:review-edit", args=[it.review.pk]),
    "healthz": lambda _: reverse("healthz"),
    "progress:finding-detail": lambda it: reverse("progress:finding-detail", args=[it.finding.pk]),
    "progress:home": lambda _: reverse("progress:home"),
    "progress:plan-changes": lambda it: reverse("progress:plan-changes", args=[it.plan.slug]),
    "progress:plan-held": lambda it: reverse("progress:plan-held", args=[it.plan.slug]),
    "progress:plan-list": lambda _: reverse("progress:plan-list"),
    "progress:plan-progress": lambda it: reverse("progress:plan-progress", args=[it.plan.slug]),
    "workstreams:action-detail": lambda it: reverse("workstreams:action-detail", args=[it.action.pk]),
    "workstreams:action-list": lambda it: reverse("workstreams:action-list", args=[it.plan.slug]),
    "workstreams:date-decide": lambda it: reverse("workstreams:date-decide", args=[it.date_change.pk]),
    "workstreams:fix-list": lambda it: reverse("workstreams:fix-list", args=[it.plan.slug]),
    "workstreams:my-actions": lambda _: reverse("workstreams:my-actions"),
    "workstreams:update-add": lambda it: reverse("workstreams:update-add", args=[it.action.pk]),
    "workstreams:owner-list": lambda it: reverse("workstreams:owner-list", args=[it.plan.host_area.slug]),
    "workstreams:owner-add": lambda it: reverse("workstreams:owner-add", args=[it.plan.host_area.slug]),
    "workstreams:owner-detail": lambda it: reverse("workstreams:owner-detail", args=[lead_of(it).pk]),
    "workstreams:owner-edit": lambda it: reverse("workstreams:owner-edit", args=[lead_of(it).pk]),
    "workstreams:owner-appoint": lambda it: reverse("workstreams:owner-appoint", args=[lead_of(it).pk]),
    "workstreams:owner-hand-over": lambda it: reverse("workstreams:owner-hand-over", args=[lead_of(it).pk]),
    "workstreams:appointment-end": lambda it: reverse(
        "workstreams:appointment-end", args=[lead_of(it).appointments.latest("pk").pk]
    ),
    "workstreams:plan-set-up": lambda it: reverse("workstreams:plan-set-up", args=[it.plan.slug]),
    "workstreams:workstream-add": lambda it: reverse("workstreams:workstream-add", args=[it.plan.slug]),
    "workstreams:responsibilities": lambda it: reverse("workstreams:responsibilities", args=[it.workstream.pk]),
    "workstreams:action-add": lambda it: reverse("workstreams:action-add", args=[it.workstream.pk]),
    "workstreams:action-edit": lambda it: reverse("workstreams:action-edit", args=[it.action.pk]),
    "workstreams:action-leads": lambda it: reverse("workstreams:action-leads", args=[it.action.pk]),
    "workstreams:action-withdraw": lambda it: reverse("workstreams:action-withdraw", args=[it.action.pk]),
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
    "a finding of a review": ("findings:finding-add", {"review": "1", "passage": "1"}),
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


def user_of(role: str) -> User | None:
    """The demonstration account of a role, nobody for the anonymous."""
    email = ROLES[role]
    return None if email is None else User.objects.get(email=email)
