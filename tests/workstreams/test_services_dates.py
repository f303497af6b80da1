"""Deciding a date that was asked for."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.audit.models import Event
from core.progress.dates import Decider
from tests.factories.workstreams import DateChangeFactory, DateDecisionFactory
from workstreams.choices import DateAnswer, Precision
from workstreams.models import Action, DateDecision
from workstreams.services.dates import decide_date, decider

TODAY = date(2022, 5, 16)


def asked(scene, to_end=date(2022, 7, 20), **more):
    words = {"to_text": f"{to_end:%-d %B %Y}"} if to_end else {"to_text": "some day", "to_precision": Precision.INVALID}
    fields = {"action": scene.action, "to_start": to_end, "to_end": to_end, **words, **more}
    return DateChangeFactory(happened_on=TODAY, **fields)


def decide(change, by, answer=DateAnswer.AGREED, **more):
    return decide_date(change=change, by=by, today=TODAY, answer=answer, **more)


def test_agreeing_moves_the_current_date_and_leaves_the_original(scene):
    decision = decide(asked(scene), scene.chair)

    action = Action.objects.get(pk=scene.action.pk)
    assert (action.due_text, action.due_end, action.original_due_end) == (
        "20 July 2022",
        date(2022, 7, 20),
        date(2022, 6, 30),
    )
    assert (action.days_slipped, action.version) == (20, scene.action.version + 1)
    assert (decision.recorded_by, decision.happened_on) == (scene.chair, TODAY)


def test_refusing_keeps_the_date_and_says_why(scene):
    decision = decide(asked(scene), scene.lead, DateAnswer.REFUSED, reason="The forum was promised June.")

    action = Action.objects.get(pk=scene.action.pk)
    assert (action.due_end, decision.reason) == (date(2022, 6, 30), "The forum was promised June.")


def test_a_decision_is_in_the_history(scene):
    decide(asked(scene), scene.chair, reason="Agreed by the board.")

    event = Event.objects.about(scene.action).get(verb="date decided")
    assert (event.by, event.reason) == (scene.chair, "Agreed by the board.")
    assert (event.before, event.after) == ({"due": "30 June 2022"}, {"answer": "agreed", "asked": "20 July 2022"})


@pytest.mark.parametrize("who", ["officer", "accountable", "programme", "board", "data", "stranger"])
def test_nobody_but_the_lead_and_the_chair_decides_a_short_first_move(scene, who):
    with pytest.raises(PermissionDenied) as refused:
        decide(asked(scene), getattr(scene, who))

    assert str(refused.value) == (
        "You cannot decide this date. Who decides it: the workstream’s lead or the board’s chair."
    )
    assert DateDecision.objects.count() == 0


def test_a_long_move_is_the_chairs_and_not_the_leads(scene):
    change = asked(scene, date(2022, 7, 30))

    with pytest.raises(PermissionDenied) as refused:
        decide(change, scene.lead)
    assert str(refused.value) == "You cannot decide this date. Who decides it: the board’s chair."

    assert decide(change, scene.chair).answer == DateAnswer.AGREED


def test_a_second_move_is_the_chairs_however_short(scene):
    decide(asked(scene), scene.lead)
    scene.action.refresh_from_db()

    with pytest.raises(PermissionDenied):
        decide(asked(scene, date(2022, 7, 21)), scene.lead)


def test_a_refused_move_is_no_first_move(scene):
    decide(asked(scene), scene.lead, DateAnswer.REFUSED, reason="No.")

    assert decide(asked(scene), scene.lead).answer == DateAnswer.AGREED


def test_a_decided_change_stays_with_who_decided_it(scene):
    change = asked(scene)
    decide(change, scene.lead)

    assert decider(change) is Decider.LEAD


def test_an_outside_bodys_answer_is_recorded_by_the_programme_office_with_its_name(scene):
    type(scene.plan).objects.update(outside_decides_dates=True)
    change = asked(scene)
    change.action.workstream.plan.refresh_from_db()

    with pytest.raises(PermissionDenied):
        decide(change, scene.chair)
    with pytest.raises(ValidationError) as refused:
        decide(change, scene.programme)
    assert refused.value.message_dict == {"outside_body": ["Name the outside body that decided."]}

    decision = decide(change, scene.programme, outside_body="Department for Education")
    assert decision.outside_body == "Department for Education"


def test_a_request_is_decided_once(scene):
    change = asked(scene)
    decide(change, scene.chair)

    with pytest.raises(ValidationError) as refused:
        decide(change, scene.chair, DateAnswer.REFUSED, reason="Changed my mind.")

    assert refused.value.messages == ["This request was already decided."]


def test_a_refusal_says_why(scene):
    with pytest.raises(ValidationError) as refused:
        decide(asked(scene), scene.chair, DateAnswer.REFUSED, reason=" ")

    assert refused.value.message_dict == {"reason": ["Say why the date stays as it is."]}


def test_a_date_that_cannot_be_read_can_only_be_refused(scene):
    change = asked(scene, None)

    with pytest.raises(ValidationError) as refused:
        decide(change, scene.chair)
    assert refused.value.messages == ["“some day” is not a date we can read, so it cannot be agreed. Ask for a date."]

    assert decide(change, scene.chair, DateAnswer.REFUSED, reason="Which day?").answer == DateAnswer.REFUSED


def test_a_decision_reaches_to_the_end_of_an_ended_record(scene):
    plans = type(scene.plan).objects.filter(pk=scene.plan.pk)
    plans.update(record_ends_on=date(2022, 2, 10))

    decide(asked(scene), scene.chair)

    assert plans.get().record_ends_on == TODAY


def test_a_decision_made_elsewhere_does_not_count_here(scene):
    DateDecisionFactory()

    assert decider(asked(scene)) is Decider.LEAD
