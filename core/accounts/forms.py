"""allauth's forms in our words. How they are drawn is the form renderer's business."""

from typing import Any

from allauth.account import forms as allauth

PASSWORD_HINT = "At least 12 characters. Three random words are easy to remember and hard to guess."
ENTER_EMAIL = "Enter your e-mail address"
NOT_AN_EMAIL = "Enter an e-mail address in the right format, like name@example.org"


class SignInForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = "E-mail address"
        login.widget.attrs["autocomplete"] = "username"
        login.error_messages |= {"required": ENTER_EMAIL, "invalid": NOT_AN_EMAIL}
        password.help_text = ""  # the page has the link to a new password
        password.error_messages["required"] = "Enter your password"


class RequestLinkForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "E-mail address"
        email.error_messages |= {"required": ENTER_EMAIL, "invalid": NOT_AN_EMAIL}


class NewPasswordMixin:
    """Two fields for a new password, and what it takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["password1"], self.fields["password2"]  # type: ignore[attr-defined]
        first.label = "New password"
        first.help_text = PASSWORD_HINT
        first.error_messages["required"] = "Enter a new password"
        second.label = "New password again"
        second.error_messages["required"] = "Enter the new password again"


class SetPasswordForm(NewPasswordMixin, allauth.ResetPasswordKeyForm):
    """Behind the one-time link."""


class ChangePasswordForm(NewPasswordMixin, allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.fields["oldpassword"]
        current.label = "Current password"
        current.help_text = ""
        current.error_messages["required"] = "Enter your current password"
