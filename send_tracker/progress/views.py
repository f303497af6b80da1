"""Pages about progress: what needs a person, plans, how a plan stands, what changed, what is held, a finding."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import clock
from core.accounts.models import User
from core.web.as_at import DayForm, DaysForm, Shown, shown_day, tidy_address
from findings.models import Finding
from findings.permissions import can_set_up
from findings.selectors import disagreements
from plans.models import Plan
from plans.selectors import documents_of, plans_for_pages, statements_of_plan, versions_on
from send_tracker.progress.selectors.changes import changes_page, since_when
from send_tracker.progress.selectors.finding import finding_page, opening_days, plans_answering, visible_finding
from send_tracker.progress.selectors.overview import plan_lines
from send_tracker.progress.selectors.plan import progress_page
from workstreams.selectors import my_work

VIEWS = ("findings", "workstreams")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs the person, in a line or two, and the plans they may read."""
    today = clock.today()
    work = my_work(request.user, today) if isinstance(request.user, User) else None
    return render(request, "progress/home.html", {"work": work, "lines": plan_lines(request.user, today)})


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    return render(request, "progress/plan_list.html", {"lines": plan_lines(request.user, clock.today())})


@require_safe
def plan_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How a plan stands against what inspectors judge, on the day the address asks for."""
    plan = _plan(request, slug)
    form, shown = _days(request, plan)
    if (address := tidy_address(request, form)) is not None:
        return redirect(address)
    asked = request.GET.get("view", "")
    page = progress_page(plan, shown)
    context = {
        "page": page,
        "view": asked if asked in VIEWS else VIEWS[0],
        "statements": () if page.answers_anything else statements_of_plan(documents_of(plan).own),
        **_about(plan, form, shown),
    }
    return render(request, "progress/plan_progress.html", context)


@require_safe
def plan_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What was added to a plan's record between two days."""
    plan = _plan(request, slug)
    form, shown = _days(request, plan)
    if (address := tidy_address(request, form)) is not None:
        return redirect(address)
    since = shown.since or since_when(plan, list(plan.reviews.all()), shown.day)
    context = {"page": changes_page(plan, since, shown.day), "since": since, **_about(plan, form, shown)}
    return render(request, "progress/plan_changes.html", context)


@require_safe
def plan_held(request: HttpRequest, slug: str) -> HttpResponse:
    """What the record of a plan stands on: documents, versions, decisions, statements, and where documents disagree."""
    plan = _plan(request, slug)
    documents = documents_of(plan)
    areas = [area.pk for area in plan.areas.all()]
    context = {
        "plan": plan,
        "area_name": plan.host_area.name,
        "documents": documents.all,
        "versions": versions_on(plan, plan.opens_on(clock.today())),
        "statements": statements_of_plan(documents.own),
        "disagreements": disagreements(request.user, areas),
    }
    return render(request, "progress/plan_held.html", context)


@require_safe
def finding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with everything that is recorded about it."""
    try:
        finding = visible_finding(request.user, pk)
    except Finding.DoesNotExist:
        raise Http404 from None
    today = clock.today()
    plans = plans_answering(request.user, finding)
    opens_on, ends_on = opening_days(plans, today)
    form = DayForm(request.GET, today=today)
    if (address := tidy_address(request, form)) is not None:
        return redirect(address)
    shown = shown_day(form, opens_on=opens_on, ends_on=ends_on)
    context = {
        "page": finding_page(request.user, finding, plans, shown, today=today),
        "plan": plans[0] if plans else None,
        "can_set_up": can_set_up(request.user, finding.area_id, today),
        "area_name": finding.area.name,
        "form": form,
        "shown": shown,
    }
    return render(request, "progress/finding_detail.html", context)


def _plan(request: HttpRequest, slug: str) -> Plan:
    return get_object_or_404(plans_for_pages(request.user).prefetch_related("areas"), slug=slug)


def _days(request: HttpRequest, plan: Plan) -> tuple[DaysForm, Shown]:
    today = clock.today()
    opens_on = plan.opens_on(today)
    form = DaysForm(request.GET, today=today, opens_on=opens_on)
    return form, shown_day(form, opens_on=opens_on, ends_on=plan.record_ends_on)


def _about(plan: Plan, form: DaysForm, shown: Shown) -> dict[str, object]:
    return {"plan": plan, "area_name": plan.host_area.name, "form": form, "shown": shown}
