"""What a person may do, in one query and as a condition on many actions: both say the same."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.progress.actions import ActionFacts, delivery_state
from tests.factories.workstreams import ActionFactory, make_lead, make_workstream_lead
from workstreams.choices import Part, Status
from workstreams.models import Action
from workstreams.permissions import Standing, can_update, standing, standing_in, updatable_by

TODAY = date(2022, 5, 16)
WHO = ["officer", "lead", "accountable", "programme", "chair", "board", "data", "stranger"]
STANDING = {
    "officer": Standing(leads_action=True),
    "lead": Standing(leads_workstream=True),
    "accountable": Standing(accountable=True),
    "programme": Standing(programme=True),
    "chair": Standing(chair=True),
    "board": Standing(),
    "data": Standing(data=True),
    "stranger": Standing(),
}


@pytest.mark.parametrize("who", WHO)
def test_how_a_person_stands_to_an_action_follows_from_posts_and_roles(scene, django_assert_num_queries, who):
    action = Action.objects.select_related("workstream__plan").get(pk=scene.action.pk)

    with django_assert_num_queries(1):
        found = standing(getattr(scene, who), action, TODAY)

    assert found == STANDING[who]


def test_to_a_workstream_as_a_whole_an_actions_lead_has_no_standing(scene):
    assert standing_in(scene.officer, scene.workstream, TODAY) == Standing()
    assert standing_in(scene.lead, scene.workstream, TODAY) == Standing(leads_workstream=True)


def test_nobody_signed_in_may_nothing(scene):
    assert standing(AnonymousUser(), scene.action, TODAY) == Standing()
    assert list(Action.objects.filter(updatable_by(AnonymousUser(), TODAY))) == []


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("day", [date(2021, 5, 15), date(2021, 5, 16), TODAY])
def test_the_condition_on_many_actions_says_the_same_as_the_question_about_one(scene, who, day):
    other = ActionFactory()
    make_lead(other, scene.board, TODAY)
    make_workstream_lead(other.workstream, scene.data, TODAY, part=Part.ACCOUNTABLE)
    user = getattr(scene, who)

    many = set(Action.objects.filter(updatable_by(user, day)))

    assert many == {action for action in Action.objects.all() if can_update(user, action, day)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from(Status), st.none() | st.dates()), min_size=1, max_size=4),
    today=st.dates(max_value=date(9999, 11, 30)),
)
def test_the_state_in_sql_is_the_state_of_the_rule(scene, rows, today):
    Action.objects.filter(workstream=scene.workstream).exclude(pk=scene.action.pk).delete()
    made = {
        ActionFactory(workstream=scene.workstream, status=status, due=due_end).pk: (status, due_end)
        for status, due_end in rows
    }

    states = dict(Action.objects.filter(pk__in=made).with_state(today).values_list("pk", "state"))

    assert states == {
        pk: delivery_state(ActionFacts(status=status, due_end=due_end), today=today).value
        for pk, (status, due_end) in made.items()
    }
