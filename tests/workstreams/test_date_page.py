"""Deciding a date on screen."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.workstreams import DateChangeFactory, DateDecisionFactory, UpdateFactory
from tests.workstreams.pages import errors, facts, heading, title, values, words
from workstreams.choices import DateAnswer, Precision
from workstreams.models import Action, DateDecision


def address(change):
    return reverse("workstreams:date-decide", args=[change.pk])


@pytest.fixture
def change(scene):
    return DateChangeFactory(
        action=scene.action,
        to_text="20 July 2022",
        to_start=date(2022, 7, 20),
        to_end=date(2022, 7, 20),
        happened_on=date(2022, 5, 12),
        recorded_by=scene.officer,
        update=UpdateFactory(action=scene.action, narrative="One clerk left."),
    )


@pytest.fixture
def unreadable(scene):
    return DateChangeFactory(
        action=scene.action, to_text="some day", to_precision=Precision.INVALID, to_start=None, to_end=None
    )


def test_it_tells_all_that_is_needed_to_decide(scene, change, parse):
    root = parse(scene.client("chair").get(address(change)).content)

    assert title(root) == "Decide a date: 1.1 Hold weekly panels – SEND Tracker"
    assert facts(root) == {
        "Date now": "30 June 2022",
        "First due": "30 June 2022",
        "Asked for": "20 July 2022, 20 days later",
        "Why": "Not enough people or time: The panel's chair has left.",
        "Asked by": "Olu Officer, 12 May 2022",
        "What was told with it": "One clerk left.",
    }


def test_agreeing_moves_the_date_and_goes_back_to_the_action(scene, change):
    answer = scene.client("chair").post(address(change), {"answer": "agreed", "note": "Minuted."})

    assert answer.url == scene.action.get_absolute_url()
    assert Action.objects.get(pk=scene.action.pk).due_end == date(2022, 7, 20)
    assert DateDecision.objects.get().reason == "Minuted."


def test_refusing_needs_a_reason_and_keeps_what_was_chosen(scene, change, parse):
    client = scene.client("lead")

    root = parse(client.post(address(change), {"answer": "refused", "reason": " "}).content)
    assert errors(root) == ["Say why the date stays as it is"]
    assert title(root).startswith("Error: Decide a date")
    assert values(root)["answer"] == "refused"

    assert client.post(address(change), {"answer": "refused", "reason": "Promised."}).status_code == 302
    assert DateDecision.objects.get().answer == DateAnswer.REFUSED


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose whether you agree or refuse"),
        ({"answer": "perhaps"}, "Choose “What do you decide?” from the list"),
        (
            {"answer": "refused", "reason": "x" * 1001},
            "Shorten “Why does the date stay as it is?” to 1000 characters or fewer. It has 1001.",
        ),
        (
            {"answer": "agreed", "note": "a\x00b"},
            "“Anything to add?” holds a character that cannot be shown. Type it, or paste plain text",
        ),
    ],
)
def test_what_is_refused_is_said_in_a_sentence(scene, change, sent, said):
    answer = scene.client("chair").post(address(change), sent)

    assert (answer.status_code, [text for lines in answer.context["form"].errors.values() for text in lines]) == (
        200,
        [said],
    )
    assert DateDecision.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 403), ("accountable", 403), ("programme", 403), ("board", 403), ("data", 403), ("stranger", 404)],
)
def test_others_are_told_who_decides(scene, change, parse, who, status, method):
    answer = getattr(scene.client(who), method)(address(change), {"answer": "agreed"})

    assert answer.status_code == status
    if status == 403:
        assert words(parse(answer.content).findall(".//main/p")[0]) == (
            "You cannot decide this date. Who decides it: the workstream’s lead or the board’s chair."
        )
    assert DateDecision.objects.count() == 0


def test_a_date_that_cannot_be_read_can_only_be_refused(scene, unreadable, parse):
    client = scene.client("chair")

    root = parse(client.get(address(unreadable)).content)
    radios = [one.get("value") for one in root.iter("input") if one.get("type") == "radio"]
    assert radios == ["refused"]

    root = parse(client.post(address(unreadable), {"answer": "agreed"}).content)
    assert errors(root) == ["Choose “What do you decide?” from the list"]


def test_what_was_decided_shows_its_answer_and_is_not_decided_again(scene, change, parse):
    client = scene.client("lead")
    client.post(address(change), {"answer": "agreed"})

    answer = client.post(address(change), {"answer": "refused", "reason": "Changed my mind."})
    root = parse(answer.content)

    assert (answer.status_code, heading(root)) == (409, "1.1 Hold weekly panels This date was already decided")
    assert facts(root)["Answer"] == "Agreed, 16 May 2022, Lee Lead"
    assert DateDecision.objects.get().answer == DateAnswer.AGREED
    assert client.get(address(change)).status_code == 200


def test_everybody_who_sees_the_action_sees_an_answer_that_was_given(scene, change, parse):
    DateDecisionFactory(change=change, answer=DateAnswer.REFUSED, reason="Promised.", recorded_by=scene.chair)

    root = parse(scene.client("board").get(address(change)).content)

    assert facts(root)["Answer"] == "Refused, 27 May 2022, Charlie Chair Promised."


def test_an_outside_bodys_answer_is_recorded_with_its_name(scene, change, parse):
    scene.plan.outside_decides_dates = True
    scene.plan.save()
    client = scene.client("programme")

    assert errors(parse(client.post(address(change), {"answer": "agreed"}).content)) == [
        "Name the outside body that decided"
    ]
    client.post(address(change), {"answer": "agreed", "outside_body": "Department for Education"})
    assert DateDecision.objects.get().outside_body == "Department for Education"
    assert scene.client("chair").get(address(change)).status_code == 200


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_a_request_that_does_not_exist_is_not_found(scene, pk):
    assert scene.client("chair").get(f"/date-changes/{pk}/decide/").status_code == 404


def test_deciding_costs_few_queries(scene, change, django_assert_max_num_queries):
    client = scene.client("chair")

    with django_assert_max_num_queries(10):
        client.get(address(change))
    with django_assert_max_num_queries(25):
        client.post(address(change), {"answer": "agreed"})
