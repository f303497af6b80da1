"""What a load knows while it runs: the rows made so far, and how a row finds what it refers to."""

from datetime import date
from typing import Any, cast

from django.db import models

from core.accounts.models import LocalArea
from findings.choices import Wording
from findings.models import SourceDocument
from findings.services import Place
from send_tracker.records.models import LoadedRecord
from send_tracker.records.rows import Row


class Load:
    """One run over one record."""

    def __init__(self, record: str, rows: dict[str, list[Row]]) -> None:
        self.record = record
        self.rows = rows
        self.loaded = {(row.kind, row.key): row for row in LoadedRecord.objects.filter(record=record)}
        self.made: dict[tuple[str, str], models.Model] = {}

    def find(self, row: Row, kind: str, model: type[models.Model], key: str) -> Any:
        """The row another row refers to by its key."""
        made = self.made.get((kind, key))
        if made is None and (kind, key) in self.loaded:
            made = model._default_manager.get(pk=self.loaded[kind, key].object_id)
            self.made[kind, key] = made
        if made is None:
            raise row.error(f'it refers to {kind} "{key}", which no file holds')
        return made

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
        key = row.take("area") or self.rows["area"][0].key
        return cast(LocalArea, self.find(row, "area", LocalArea, key))

    def document(self, row: Row) -> SourceDocument:
        key = row.take("document") or row.default_document
        return cast(SourceDocument, self.find(row, "document", SourceDocument, key))

    def place(self, row: Row, text: str = "", wording: Wording = Wording.SUMMARISED) -> Place | None:
        lines = row.take("lines")
        document = row.take("document") or row.default_document
        if not lines:
            return None
        return Place(self.find(row, "document", SourceDocument, document), lines, text, wording)

    def known_on(self, place: Place | None, otherwise: date) -> date:
        """A fact from a document is known on the document's date."""
        return otherwise if place is None or place.document.dated_on is None else place.document.dated_on

    def wording(self, row: Row) -> Wording:
        return Wording(row.take("wording", Wording.SUMMARISED))
