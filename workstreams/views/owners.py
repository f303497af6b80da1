"""Pages about the people and posts of an area: who they are, who holds a post, and what they have in hand."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.accounts.models import LocalArea, Membership, User
from core.edits import ChangedMeanwhile
from core.web.editing import overtaken
from core.web.requests import UserRequest
from core.web.views import Empty, FilteredTableView
from core.web.words import quantity, uk_date
from workstreams.choices import OwnerKind
from workstreams.models import Appointment, Owner
from workstreams.permissions import check_can_set_up
from workstreams.selectors.owners import Holdings, holdings, owner_page, owners_listed, owners_to_choose
from workstreams.services.set_up import (
    HoldingsChanged,
    appoint_person,
    change_owner,
    end_appointment,
    hand_over,
    new_owner,
)
from workstreams.set_up_forms import AppointForm, EndAppointmentForm, HandOverForm, OwnerEditForm, OwnerForm
from workstreams.tables import OwnerTable
from workstreams.views.set_up import form_page, overtaken_form

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def area_to_set_up(request: HttpRequest, slug: str, today: date) -> LocalArea:
    area = get_object_or_404(LocalArea.objects.visible_to(request.user), slug=slug)
    check_can_set_up(request.user, area.pk, today)
    return area


def owner_to_set_up(request: HttpRequest, pk: int, today: date) -> Owner:
    owner = get_object_or_404(Owner.objects.visible_to(request.user).select_related("area", "organisation"), pk=pk)
    check_can_set_up(request.user, owner.area_id, today)
    return owner


class OwnerList(FilteredTableView):
    """Everybody who leads or answers for work in an area, with who holds a post today and what they have in hand."""

    table_class = OwnerTable
    heading = "People and posts"
    noun = ("person or post", "people and posts")
    template_name = "workstreams/owner_list.html"
    area: LocalArea

    def get_queryset(self) -> QuerySet[Any]:
        today = clock.today()
        self.area = area_to_set_up(self.request, self.kwargs["slug"], today)
        return owners_listed(self.area, today)

    def get_export_name(self) -> str:
        return f"{self.area.slug}-people-and-posts"

    def get_empty(self) -> Empty:
        return Empty(
            "No people or posts yet.",
            "Add those who lead actions or answer for them.",
            reverse("workstreams:owner-add", args=[self.area.slug]),
            "Add a person or post",
        )

    def get_context(self, rows: QuerySet[Any]) -> dict[str, Any]:
        return {"area": self.area, "area_name": self.area.name}


@require_safe
def owner_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A person or post: who holds it and held it, and everything it has in hand."""
    today = clock.today()
    owner = owner_to_set_up(request, pk, today)
    context = {"owner": owner, "area_name": owner.area.name, "shown": owner_page(owner, today), "today": today}
    return render(request, "workstreams/owner_detail.html", context)


@form_methods
def owner_add(request: UserRequest, slug: str) -> HttpResponse:
    today = clock.today()
    area = area_to_set_up(request, slug, today)
    form = OwnerForm(request.POST if request.method == "POST" else None, area=area, today=today)
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            owner = new_owner(by=request.user, area=area, today=today, kind=OwnerKind(data.pop("kind")), **data)
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, f"Added: {owner}.")
            return redirect("workstreams:owner-detail", owner.pk)
    list_url = reverse("workstreams:owner-list", args=[area.slug])
    return form_page(
        request,
        form,
        area,
        title="Add a person or post",
        back=("People and posts", list_url),
        submit="Add",
    )


@form_methods
def owner_edit(request: UserRequest, pk: int) -> HttpResponse:
    today = clock.today()
    owner = owner_to_set_up(request, pk, today)
    make = partial(OwnerEditForm, area=owner.area, today=today, chosen=owner.organisation)
    form = make(request.POST if request.method == "POST" else None)
    form.show(owner)
    status, theirs = 200, None
    if form.is_valid():
        try:
            change_owner(owner=owner, by=request.user, today=today, seen=form.cleaned_data["seen"], values=form.values)
        except ChangedMeanwhile as changed:
            form = overtaken_form(make, request.POST, form, changed.row)
            status, theirs = 409, overtaken(form, changed.row)
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, "Saved.")
            return redirect("workstreams:owner-detail", owner.pk)
    return form_page(
        request,
        form,
        owner.area,
        title=f"Edit {owner}",
        back=_back(owner),
        theirs=theirs,
        status=status,
    )


@form_methods
def owner_appoint(request: UserRequest, pk: int) -> HttpResponse:
    """Put somebody with a sign-in into a post, from a day."""
    today = clock.today()
    owner = owner_to_set_up(request, pk, today)
    members = Membership.objects.not_over(today).filter(area=owner.area_id)
    people = User.objects.filter(is_active=True, pk__in=members.values("user")).order_by("name", "email", "pk")
    form = AppointForm(request.POST if request.method == "POST" else None, people=people, initial={"valid_from": today})
    if form.is_valid():
        try:
            appoint_person(owner=owner, by=request.user, today=today, **form.cleaned_data)
        except ValidationError as refused:
            form.take(refused)
        else:
            since = uk_date(form.cleaned_data["valid_from"])
            messages.success(request, f"{form.cleaned_data['user']} has this post from {since}.")
            return redirect("workstreams:owner-detail", owner.pk)
    return form_page(
        request,
        form,
        owner.area,
        title="Who holds this post?" if owner.kind == OwnerKind.POST else "Who signs in as this person?",
        caption=str(owner),
        intro="Whoever holds it before stays until their own last day is entered.",
        back=_back(owner),
    )


@form_methods
def appointment_end(request: UserRequest, pk: int) -> HttpResponse:
    """Say from which day somebody no longer holds a post."""
    today = clock.today()
    visible = Appointment.objects.filter(owner__in=Owner.objects.visible_to(request.user))
    row = get_object_or_404(visible.select_related("owner__area", "user"), pk=pk)
    check_can_set_up(request.user, row.owner.area_id, today)
    form = EndAppointmentForm(request.POST if request.method == "POST" else None, initial={"last_day": today})
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            end_appointment(appointment=row, by=request.user, today=today, last_day=last_day)
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, f"{row.user} has this post until {uk_date(last_day)}.")
            return redirect("workstreams:owner-detail", row.owner_id)
    return form_page(
        request,
        form,
        row.owner.area,
        title=f"When does {row.user} leave this post?",
        caption=str(row.owner),
        intro="What the post leads stays with the post. Until somebody else holds it, it stands as having no holder.",
        back=_back(row.owner),
    )


@form_methods
def owner_hand_over(request: UserRequest, pk: int) -> HttpResponse:
    """Everything an owner has in hand goes to another, from a day: first shown, then confirmed."""
    today = clock.today()
    owner = owner_to_set_up(request, pk, today)
    others = [one for one in owners_to_choose(owner.area, today) if one.pk != owner.pk]
    form = HandOverForm(request.POST if request.method == "POST" else None, owners=others, initial={"from_day": today})
    if form.is_valid() and "change" not in request.POST:
        to, from_day = form.cleaned_data["to"], form.cleaned_data["from_day"]
        if "seen" not in request.POST:
            return _preview(request, owner, to, from_day, holdings(owner, from_day))
        try:
            done = hand_over(
                owner=owner, to=to, by=request.user, today=today, from_day=from_day, seen=request.POST["seen"]
            )
        except HoldingsChanged:
            return _preview(request, owner, to, from_day, holdings(owner, from_day), status=409)
        except ValidationError as refused:
            form.take(refused)
        else:
            said = f"{quantity(len(done.actions), 'part')} in actions and {len(done.streams)} in workstreams"
            messages.success(request, f"Handed over to {to} from {uk_date(from_day)}: {said}.")
            return redirect("workstreams:owner-detail", owner.pk)
    return form_page(
        request,
        form,
        owner.area,
        title="Hand everything over",
        caption=str(owner),
        intro="Every open action and every workstream goes to one other person or post. You see them all before"
        " anything is changed.",
        back=_back(owner),
        submit="Show what goes over",
    )


def _preview(
    request: HttpRequest, owner: Owner, to: Owner, from_day: date, found: Holdings, *, status: int = 200
) -> HttpResponse:
    context = {
        "owner": owner,
        "to": to,
        "from_day": from_day,
        "found": found,
        "changed": status == 409,
        "area_name": owner.area.name,
    }
    return render(request, "workstreams/owner_hand_over.html", context, status=status)


def _back(owner: Owner) -> tuple[str, str]:
    return str(owner), reverse("workstreams:owner-detail", args=[owner.pk])
