"""The made-up example area: a plan that is alive on whatever day it is loaded, and one with no inspection behind it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from core.accounts.models import LocalArea
from core.due_dates import read_due
from core.facts import Fact
from core.progress.moves import ACTION_MOVES, check_move
from findings.models import Finding, Judgement, Review, SourceDocument, Statement
from findings.services import plan_due_on
from plans.models import Measure, Plan, PlanVersion, VersionStep
from send_tracker.progress.selectors.outcomes import measures_on, outcomes_of_plan
from send_tracker.records.loader import load_record
from send_tracker.records.reference import load_reference_lists
from workstreams.choices import DateAnswer, OwnerKind, Status, UpdateSource
from workstreams.models import Action, DateChange, Evidence, Owner, Responsibility, Update, Workstream
from workstreams.services.dates import decider

pytestmark = pytest.mark.django_db

PRIORITY, REFORM = "example-priority-action-plan", "example-local-send-reform-plan"
#: An ordinary day, the first of a year, a leap day, a day in August, and the last day of a term.
DAYS = [date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2027, 8, 15), date(2027, 3, 31)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def today(request, django_db_setup, django_db_blocker) -> Iterator[date]:
    """The day on which the record was loaded into an empty database, once for all tests of that day."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_lists()
        load_record("example", today=request.param)
        yield request.param
        transaction.set_rollback(True)


# ---------------------------------------------------------------------------------------------------------- the days


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "findings", "plans", "workstreams", "audit"}
    ]


def test_every_relative_day_was_counted(today):
    left = [
        f"{model._meta.label}.{field.name}: {value}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        for value in model._base_manager.values_list(field.name, flat=True)
        if re.search(r"[{}]|\b(today|month|term)[+-]\d", str(value))
    ]

    assert left == []


def test_nothing_has_happened_or_become_known_after_the_day(today):
    later = [
        row
        for model in own_models()
        if issubclass(model, Fact)
        for row in model._base_manager.all()
        if row.happened_on > today or row.known_on > today
    ]

    assert later == []


def test_updates_reach_over_the_last_six_months_and_come_from_returns_and_papers(today):
    days = [(today - day).days for day in Update.objects.values_list("happened_on", flat=True)]

    assert (min(days), max(days)) == (6, 178)
    assert Counter(Update.objects.values_list("source", flat=True)) == {
        UpdateSource.IMPORT: 70,
        UpdateSource.DOCUMENT: 2,
    }
    assert set(Update.objects.values_list("recorded_by", flat=True)) == {None}


# --------------------------------------------------------------------------------------------------- what it holds


def test_the_area_is_marked_as_an_example_and_names_no_person(today):
    area = LocalArea.objects.get()

    assert (area.slug, area.name, area.is_example) == ("example", "Example area (made up)", True)
    assert set(Owner.objects.values_list("kind", flat=True)) == {OwnerKind.POST}
    assert all("(made up)" in title for title in Plan.objects.values_list("title", flat=True))
    assert all("(made up)" in title for title in SourceDocument.objects.values_list("title", flat=True))
    assert all(
        note.startswith("Made up for the example area")
        for note in SourceDocument.objects.values_list("note", flat=True)
    )


def test_the_inspection_came_out_worst_and_the_plan_was_sent_in_time_found_fit_and_is_monitored(today):
    plan = Plan.objects.get(slug=PRIORITY)
    inspection = Review.objects.get(code="EX-INSP")
    steps = VersionStep.objects.filter(version__plan=plan).order_by("happened_on", "pk")

    assert (plan.framework.code, plan.type.code, plan.is_running, plan.opens_on(today)) == ("2023", "pap", True, today)
    assert (inspection.framework.code, inspection.area_outcome) == ("2023", 3)
    assert 300 < (today - inspection.ends_on).days < 360
    assert [step.status for step in steps] == ["draft", "submitted", "fit_for_purpose", "published", "in_monitoring"]
    assert steps[1].happened_on <= plan_due_on(inspection)
    bodies = VersionStep.objects.get(status="fit_for_purpose").version.fitness_decisions.get().bodies
    assert [str(body) for body in bodies.order_by("name")] == ["Department for Education", "NHS England"]
    assert Counter(plan.answers.values_list("finding__type", flat=True)) == {
        "priority_action": 3,
        "area_for_improvement": 3,
    }


def test_the_reform_plan_stands_on_no_inspection(today):
    plan = Plan.objects.get(slug=REFORM)

    assert (plan.framework.code, plan.type.code, plan.is_running) == ("none", "local_send_reform_plan", True)
    assert (plan.reviews.count(), plan.answers.filter(finding__review__isnull=False).count()) == (0, 0)
    assert Counter(plan.answers.values_list("finding__type", flat=True)) == {"requirement": 4, "priority": 2}
    principles = Statement.objects.filter(kind="principle").order_by("number")
    assert [one.title for one in principles] == ["Early", "Local", "Fair", "Effective", "Shared"]


def test_a_submitted_version_froze_the_outcomes_and_promises_of_that_day(today):
    for plan, outcomes, measures, targets in ((PRIORITY, 17, 11, 17), (REFORM, 6, 2, 1)):
        frozen = PlanVersion.objects.get(plan__slug=plan).frozen

        assert len(frozen["answers"]) == 6
        assert len(frozen["outcomes"]) == outcomes
        assert len(frozen["measures"]) == measures
        assert sum(len(measure["targets"]) for measure in frozen["measures"]) == targets


def test_one_side_of_one_workstream_has_nobody(today):
    sides: dict[str, set[str]] = {}
    for one in Responsibility.objects.accountable().filter(workstream__plan__slug=PRIORITY):
        sides.setdefault(one.workstream.number, set()).add(one.side)

    everyone = {"council", "health", "social_care"}
    assert sides == {"1": everyone, "2": everyone, "3": {"council"}, "4": everyone}
    assert set(Responsibility.objects.leads().values_list("workstream_id", flat=True)) == set(
        Workstream.objects.values_list("pk", flat=True)
    )


# ------------------------------------------------------------------------------------------------------- the actions


def test_the_row_of_every_action_agrees_with_its_facts(today):
    for action in Action.objects.all():
        current = action.updates.latest_first().first()
        agreed = DateChange.objects.filter(action=action, decision__answer=DateAnswer.AGREED).last()

        assert action.current_update == current
        assert action.last_told_on == (current and current.happened_on)
        assert (action.status, action.rag) == ((current.status, current.rag) if current else (Status.NOT_STARTED, ""))
        due = (agreed.to_text, agreed.to_end) if agreed else (action.original_due_text, action.original_due_end)
        assert (action.due_text, action.due_end) == due
        assert read_due(action.due_text).end == action.due_end


def test_every_step_of_an_action_is_one_that_a_person_could_have_taken(today):
    refused = []
    for action in Action.objects.all():
        status: str = Status.NOT_STARTED
        for update in action.updates.order_by("happened_on", "pk"):
            if not check_move(ACTION_MOVES, status, update.status):
                refused.append(f"{action}: {status} to {update.status}")
            status = update.status

    assert refused == []


def test_actions_stand_as_actions_do_in_a_live_plan(today):
    """The few that are due by a month or a term may move between two neighbouring states with the day of the load."""
    actions = Action.objects.filter(workstream__plan__slug=PRIORITY)
    by_day = actions.exclude(due_precision__in=["month", "term"])

    assert Counter(action.state_on(today).value for action in by_day) == {
        "overdue": 6,
        "due_soon": 4,
        "on_course": 6,
        "complete": 4,
        "embedded": 1,
        "being_checked": 1,
        "blocked": 1,
        "paused": 1,
        "stopped": 1,
        "no_date": 4,
    }
    by_period = actions.filter(due_precision__in=["month", "term"])
    assert {action.state_on(today).value for action in by_period} <= {"due_soon", "on_course", "not_due"}
    assert actions.count() == 32


def test_the_record_lacks_what_records_lack(today):
    actions = Action.objects.filter(workstream__plan__slug=PRIORITY)
    complete = actions.filter(status__in=["complete", "embedded"])

    assert references(actions.without_current_owner(today)) == ["3.6"]
    assert references(actions.filter(due_precision="none")) == ["2.5"]
    assert references(actions.filter(due_end=None).exclude(due_precision="none")) == ["1.9", "2.8", "3.5", "4.4"]
    assert references(complete.filter(evidence=None)) == ["1.2"]
    assert references(complete.exclude(evidence=None)) == ["1.1", "2.3", "3.1", "4.1"]
    assert references(actions.filter(date_changes__decision__answer="agreed")) == ["1.7", "2.4", "4.5"]
    assert references(actions.filter(date_changes__decision__answer="refused")) == ["4.3"]
    waiting = DateChange.objects.filter(decision__isnull=True)
    assert [(decider(one).value, one.action.reference) for one in waiting.order_by("action__reference")] == [
        ("lead", "1.5"),
        ("chair", "2.1"),
    ]


def references(actions: Any) -> list[str]:
    return sorted(set(actions.values_list("reference", flat=True)))


def test_one_action_counts_in_both_plans(today):
    reform = Plan.objects.get(slug=REFORM)

    serving = Action.objects.of_plan(reform, today).exclude(workstream__plan=reform)

    assert [(action.reference, action.also_serves.get().reference) for action in serving] == [("4.2", "L1.4")]
    assert Action.objects.of_plan(reform, today).count() == 9


# ---------------------------------------------------------------------------------------------------- what it shows


def test_measures_show_one_worsening_one_late_one_that_kept_its_promise_and_take_up(today):
    on_day = {one.measure.name: one for one in measures_on(Measure.objects.filter(plan__slug=PRIORITY), today)}
    worsening = on_day["Wait for a first speech and language therapy appointment"]
    late = on_day["Waiting over a year for a neurodevelopmental assessment"]
    kept = on_day["Pupils with SEND in a placement that has been checked"]
    take_up = on_day["School staff trained in what every school offers"]

    assert (worsening.baseline.shown, worsening.latest.shown) == ("26", "31")
    assert (today - late.latest.happened_on).days > 62
    assert late.not_available is not None
    assert kept.latest.value >= kept.milestone
    assert (take_up.measure.kind, take_up.is_result) == ("output", False)
    for one in on_day.values():
        if one.baseline is not None and one.baseline.period != "Before the plan":
            assert one.baseline.happened_on < one.measure.plan.period_from
        assert len({(figure.happened_on, figure.status) for figure in one.observations}) == len(one.observations)


def test_intended_outcomes_stand_the_same_whenever_it_is_loaded(today):
    found = {
        f"{one.outcome.finding.reference}.{one.outcome.number}": one.state.value
        for plan in Plan.objects.order_by("slug")
        for rows in outcomes_of_plan(plan, today).values()
        for one in rows
    }

    assert found == {
        "1.1": "shown",
        "1.2": "partly",
        "1.3": "not_shown",
        "1.4": "contradicted",
        "2.1": "contradicted",
        "2.2": "partly",
        "2.3": "partly",
        "3.1": "shown",
        "3.2": "partly",
        "3.3": "contradicted",
        "A.1": "partly",
        "A.2": "not_shown",
        "B.1": "not_shown",
        "B.2": "not_shown",
        "B.3": "contradicted",
        "C.1": "shown",
        "C.2": "not_shown",
        "R1.1": "partly",
        "R2.1": "partly",
        "R3.1": "not_shown",
        "R4.1": "not_shown",
        "P1.1": "not_shown",
        "P2.1": "not_shown",
    }


def test_what_is_against_needs_nobody_to_accept_it_and_what_is_rejected_says_why(today):
    assert not Evidence.objects.filter(polarity="adverse", decisions__isnull=False).exists()
    assert Evidence.objects.filter(polarity="adverse").count() == 4
    rejected = Evidence.objects.get(decisions__answer="rejected")
    assert rejected.decisions.get().reason == "It lists what was bought. Show what changed for pupils."


def test_every_finding_of_the_inspection_is_judged_by_more_than_one_voice_and_none_by_inspectors(today):
    for finding in Finding.objects.filter(plan_answers__plan__slug=PRIORITY):
        voices = set(finding.judgements.values_list("voice__code", flat=True))

        assert {"dfe_nhse", "board"} <= voices
        assert "inspectors" not in voices
    assert not Judgement.objects.filter(reason="").exists()
    assert not Judgement.objects.filter(value__framework__code="2016").exists()
