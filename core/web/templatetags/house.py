"""Template tags of the house: words, states, links that keep the query, and the blocks pages are made of."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import forms, template
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.web import forms as house_forms
from core.web import markup, words

register = template.Library()

register.filter("uk_date", words.uk_date)
register.filter("uk_moment", words.uk_moment)
register.filter("page_fields", house_forms.page_fields)
register.filter("error_links", house_forms.error_links)
register.simple_tag(markup.tag, name="tag")


@register.filter
def quantity(number: int, noun: str) -> str:
    """{{ 3|quantity:"action" }} is "3 actions"; {{ n|quantity:"entry,entries" }} where an s is not enough."""
    singular, _, plural = noun.partition(",")
    return words.quantity(number, singular, plural)


# --- Links -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def query_with(query: QueryDict | None, **changes: Any) -> str:
    """ "?..." with every value the page was asked with, some of them changed; None or "" takes one out."""
    changed = query.copy() if query is not None else QueryDict(mutable=True)
    for name, value in {"format": None, **changes}.items():
        if value in (None, ""):
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return "?" + changed.urlencode()


@register.simple_tag(takes_context=True)
def as_at_url(context: Context, url: str) -> str:
    """`url` for the day this page shows: keeps a sound ?as_at= of the request, and nothing else of its query."""
    request = context.get("request")
    asked = request.GET.get("as_at", "") if request else ""
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    if day is None:
        return url
    parts = urlsplit(url)
    query = QueryDict(parts.query, mutable=True)
    query["as_at"] = day.isoformat()
    return urlunsplit(parts._replace(query=query.urlencode()))


@register.simple_tag(takes_context=True)
def crumb(context: Context, text: str, url: str) -> SafeString:
    """One step of the breadcrumbs; keeps ?as_at=."""
    return format_html(
        '<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="{}">{}</a></li>',
        as_at_url(context, url),
        text,
    )


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The breadcrumbs around their steps: {% breadcrumbs %}{% crumb "Plans" url %}{% endbreadcrumbs %}."""
    return format_html(
        '<nav class="govuk-breadcrumbs" aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        content,
    )


@register.filter
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    """The numbers a pager shows: first, last, those around this page, with gaps between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


#: The service navigation: words and address, as far as every signed-in person has use for them.
NAVIGATION = (("My actions", "my/"), ("Plans", "plans/"), ("Findings", "findings/"))


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict[str, Any]]:
    """The links of the service navigation; `current` is "page" on that very page, "true" below it, "" elsewhere."""
    request = context.get("request")
    path = request.path if request else ""
    items = []
    for text, below in NAVIGATION:
        address = get_script_prefix() + below
        current = "page" if path == address else "true" if path.startswith(address) else ""
        items.append({"text": text, "url": address, "current": current})
    return items


@register.simple_tag
def home_url() -> str:
    """The address of the start page."""
    return get_script_prefix()


# --- Forms -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def form_token(method: str, token: str) -> SafeString:
    """The token of a form that changes something; fails where the page forgot to hand it on, as the form would."""
    if str(method).lower() == "get":
        return SafeString("")
    if not token or str(token) == "NOTPROVIDED":
        raise ImproperlyConfigured("_components/form.html needs csrf_token=csrf_token, included with `only`.")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_block_tag(takes_context=True)
def house_form(
    context: Context, content: str, form: forms.BaseForm, action: str = "", method: str = "post"
) -> SafeString:
    """A whole form with buttons of the page's own between {% house_form form %} and {% endhouse_form %}."""
    return render_to_string(
        "_components/form.html",
        {
            "form": form,
            "action": action,
            "method": method,
            "buttons": content,
            "csrf_token": context.get("csrf_token", ""),
        },
    )


# --- Blocks ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def summary_row(content: str, key: str, missing: str = "Not recorded") -> SafeString:
    """One row of <dl class="govuk-summary-list">; an empty value says that it is missing."""
    value = SafeString(content.strip())
    shown = value or format_html('<span class="app-missing">{}</span>', missing)
    return format_html(
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd></div>',
        key,
        shown,
    )
