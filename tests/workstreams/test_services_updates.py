"""Storing an update: what it makes of the action, what is refused, and that nothing is lost or doubled."""

from datetime import date
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from core.audit.models import Event
from core.due_dates import read_due
from core.progress.actions import DeliveryState
from findings.services import Place
from tests.factories.findings import SourceDocumentFactory
from tests.factories.workstreams import (
    ActionFactory,
    AppointmentFactory,
    DateChangeFactory,
    DateDecisionFactory,
    DocumentUpdateFactory,
    UpdateFactory,
)
from workstreams.choices import Progress, Rag, ReasonCode, Status, UpdateSource
from workstreams.models import Action, DateChange, Evidence, Update
from workstreams.services.record import add_recorded_update
from workstreams.services.updates import (
    ActionChanged,
    AlreadySaved,
    DateAsked,
    EvidenceOffered,
    add_same_as_last_time,
    add_update,
)

TODAY = date(2022, 5, 16)


def save(scene, *, by=None, seen=None, token=None, progress=Progress.ON_COURSE, narrative="Panels began.", **more):
    action = Action.objects.get(pk=scene.action.pk)
    return add_update(
        action=action,
        by=by or scene.officer,
        today=TODAY,
        seen_version=action.version if seen is None else seen,
        token=token or uuid4(),
        progress=progress,
        narrative=narrative,
        **more,
    )


def same(scene, **more):
    action = Action.objects.get(pk=scene.action.pk)
    given = {"by": scene.officer, "today": TODAY, "seen_version": action.version, "token": uuid4(), **more}
    return add_same_as_last_time(action=action, **given)


# --- What an update makes of the action -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("progress", "more", "status", "rag"),
    [
        (Progress.ON_COURSE, {}, Status.IN_PROGRESS, Rag.GREEN),
        (Progress.AT_RISK, {"recovery": "A second clerk."}, Status.IN_PROGRESS, Rag.AMBER),
        (Progress.OFF_COURSE, {"recovery": "A second clerk."}, Status.IN_PROGRESS, Rag.RED),
        (Progress.DONE, {"how_known": "Twelve panels were minuted."}, Status.SUBMITTED_FOR_CLOSURE, Rag.GREEN),
    ],
)
def test_the_answer_gives_the_action_its_status_and_rating(scene, progress, more, status, rag):
    update = save(scene, progress=progress, **more)

    action = Action.objects.get(pk=scene.action.pk)
    assert (action.status, action.rag, action.current_update, action.last_told_on) == (status, rag, update, TODAY)
    assert action.version == scene.action.version + 1


def test_who_said_it_and_for_whom_stands_on_the_update(scene):
    own = save(scene)
    by_lead = save(scene, by=scene.lead)
    by_office = save(scene, by=scene.programme)

    post = scene.action.owners.get().owner
    assert [(update.recorded_by, update.on_behalf_of) for update in (own, by_lead, by_office)] == [
        (scene.officer, None),
        (scene.lead, post),
        (scene.programme, post),
    ]


def test_an_update_is_in_the_history_with_what_it_changed(scene):
    save(scene, by=scene.lead)

    event = Event.objects.about(scene.action).get(verb="update added")
    assert (event.by, event.on_behalf_of) == (scene.lead, str(scene.action.owners.get().owner))
    assert event.before == {"status": "not_started", "rag": ""}
    assert event.after == {"status": "in_progress", "rag": "green", "text": "Panels began."}


@pytest.mark.parametrize("who", ["board", "chair", "accountable", "data", "stranger"])
def test_nobody_else_may_update_it_and_nothing_is_stored(scene, who):
    with pytest.raises(PermissionDenied):
        save(scene, by=getattr(scene, who))
    with pytest.raises(PermissionDenied):
        same(scene, by=getattr(scene, who))

    assert Update.objects.count() == 0


@pytest.mark.parametrize("who", ["officer", "lead", "programme"])
def test_who_has_left_stores_nothing_whatever_post_was_not_handed_over(scene, who):
    left = getattr(scene, who)
    left.memberships.update(valid_to=date(2022, 5, 15))
    with pytest.raises(PermissionDenied):
        save(scene, by=left)
    assert not Update.objects.exists()


@pytest.mark.parametrize("who", ["officer", "lead", "programme"])
def test_a_closed_account_stores_nothing(scene, who):
    closed = getattr(scene, who)
    closed.is_active = False
    with pytest.raises(PermissionDenied):
        save(scene, by=closed)


def test_a_lead_who_left_the_post_may_not_update_it_any_more(scene):
    scene.officer.appointments.update(valid_to=date(2022, 5, 15))

    with pytest.raises(PermissionDenied):
        save(scene)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"narrative": "  "}, ["narrative"]),
        ({"progress": Progress.AT_RISK}, ["recovery"]),
        ({"progress": Progress.OFF_COURSE, "narrative": ""}, ["narrative", "recovery"]),
        ({"progress": Progress.DONE}, ["how_known"]),
    ],
)
def test_each_answer_needs_its_own_words(scene, given, missing):
    with pytest.raises(ValidationError) as refused:
        save(scene, **given)

    assert sorted(refused.value.error_dict) == missing
    assert Update.objects.count() == 0


@pytest.mark.parametrize("progress", [Progress.ON_COURSE, Progress.AT_RISK])
def test_the_rating_of_an_overdue_action_stays_its_leads_own_and_the_state_tells_the_truth(scene, progress):
    Action.objects.filter(pk=scene.action.pk).update(
        status=Status.IN_PROGRESS, due_start=date(2022, 5, 15), due_end=date(2022, 5, 15)
    )

    update = save(scene, progress=progress, recovery="A second clerk.")

    scene.action.refresh_from_db()
    assert (update.progress, scene.action.rag) == (progress, update.rag)
    assert scene.action.state_on(TODAY) is DeliveryState.OVERDUE


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.EMBEDDED, Status.CANCELLED, Status.SUPERSEDED])
def test_a_closed_action_takes_no_update(scene, status):
    Action.objects.filter(pk=scene.action.pk).update(status=status)

    with pytest.raises(ValidationError):
        save(scene)


# --- Two people, one form sent twice ----------------------------------------------------------------------------------


def test_of_two_people_the_second_is_told_what_the_first_wrote_and_nothing_of_theirs_is_stored(scene):
    seen = scene.action.version
    first = save(scene, by=scene.lead, narrative="Hers.")

    with pytest.raises(ActionChanged) as changed:
        save(scene, seen=seen, narrative="His.")

    assert (changed.value.since, changed.value.decided) == ([first], [])
    assert list(Update.objects.all()) == [first]

    second = save(scene, seen=changed.value.action.version, narrative="His.")
    assert list(scene.action.updates.order_by("pk")) == [first, second]


def test_everything_saved_in_between_is_shown_and_nothing_older(scene):
    save(scene, narrative="Long before.")
    seen = Action.objects.get(pk=scene.action.pk).version
    between = [save(scene, by=scene.lead, narrative=f"Between {number}.") for number in range(2)]

    with pytest.raises(ActionChanged) as changed:
        save(scene, seen=seen)

    assert changed.value.since == between[::-1]


def test_a_date_decided_in_between_is_shown_instead_of_an_older_update(scene):
    from workstreams.choices import DateAnswer
    from workstreams.services.dates import decide_date

    save(scene, narrative="Before.", date_asked=DateAsked(read_due("20 July 2022"), ReasonCode.CAPACITY, "Staff left."))
    seen = Action.objects.get(pk=scene.action.pk).version
    decision = decide_date(change=DateChange.objects.get(), by=scene.chair, today=TODAY, answer=DateAnswer.AGREED)

    with pytest.raises(ActionChanged) as changed:
        save(scene, seen=seen)

    assert (changed.value.since, changed.value.decided) == ([], [decision])


@pytest.mark.parametrize("seen", [0, 7, 2**31 - 1])
def test_a_version_that_never_was_is_a_conflict_and_no_fault(scene, seen):
    save(scene)

    with pytest.raises(ActionChanged):
        save(scene, seen=seen)


def test_the_same_form_sent_again_is_stored_once(scene):
    token, seen = uuid4(), scene.action.version
    first = save(scene, token=token, seen=seen)

    with pytest.raises(AlreadySaved) as before:
        save(scene, token=token, seen=seen)

    assert before.value.update == first
    assert Update.objects.count() == 1


def test_a_form_number_of_another_action_stores_nothing_and_tells_nothing(scene):
    other = UpdateFactory(token=UUID(int=7))

    with pytest.raises(ValidationError) as refused:
        save(scene, token=UUID(int=7))

    assert refused.value.messages == ["The page arrived incomplete. Load it again and repeat what you did."]
    assert list(Update.objects.all()) == [other]


# --- Same as last time ------------------------------------------------------------------------------------------------


def test_same_as_last_time_repeats_the_answer_without_words(scene):
    save(scene, progress=Progress.AT_RISK, recovery="A second clerk.")

    again = same(scene)

    assert (again.progress, again.status, again.rag) == (Progress.AT_RISK, Status.IN_PROGRESS, Rag.AMBER)
    assert (again.narrative, again.recovery, again.same_as_last_time) == ("", "", True)
    assert Action.objects.get(pk=scene.action.pk).current_update == again


def test_without_a_last_time_there_is_nothing_to_repeat(scene):
    with pytest.raises(ValidationError) as refused:
        same(scene)

    assert list(refused.value.error_dict) == ["progress"]


def test_what_a_document_says_is_no_answer_to_repeat(scene):
    DocumentUpdateFactory(action=scene.action, status=Status.IN_PROGRESS)

    with pytest.raises(ValidationError):
        same(scene)


def test_an_overdue_action_is_not_the_same_as_last_time(scene):
    save(scene)
    Action.objects.filter(pk=scene.action.pk).update(due_start=date(2022, 5, 15), due_end=date(2022, 5, 15))

    with pytest.raises(ValidationError) as refused:
        same(scene)

    assert refused.value.messages == ["This action is overdue, so say what has happened since last time."]


def test_nothing_is_overdue_in_a_plan_whose_record_has_ended(scene):
    save(scene)
    Action.objects.filter(pk=scene.action.pk).update(due_start=date(2022, 5, 15), due_end=date(2022, 5, 15))
    type(scene.plan).objects.update(record_ends_on=date(2022, 5, 15))

    assert same(scene).same_as_last_time


def test_the_third_time_running_asks_what_would_get_it_moving(scene):
    save(scene)
    same(scene)
    same(scene)

    with pytest.raises(ValidationError) as refused:
        same(scene)
    assert list(refused.value.error_dict) == ["recovery"]

    third = same(scene, recovery="A clerk from health.")
    assert (third.same_as_last_time, third.recovery) == (True, "A clerk from health.")


def test_words_in_between_begin_the_count_anew(scene):
    save(scene)
    same(scene)
    same(scene)
    save(scene, narrative="Something new.")

    assert same(scene).same_as_last_time
    assert same(scene).same_as_last_time


# --- Back-dated, dates, evidence --------------------------------------------------------------------------------------


def test_a_back_dated_update_never_replaces_a_later_one(scene):
    later = save(scene, progress=Progress.AT_RISK, recovery="A second clerk.")
    document = SourceDocumentFactory(area=scene.plan.host_area)

    earlier = add_recorded_update(
        by=None,
        source=UpdateSource.DOCUMENT,
        action=Action.objects.get(pk=scene.action.pk),
        place=Place(document, "12"),
        happened_on=date(2022, 5, 15),
        known_on=date(2022, 5, 20),
        narrative="Not begun.",
        status=Status.NOT_STARTED,
    )

    action = Action.objects.get(pk=scene.action.pk)
    assert (action.current_update, action.status, action.rag) == (later, Status.IN_PROGRESS, Rag.AMBER)
    assert list(action.updates.latest_first()) == [later, earlier]
    assert action.version == scene.action.version + 2


def test_a_date_that_is_asked_for_moves_nothing_and_keeps_both_dates(scene):
    save(scene, date_asked=DateAsked(read_due("Sept 2022"), ReasonCode.CAPACITY, "Two posts are empty."))

    change = DateChange.objects.get()
    assert (change.from_text, change.from_end, change.to_text, change.to_end) == (
        "30 June 2022",
        date(2022, 6, 30),
        "Sept 2022",
        date(2022, 9, 30),
    )
    assert Action.objects.get(pk=scene.action.pk).due_end == date(2022, 6, 30)


def test_a_date_that_cannot_be_read_keeps_its_words(scene):
    save(scene, date_asked=DateAsked(read_due("when the blue moon comes"), ReasonCode.OTHER, "Nobody knows."))

    change = DateChange.objects.get()
    assert (change.to_text, change.to_end) == ("when the blue moon comes", None)


def test_evidence_offered_with_an_update_speaks_to_the_action_and_its_outcomes(scene):
    from tests.factories.plans import IntendedOutcomeFactory

    outcome = IntendedOutcomeFactory(plan=scene.plan)
    scene.action.outcomes.add(outcome)

    update = save(scene, evidence=EvidenceOffered("Panel minutes", "https://example.org/minutes"))

    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.link, evidence.update) == ("Panel minutes", "https://example.org/minutes", update)
    assert (list(evidence.actions.all()), list(evidence.outcomes.all())) == ([scene.action], [outcome])


def test_an_update_that_fails_halfway_leaves_nothing(scene):
    with pytest.raises(ValidationError):
        save(scene, evidence=EvidenceOffered("Minutes", "no link"))

    action = Action.objects.get(pk=scene.action.pk)
    assert (Update.objects.count(), Evidence.objects.count(), action.version) == (0, 0, scene.action.version)
    assert not Event.objects.about(action).exists()


def test_a_record_that_has_ended_reaches_to_the_last_thing_added_to_it(scene):
    plans = type(scene.plan).objects.filter(pk=scene.plan.pk)
    plans.update(record_ends_on=date(2022, 2, 10))

    save(scene)

    assert plans.get().record_ends_on == TODAY


def test_a_running_record_stays_without_an_end(scene):
    save(scene)

    assert type(scene.plan).objects.get(pk=scene.plan.pk).record_ends_on is None


def test_one_update_serves_the_other_plans_too(scene):
    from tests.factories.workstreams import AlsoServesFactory

    serves = AlsoServesFactory(action=scene.action)

    save(scene)

    shared = Action.objects.of_plan(serves.workstream.plan, TODAY).get()
    assert (shared, shared.status) == (scene.action, Status.IN_PROGRESS)


def test_two_posts_of_one_person_are_one_person(scene):
    from tests.factories.workstreams import make_lead

    make_lead(scene.action, scene.officer, TODAY)

    assert save(scene).on_behalf_of is None


def test_a_date_decision_of_another_action_is_no_news(scene):
    DateDecisionFactory(change=DateChangeFactory(action=ActionFactory(workstream=scene.workstream)))
    seen = scene.action.version
    first = save(scene, by=scene.lead)

    with pytest.raises(ActionChanged) as changed:
        save(scene, seen=seen)

    assert (changed.value.since, changed.value.decided) == ([first], [])


def test_a_post_taken_over_lets_the_successor_update(scene):
    successor = scene.board
    AppointmentFactory(owner=scene.action.owners.get().owner, user=successor, valid_from=TODAY)

    assert save(scene, by=successor).recorded_by == successor


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [add_update, add_same_as_last_time])
def test_one_number_sent_to_two_actions_at_the_same_moment_is_stored_once(scene, again):
    token, other = uuid4(), ActionFactory(workstream=scene.workstream)
    UpdateFactory(action=other)
    other.refresh_from_db()
    about = {"action": other, "by": scene.programme, "today": TODAY, "seen_version": other.version, "token": token}
    if again is add_update:
        about |= {"progress": Progress.ON_COURSE, "narrative": "Panels began."}
    refused = []

    def second():
        try:
            again(**about)
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    thread = Thread(target=second)
    with transaction.atomic():
        save(scene, token=token)
        thread.start()
        thread.join(0.5)  # it has read that the number is free, or waits for this transaction to do so
    thread.join()

    assert refused == ["The page arrived incomplete. Load it again and repeat what you did."]
    assert Update.objects.get(token=token).action == scene.action
