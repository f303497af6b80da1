"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Model

#: A constraint's name, or "Model.field" for a column whose values are unique, and what writes a row that breaks it.
Break = tuple[str, Callable[[], object]]


def rules_of(app_label: str) -> set[str]:
    """Every rule the tables of an app hold."""
    rules = set()
    for model in apps.get_app_config(app_label).get_models():
        rules |= {constraint.name for constraint in model._meta.constraints}
        rules |= {
            f"{model.__name__}.{field.name}"
            for field in model._meta.local_fields
            if field.unique and not field.primary_key
        }
    return rules


def assert_refused(rule: str, write: Callable[[], object]) -> None:
    """`write` fails in the database, by that rule and no other."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    said = str(refusal.value)
    if connection.vendor == "sqlite" and rule not in _checks():
        assert said.startswith("UNIQUE constraint failed")  # SQLite names columns here, not the rule
    else:
        assert rule.rpartition(".")[2] in said


def _checks() -> set[str]:
    return {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    }


def names(breaks: Iterable[Break]) -> set[str]:
    return {rule for rule, _ in breaks}


def written_again(made: Model, **changes: Any) -> None:
    """Writes the same row once more, past every service and form."""
    again = type(made)(**values_of(made) | changes)
    type(made)._base_manager.bulk_create([again])


def changed(made: Model, **changes: Any) -> None:
    """Writes other values into the row, past every service and form."""
    type(made)._base_manager.filter(pk=made.pk).update(**changes)


def values_of(made: Model) -> dict[str, Any]:
    return {field.attname: getattr(made, field.attname) for field in made._meta.local_fields if not field.primary_key}
