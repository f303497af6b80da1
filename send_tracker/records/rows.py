"""The rows of a record's data files, as read: TOML tables with their file, place and key."""

import hashlib
import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any


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

    def take(self, name: str, default: Any = "") -> Any:
        self.taken.add(name)
        return self.fields.get(name, default)

    def need(self, name: str) -> Any:
        if name not in self.fields:
            raise self.error(f'it has no "{name}"')
        return self.take(name)

    def ages(self) -> dict[str, Any]:
        first, last = self.take("ages", None) or (None, None)
        return {"age_from": first, "age_to": last}

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
            for position, fields in enumerate([found] if isinstance(found, dict) else found, 1):
                row = Row(kind, path.name, position, first.get("key", ""), fields)
                row.key = fields.get("key") or _key_of_link(kind, fields)
                text = json.dumps(fields, sort_keys=True, default=str, ensure_ascii=False)
                row.digest = hashlib.sha256(text.encode()).hexdigest()
                rows[kind].append(row)
    return rows


def _key_of_link(kind: str, fields: dict[str, Any]) -> str:
    """A key for rows that are known by what they join."""
    parts = ("plan", "number") if kind == "version" else ("from", "kind", "to")
    return " ".join(str(fields.get(part, "")) for part in parts)
