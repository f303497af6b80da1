"""History entries as people read them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.audit.models import Event
from core.web.words import uk_date, uk_moment


@dataclass(frozen=True)
class Change:
    """One thing that changed, in words."""

    what: str
    before: str
    after: str


def changes_in(event: Event) -> list[Change]:
    """What an entry says changed, in the order it was recorded. What no longer has a field keeps its own name."""
    names = [*event.before, *(name for name in event.after if name not in event.before)]
    return [_change(event, name) for name in names]


def who_did(event: Event) -> str:
    """Who did it. Nobody is a command on the server, the record's loader, or somebody not signed in."""
    return str(event.by) if event.by else "Nobody signed in"


def _change(event: Event, name: str) -> Change:
    field = _field(event.object_type, name)
    what = str(getattr(field, "verbose_name", name)).replace("_", " ")
    before, after = (_words(field, values.get(name)) for values in (event.before, event.after))
    return Change(what[:1].upper() + what[1:], before, after)


def _field(object_type: str, name: str) -> "models.Field[Any, Any] | None":
    try:
        field = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None


def _words(field: "models.Field[Any, Any] | None", value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_words(field, item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(None, item)}" for key, item in value.items())
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _moment(str(value))


def _moment(text: str) -> str:
    """Dates and moments, which the table holds as ISO text, as people write them; any other text as it is."""
    if not text[:4].isdigit() or text[4:5] != "-":
        return text
    try:
        return uk_date(date.fromisoformat(text)) if len(text) == 10 else uk_moment(datetime.fromisoformat(text))
    except ValueError:
        return text
