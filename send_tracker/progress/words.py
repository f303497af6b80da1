"""Words and figures in a sentence, as pages about progress print them."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.web.words import uk_date

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number: int) -> str:
    """ "five"; figures from eleven on."""
    return NUMBER_WORDS[number] if 0 <= number < len(NUMBER_WORDS) else f"{number:,}"


def sentence_start(words: str) -> str:
    """With a capital, and otherwise as it stands."""
    return words[:1].upper() + words[1:]


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def days_from_to(first: date | None, last: date | None) -> str:
    """ "24 to 26 January 2022", "30 May to 2 June 2022", "24 January 2022"; nothing gives ""."""
    if first is None or last is None or first == last:
        return uk_date(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {uk_date(last)}"
    if first.year == last.year:
        return f"{uk_date(first).rsplit(' ', 1)[0]} to {uk_date(last)}"
    return f"{uk_date(first)} to {uk_date(last)}"


def first_sentence(text: str, at_most: int = 180) -> str:
    """The first sentence of a text, or its beginning where that sentence is long."""
    first = text.split(". ", 1)[0].rstrip(".")
    if len(first) <= at_most:
        return f"{first}."
    return first[:at_most].rsplit(" ", 1)[0] + "…"


def unique(words: Iterable[str]) -> list[str]:
    """Each once, in the order they come."""
    return list(dict.fromkeys(word for word in words if word))
