"""Changing a row that two people may have open at once: one way for every form that sets something up.

The page carries a stamp of the values it showed. Whoever saves hands it back; where the row holds other values by then,
nothing is stored and the person sees both. What is changed stands in the history, before and after.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models, transaction

from core.audit import services as history
from core.audit.services import plain

if TYPE_CHECKING:
    from core.accounts.models import User

RowT = TypeVar("RowT", bound=models.Model)


class ChangedMeanwhile(Exception, Generic[RowT]):
    """Somebody saved this after the page was opened. Nothing was stored. `row` is what is held now."""

    def __init__(self, row: RowT) -> None:
        super().__init__("This was changed after you opened it.")
        self.row = row


def values_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The row's values by name; of several linked records, a list in the order of their numbers."""
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        many = row._meta.get_field(name).many_to_many
        found[name] = sorted(value.all(), key=lambda one: one.pk) if many else value
    return found


def stamp_of(values: Mapping[str, Any]) -> str:
    """A short text that is the same for the same values and for no others. Linked records count by their number."""

    def number(value: Any) -> Any:
        if isinstance(value, models.Model):
            return value.pk
        if isinstance(value, list | tuple):
            return [number(one) for one in value]
        return plain(value)

    held = json.dumps({name: number(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(held.encode()).hexdigest()


def stamp(row: models.Model, names: Iterable[str]) -> str:
    return stamp_of(values_of(row, names))


def lock(row: RowT, *, names: Iterable[str], seen: str) -> RowT:
    """The row as held now, locked till the transaction ends. Raises ChangedMeanwhile unless it is as it was shown."""
    locked: RowT = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if stamp(locked, names) != seen:
        raise ChangedMeanwhile(locked)
    return locked


@transaction.atomic
def change(
    *,
    by: "User",
    row: models.Model,
    seen: str,
    values: Mapping[str, Any],
    verb: str,
    area_id: int,
) -> tuple[str, ...]:
    """Stores those values and gives the names of what differs; nothing is written where nothing does.

    `seen` is the stamp of the same names as the page showed them. Raises ChangedMeanwhile, and ValidationError for what
    the row may not hold.
    """
    locked = lock(row, names=values, seen=seen)
    before = values_of(locked, values)
    after = {name: _ordered(value) for name, value in values.items()}
    changed = tuple(name for name in values if before[name] != after[name])
    if not changed:
        return ()
    several = [name for name in changed if locked._meta.get_field(name).many_to_many]
    for name in changed:
        if name not in several:
            setattr(locked, name, after[name])
    locked.full_clean()
    locked.save()
    for name in several:
        getattr(locked, name).set(after[name])
    history.record(
        by=by,
        verb=verb,
        thing=locked,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        area_id=area_id,
    )
    return changed


def _ordered(value: Any) -> Any:
    if isinstance(value, models.QuerySet | list | tuple):
        return sorted(value, key=lambda one: one.pk)
    return value
