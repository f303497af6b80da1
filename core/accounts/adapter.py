"""How allauth behaves here: sign-up closed, mails in plain text, and a history entry for whatever it does."""

import logging
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from core.accounts import mail
from core.accounts.models import User
from core.accounts.passwords import DEMO_IS_OVER, DEMO_PASSWORD
from core.accounts.services import set_own_password
from core.accounts.tokens import link_lifetime
from core.audit.services import record

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; people sign in by e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again",
        "enter_current_password": "This is not your current password. Type it again",
        "account_inactive": "This account is closed. Ask your administrator",
        "invalid_password_reset": "This link does not work any more. Ask for a new one",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators make the accounts."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(self.get_login_redirect_url(request))

    # --- Mail

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The link somebody asked for on the sign-in page. Who asked is not known: they are not signed in."""
        record(by=None, verb="link to set a password asked for", thing=user, after={"sent to": user.email})
        super().send_password_reset_mail(user, user.email, {**context, "lifetime": link_lifetime()})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # An error page or a wait for known addresses only would tell strangers who has an account.
        mail.send_apart(template_prefix, to=[email], context=context)

    # --- Signing in

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        record(by=user, verb="signed in", thing=user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as locked:
            raise ValidationError(locked_sentence(), code=locked.code) from locked
        if credentials.get("password") == DEMO_PASSWORD and not (settings.DEMO or settings.DEBUG):
            raise ValidationError(DEMO_IS_OVER, code="demonstration")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The address alone: allauth adds the host, whose port a browser can choose, and each would count afresh."""
        return str(credentials.get("email", "")).strip().lower()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Records a lock once, at the failure that brings it. Attempts on unknown addresses leave only a log line."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        if ratelimit.consume(request, action="login_failed", key=key, dry_run=True):
            return
        user = User.objects.filter(email=credentials.get("email", "").lower()).first()
        if user is None:
            logger.warning("Sign-in is locked after too many failures at an address without an account")
        else:
            record(by=None, verb="sign-in locked", thing=user, reason="Too many failed attempts to sign in.")

    # --- Passwords

    def set_password(self, user: User, password: str) -> None:
        """The one door through which people set their own password."""
        set_own_password(user=user, password=password, by_link=not self.request.user.is_authenticated)
        # Who can set the password need not wait for the lock to pass
        self._delete_login_attempts_cached_email(self.request, email=user.email)


def locked_sentence() -> str:
    """What somebody reads who has failed too often, with how long the lock lasts at most."""
    seconds = max(rate.duration for rate in parse_rates(app_settings.RATE_LIMITS["login_failed"]))
    minutes = max(1, round(seconds / 60))
    return (
        f"Signing in is locked after too many failed attempts. Wait {minutes} minute{'' if minutes == 1 else 's'}, "
        "then try again, or set a new password"
    )
