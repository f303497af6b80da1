"""The one password that everybody knows, and where it opens nothing."""

from typing import Any

from django.core.exceptions import ValidationError

#: Of every demonstration sign-in. Their accounts stay in a database that is put to real use later.
DEMO_PASSWORD = "tracker-demo"
DEMO_IS_OVER = "This is the password of the demonstration, and everybody knows it. Set a password of your own"


class NotTheDemonstrations:
    """A password validator: nobody chooses the password that the README prints."""

    def validate(self, password: str, user: Any = None) -> None:
        if password == DEMO_PASSWORD:
            raise ValidationError(DEMO_IS_OVER, code="demonstration")

    def get_help_text(self) -> str:
        return "Your password is not that of the demonstration."
