"""The link that lets somebody set a password: works once, for a limited time, and only for an active account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import int_to_base36

from core.accounts.models import User


class LinkTokens(PasswordResetTokenGenerator):
    """Django's one-time tokens, for active accounts only.

    A token dies when the password is set, when the person signs in, when the e-mail address changes and after
    PASSWORD_RESET_TIMEOUT seconds. allauth's own tokens would also write address rows when a link is looked at.
    """

    def check_token(self, user: Any, token: str | None) -> bool:
        return user is not None and user.is_active and super().check_token(user, token)


def set_password_link(user: User, *, site: str) -> str:
    """The address of the page where this person sets a password. `site` is scheme and host of the service."""
    key = LinkTokens().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.pk), "key": key})
    return site.rstrip("/") + path


def ask_again_link(*, site: str) -> str:
    """The page where anybody asks for a link of their own."""
    return site.rstrip("/") + reverse("account_reset_password")


def link_lifetime() -> str:
    """How long a link works, in words."""
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    if hours >= 48:
        return f"{hours // 24} days"
    return "1 hour" if hours <= 1 else f"{hours} hours"
