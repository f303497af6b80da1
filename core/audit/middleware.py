"""One id for each request: in the log lines it writes, the history it records and the answer it sends.

Somebody who reports an error can read out the id, and the log line and the history it left are found by it.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_SOUND = re.compile(r"[A-Za-z0-9-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request being served, or "" outside one (commands, the shell)."""
    return _request_id.get()


class RequestIdMiddleware:
    """Gives each request its id and its line in the log.

    An id from outside is kept only when a proxy of ours stands in front.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        request_id = given if _SOUND.fullmatch(given) else uuid4().hex
        request.META["REQUEST_ID"] = request_id
        token = _request_id.set(request_id)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response[HEADER] = request_id
            took = round((time.monotonic() - began) * 1000)
            logger.info("%s %s %d %d ms", request.method, told_path(request), response.status_code, took)
            return response
        finally:
            _request_id.reset(token)


def told_path(request: HttpRequest) -> str:
    """The path as the log tells it: without what was searched for, and without the key of a link that opens a page."""
    key = request.resolver_match.kwargs.get("key") if request.resolver_match else None
    return request.path.replace(key, "…") if key else request.path


class RequestIdFilter(logging.Filter):
    """Puts the id into every log record, "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django reports a refused request after the middleware is done, and hands the request over
        request = getattr(record, "request", None)
        told = request.META.get("REQUEST_ID", "") if isinstance(request, HttpRequest) else ""
        record.request_id = current_request_id() or told or "-"
        return True


class OneLineFormatter(logging.Formatter):
    """One record, one line: what somebody typed cannot forge a second record, and a search finds a whole traceback.

    What cannot be printed is written out, for a terminal obeys some of it.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        if line.isprintable():
            return line
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)
