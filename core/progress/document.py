"""Writes docs/rules.md from the rules themselves, so that what people read is what the service does.

`.venv/bin/python -m core.progress.document` writes the file again after a rule has changed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from inspect import cleandoc
from pathlib import Path
from types import ModuleType

from core import due_dates
from core.calendar import MONTH_NAMES, TERMS, add_working_days, uk_date
from core.due_dates import FLAGS, PRECISIONS, read_due
from core.progress import actions, attention, dates, moves, outcomes, rag, rollup
from core.progress.actions import DUE_SOON_DAYS, ActionFacts, delivery_state
from core.progress.moves import ACTION_MOVES, PLAN_VERSION_MOVES, Moves
from core.progress.outcomes import REASONS, THRESHOLDS, OutcomeState
from core.progress.rag import STANDING, suggest_rag
from core.progress.rollup import Rollup

RULES = Path(__file__).resolve().parents[2] / "docs" / "rules.md"

_DAY = date(2022, 2, 10)  # any day will do: the tables hold for every day
_DUE = {
    "no date": None,
    "date passed": _DAY - timedelta(days=1),
    f"due within {DUE_SOON_DAYS} days": _DAY + timedelta(days=DUE_SOON_DAYS),
    "due later": _DAY + timedelta(days=DUE_SOON_DAYS + 1),
}

_WORKING_DAYS = ((date(2019, 8, 8), 70), (date(2022, 2, 22), 70), (date(2021, 11, 9), 70))

_WRITTEN = (
    "10 February 2022",
    "10/02/22",
    "12/13/2022",
    "31 February 2022",
    "30 Sept",
    "w/c 5 Sept 2022",
    "Sept 22",
    "March 31",
    "end of June 2023",
    "Autumn term 2022",
    "Spring term 2022/23",
    "Spring term",
    "Q1 24/25",
    "Q1 2024",
    "2022",
    "2022/23",
    "academic year 2022/23",
    "April 2022 – March 2023",
    "Jan/Feb 2022",
    "18th – 20th January 2022",
    "30/09/22 now 31/12/22",
    "30/09/22 31/12/22",
    "by Easter 2022",
    "October half term 2022",
    "following publication of the report",
    "before 1 March 2023",
    "from September 2022",
    "ongoing",
    "Ongoing – review termly",
    "Ongoing until July 2023",
    "within 6 weeks of plan approval",
    "6 weeks from 1 March 2022",
    "ASAP",
    "TBC",
    "Sept 2022 (TBC)",
    "Done March 2022",
    "Complete",
    "n/a",
    "45",
)

_HOW_IT_IS_WRITTEN = (
    "This page is written from the rules in the code. It is not edited by hand: after a change of a rule, "
    "`.venv/bin/python -m core.progress.document` writes it again, and a test fails until that is done."
)
_HOW_DAYS_ARE_COUNTED = (
    "Monday to Friday without England's bank holidays, one-off holidays included. Counting starts on the day after. "
    "A plan's clock runs from the day the report was received, not from its publication."
)


def rules() -> str:
    """The whole text of docs/rules.md."""
    sections = (
        "# The rules",
        _HOW_IT_IS_WRITTEN,
        "## How an action stands",
        _about(actions),
        *_grid("What is said about it", lambda facts: delivery_state(facts, today=_DAY).label),
        "## What an action asks of its lead",
        _about(attention),
        "## Who decides a new date",
        _about(dates),
        _deciders(),
        "## What the rule makes of a rating",
        _about(rag),
        *_grid("What is said about it", _rating),
        "The reasons it gives:",
        _list(sorted({suggest_rag(facts, _DAY).because for facts in _every_action()})),
        f"Ratings from worst to best: {_standing()}. A rating is better than the rule's when it stands further along.",
        "## What is counted",
        _about(rollup),
        "A row holds: " + ", ".join(_words(field.name) for field in fields(Rollup)) + ".",
        "## Which moves are allowed",
        _about(moves),
        "### An action",
        _moves(ACTION_MOVES),
        "### A plan version",
        _moves(PLAN_VERSION_MOVES),
        "## Whether an intended outcome is shown",
        _about(outcomes),
        "The first reason below that holds gives the result. Pages print its sentence.",
        _table(
            ("Result", "Reason", "Code"),
            ((state.label, because, f"`{code}`") for code, (state, because) in REASONS.items()),
        ),
        f"The results: {_join(state.label.lower() for state in OutcomeState)}. The lines are drawn here:",
        _list(_thresholds()),
        "## Working days",
        _HOW_DAYS_ARE_COUNTED,
        _table(
            ("Received", "Working days", "Due"),
            ((uk_date(start), str(days), uk_date(add_working_days(start, days))) for start, days in _WORKING_DAYS),
        ),
        "## Dates as plans write them",
        _about(due_dates).split("\n\n")[1],
        "Slashes are day first. Two-digit years 00 to 69 are 2000 to 2069. Terms: " + _terms() + ".",
        _table(("How exact", "What it means"), ((f"`{code}`", text) for code, text in PRECISIONS.items())),
        "What may be noted beside a date:",
        _table(("Note", "What it means"), ((f"`{code}`", text) for code, text in FLAGS.items())),
        "How some dates are read:",
        _table(("As written", "How exact", "From", "To", "Notes"), map(_reading, _WRITTEN)),
    )
    return "\n\n".join(sections) + "\n"


def write() -> None:
    RULES.parent.mkdir(exist_ok=True)
    RULES.write_text(rules(), encoding="utf-8")


def _about(module: ModuleType) -> str:
    """A module's own words, a paragraph a line, without the numbers of the requirements they come from."""
    words = re.sub(r" \([0-9]+\.[0-9]+[a-z]?(?: [0-9]+)?\)", "", cleandoc(module.__doc__ or ""))
    paragraphs = words.split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _join(items: Iterable[str]) -> str:
    return ", ".join(items)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _every_action() -> Iterable[ActionFacts]:
    return (ActionFacts(status=status, due_end=due) for status in ACTION_MOVES.words for due in _DUE.values())


def _grid(first: str, cell: Callable[[ActionFacts], str]) -> Iterable[str]:
    """What a rule gives for every status and place of the date."""
    yield _table(
        (first, *_DUE),
        (
            (words, *(cell(ActionFacts(status=status, due_end=due)) for due in _DUE.values()))
            for status, words in ACTION_MOVES.words.items()
        ),
    )


def _rating(facts: ActionFacts) -> str:
    code = suggest_rag(facts, _DAY).code
    return "cannot be worked out" if code is None else code


def _deciders() -> str:
    limit = dates.LEAD_DECIDES_UNDER_DAYS
    return _table(
        ("Move", "First move", "Moved before", "Plan leaves dates to an outside body"),
        (
            (
                words,
                *(
                    dates.date_decider(from_end=_DAY, to_end=to, moved_before=before, outside=outside).words
                    for before, outside in ((False, False), (True, False), (False, True))
                ),
            )
            for words, to in (
                (f"Later, under {limit} days", _DAY + timedelta(days=limit - 1)),
                (f"Later, {limit} days or more", _DAY + timedelta(days=limit)),
                ("Earlier", _DAY - timedelta(days=1)),
                ("To or from no date", None),
            )
        ),
    )


def _standing() -> str:
    ranks = sorted(set(STANDING.values()))
    return _join(" and ".join(_words(code) for code, rank in STANDING.items() if rank == wanted) for wanted in ranks)


def _moves(table: Moves) -> str:
    return _table(
        ("From", "To"),
        (
            (table.words[state], "; ".join(table.words[following] for following in after) or "nothing")
            for state, after in table.allowed.items()
        ),
    )


def _thresholds() -> Iterable[str]:
    limits = THRESHOLDS
    yield f"A measure counts as there at {limits.milestone_share:.0%} of the way from its baseline to its milestone."
    yield (
        f"It needs {limits.figures_needed} figures after its baseline; {limits.figures_needed_yearly} where figures "
        f"come once a year (every {limits.yearly_from_days} days or more)."
    )
    yield f"Its latest figure may be {limits.fresh_periods} reporting periods old."
    yield f"Evidence of impact counts in full while it is under {limits.impact_months} months old."
    yield (
        f"It must come from {limits.impact_sources} sources, with {limits.impact_independent} item from outside the "
        "delivering service, and say how many of the group stand behind it."
    )


def _terms() -> str:
    return _join(
        f"{term} from {day} {MONTH_NAMES[month - 1]} to {last_day} {MONTH_NAMES[last - 1]}"
        for term, ((month, day), (last, last_day)) in TERMS.items()
    )


def _reading(text: str) -> Sequence[str]:
    due = read_due(text)
    period = [uk_date(day) if day else "–" for day in (due.start, due.end)]
    return text, f"`{due.precision}`", *period, _join(f"`{flag}`" for flag in due.flags)


if __name__ == "__main__":
    write()
