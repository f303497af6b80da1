"""What every test stands on: an environment of its own, fixed before Django reads the settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import pytest_django
from hypothesis import settings as hypothesis_settings

# Workers of pytest-xdist inherit the folder of the run that started them; only that run removes it.
_OWNER = "SEND_TRACKER_TEST_DIR" not in os.environ
_DIR = Path(os.environ.setdefault("SEND_TRACKER_TEST_DIR", tempfile.mkdtemp(prefix="send-tracker-") if _OWNER else ""))

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "send_tracker.settings",
    "DOTENV": "",
    "SECRET_KEY": "for-tests-only",
    "DEBUG": "0",
    "DEMO": "0",
    "HTTPS": "0",
    "ALLOWED_HOSTS": "localhost",
    "STATIC_MANIFEST": "0",
    "STATIC_ROOT": str(_DIR / "static"),
    "MEDIA_ROOT": str(_DIR / "media"),
}
(_DIR / "static").mkdir(exist_ok=True)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_DIR / 'db.sqlite3'}")

hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    if _OWNER:
        shutil.rmtree(_DIR, ignore_errors=True)


@pytest.fixture
def transactional_db(transactional_db: None) -> None:
    """As pytest-django's, which leaves the cache table full: there, failed sign-ins are counted."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _no_mail_leaves_later() -> Iterator[None]:
    """A mail that nobody waited for does not arrive in the next test."""
    from tests.mails import all_sent

    yield
    all_sent()


#: The day on which the demonstration is loaded for tests that fix their day. They stand on the day after.
DEMONSTRATION_DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def peterborough(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """The Peterborough record and the demonstration sign-ins, loaded once for a module's tests.

    Each test undoes what it writes, so it must not ask for `transactional_db` or `live_server`.
    """
    with django_db_blocker.unblock(), _undone():
        load_demonstration("peterborough")
        yield


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """All that `./run app` loads: both records and the sign-ins. Otherwise as `peterborough`."""
    with django_db_blocker.unblock(), _undone():
        load_demonstration("peterborough", "example")
        yield


def load_demonstration(*records: str, today: date = DEMONSTRATION_DAY) -> None:
    """Those records and the demonstration sign-ins, as of a day."""
    from send_tracker.records.demo import make_demo
    from send_tracker.records.loader import load_record
    from send_tracker.records.reference import load_reference_lists

    load_reference_lists()
    for record in records:
        load_record(record, today=today)
    make_demo(today)


@contextmanager
def _undone() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
