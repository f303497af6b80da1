"""What every answer passes, whatever page gives it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]


class RequestLengthMiddleware:
    """Refuses a request longer than MAX_REQUEST_BYTES by its stated length, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponse("The request states no sound length.", status=400, content_type="text/plain")
        if length > settings.MAX_REQUEST_BYTES:
            limit = settings.MAX_REQUEST_BYTES // 1_000_000
            return HttpResponse(
                f"What you sent is larger than {limit} MB, the most this service takes at once. "
                "Go back, choose a smaller file or send less at a time.",
                status=413,
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)


class PermissionsPolicyMiddleware:
    """Tells the browser that no page here needs the camera, the microphone or the place."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response
