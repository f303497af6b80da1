"""The base of every list that administrators keep: whatever they change is recorded, what is in use stays."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, models
from django.db.models.constants import LOOKUP_SEP
from django.forms import BaseModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from core import clock
from core.accounts.models import User
from core.audit.services import record
from send_tracker.people.forms import RecordedForm
from send_tracker.people.history import changes_in, who_did
from send_tracker.people.selectors import history_for, uses_of

HISTORY_PAGE = 50
LONGEST_NUMBER = 18  # digits of a row's number that every database holds


def _asked_as(item: Any) -> str:
    """The name by which an address asks for an entry of `list_filter`."""
    return str(getattr(item, "parameter_name", item))


def signed_in(request: HttpRequest) -> User:
    """The administrator. The site lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class AdministratorsOnly(ModelAdmin):  # type: ignore[type-arg]
    """Who may open the site may keep its lists: there are no permission rows that could say something else."""

    actions_on_bottom = False
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Another list is edited on its own page: beside a choice stands only the button that adds to it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    # --- What an address may ask

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters the page offers: Django lets an address ask about any column, a password's hash too."""
        offered = {self.date_hierarchy, *map(_asked_as, self.get_list_filter(request))}
        return lookup.split(LOOKUP_SEP)[0] in offered and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A value that no database can hold leads back to the whole list, as any other that is not understood."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as unreadable:
            raise IncorrectLookupParameters from unreadable

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> HttpResponse | None:
        for number in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
                raise SuspiciousOperation("What was chosen is no row of this list.")
        return super().response_action(request, queryset, *args)

    # Django's own log is not kept: there is one history.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        return

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        return

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        return

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed this record, when, from what to what, and why."""
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        events = history_for(signed_in(request), clock.today()).about(thing).select_related("by").newest_first()
        page = self.get_paginator(request, events, HISTORY_PAGE).get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {thing}",
            "page": page,
            "rows": [{"entry": entry, "who": who_did(entry), "changes": changes_in(entry)} for entry in page],
            "page_var": PAGE_VAR,
            "object": thing,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "people/record_history.html", context)


class RecordedAdmin(AdministratorsOnly):
    """A reference list. `fixed_fields` are what the record refers to: they are set once."""

    form = RecordedForm
    fixed_fields: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed_fields if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: "BaseModelForm[Any]", change: bool) -> None:
        stored = type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first() if change else None
        form.stored = values_of(stored) if stored else {}  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        now = values_of(form.instance)
        if change:
            after = {name: value for name, value in now.items() if value != form.stored.get(name)}
        else:
            after = {name: value for name, value in now.items() if value not in (None, "", [])}
        if after:
            record(
                by=signed_in(request),
                verb=f"{self.opts.verbose_name} {'changed' if change else 'added'}",
                thing=form.instance,
                before={name: form.stored[name] for name in after if change},
                after=after,
                reason=form.cleaned_data["reason"],
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk deletion: each row is asked about."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        uses = uses_of(thing) if thing is not None and self.has_delete_permission(request, thing) else []
        if uses:
            said = f"“{thing}” is used by {', '.join(uses)}. It cannot be deleted while they use it."
            messages.error(request, said)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        record(by=signed_in(request), verb=f"{self.opts.verbose_name} deleted", thing=obj, before=values_of(obj))
        super().delete_model(request, obj)


def values_of(row: models.Model) -> dict[str, Any]:
    """What a form can change about a row, in words."""
    values: dict[str, Any] = {}
    for field in row._meta.get_fields():
        if isinstance(field, models.ManyToManyField):
            values[field.name] = sorted(str(item) for item in getattr(row, field.name).all())
        elif isinstance(field, models.Field) and field.editable and not field.primary_key:
            value = getattr(row, field.name)
            values[field.name] = str(value) if isinstance(value, models.Model) else value
    return values
