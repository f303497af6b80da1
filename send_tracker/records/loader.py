"""Loads a record from its data files: every row through the services, once, all or nothing.

A record is a folder of TOML files. Tables of one kind may stand in any file; kinds are loaded in the order of `KINDS`,
so that what is referred to exists. A row's `key` names it for the other rows and for the next load: a key that was
loaded before is passed over. Facts are not overwritten: a row that was changed in its file since is reported, and
corrected on screen.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from send_tracker.records.kinds import KINDS
from send_tracker.records.load import Load
from send_tracker.records.rows import RecordError, read_rows

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Report:
    """What a load did: rows added by kind, rows held before, and rows whose file has changed since they were loaded."""

    added: Counter[str]
    unchanged: int
    changed_in_files: tuple[str, ...]


@transaction.atomic
def load_record(record: str, folder: Path | None = None, *, today: date | None = None) -> Report:
    """Load a record's folder. Raises RecordError, and then nothing is stored.

    `today` is the day from which a record counts its relative days; one that has none needs none.
    """
    folder = folder or FOLDER / record
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in FOLDER.glob("*/area.toml")))
        raise RecordError(f'There is no record "{record}". Choose from: {known}.')
    rows = read_rows(folder)
    unknown = sorted(set(rows) - set(KINDS))
    if unknown:
        raise RecordError(f"{record}: unknown kinds of row: {', '.join(unknown)}.")
    load = Load(record, rows, KINDS, today)
    changed: list[str] = []
    for kind in KINDS:
        for row in rows[kind]:
            known_row = load.loaded.get((kind, row.key))
            if known_row is None:
                load.make(row)
            elif known_row.digest != row.digest:
                changed.append(f"{row.file}: {row.key}")
    added = Counter(kind for kind, key in load.made if (kind, key) not in load.loaded)
    return Report(added, len(load.loaded), tuple(changed))
