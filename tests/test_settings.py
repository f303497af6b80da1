import logging
import re
from ast import literal_eval
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains

from core.audit.middleware import OneLineFormatter, RequestIdFilter, current_request_id
from tests.factories.accounts import UserFactory
from tests.starting import PRODUCTION, ROOT, start, start_code

NO_SECRET = "SECRET_KEY is not set. Put a long random text into the environment or into .env and start again.\n"
NO_HOSTS = "ALLOWED_HOSTS is not set. Name the addresses people will use, with commas between them, and start again.\n"
OPEN_DEMO = (
    "ALLOWED_HOSTS names an address other machines can reach, and demo mode has sign-ins that everybody knows. "
    "Use loopback addresses (localhost, 127.0.0.1, [::1]) or turn DEMO off.\n"
)


def settings_of(*names: str, **environment: str) -> dict[str, object]:
    """The values of these settings in a start with exactly this environment."""
    code = f"from django.conf import settings; print({{name: getattr(settings, name) for name in {names}}})"
    started = start_code(code, **environment)
    assert started.stderr == ""
    return literal_eval(started.stdout)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"ALLOWED_HOSTS": "send.example.gov.uk"},
            NO_SECRET,
        ),
        (
            {"ALLOWED_HOSTS": "send.example.gov.uk", "SECRET_KEY": ""},
            NO_SECRET,
        ),
        (
            {"SECRET_KEY": "a-long-random-text"},
            NO_HOSTS,
        ),
        (
            {"SECRET_KEY": "a-long-random-text", "DEMO": "1", "ALLOWED_HOSTS": "localhost,send.example.gov.uk"},
            OPEN_DEMO,
        ),
    ],
)
def test_a_start_that_lacks_something_says_which(environment: dict[str, str], sentence: str) -> None:
    started = start("check", **environment)

    assert (started.returncode, started.stdout, started.stderr) == (1, "", sentence)


def test_production_sends_cookies_only_over_tls_and_believes_no_proxy() -> None:
    assert settings_of(
        "DEBUG",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
        "ALLAUTH_TRUSTED_PROXY_COUNT",
        **PRODUCTION,
    ) == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_PROXY_SSL_HEADER": None,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    }


def test_a_named_number_of_proxies_is_believed() -> None:
    assert settings_of("SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT", **PRODUCTION, TRUSTED_PROXIES="1") == {
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    }


def test_a_demonstration_works_on_loopback_over_plain_http() -> None:
    assert settings_of(
        "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG", SECRET_KEY="a", DEMO="1"
    ) == {
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "DEBUG": False,
    }


def test_postgresql_connections_are_kept_and_checked() -> None:
    code = (
        "from django.conf import settings; d = settings.DATABASES['default'];"
        "print(d['ENGINE'], d['NAME'], d['CONN_MAX_AGE'], d['CONN_HEALTH_CHECKS'])"
    )
    started = start_code(code, **PRODUCTION, DATABASE_URL="postgres://someone@db.example:5432/tracker")

    assert started.stdout == "django.db.backends.postgresql tracker 60 True\n"


@pytest.mark.django_db
def test_sqlite_waits_for_other_writers_and_syncs_every_write() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("says how SQLite is opened")
    with connection.cursor() as cursor:
        values = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            values[name] = cursor.fetchone()[0]

    assert values == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 20000, "foreign_keys": 1}
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    answer = client.get("/healthz")

    policy = sorted(answer["Content-Security-Policy"].split("; "))
    assert policy == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
    others = [
        "Cross-Origin-Opener-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    ]
    assert {name: answer[name] for name in others} == {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


@pytest.mark.django_db
def test_no_page_is_kept_by_browser_or_proxy(client: Client) -> None:
    kept = "max-age=0, no-cache, no-store, must-revalidate, private"
    pages = ["/healthz", "/accounts/login/", "/", "/nowhere", "/my", "/admin/login/"]

    assert {page: client.get(page)["Cache-Control"] for page in pages} == dict.fromkeys(pages, kept)
    client.force_login(UserFactory())
    inside = ["/", "/findings/?format=csv"]
    assert {page: client.get(page)["Cache-Control"] for page in inside} == dict.fromkeys(inside, kept)


def test_a_request_longer_than_allowed_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.post("/accounts/login/", CONTENT_LENGTH=str(settings.MAX_REQUEST_BYTES + 1))

    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer
    assertContains(answer, "This service takes at most 15 MB at once.", status_code=413)


def test_a_request_of_no_sound_length_is_refused(client: Client) -> None:
    assert client.post("/accounts/login/", CONTENT_LENGTH="many").status_code == 400


@pytest.mark.django_db
class TestRequestId:
    def test_each_request_has_an_id_of_its_own(self, client: Client) -> None:
        first, second = (client.get("/healthz")["X-Request-ID"] for _ in range(2))

        assert len(first) == len(second) == 32
        assert first != second
        assert current_request_id() == ""

    def test_an_id_from_outside_counts_only_behind_a_proxy_of_ours(self, client: Client, settings) -> None:
        given = {"headers": {"x-request-id": "abcdef-123456"}}

        assert client.get("/healthz", **given)["X-Request-ID"] != "abcdef-123456"
        settings.TRUSTED_PROXIES = 1
        assert client.get("/healthz", **given)["X-Request-ID"] == "abcdef-123456"

    def test_an_unsound_id_from_a_proxy_is_replaced(self, client: Client, settings) -> None:
        settings.TRUSTED_PROXIES = 1

        assert len(client.get("/healthz", headers={"x-request-id": "a b\tc; drop"})["X-Request-ID"]) == 32

    def test_the_log_lines_of_a_refused_request_have_its_id(self, client: Client, caplog) -> None:
        caplog.handler.addFilter(RequestIdFilter())
        answer = client.get("/nowhere")

        written = [(re.sub(r"\d+ ms", "9 ms", record.getMessage()), record.request_id) for record in caplog.records]
        assert written == [
            ("GET /nowhere 404 9 ms", answer["X-Request-ID"]),
            ("Not Found: /nowhere", answer["X-Request-ID"]),
        ]

    def test_the_log_line_of_a_request_tells_no_search_and_no_key(self, client: Client, caplog) -> None:
        client.get("/accounts/login/?q=Ann+Marsh")
        client.get("/accounts/password/reset/key/1-c0ffee-0123456789abcdef/")

        written = [record.getMessage().rpartition(" ")[0].rpartition(" ")[0] for record in caplog.records]
        assert written == ["GET /accounts/login/ 200", "GET /accounts/password/reset/key/1-…/ 200"]


def test_a_log_record_is_one_line_with_the_request_id() -> None:
    record = logging.LogRecord("send", logging.INFO, __file__, 1, "typed: “%s”", ("a\r\nb\x1b[31m\u2028\u202ec",), None)
    RequestIdFilter().filter(record)

    line = OneLineFormatter("{request_id} {name}: {message}", style="{").format(record)

    assert line == r"- send: typed: “a\r\nb\x1b[31m\u2028\u202ec”"


def test_an_address_that_nobody_opened_sends_to_sign_in(client: Client) -> None:
    answer = client.get("/accounts/password/change/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/accounts/password/change/")


def test_the_admin_signs_in_through_the_same_page(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, unquote(answer["Location"])) == (302, "/accounts/login/?next=/admin/")


def test_the_example_lists_every_setting_and_a_machine_starts_with_it() -> None:
    read = set(
        re.findall(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"', (ROOT / "send_tracker/settings.py").read_text())
    )
    listed = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read - listed - {"DOTENV"} == set()
    started = start("check", DOTENV=".env.example", SECRET_KEY="a-long-random-text")
    assert (started.returncode, started.stderr) == (0, "")
