"""A table as a csv file that a spreadsheet program opens without running anything in it."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeData

FORMULA_STARTS = frozenset("=+-@")
CONTROL_STARTS = ("\t", "\r", "\n")


def is_live(text: str) -> bool:
    """Whether a spreadsheet program could take `text` for a formula.

    It could where the first thing it sees is one of = + - @, full-width forms included; programs skip spaces, and what
    prints nothing, before it. A leading tab or line end is one too: it moves the text into a cell of its own.
    """
    if text.startswith(CONTROL_STARTS):
        return True
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs"):
            continue
        return unicodedata.normalize("NFKC", character)[0] in FORMULA_STARTS
    return False


def cell(value: Any) -> str | int | float | Decimal:
    """What a csv cell holds: numbers as numbers, days as 2022-02-10, markup as its words, live text behind a '."""
    if value is None:
        return ""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        text = (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, SafeData):
        text = unescape(strip_tags(str(value))).strip()
    else:
        text = str(value)
    return "'" + text if is_live(text) else text


def csv_response(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, filename: str) -> HttpResponse:
    """A download in UTF-8 with the mark Excel needs to see that it is."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(head) for head in heads])
    writer.writerows([cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    return response
