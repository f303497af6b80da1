"""Places in a document, and their lines as the record writes them: "51", "136-141", "12-14, 368"."""

import re
from dataclasses import dataclass

from findings.choices import Wording
from findings.models import SourceDocument

Span = tuple[int, int]

_SPAN = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def spans(lines: str) -> tuple[Span, ...]:
    """First and last line of each stretch. Words without numbers give none; never raises."""
    return tuple((int(first), int(last or first)) for first, last in _SPAN.findall(lines))


def holds(stretches: tuple[Span, ...], line: int) -> bool:
    return any(first <= line <= last for first, last in stretches)


def meet(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """Whether the two have a line in common."""
    return any(
        first <= other_last and other_first <= last for first, last in some for other_first, other_last in others
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a document, its lines, and the words there."""

    document: SourceDocument
    lines: str
    text: str = ""
    wording: Wording = Wording.SUMMARISED
