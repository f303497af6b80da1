"""A few pages made of the furniture, with accounts as their rows: for the tests of the furniture only."""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from core.accounts.models import User
from core.web.filters import DayFilter, HouseFilterSet
from core.web.forms import HouseForm, UKDateField
from core.web.tables import Column, DateColumn, HouseTable, LinkColumn, TagColumn
from core.web.views import Empty, FilteredTableView
from send_tracker.urls import handler500
from send_tracker.urls import urlpatterns as real

__all__ = ["handler500", "urlpatterns"]


class EveryKind(HouseForm):
    """One field of each kind, and two that belong to a choice."""

    version = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(label="Title", max_length=20, help_text="As the plan has it.")
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    number = forms.IntegerField(label="Places", required=False)
    day = UKDateField(label="On which day?")
    area = forms.ChoiceField(label="Area", choices=[("", "---------"), ("n", "North"), ("s", "South")])
    how = forms.ChoiceField(
        label="How is it going?",
        choices=[("on_course", "On course"), ("at_risk", "At risk"), ("done", "Done")],
        widget=forms.RadioSelect,
    )
    remedy = forms.CharField(label="What would put it right?", widget=forms.Textarea, max_length=50)
    done_on = UKDateField(label="Done on", required=False)
    partners = forms.MultipleChoiceField(
        label="Partners", choices=[("c", "Council"), ("h", "Health")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I have read it")
    paper = forms.FileField(label="Paper", required=False)

    choice_hints = {"how": {"at_risk": "late unless we act"}}
    reveals = {"how": {"at_risk": ["remedy"], "done": ["done_on"]}}


SOUND = {
    "version": "1",
    "title": "Panels",
    "email": "a@example.org",
    "password": "secret",
    "day": "10 February 2022",
    "area": "n",
    "how": "on_course",
    "partners": ["c"],
    "agree": "on",
}


class PeopleTable(HouseTable):
    caption = "People"
    row_header = "email"

    email = LinkColumn(verbose_name="E-mail", orderable=True, linkify=lambda record: f"/people/{record.pk}/")
    name = Column(verbose_name="Name", orderable=True)
    seen = DateColumn(accessor="last_login", verbose_name="Last signed in", orderable=True, default="Never")
    state = TagColumn(accessor="is_active", verbose_name="State")

    def render_state(self, value):
        from core.web.markup import tag

        return tag("green" if value else "grey", "Open" if value else "Closed")

    def value_state(self, value):
        return "Open" if value else "Closed"


class PeopleFilter(HouseFilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Name")
    active = django_filters.ChoiceFilter(
        field_name="is_active", choices=[("True", "Open"), ("False", "Closed")], label="State"
    )
    seen_from = DayFilter(field_name="last_login", lookup_expr="date__gte", label="Signed in from")


class PeopleList(FilteredTableView):
    table_class = PeopleTable
    filterset_class = PeopleFilter
    heading = "People"
    noun = ("person", "people")
    export_name = "people"
    empty = Empty("Nobody yet.", "An administrator makes accounts.")

    def get_queryset(self):
        return User.objects.exclude(email="reader@example.org")


class PickedFilter(HouseFilterSet):
    one = django_filters.ModelChoiceFilter(method="is_one", queryset=User.objects.all(), label="Person")
    some = django_filters.ModelMultipleChoiceFilter(method="is_some", queryset=User.objects.all(), label="People")

    def is_one(self, queryset, name, value):
        return queryset.filter(pk=value.pk)

    def is_some(self, queryset, name, value):
        return queryset.filter(pk__in=[user.pk for user in value])


class PickedList(PeopleList):
    filterset_class = PickedFilter


class PeopleListWithoutName(PeopleList):
    def get_table_kwargs(self):
        return {"exclude": ("name",)}


class PlainPeopleList(PeopleList):
    filterset_class = None


def form_page(request: HttpRequest) -> HttpResponse:
    form = EveryKind(request.POST if request.method == "POST" else None)
    return render(request, "web/sample_form.html", {"form": form})


def said(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Update added")
    messages.warning(request, "The day is a Sunday")
    return render(request, "404.html", {"area_name": "Peterborough"})


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the board’s chair can decide a date.")


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404("a plan that must not be named")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [
    *real,
    path("people/", PeopleList.as_view()),
    path("people/nameless/", PeopleListWithoutName.as_view()),
    path("people/picked/", PickedList.as_view()),
    path("people/plain/", PlainPeopleList.as_view()),
    path("form/", form_page),
    path("said/", said),
    path("refused/", refused),
    path("missing/", missing),
    path("broken/", broken),
]
