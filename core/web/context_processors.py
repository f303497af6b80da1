"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """`demo`: whether this is a demonstration with sign-ins that everybody knows."""
    return {"demo": settings.DEMO}
