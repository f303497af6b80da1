import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.test import Client

from core.accounts.models import User

pytestmark = [pytest.mark.urls("tests.core.web.sample"), pytest.mark.django_db]

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script with a body": re.compile(r"<script\b[^>]*>(?!\s*</script>)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}


def test_no_template_holds_inline_style_or_script():
    found = [
        f"{path.relative_to(TEMPLATES)}: {what}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for what, pattern in INLINE.items()
        if pattern.search(path.read_text())
    ]
    assert found == []


def test_every_template_can_be_read():
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if path.suffix in (".html", ".txt")]
    for name in names:
        get_template(name)
    assert names


def test_our_styles_and_scripts_ask_nothing_of_other_hosts():
    static = Path(settings.BASE_DIR) / "static"
    found = [
        path.name
        for path in static.rglob("*")
        if path.suffix in (".css", ".js") and re.search(r"url\(|@import|sourceMappingURL", path.read_text())
    ]
    assert found == []


def test_a_signed_in_page_shows_who_is_signed_in_and_the_way_out(as_reader, parse, words):
    root = parse(as_reader.get("/said/").content)
    header = next(root.iter("header"))
    sign_out = next(header.iter("form"))
    assert (sign_out.get("method"), sign_out.get("action")) == ("post", "/accounts/logout/")
    assert [words(link) for link in header.iter("a")] == [
        "SEND Tracker",
        "Change password",
        "My actions",
        "Plans",
        "Findings",
    ]
    assert "reader@example.org" in words(header)
    assert "Peterborough" in words(header)
    assert [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "robots"] == ["noindex"]


def test_staff_are_shown_the_way_to_administration(as_reader, reader, parse, words):
    User.objects.filter(pk=reader.pk).update(is_staff=True)
    root = parse(as_reader.get("/said/").content)
    assert "Administration" in [words(link) for link in next(root.iter("header")).iter("a")]


def test_a_signed_out_page_shows_no_menu(client, parse, words):
    root = parse(client.get("/accounts/login/").content)
    assert [words(link) for link in next(root.iter("header")).iter("a")] == ["SEND Tracker"]
    assert [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "robots"] == []


def test_messages_are_shown_each_under_a_heading_of_its_own(as_reader, parse, words):
    root = parse(as_reader.get("/said/").content)
    banners = [div for div in root.iter("div") if div.get("data-module") == "govuk-notification-banner"]
    assert [(words(banner), banner.get("role")) for banner in banners] == [
        ("Done Update added", "alert"),
        ("Important The day is a Sunday", "region"),
    ]


def test_the_demonstration_says_that_it_is_one(client, settings, words, parse):
    settings.DEMO = True
    root = parse(client.get("/accounts/login/").content)
    assert [words(tag) for tag in root.iter("strong")][:1] == ["Demonstration"]


def test_the_title_says_error_when_the_form_has_one(as_reader, parse, words):
    assert words(next(parse(as_reader.get("/form/").content).iter("title"))) == "Every kind of field – SEND Tracker"
    assert (
        words(next(parse(as_reader.post("/form/", {}).content).iter("title")))
        == "Error: Every kind of field – SEND Tracker"
    )


def test_every_component_is_sound_html(parse):
    source = """<!DOCTYPE html><html lang="en-GB"><head><title>All</title></head><body>
    {% load house %}
    {% breadcrumbs %}{% crumb "Plans" "/plans/" %}{% endbreadcrumbs %}
    {% include "_components/empty_state.html" with title="None" text="Because" action_url="/" action_text="Go" only %}
    {% include "_components/as_at_banner.html" with as_at=day latest_url="/" only %}
    {% include "_components/quotation.html" with wording=wording source="REV22, line 1" locked=True only %}
    </body></html>"""
    page = engines["django"].from_string(source)
    root = parse(page.render({"day": date(2019, 12, 31), "wording": "One.\n\nTwo."}))
    assert len(list(root.iter("blockquote"))) == 1


# --- Pages that refuse ----------------------------------------------------------------------------------------------


def test_403_says_who_can(as_reader, parse, words):
    response = as_reader.get("/refused/")
    assert response.status_code == 403
    assert "Only the board’s chair can decide a date." in words(parse(response.content))


def test_404_is_the_same_for_what_does_not_exist_and_what_may_not_be_seen(as_reader):
    hidden, nowhere = as_reader.get("/missing/"), as_reader.get("/nowhere/")
    assert (hidden.status_code, nowhere.status_code) == (404, 404)
    assert mask(hidden.content) == mask(nowhere.content)


def mask(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


def test_404_offers_sign_in_to_somebody_who_is_not(client, parse, words):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Sign in" in [words(link) for link in parse(response.content).iter("a")]


def test_500_gives_the_reference_that_the_log_has(as_reader, parse, words):
    as_reader.raise_request_exception = False
    response = as_reader.get("/broken/")
    assert response.status_code == 500
    assert response["X-Request-ID"] in words(parse(response.content))


def test_500_asks_no_database(as_reader, django_assert_num_queries):
    as_reader.raise_request_exception = False
    with django_assert_num_queries(2):  # session and person, before the fault
        as_reader.get("/broken/")


def test_a_form_sent_without_its_token_is_told_what_to_do(reader, parse, words):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    response = client.post("/form/", {})
    assert response.status_code == 403
    assert words(next(parse(response.content).iter("h1"))) == "The form could not be accepted"


@pytest.mark.parametrize("name", ["400.html", "413.html", "500.html"])
def test_pages_for_when_nothing_works_need_nothing(name, parse, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    parse(get_template(name).render({}))
