"""The rows of a record's data files, as read: TOML tables with their file, place and key."""

import hashlib
import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from send_tracker.records import days


class RecordError(Exception):
    """A data file that cannot be loaded. Says the file, the row and what to mend. Nothing was stored."""


@dataclass
class Row:
    """One table of a data file. Fields are taken out one by one: what is left over is a mistake."""

    kind: str
    file: str
    position: int
    default_document: str
    fields: dict[str, Any]
    digest: str = ""
    key: str = ""
    taken: set[str] = field(default_factory=set)

    def count_days(self, today: date | None) -> None:
        """Turn relative days into dates. The digest stays that of the words, so that another day changes nothing."""
        if today is None and days.is_relative(self.fields):
            raise self.error("it counts days from the day it is loaded, and none is given")
        if today is not None:
            self.fields = days.resolve(self.fields, today)

    def take(self, name: str, default: Any = "") -> Any:
        self.taken.add(name)
        return self.fields.get(name, default)

    def need(self, name: str) -> Any:
        if name not in self.fields:
            raise self.error(f'it has no "{name}"')
        return self.take(name)

    def ages(self) -> dict[str, Any]:
        ages = self.take("ages", None)
        if ages is None:
            return {}
        if not (isinstance(ages, list) and len(ages) == 2 and all(isinstance(age, int) for age in ages)):
            raise self.error('"ages" must be two whole numbers, such as [18, 25]')
        return {"age_from": ages[0], "age_to": ages[1]}

    def entries(self, name: str, *, needed: tuple[str, ...], known: set[str]) -> list[dict[str, Any]]:
        """The small tables a field holds, each with what is needed and nothing unknown."""
        entries: list[dict[str, Any]] = self.take(name, [])
        for entry in entries:
            for missing in (wanted for wanted in needed if wanted not in entry):
                raise self.error(f'"{name}" has an entry without "{missing}"')
            if left := sorted(set(entry) - known):
                raise self.error(f'"{name}" has an entry with unknown fields: {", ".join(left)}')
        return entries

    def check_all_taken(self) -> None:
        left = sorted(set(self.fields) - self.taken - {"key"})
        if left:
            raise self.error(f"it has unknown fields: {', '.join(left)}")

    def error(self, why: str) -> RecordError:
        return RecordError(f"{self.file}: {self.kind} {self.key or self.position}: {why}.")


def read_rows(folder: Path) -> dict[str, list[Row]]:
    """Every row of a record by kind, in the order of files and lines."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise RecordError(f"{path.name} cannot be read: {problem}.") from problem
        documents = tables.get("document", [])
        first = documents if isinstance(documents, dict) else next(iter(documents), {})
        for kind, found in tables.items():
            listed = [found] if isinstance(found, dict) else found
            if not (isinstance(listed, list) and all(isinstance(fields, dict) for fields in listed)):
                raise RecordError(f"{path.name}: “{kind}” is not a table: write [[{kind}]] above its fields.")
            for position, fields in enumerate(listed, 1):
                row = Row(kind, path.name, position, first.get("key", ""), fields)
                row.key = fields.get("key") or _key_of_joined(kind, fields)
                if not row.key:
                    raise row.error("it has no key")
                text = json.dumps(fields, sort_keys=True, default=str, ensure_ascii=False)
                row.digest = hashlib.sha256(text.encode()).hexdigest()
                rows[kind].append(row)
    return rows


#: Kinds that are known by what they join, or by what they are of and when, so that nobody has to make up a key.
JOINED = {
    "version": ("plan", "number"),
    "finding_link": ("from", "kind", "to"),
    "confirmation": ("partner",),
    "also_serves": ("action", "workstream"),
    "update": ("action", "happened_on"),
    "date_change": ("action", "asked_on"),
    "observation": ("measure", "of"),
    "target": ("measure", "due_on"),
}


def _key_of_joined(kind: str, fields: dict[str, Any]) -> str:
    return " ".join(str(fields.get(part, "")) for part in JOINED.get(kind, ())).strip()
