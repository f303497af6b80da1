"""What administrators see in Django admin. Reference lists first, then accounts and the history."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin, SimpleListFilter, TabularInline, action, display, register
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.forms import ModelChoiceField, ModelForm, Select
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import clock
from core.accounts.choices import Role
from core.accounts.mail import MailNotSent
from core.accounts.models import LocalArea, Membership, Organisation, User
from core.accounts.permissions import administered, can_manage
from core.accounts.services import (
    AccountChanges,
    add_membership,
    change_account,
    change_membership,
    create_account,
    end_membership,
    reactivate,
    send_set_password_link,
)
from core.audit.models import Event
from core.web.words import quantity, uk_moment
from findings.models import Framework, JudgementValue, Sector, Theme, Voice
from plans.models import PlanType
from send_tracker.people.forms import AccountForm, MembershipForm, MembershipFormSet, ReasonForm
from send_tracker.people.history import changes_in, who_did
from send_tracker.people.recorded import AdministratorsOnly, RecordedAdmin, signed_in
from send_tracker.people.selectors import history_for, open_actions
from send_tracker.people.services import close_accounts
from send_tracker.people.site import administration

__all__ = ["administration"]  # the site with everything below in it

MAIL_FAILED = (
    "What you did is saved, but the mail about it could not be sent. Check the mail server, then send a new link."
)

ROLE_ELSEWHERE = "this person also has a role in an area of another administrator"


def site_address(request: HttpRequest) -> str:
    """Scheme and host of the service as the administrator reached it, for links in mails."""
    return request.build_absolute_uri("/")


# --- Reference lists ------------------------------------------------------------------------------------------------


@register(LocalArea, site=administration)
class LocalAreaAdmin(RecordedAdmin):
    fields = ("name", "slug", "code", "valid_from", "valid_to", "successors", "is_example", "reason")
    fixed_fields = ("slug",)
    list_display = ("name", "code", "valid_from", "valid_to", "is_example")
    search_fields = ("name", "code", "slug")
    filter_horizontal = ("successors",)


@register(Organisation, site=administration)
class OrganisationAdmin(RecordedAdmin):
    fields = ("name", "kind", "areas", "successor", "valid_from", "valid_to", "reason")
    list_display = ("name", "kind", "valid_from", "valid_to", "successor")
    list_filter = ("kind", "areas")
    list_select_related = ("successor",)
    search_fields = ("name",)
    filter_horizontal = ("areas",)


class CodedAdmin(RecordedAdmin):
    """A list whose rows the record and the rules know by `code`."""

    fixed_fields = ("code",)
    list_display: tuple[str, ...] = ("label", "code", "position")
    search_fields = ("label", "code")


administration.register([Theme, Sector, PlanType], CodedAdmin)


@register(Framework, site=administration)
class FrameworkAdmin(CodedAdmin):
    list_display = ("label", "finding_noun", "progress_noun", "plan_noun", "position")


@register(Voice, site=administration)
class VoiceAdmin(CodedAdmin):
    list_display = ("label", "role", "needs_review", "position")


@register(JudgementValue, site=administration)
class JudgementValueAdmin(CodedAdmin):
    list_display = ("label", "framework", "standing", "position")
    list_filter = ("framework",)
    list_select_related = ("framework",)


# --- Accounts -------------------------------------------------------------------------------------------------------


class RoleFilter(SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[Any, str]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in Role.values:
            return queryset
        held = Membership.objects.in_force(clock.today()).filter(role=self.value())
        return queryset.filter(pk__in=held.values("user"))


class AreaFilter(SimpleListFilter):
    title = "area"
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[Any, str]]:
        return list(LocalArea.objects.values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        held = Membership.objects.in_force(clock.today()).filter(area__slug=self.value())
        return queryset.filter(pk__in=held.values("user"))


class MembershipInline(TabularInline):  # type: ignore[type-arg]
    """Roles with their days. A role is taken away, never deleted; one that never held is only in the history."""

    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    fields = ("area", "role", "valid_from", "valid_to", "take_away")
    extra = 1
    can_delete = False
    verbose_name = "role"
    verbose_name_plural = "roles"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        mine = administration.areas(request)
        return super().get_queryset(request).filter(cancelled=False, area__in=mine).select_related("area")

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """Own areas only. They are read once, not once a row, and the rows have no buttons to edit them."""
        formset = super().get_formset(request, obj, **kwargs)
        area = formset.form.base_fields.get("area")
        if isinstance(area, ModelChoiceField):
            area.widget = Select()
            area.queryset = administered(request.user, clock.today())
            area.choices = list(ModelChoiceIterator(area))
        return formset

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj is None or gives_roles(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj is None or gives_roles(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


def gives_roles(request: HttpRequest, person: User) -> bool:
    """Whether this administrator may give this person roles, each in their own areas."""
    return administration.has_permission(request) and (signed_in(request).is_superuser or not person.is_superuser)


def manages(request: HttpRequest, person: User) -> bool:
    """`can_manage`, asked once for each person."""
    known: dict[int, bool] = request.__dict__.setdefault("_manages", {})
    if person.pk not in known:
        known[person.pk] = can_manage(request.user, person, clock.today())
    return known[person.pk]


@register(User, site=administration)
class UserAdmin(AdministratorsOnly):
    """Accounts: made without a password, closed and never deleted."""

    form = AccountForm
    inlines = (MembershipInline,)
    change_form_template = "people/account_change.html"
    list_display = ("email", "name", "roles", "last_sign_in", "is_active")
    list_filter = (RoleFilter, AreaFilter, "is_active", "is_staff")
    list_select_related = ("organisation",)
    search_fields = ("email", "name", "organisation__name")
    search_help_text = "E-mail address, name or organisation"
    own_fields = ("email", "name", "organisation")
    readonly_fields = ("last_sign_in", "is_active", "is_staff")
    ordering = ("email", "pk")
    actions = ("deactivate_chosen", "send_links")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        shown = () if obj is None else self.readonly_fields
        elsewhere = () if obj is None or manages(request, obj) else ("roles_elsewhere",)
        why = ("reason",) if self.has_change_permission(request, obj) else ()
        return (*self.own_fields, *shown, *elsewhere, *why)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        held = Membership.objects.in_force(clock.today()).select_related("area")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", held, to_attr="roles_today"))

    @display(description="roles today")
    def roles(self, person: User) -> SafeString:
        held = cast("list[Membership]", person.roles_today)  # type: ignore[attr-defined]
        return format_html_join("; ", "{}", ((role,) for role in held))

    @display(description="roles in areas of other administrators")
    def roles_elsewhere(self, person: User) -> SafeString:
        """Shown where they keep this administrator from changing the account."""
        return self.roles(person) or format_html("{}", "none: the account is a superuser’s")

    @display(description="last sign-in", ordering="last_login")
    def last_sign_in(self, person: User) -> str:
        return uk_moment(person.last_login) or "never"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The page of an account: its roles. What else it says changes only who `manages` the account."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or gives_roles(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None or manages(request, obj):
            return self.readonly_fields
        return (*self.readonly_fields, *self.own_fields, "roles_elsewhere")

    # --- Saving

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        by, today, reason = signed_in(request), clock.today(), form.cleaned_data["reason"]
        if change:
            asked = {name: form.cleaned_data[name] for name in form.changed_data if name != "reason"}
            if asked:  # without, only roles are saved, which more people may do
                change_account(by=by, user=obj, changes=cast(AccountChanges, asked), today=today, reason=reason)
            return
        made = create_account(
            by=by, email=obj.email, name=obj.name, organisation=obj.organisation, today=today, reason=reason
        )
        obj.pk, obj.password = made.pk, made.password
        obj._state.adding = False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles, then for a new account the mail with its link."""
        by, today, reason = signed_in(request), clock.today(), form.cleaned_data["reason"]
        for formset in formsets:
            formset.save(commit=False)
            for row in formset.forms:
                if row.has_changed():
                    save_role(row, by=by, user=form.instance, today=today, reason=reason)
        if not change:
            send_set_password_link(by=by, user=form.instance, site=site_address(request), today=today)
            messages.info(request, f"A link to set a password is on its way to {form.instance.email}.")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except MailNotSent:
            messages.error(request, MAIL_FAILED)
            return redirect("admin:accounts_user_changelist")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        person = context.get("original")
        context["can_manage"] = person is not None and manages(request, person)
        context["is_self"] = person is not None and person.pk == signed_in(request).pk
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Links, closing and opening

    def get_urls(self) -> list[URLPattern]:
        one = [
            path(
                "<path:object_id>/send-link/",
                self.admin_site.admin_view(self.send_link),
                name="accounts_user_send_link",
            ),
            path(
                "<path:object_id>/deactivate/",
                self.admin_site.admin_view(self.deactivate_one),
                name="accounts_user_deactivate",
            ),
            path(
                "<path:object_id>/reactivate/",
                self.admin_site.admin_view(self.reactivate_one),
                name="accounts_user_reactivate",
            ),
        ]
        return [*one, *super().get_urls()]

    def _person(self, request: HttpRequest, object_id: str) -> User:
        person: User | None = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not manages(request, person):
            raise PermissionDenied
        return person

    def send_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks, then mails a new link. Links sent before stay good until one is used."""
        person = self._person(request, object_id)
        if request.method != "POST":
            return self._ask(request, "people/link_send.html", f"Send a new link to {person}", person=person)
        self._send_links(request, [person])
        return redirect("admin:accounts_user_change", person.pk)

    def reactivate_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self._person(request, object_id)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            held = Membership.objects.in_force(clock.today()).filter(user=person).select_related("area")
            title = f"Reactivate {person}"
            return self._ask(request, "people/account_reactivate.html", title, person=person, form=form, roles=held)
        reactivate(by=signed_in(request), user=person, today=clock.today(), reason=form.cleaned_data["reason"])
        messages.success(request, f"The account of {person} is open again.")
        self._send_links(request, [person])
        return redirect("admin:accounts_user_change", person.pk)

    def deactivate_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self._person(request, object_id)
        return self._deactivate(request, [person]) or redirect("admin:accounts_user_change", person.pk)

    @action(description="Deactivate the chosen accounts", permissions=["change"])
    def deactivate_chosen(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        people = self._those_allowed(request, queryset)
        return self._deactivate(request, people, action="deactivate_chosen") if people else None

    @action(description="Send the chosen accounts a new link to set a password", permissions=["change"])
    def send_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._send_links(request, self._those_allowed(request, queryset))

    def _those_allowed(self, request: HttpRequest, queryset: QuerySet[User]) -> list[User]:
        """The chosen accounts that are open and that this administrator may change. Says which are left out."""
        chosen, allowed = list(queryset), []
        for person in chosen:
            if not person.is_active:
                messages.warning(request, f"{person} is left out: the account is closed.")
            elif not manages(request, person):
                why = "only a superuser may change this account" if person.is_superuser else ROLE_ELSEWHERE
                messages.warning(request, f"{person} is left out: {why}.")
            else:
                allowed.append(person)
        return allowed

    def _send_links(self, request: HttpRequest, people: list[User]) -> None:
        sent = []
        for person in people:
            try:
                send_set_password_link(
                    by=signed_in(request), user=person, site=site_address(request), today=clock.today()
                )
                sent.append(person.email)
            except MailNotSent:
                messages.error(request, f"The mail to {person.email} could not be sent. Check the mail server.")
            except ValidationError as refused:
                messages.error(request, " ".join(refused.messages))
        if sent:
            messages.success(request, f"A link to set a password is on its way to {', '.join(sent)}.")

    def _deactivate(self, request: HttpRequest, people: list[User], action: str = "") -> HttpResponse | None:
        """The confirmation page until it is answered, then nothing. It asks why and shows what each person leads."""
        confirmed = request.method == "POST" and "confirm" in request.POST
        form = ReasonForm(request.POST if confirmed else None)
        if form.is_valid():
            try:
                closed = close_accounts(
                    by=signed_in(request),
                    users=people,
                    reason=form.cleaned_data["reason"],
                    today=clock.today(),
                    site=site_address(request),
                )
            except ValidationError as refused:
                messages.error(request, " ".join(refused.messages))
                return None
            except MailNotSent:
                messages.error(request, "The accounts are closed, but the programme office could not be told by mail.")
                return None
            messages.success(request, f"Closed: {', '.join(str(person) for person in closed.users)}.")
            for area in closed.orphans:
                count = quantity(len(area.actions), "action")
                told = (
                    "The programme office is told" if area.programme_office else "Nobody there is the programme office"
                )
                messages.warning(request, f"{area.area}: {count} without a current owner. {told}.")
            return None
        return self._ask(
            request,
            "people/account_deactivate.html",
            f"Deactivate {people[0]}" if len(people) == 1 else f"Deactivate {len(people)} accounts",
            leading=open_actions(people).items(),
            form=form,
            action=action,
            action_checkbox_name=ACTION_CHECKBOX_NAME,
        )

    def _ask(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        return TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        )


def save_role(row: Any, *, by: User, user: User, today: Any, reason: str) -> None:
    """One row of the roles: given, ended, or its days changed."""
    asked, membership = row.cleaned_data, row.instance
    if membership.pk is None:
        add_membership(
            by=by,
            user=user,
            area=asked["area"],
            role=Role(asked["role"]),
            valid_from=asked["valid_from"],
            valid_to=asked["valid_to"],
            today=today,
            reason=reason,
        )
        return
    if set(row.changed_data) & {"valid_from", "valid_to"}:
        change_membership(
            by=by,
            membership=membership,
            valid_from=asked["valid_from"],
            valid_to=asked["valid_to"],
            today=today,
            reason=reason,
        )
    if asked["take_away"]:
        end_membership(by=by, membership=membership, today=today, reason=reason)


# --- History --------------------------------------------------------------------------------------------------------


@register(Event, site=administration)
class EventAdmin(AdministratorsOnly):
    """The one history, to search and to read."""

    change_form_template = "people/entry_view.html"
    list_display = ("when", "who", "verb", "object_label", "reason")
    list_display_links = ("when",)
    list_select_related = ("by",)
    date_hierarchy = "at"
    search_fields = ("by__email", "by__name", "verb", "object_label", "=object_id", "=request_id")
    search_help_text = "Person, what was done, record, its number, or request id"
    fields = (
        "when",
        "who",
        "on_behalf_of",
        "verb",
        "object_label",
        "object_type",
        "object_id",
        "what_changed",
        "reason",
        "request_id",
    )
    readonly_fields = ("when", "who", "what_changed")
    ordering = ("-at", "-pk")
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return history_for(signed_in(request), clock.today())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="when", ordering="at")
    def when(self, event: Event) -> str:
        return uk_moment(event.at)

    @display(description="who", ordering="by__email")
    def who(self, event: Event) -> str:
        return who_did(event)

    @display(description="what changed")
    def what_changed(self, event: Event) -> SafeString:
        rows = ((change.what, change.before or "nothing", change.after or "nothing") for change in changes_in(event))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} → {}</li>", rows))
