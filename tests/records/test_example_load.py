"""Loading the made-up example area: whole, once, beside the Peterborough record, and its sign-ins."""

from datetime import date

import pytest

from core.accounts.models import LocalArea, Membership, Organisation
from plans.models import Plan
from send_tracker.records.demo import SIGN_INS, make_demo
from send_tracker.records.loader import load_record
from send_tracker.records.reference import load_reference_lists
from send_tracker.records.rows import RecordError
from tests.records.test_loader import every_row
from workstreams.models import Owner

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def test_it_loads_whole_and_loading_again_on_another_day_changes_nothing():
    load_reference_lists()
    first = load_record("example", today=TODAY)
    held = every_row()

    again = load_record("example", today=TODAY)
    later = load_record("example", today=date(2027, 3, 5))

    assert first.added == {
        "area": 1,
        "organisation": 11,
        "document": 10,
        "review": 3,
        "statement": 9,
        "finding": 23,
        "finding_link": 7,
        "plan": 2,
        "version": 2,
        "version_step": 7,
        "fitness_decision": 1,
        "outcome": 23,
        "workstream": 6,
        "owner": 19,
        "responsibility": 20,
        "partner": 10,
        "confirmation": 6,
        "measure": 13,
        "observation": 50,
        "benchmark": 1,
        "target": 18,
        "action": 40,
        "also_serves": 1,
        "update": 72,
        "date_change": 7,
        "evidence": 15,
        "feedback": 10,
        "judgement": 24,
    }
    for report in (again, later):
        assert (report.added.total(), report.unchanged, report.changed_in_files) == (0, first.added.total(), ())
    assert every_row() == held


@pytest.mark.parametrize("order", [["peterborough", "example"], ["example", "peterborough"]])
def test_both_records_stand_side_by_side_and_share_the_national_bodies(order):
    load_reference_lists()
    for record in order:
        load_record(record, today=TODAY)

    assert Organisation.objects.filter(name="NHS England").count() == 1
    assert Organisation.objects.filter(areas__slug="example").count() == 7
    assert Plan.objects.filter(host_area__is_example=True).count() == 2


def test_a_record_that_counts_days_is_refused_without_a_day():
    load_reference_lists()

    with pytest.raises(RecordError) as refusal:
        load_record("example")

    assert str(refusal.value) == (
        "families.toml: document EX-SURVEY-1: it counts days from the day it is loaded, and none is given."
    )
    assert not LocalArea.objects.exists()


def test_making_the_sign_ins_again_changes_nothing_and_they_follow_a_record_loaded_later():
    load_reference_lists()
    load_record("peterborough")
    assert make_demo(TODAY) == len(SIGN_INS)
    load_record("example", today=TODAY)

    assert make_demo(TODAY) == 0
    held = every_row()
    assert make_demo(TODAY) == 0

    assert every_row() == held
    assert Membership.objects.filter(area__slug="example").count() == len(SIGN_INS) - 1
    assert Owner.objects.filter(area__slug="example", appointments__isnull=False).count() == 3
