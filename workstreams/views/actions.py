from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.web.views import Empty, FilteredTableView
from plans.models import Plan
from workstreams.choices import Part
from workstreams.filters import ActionFilter
from workstreams.models import Action, ActionOwner
from workstreams.permissions import can_set_up, set_up_by, updatable_by
from workstreams.selectors import action_page, actions_to_fix
from workstreams.selectors.detail import NEWEST, OLDEST
from workstreams.tables import ActionTable


def visible_plan(request: HttpRequest, slug: str) -> Plan:
    plans = Plan.objects.visible_to(request.user).select_related("host_area", "framework")
    return get_object_or_404(plans, slug=slug)


class ActionList(FilteredTableView):
    """All actions of a plan, as they stand on the day the plan opens."""

    table_class = ActionTable
    filterset_class = ActionFilter
    heading = "All actions"
    noun = ("action", "actions")
    template_name = "workstreams/action_list.html"
    plan: Plan
    day: date

    def get_queryset(self) -> QuerySet[Any]:
        self.plan = visible_plan(self.request, self.kwargs["slug"])
        self.day = self.plan.opens_on(clock.today())
        leads = ActionOwner.objects.in_force(self.day).filter(part=Part.LEAD).select_related("owner").order_by("pk")
        return (
            Action.objects.of_plan(self.plan, self.day)
            .with_state(self.day)
            .with_source()
            .select_related("workstream", "current_update__passage__document")
            .prefetch_related(Prefetch("owners", leads, to_attr="lead_rows"))
            .order_by("workstream__position", "position", "pk")
        )

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {"plan": self.plan, "day": self.day}

    def get_export_name(self) -> str:
        return f"{self.plan.slug}-actions"

    def get_empty(self) -> Empty:
        note = self.plan.actions_note or "None has been recorded."
        return Empty("This plan has no actions.", note, self.plan.get_absolute_url(), "See the plan")

    def get_context(self, rows: QuerySet[Any]) -> dict[str, Any]:
        return {
            "plan": self.plan,
            "day": self.day,
            "area_name": self.plan.host_area.name,
            "may_set_up": can_set_up(self.request.user, self.plan.host_area_id, clock.today()),
        }


ORDERS: dict[str, str] = {NEWEST: "Newest first", OLDEST: "Oldest first"}


@require_safe
def action_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One action with everything that is recorded about it, its history newest or oldest first."""
    order = request.GET.get("order", NEWEST)
    try:
        shown = action_page(request.user, pk, clock.today(), order=order)
    except Action.DoesNotExist:
        raise Http404 from None
    plan = shown.action.workstream.plan
    context = {
        "shown": shown,
        "action": shown.action,
        "plan": plan,
        "area_name": plan.host_area.name,
        "order": order if order in ORDERS else NEWEST,
        "order_problem": "" if order in ORDERS else f"“{order[:40]}” is no order of the history.",
    }
    return render(request, "workstreams/action_detail.html", context)


@require_safe
def fix_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What a plan's actions lack, each line with the page that mends it."""
    plan, today = visible_plan(request, slug), clock.today()
    lines = actions_to_fix(plan, today)
    mine = set(
        Action.objects.of_plan(plan, today).filter(updatable_by(request.user, today)).values_list("pk", flat=True)
    )
    to_set_up = set(
        Action.objects.of_plan(plan, today).filter(set_up_by(request.user, today)).values_list("pk", flat=True)
    )
    rows: dict[Action, list[Any]] = {}
    for line in lines:
        rows.setdefault(line.action, []).append(line)
    context = {
        "plan": plan,
        "area_name": plan.host_area.name,
        "count": len(lines),
        "rows": [
            {
                "action": action,
                "lacks": lacks,
                "update_url": reverse("workstreams:update-add", args=[action.pk])
                if action.pk in mine and any(lack.by_update for lack in lacks)
                else "",
                "leads_url": reverse("workstreams:action-leads", args=[action.pk])
                if action.pk in to_set_up and any(not lack.by_update for lack in lacks)
                else "",
            }
            for action, lacks in rows.items()
        ],
    }
    return render(request, "workstreams/fix_list.html", context)
