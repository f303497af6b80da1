"""Every address of the service."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from send_tracker.health import healthz
from send_tracker.people.admin import administration

# Only the allauth addresses in use, under the names allauth looks them up by.
accounts: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include(accounts)),
    path("admin/", administration.urls),
    path("findings/", include("findings.urls")),
    path("", include("workstreams.urls")),
    path("", include("send_tracker.progress.urls")),
]

handler500 = "core.web.views.server_error"
