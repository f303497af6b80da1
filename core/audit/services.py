"""The one way to write history. Every service calls `record` in its own transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from core.audit.middleware import current_request_id
from core.audit.models import Event

if TYPE_CHECKING:
    from core.accounts.models import User

Values = Mapping[str, Any]


def plain(value: Any) -> Any:
    """A value as JSON can hold it and a person can read it: dates as ISO text, records by their own words."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def record(
    *,
    by: "User | None",
    verb: str,
    thing: models.Model,
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
    on_behalf_of: str = "",
    area_id: int | None = None,
) -> Event:
    """Add one history entry about `thing`.

    `by` is nobody where no account stands behind it: the record is loaded from its data files, a command is run on the
    server, or somebody is not signed in.
    """
    return Event.objects.create(
        by=by,
        verb=verb,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        object_label=str(thing)[:300],
        area_id=area_id,
        before=plain(before or {}),
        after=plain(after or {}),
        reason=reason,
        on_behalf_of=on_behalf_of,
        request_id=current_request_id(),
    )
