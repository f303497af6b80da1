"""Django admin as administrators see it: accounts and reference lists, nothing else."""

from functools import update_wrapper
from typing import Any

from django.contrib import auth
from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from core import clock
from core.accounts.models import LocalArea
from core.accounts.permissions import administered


class AdministratorSite(AdminSite):
    """Open to people who hold the administrator's role today. Only what is registered here exists here.

    Signing in, signing out and passwords have one door each, and it is not in here.
    """

    site_header = "SEND Tracker accounts"
    site_title = "SEND Tracker accounts"
    index_title = "Accounts and reference lists"
    index_template = "people/index.html"

    def areas(self, request: HttpRequest) -> list[LocalArea]:
        """The areas in which this administrator gives roles. One query a request, however often a page asks."""
        asked: list[LocalArea] | None = getattr(request, "_administered", None)
        if asked is None:
            asked = list(administered(request.user, clock.today()))
            request._administered = asked  # type: ignore[attr-defined]
        return asked

    def has_permission(self, request: HttpRequest) -> bool:
        """As `can_administer`, without asking the table for every button."""
        user = request.user
        return bool(self.areas(request)) or (user.is_superuser and user.is_staff and user.is_active)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Signed in without the role: forbidden, rather than asked to sign in again."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("Only administrators manage accounts and reference lists.")
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method != "POST":
            return redirect("account_logout")
        auth.logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """Django's own log is not kept here: there is one history, and every page shows that one."""
        return LogEntry.objects.none()


administration = AdministratorSite(name="admin")
