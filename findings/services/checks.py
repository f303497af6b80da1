"""What every service here asks first."""

from collections.abc import Mapping
from copy import copy
from typing import Any, TypeVar

from core import clock
from core.accounts.models import User
from findings.models import (
    Finding,
    Review,
    SourceDocument,
)
from findings.permissions import check_can_set_up


def check_by(by: User | None, area_id: int) -> None:
    """Raises PermissionDenied unless this person may record what was said about the area."""
    check_can_set_up(by, area_id, clock.today())


RowT = TypeVar("RowT", SourceDocument, Review, Finding)


def with_values(row: RowT, values: Mapping[str, Any]) -> RowT:
    """A copy of the row with other values, to be looked at and thrown away."""
    looked_at = copy(row)
    for name, value in values.items():
        if not row._meta.get_field(name).many_to_many:
            setattr(looked_at, name, value)
    return looked_at
