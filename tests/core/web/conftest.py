"""What the tests of the page furniture share: a signed-in reader, the sample pages, and a strict reader of HTML."""

from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _sample_templates(settings):
    templates = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]}
    ]
    settings.TEMPLATES = templates
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def reader(db):
    from core.accounts.models import User  # not before Django is set up

    return User.objects.create(email="reader@example.org", name="Reader")


@pytest.fixture
def as_reader(client: Client, reader) -> Client:
    client.force_login(reader)
    return client


@pytest.fixture
def parse() -> Callable[[str], Element]:
    """Reads a whole page and fails at the first thing that HTML does not allow; an id that stands twice is one too."""

    def strictly(page: str | bytes) -> Element:
        text = page.decode() if isinstance(page, bytes) else page
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert sorted(ids) == sorted(set(ids))
        return root

    return strictly


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def words() -> Callable[[Element], str]:
    """The text of an element with its spaces put in order."""
    return _words
