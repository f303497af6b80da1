"""The reference lists every area starts with."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from core.audit import services as history
from findings.models import Framework, JudgementValue, ReferenceList, Sector, Theme, Voice
from plans.models import PlanType

FILE = Path(__file__).parent / "reference.toml"
LISTS: dict[str, type[ReferenceList]] = {
    "framework": Framework,
    "plan_type": PlanType,
    "voice": Voice,
    "judgement_value": JudgementValue,
    "theme": Theme,
    "sector": Sector,
}


@transaction.atomic
def load_reference_lists() -> int:
    """Add the entries that are missing and give their number. What administrators changed stays as they left it."""
    rows: dict[str, list[dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    added = 0
    for name, model in LISTS.items():
        for position, row in enumerate(rows[name], 1):
            row["position"] = position
            if "framework" in row:
                row["framework"] = Framework.objects.get(code=row["framework"])
            same = {key: row[key] for key in ("code", "framework") if key in row}
            if model is JudgementValue:
                same.setdefault("framework", None)
            if not model._default_manager.filter(**same).exists():
                entry = model(**row)
                entry.full_clean()
                entry.save()
                history.record(by=None, verb="reference list entry added", thing=entry, after={"code": entry.code})
                added += 1
    return added
