"""Loading a record from its data files: once, all or nothing, and plain words when a file is wrong."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError

from core.accounts.models import Organisation
from core.audit.models import Event
from findings.models import Finding, Statement
from send_tracker.records.loader import FOLDER, load_record
from send_tracker.records.reference import LISTS, load_reference_lists
from send_tracker.records.rows import RecordError

pytestmark = pytest.mark.django_db

AREA = """
[[area]]
key = "fenshire"
name = "Fenshire"

[[organisation]]
key = "fenshire-ccg"
name = "Fenshire CCG"
kind = "ccg"
successor = "fenshire-icb"

[[organisation]]
key = "fenshire-icb"
name = "Fenshire ICB"
kind = "icb"
areas = ["fenshire"]
"""

LETTER = """
[document]
key = "LET21"
title = "Inspection letter"
kind = "inspection_letter"
held = "cited"
dated_on = 2021-08-09
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"

[[review]]
key = "INSP21"
type = "full_inspection"
framework = "2016"
title = "Inspection of June 2021"
document = "LET21"
lines = "1-4"
starts_on = 2021-06-14
ends_on = 2021-06-18
received_on = 2021-08-09

[[finding]]
key = "INSP21/weakness/1"
review = "INSP21"
reference = "1"
type = "significant_weakness"
text = "Leaders do not plan together."
wording = "verbatim"
lines = "51"
themes = ["joint_commissioning"]

[[statement]]
key = "LET21/method/1"
kind = "method"
text = "Some 40 families wrote."
lines = "12"
value = 40
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small record of an area that does not exist."""
    load_reference_lists()
    (tmp_path / "area.toml").write_text(AREA, encoding="utf-8")
    (tmp_path / "let21.toml").write_text(LETTER, encoding="utf-8")
    return tmp_path


def rewrite(folder: Path, old: str, new: str, file: str = "let21.toml") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def every_row() -> dict[str, list[dict[str, object]]]:
    """Every row of every table but those Django keeps for itself, history and tables of links included."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label not in DJANGOS]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


DJANGOS = {"admin", "auth", "contenttypes", "sessions", "account"}


# ------------------------------------------------------------------------------------------------ the whole record


def test_the_record_loads_into_an_empty_database_and_loading_again_changes_nothing():
    load_reference_lists()
    first = load_record("peterborough")
    held = every_row()
    events = Event.objects.count()

    assert load_reference_lists() == 0
    again = load_record("peterborough")

    assert (again.added.total(), again.unchanged, again.changed_in_files) == (0, first.added.total(), ())
    assert every_row() == held
    assert Event.objects.count() == events


def test_a_load_that_fails_at_its_last_row_leaves_nothing(tmp_path):
    load_reference_lists()
    before = every_row()
    copy = tmp_path / "peterborough"
    shutil.copytree(FOLDER / "peterborough", copy)
    with (copy / "rev22.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[judgement]]\nkey = "REV22/judgement/6"\nfinding = "INSP19/weakness/6"\n')

    with pytest.raises(RecordError) as refusal:
        load_record("peterborough", copy)

    assert str(refusal.value) == (
        'rev22.toml: judgement REV22/judgement/6: it refers to finding "INSP19/weakness/6", which no file holds.'
    )
    assert every_row() == before


# -------------------------------------------------------------------------------------------------- a small record


def test_every_row_is_added_through_its_service_with_its_history(folder):
    report = load_record("fenshire", folder)

    assert dict(report.added) == {
        "area": 1,
        "organisation": 2,
        "document": 1,
        "review": 1,
        "finding": 1,
        "statement": 1,
    }
    finding = Finding.objects.get()
    assert (finding.happened_on, finding.known_on) == (date(2021, 6, 18), date(2021, 8, 9))
    assert finding.passage.locator == "LET21, line 51"
    assert [event.verb for event in Event.objects.about(finding)] == ["finding added"]
    assert set(Event.objects.values_list("by", flat=True)) == {None}


def test_a_body_may_name_a_successor_that_stands_further_down(folder):
    load_record("fenshire", folder)

    assert Organisation.objects.get(kind="ccg").successor == Organisation.objects.get(kind="icb")


def test_a_row_changed_in_its_file_is_reported_and_not_overwritten(folder):
    load_record("fenshire", folder)
    held = every_row()
    rewrite(folder, "Leaders do not plan together.", "Leaders plan together.")

    report = load_record("fenshire", folder)

    assert report.changed_in_files == ("let21.toml: INSP21/weakness/1",)
    assert report.added.total() == 0
    assert every_row() == held


def test_a_row_added_to_a_file_is_loaded_beside_what_is_held(folder):
    load_record("fenshire", folder)
    with (folder / "let21.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[statement]]\nkey = "LET21/method/2"\nkind = "method"\ntext = "Two days."\nlines = "13"\n')

    report = load_record("fenshire", folder)

    assert (dict(report.added), report.unchanged) == ({"statement": 1}, 7)
    assert Statement.objects.count() == 2


def test_an_area_that_is_there_already_is_used_and_kept_as_it_is(folder):
    load_record("fenshire", folder)
    second = folder.parent / "second"
    second.mkdir(exist_ok=True)
    (second / "area.toml").write_text('[[area]]\nkey = "fenshire"\nname = "Another name"\n', encoding="utf-8")

    load_record("second", second)

    assert list(apps.get_model("accounts.LocalArea").objects.values_list("slug", "name")) == [("fenshire", "Fenshire")]


# ------------------------------------------------------------------------------------- what a wrong file is told

WRONG = {
    "a file that is not TOML": (
        'title = "Inspection letter"',
        "title = Inspection letter",
        "let21.toml cannot be read: Invalid value (at line 4, column 9).",
    ),
    "a kind of row nobody knows": (
        "[[statement]]",
        "[[remark]]",
        "fenshire: unknown kinds of row: remark.",
    ),
    "a field nobody knows": (
        'reference = "1"',
        'refrence = "1"',
        "let21.toml: finding INSP21/weakness/1: it has unknown fields: refrence.",
    ),
    "a field that is missing": (
        'type = "significant_weakness"\n',
        "",
        'let21.toml: finding INSP21/weakness/1: it has no "type".',
    ),
    "a row without its key": (
        'key = "LET21/method/1"\n',
        "",
        "let21.toml: statement 1: it has no key.",
    ),
    "a key given twice": (
        "[[statement]]",
        '[[finding]]\nkey = "INSP21/weakness/1"\n\n[[statement]]',
        "let21.toml: finding INSP21/weakness/1: another row has the same key.",
    ),
    "a record nothing holds": (
        'review = "INSP21"',
        'review = "INSP22"',
        'let21.toml: finding INSP21/weakness/1: it refers to review "INSP22", which no file holds.',
    ),
    "a row that refers to itself": (
        'reference = "1"',
        'parent = "INSP21/weakness/1"',
        "let21.toml: finding INSP21/weakness/1: it refers to itself, directly or round about.",
    ),
    "a code that is not in its list": (
        'themes = ["joint_commissioning"]',
        'themes = ["comissioning"]',
        'let21.toml: finding INSP21/weakness/1: "comissioning" is not in the list of themes.',
    ),
    "a choice that is none": (
        'type = "significant_weakness"',
        'type = "weakness"',
        "let21.toml: finding INSP21/weakness/1: type: Value 'weakness' is not a valid choice.",
    ),
    "a text that is empty": (
        'text = "Leaders do not plan together."',
        'text = ""',
        "let21.toml: finding INSP21/weakness/1: text: This field cannot be blank.",
    ),
    "a wording that is neither": (
        'wording = "verbatim"',
        'wording = "literal"',
        "let21.toml: finding INSP21/weakness/1: a value cannot be read: 'literal' is not a valid Wording.",
    ),
    "an age without its end": (
        'reference = "1"',
        "ages = [18]",
        'let21.toml: finding INSP21/weakness/1: "ages" must be two whole numbers, such as [18, 25].',
    ),
    "a date in words": (
        "dated_on = 2021-08-09",
        'dated_on = "9 August 2021"',
        (
            "let21.toml: document LET21: dated_on: “9 August 2021” value has an invalid date format. It must be in "
            "YYYY-MM-DD format."
        ),
    ),
    "a repeated place without its lines": (
        'reference = "1"',
        'also = [{document = "LET21"}]',
        'let21.toml: finding INSP21/weakness/1: "also" has an entry without "lines".',
    ),
    "a repeated place with a field nobody knows": (
        'reference = "1"',
        'also = [{document = "LET21", lines = "60", txt = "Leaders."}]',
        'let21.toml: finding INSP21/weakness/1: "also" has an entry with unknown fields: txt.',
    ),
    "a value where a table belongs": (
        "[document]",
        'target = "80% by July"\n\n[document]',
        "let21.toml: “target” is not a table: write [[target]] above its fields.",
    ),
    "lines that are not text": (
        'lines = "51"',
        "lines = 51",
        (
            "let21.toml: finding INSP21/weakness/1: a value cannot be read: "
            "expected string or bytes-like object, got 'int'."
        ),
    ),
    "a link from a finding to itself": (
        "[[statement]]",
        '[[finding_link]]\nfrom = "INSP21/weakness/1"\nto = "INSP21/weakness/1"\nkind = "about"\n\n[[statement]]',
        (
            "let21.toml: finding_link INSP21/weakness/1 about INSP21/weakness/1: "
            "Constraint “finding_links_to_another” is violated."
        ),
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_named_with_its_row_and_what_is_wrong_and_nothing_is_stored(folder, old, new, said):
    before = every_row()
    rewrite(folder, old, new)

    with pytest.raises(RecordError) as refusal:
        load_record("fenshire", folder)

    assert str(refusal.value) == said
    assert every_row() == before


# --------------------------------------------------------------------------------------------------- the command


def test_the_command_says_what_it_added_and_the_second_time_that_it_held_it():
    first, second = StringIO(), StringIO()
    call_command("load_record", "peterborough", stdout=first)
    call_command("load_record", "peterborough", stdout=second)

    total = first.getvalue().splitlines()[-1].partition(" ")[0]
    assert first.getvalue().splitlines()[-1] == f"{total} records added, 0 already held."
    assert second.getvalue() == f"0 records added, {total} already held.\n"


def test_the_command_names_the_records_there_are():
    with pytest.raises(CommandError) as refusal:
        call_command("load_record", "atlantis")

    known = ", ".join(sorted(path.parent.name for path in FOLDER.glob("*/area.toml")))
    assert str(refusal.value) == f'Nothing was loaded. There is no record "atlantis". Choose from: {known}.'
    assert not any(model.objects.exists() for model in LISTS.values())


def test_reference_lists_an_administrator_changed_stay_as_they_are():
    load_reference_lists()
    theme = LISTS["theme"].objects.get(code="dco")
    theme.label = "Designated clinical officer"
    theme.save()

    assert load_reference_lists() == 0
    theme.refresh_from_db()
    assert theme.label == "Designated clinical officer"
