"""What a load knows while it runs: the rows made so far, and how a row finds what it refers to."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from core.accounts.models import LocalArea
from findings.choices import Wording
from findings.models import SourceDocument
from findings.services import Place
from send_tracker.records import days
from send_tracker.records.models import LoadedRecord
from send_tracker.records.rows import Row


class Load:
    """One run over one record."""

    def __init__(
        self,
        record: str,
        rows: dict[str, list[Row]],
        kinds: dict[str, Callable[["Load", Row], models.Model]],
        today: date | None = None,
    ) -> None:
        self.record = record
        self.today = today
        self.kinds = kinds
        self.rows: dict[tuple[str, str], Row] = {}
        for row in (row for some in rows.values() for row in some):
            if (row.kind, row.key) in self.rows:
                raise row.error("another row has the same key")
            self.rows[row.kind, row.key] = row
        self.first_area = rows["area"][0].key if rows["area"] else ""
        self.loaded = {(row.kind, row.key): row for row in LoadedRecord.objects.filter(record=record)}
        self.made: dict[tuple[str, str], models.Model] = {}
        self.being_made: list[Row] = []

    def make(self, row: Row) -> models.Model:
        """Store a row, and before it any row it refers to. Once."""
        if (row.kind, row.key) in self.made:
            return self.made[row.kind, row.key]
        if row in self.being_made:
            raise row.error("it refers to itself, directly or round about")
        self.being_made.append(row)
        row.count_days(self.today)
        try:
            made = self.kinds[row.kind](self, row)
        except ValidationError as problem:
            raise row.error(_in_words(problem)) from problem
        except (TypeError, ValueError) as problem:
            raise row.error(f"a value cannot be read: {problem}") from problem
        row.check_all_taken()
        self.being_made.pop()
        self.made[row.kind, row.key] = made
        LoadedRecord.objects.create(
            record=self.record, kind=row.kind, key=row.key, object_id=made.pk, digest=row.digest
        )
        return made

    def find(self, row: Row, kind: str, model: type[models.Model], key: str) -> Any:
        """The record another row refers to by its key."""
        if (kind, key) in self.loaded and (kind, key) not in self.made:
            self.made[kind, key] = model._default_manager.get(pk=self.loaded[kind, key].object_id)
        if (kind, key) in self.made:
            return self.made[kind, key]
        if (kind, key) not in self.rows:
            raise row.error(f'it refers to {kind} "{key}", which no file holds')
        return self.make(self.rows[kind, key])

    def make_all(self, kinds: Iterable[str], name: str, keys: Collection[str]) -> None:
        """Store, before their turn, the rows of those kinds whose field `name` is one of `keys`."""
        for kind in kinds:
            for row in [row for (of, _), row in self.rows.items() if of == kind and row.fields.get(name) in keys]:
                if (kind, row.key) not in self.loaded:
                    self.make(row)

    def keys_of(self, kind: str, name: str, key: str) -> set[str]:
        """The keys of the rows of a kind whose field `name` is `key`."""
        return {row.key for (of, _), row in self.rows.items() if of == kind and row.fields.get(name) == key}

    def maybe(self, row: Row, kind: str, model: type[models.Model], name: str) -> Any:
        key = row.take(name)
        return self.find(row, kind, model, key) if key else None

    def many(self, row: Row, kind: str, model: type[models.Model], name: str) -> list[Any]:
        return [self.find(row, kind, model, key) for key in row.take(name, [])]

    def listed(self, row: Row, model: type[models.Model], code: str) -> Any:
        """An entry of a reference list."""
        entry = model._default_manager.filter(code=code).first()
        if entry is None:
            raise row.error(f'"{code}" is not in the list of {model._meta.verbose_name_plural}')
        return entry

    def listed_many(self, row: Row, model: type[models.Model], name: str) -> list[Any]:
        return [self.listed(row, model, code) for code in row.take(name, [])]

    def area(self, row: Row) -> LocalArea:
        """The area a row belongs to: its own, or the record's first."""
        key = row.take("area") or self.first_area
        return cast(LocalArea, self.find(row, "area", LocalArea, key))

    def document(self, row: Row) -> SourceDocument:
        key = row.take("document") or row.default_document
        return cast(SourceDocument, self.find(row, "document", SourceDocument, key))

    def place(self, row: Row, text: str = "", wording: Wording = Wording.SUMMARISED) -> Place | None:
        """Where a row stands. A document named without lines counts as a place only where the row itself names it."""
        lines = row.take("lines")
        named = row.take("document")
        document = named or row.default_document
        if not lines and not named:
            return None
        return Place(self.find(row, "document", SourceDocument, document), lines, text, wording)

    def period(self, row: Row) -> tuple[str, date | None, date | None]:
        """The period a figure is of, in words and days: written out, or counted as in `of = "month-2"`."""
        counted = row.take("of")
        if not counted:
            return row.need("period"), row.take("starts_on", None), row.take("ends_on", None)
        found = None if self.today is None else days.period(counted, self.today)
        if found is None:
            raise row.error(f'"{counted}" is no period: write "month-2" or "term-1"')
        return found

    def known_on(self, place: Place | None, otherwise: date) -> date:
        """A fact from a document is known on the document's date."""
        return otherwise if place is None or place.document.dated_on is None else place.document.dated_on

    def wording(self, row: Row) -> Wording:
        return Wording(row.take("wording", Wording.SUMMARISED))


def _in_words(problem: ValidationError) -> str:
    """What a model or service refused, with the name of each field."""
    if not hasattr(problem, "error_dict"):
        return "; ".join(problem.messages).rstrip(".")
    of_fields = problem.message_dict
    rest = of_fields.pop(NON_FIELD_ERRORS, [])
    return "; ".join([*(f"{name}: {' '.join(said)}" for name, said in of_fields.items()), *rest]).rstrip(".")
