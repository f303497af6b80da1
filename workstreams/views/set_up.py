"""Pages that set up a plan's workstreams and actions: who does what, and by when."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.accounts.models import LocalArea
from core.edits import ChangedMeanwhile, stamp
from core.web.editing import OVERTAKEN, EditForm, Overtaken, overtaken
from core.web.requests import UserRequest
from workstreams.models import Action, Workstream
from workstreams.permissions import check_can_set_up, check_can_set_up_actions
from workstreams.selectors import visible_action
from workstreams.selectors.owners import leads_not_over, owners_to_choose, responsibilities_not_over, streams_to_set_up
from workstreams.services.set_up import (
    HoldingsChanged,
    change_action,
    change_leads,
    change_responsibilities,
    new_action,
    new_workstream,
    withdraw_action,
)
from workstreams.set_up_forms import (
    ActionEditForm,
    ActionForm,
    LeadsForm,
    ResponsibilitiesForm,
    WithdrawForm,
    WorkstreamForm,
)
from workstreams.views.actions import visible_plan

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def form_page(
    request: HttpRequest,
    form: BaseForm,
    area: LocalArea,
    *,
    title: str,
    back: tuple[str, str],
    caption: str = "",
    intro: str = "",
    submit: str = "Save",
    again: str = "",
    warning: bool = False,
    theirs: Overtaken | None = None,
    status: int = 200,
) -> HttpResponse:
    """One form on a page. `back` is where it came from, `again` the words of a second button that goes on adding."""
    context = {
        "form": form,
        "area_name": area.name,
        "heading": title,
        "caption": caption,
        "intro": intro,
        "back_text": back[0],
        "back_url": back[1],
        "submit": submit,
        "again": again,
        "warning": warning,
        "theirs": theirs,
    }
    return render(request, "workstreams/set_up_form.html", context, status=status)


FormT = TypeVar("FormT", bound=EditForm)


def overtaken_form(make: Callable[[QueryDict], FormT], typed: QueryDict, form: FormT, row: Model) -> FormT:
    """The form again with what was typed, bound to be saved over what is held now."""
    again = typed.copy()
    again["seen"] = stamp(row, form.stored_names())
    found = make(again)
    found.is_valid()
    found.add_error(None, OVERTAKEN)
    return found


# --- A plan and its workstreams ---------------------------------------------------------------------------------------


@require_safe
def plan_set_up(request: UserRequest, slug: str) -> HttpResponse:
    """Where the programme office begins: the plan's workstreams, who answers for them, and what can be added."""
    today = clock.today()
    plan = visible_plan(request, slug)
    check_can_set_up(request.user, plan.host_area_id, today)
    context = {"plan": plan, "area_name": plan.host_area.name, "streams": streams_to_set_up(plan, today)}
    return render(request, "workstreams/plan_set_up.html", context)


@form_methods
def workstream_add(request: UserRequest, slug: str) -> HttpResponse:
    today = clock.today()
    plan = visible_plan(request, slug)
    check_can_set_up(request.user, plan.host_area_id, today)
    form = WorkstreamForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        try:
            stream = new_workstream(by=request.user, plan=plan, today=today, **form.cleaned_data)
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, f"{stream} is added. Say who leads it and who answers for it.")
            return redirect("workstreams:responsibilities", stream.pk)
    return form_page(
        request,
        form,
        plan.host_area,
        title="Add a workstream",
        caption=str(plan),
        back=("Set up", reverse("workstreams:plan-set-up", args=[plan.slug])),
        submit="Add the workstream",
    )


def visible_workstream(request: HttpRequest, pk: int) -> Workstream:
    streams = Workstream.objects.visible_to(request.user).select_related("plan__host_area", "plan__framework")
    return get_object_or_404(streams, pk=pk)


@form_methods
def responsibilities(request: UserRequest, pk: int) -> HttpResponse:
    """Who leads a workstream and who answers for it, on each side, from a day."""
    today = clock.today()
    stream = visible_workstream(request, pk)
    area = stream.plan.host_area
    check_can_set_up(request.user, area.pk, today)
    form = ResponsibilitiesForm(
        request.POST if request.method == "POST" else None,
        owners=owners_to_choose(area, today),
        rows=responsibilities_not_over(stream, today),
        today=today,
    )
    status = 200
    if form.is_valid():
        try:
            change_responsibilities(
                workstream=stream,
                by=request.user,
                today=today,
                from_day=form.cleaned_data["from_day"],
                wanted=form.wanted,
                seen=form.cleaned_data["seen"],
            )
        except HoldingsChanged:
            form.overtake(responsibilities_not_over(stream, today))
            status = 409
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, "Saved. Who had it before stands in the record with their last day.")
            return redirect(stream)
    return form_page(
        request,
        form,
        area,
        title="Who is responsible?",
        caption=str(stream),
        intro="Empty a box to end what stands in it. Who stays keeps their first day.",
        back=(f"Workstream {stream.number}", stream.get_absolute_url()),
        status=status,
    )


# --- Actions ----------------------------------------------------------------------------------------------------------


@form_methods
def action_add(request: UserRequest, pk: int) -> HttpResponse:
    """A new action of a workstream. A title and a lead are enough."""
    today = clock.today()
    stream = visible_workstream(request, pk)
    check_can_set_up_actions(request.user, stream, today)
    form = ActionForm(
        request.POST if request.method == "POST" else None, owners=owners_to_choose(stream.plan.host_area, today)
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            action = new_action(
                by=request.user,
                workstream=stream,
                today=today,
                title=data["title"],
                leads=form.named("lead"),
                due_text=data["due_text"],
                reference=data["reference"],
                detail=data["detail"],
            )
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, _added_words(action))
            return redirect("workstreams:action-add", stream.pk) if "again" in request.POST else redirect(action)
    return form_page(
        request,
        form,
        stream.plan.host_area,
        title="Add an action",
        caption=str(stream),
        intro="What is to be done and who leads it are enough to begin.",
        back=(f"Workstream {stream.number}", stream.get_absolute_url()),
        submit="Add the action",
        again="Add it, then another",
    )


def _added_words(action: Action) -> str:
    said = f"Added: {action}."
    if not action.due_text:
        said += " It has no date yet, so it stands on the list of what is to be fixed."
    elif action.due_end is None:
        said += (
            f" “{action.due_text}” is kept as written. No last day can be read from it, so it stands on the list of"
            " what is to be fixed."
        )
    plan = action.workstream.plan_id
    same = Action.objects.filter(workstream__plan=plan, reference=action.reference).exclude(pk=action.pk)
    if action.reference and same.exists():
        said += f" Another action of this plan has the reference {action.reference} too."
    return said


def action_to_set_up(request: HttpRequest, pk: int, today: date) -> Action:
    action = get_object_or_404(visible_action(request.user), pk=pk)
    check_can_set_up_actions(request.user, action.workstream, today)
    return action


@form_methods
def action_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Edit an action's words, outcomes and sectors. Dates are asked for in an update; leads have their own page."""
    today = clock.today()
    action = action_to_set_up(request, pk, today)
    make = partial(ActionEditForm, workstream=action.workstream)
    form = make(request.POST if request.method == "POST" else None)
    form.show(action)
    status, theirs = 200, None
    if form.is_valid():
        try:
            change_action(
                action=action, by=request.user, today=today, seen=form.cleaned_data["seen"], values=form.values
            )
        except ChangedMeanwhile as changed:
            form = overtaken_form(make, request.POST, form, changed.row)
            status, theirs = 409, overtaken(form, changed.row)
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, "Saved.")
            return redirect(action)
    return _action_page(
        request,
        form,
        action,
        title="Edit this action",
        intro="The first due date stays for ever. A new date is asked for in an update.",
        theirs=theirs,
        status=status,
    )


@form_methods
def action_leads(request: UserRequest, pk: int) -> HttpResponse:
    """Who leads an action, from a day."""
    today = clock.today()
    action = action_to_set_up(request, pk, today)
    form = LeadsForm(
        request.POST if request.method == "POST" else None,
        owners=owners_to_choose(action.workstream.plan.host_area, today),
        rows=leads_not_over(action, today),
        today=today,
    )
    status = 200
    if form.is_valid():
        try:
            change_leads(
                action=action,
                by=request.user,
                today=today,
                from_day=form.cleaned_data["from_day"],
                leads=form.named("lead"),
                seen=form.cleaned_data["seen"],
            )
        except HoldingsChanged:
            form.overtake(leads_not_over(action, today))
            status = 409
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, "Saved. Who led it before stands in the record with their last day.")
            return redirect(action)
    return _action_page(
        request,
        form,
        action,
        title="Who leads this action?",
        intro="Empty a box to end what stands in it. Who stays keeps their first day.",
        status=status,
    )


@form_methods
def action_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Cancel an action, or say which one takes its place. Nothing is deleted."""
    today = clock.today()
    action = action_to_set_up(request, pk, today)
    form = WithdrawForm(request.POST if request.method == "POST" else None, action=action)
    if form.is_valid():
        data = form.cleaned_data
        try:
            withdraw_action(
                action=action,
                by=request.user,
                today=today,
                reason=data["reason"],
                superseded_by=data["superseded_by"] if data["what"] == "superseded" else None,
            )
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, "The action is withdrawn. It stays in the plan with its history.")
            return redirect(action)
    return _action_page(
        request,
        form,
        action,
        title="Withdraw this action",
        intro="It stays in the plan with its history and your reason. Nothing more is due on it.",
        submit="Withdraw the action",
        warning=True,
    )


def _action_page(request: HttpRequest, form: BaseForm, action: Action, **more: Any) -> HttpResponse:
    area = action.workstream.plan.host_area
    return form_page(request, form, area, caption=str(action), back=("The action", action.get_absolute_url()), **more)
