"""What every answer passes, whatever page gives it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

Next = Callable[[HttpRequest], HttpResponse]


class RequestLengthMiddleware:
    """Refuses a request longer than MAX_REQUEST_BYTES by its stated length, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponseBadRequest(render_to_string("400.html"))
        if length > settings.MAX_REQUEST_BYTES:
            page = render_to_string("413.html", {"limit": settings.MAX_REQUEST_BYTES // 1_000_000})
            return HttpResponse(page, status=413)
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


class NotKeptMiddleware:
    """Tells browsers and proxies to keep no page, so that the next person at the machine finds none.

    A page that may be kept says so itself.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
