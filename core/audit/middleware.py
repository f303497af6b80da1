"""One id for each request: in the log lines it writes, the history it records and the answer it sends.

Somebody who reports an error can read out the id, and the log line and the history it left are found by it.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_SOUND = re.compile(r"[A-Za-z0-9-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request being served, or "" outside one (commands, the shell)."""
    return _request_id.get()


class RequestIdMiddleware:
    """Gives each request its id. One from outside is kept only when a proxy of ours stands in front."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        request_id = given if _SOUND.fullmatch(given) else uuid4().hex
        request.META["REQUEST_ID"] = request_id
        token = _request_id.set(request_id)
        try:
            response = self.get_response(request)
            response[HEADER] = request_id
            return response
        finally:
            _request_id.reset(token)


class RequestIdFilter(logging.Filter):
    """Puts the id into every log record, "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django reports a refused request after the middleware is done, and hands the request over
        request = getattr(record, "request", None)
        told = request.META.get("REQUEST_ID", "") if isinstance(request, HttpRequest) else ""
        record.request_id = current_request_id() or told or "-"
        return True


class OneLineFormatter(logging.Formatter):
    """One record, one line: what somebody typed cannot forge a second record, and a search finds a whole traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")
