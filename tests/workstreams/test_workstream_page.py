"""A workstream's page: what it answers, who answers for it, what is recorded and what is not, on any day."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from plans.choices import MeasureKind
from tests.factories.findings import FindingFactory, FrameworkFactory, PassageFactory, SectorFactory
from tests.factories.plans import MeasureFactory, ObservationFactory, TargetFactory
from tests.factories.workstreams import (
    ActionFactory,
    ActionOwnerFactory,
    DateChangeFactory,
    DateDecisionFactory,
    DeliveryPartnerFactory,
    DocumentUpdateFactory,
    EvidenceDecisionFactory,
    EvidenceFactory,
    OwnerFactory,
    PartnerConfirmationFactory,
    ResponsibilityFactory,
    UpdateFactory,
    WorkstreamAnswerFactory,
)
from tests.workstreams.pages import by_class, errors, facts, heading, links, table, values, words
from workstreams.choices import Origin, Part, Polarity, Side, Status
from workstreams.models import Action, Responsibility


@pytest.fixture
def see(scene, parse):
    """The workstream's page as a board member sees it."""

    def ask(**query):
        return parse(scene.client("board").get(scene.workstream.get_absolute_url(), query).content)

    return ask


def counts(root):
    return {words(item.find("dt")): int(words(item.find("dd"))) for item in by_class(root, "app-counts__item")}


def test_it_links_what_it_answers_with_the_noun_of_the_plans_framework(scene, see):
    finding = FindingFactory(area=scene.plan.host_area, reference="3")
    WorkstreamAnswerFactory(workstream=scene.workstream, finding=finding)

    root = see()

    assert heading(root) == f"Workstream 1 {scene.workstream.title}"
    assert facts(root)["Answers"] == "Weakness 3: Joint planning 3"
    assert links(root)["Weakness 3: Joint planning 3"] == finding.get_absolute_url()


def test_another_framework_has_another_noun(scene, see):
    scene.plan.framework = FrameworkFactory(code="2023", finding_short="priority action")
    scene.plan.save()
    WorkstreamAnswerFactory(
        workstream=scene.workstream, finding=FindingFactory(area=scene.plan.host_area, reference="1", title="")
    )

    assert facts(see())["Answers"] == "Priority action 1"


def test_both_sides_have_their_line_and_an_empty_one_is_a_gap(scene, see):
    Responsibility.objects.all().delete()
    ResponsibilityFactory(
        workstream=scene.workstream,
        owner=OwnerFactory(area=scene.plan.host_area, name="Director of education"),
        part=Part.ACCOUNTABLE,
    )

    shown = facts(see())

    assert {key: shown[key] for key in shown if key.startswith(("Account", "Workstream"))} == {
        "Accountable, council": "Director of education",
        "Accountable, health": "None recorded",
        "Workstream lead": "None recorded",
    }


def test_social_care_has_a_line_where_a_weakness_names_it(scene, see):
    finding = FindingFactory(area=scene.plan.host_area)
    finding.sectors.add(SectorFactory(code="social_care", label="Social care"))
    WorkstreamAnswerFactory(workstream=scene.workstream, finding=finding)

    assert facts(see())["Accountable, social care"] == "None recorded"


def test_an_officer_whose_side_the_source_leaves_out_is_put_on_no_side(scene, see):
    Responsibility.objects.all().delete()
    passage = PassageFactory(lines="190")
    ResponsibilityFactory(
        workstream=scene.workstream,
        owner=OwnerFactory(area=scene.plan.host_area, name="A. Officer"),
        part=Part.ACCOUNTABLE,
        side=Side.NOT_STATED,
        passage=passage,
    )

    shown = facts(see())

    assert shown["Accountable officer"] == f"A. Officer Side not stated in the source: {passage.locator}"
    assert (shown["Accountable, council"], shown["Accountable, health"]) == ("None recorded", "None recorded")


def test_leads_are_those_of_the_day_shown(scene, see):
    Responsibility.objects.all().delete()
    for name, start, end in (("First", None, date(2022, 3, 31)), ("Second", date(2022, 4, 1), None)):
        ResponsibilityFactory(
            workstream=scene.workstream,
            owner=OwnerFactory(area=scene.plan.host_area, name=name),
            valid_from=start,
            valid_to=end,
        )

    assert facts(see())["Workstream lead"] == "Second"
    assert facts(see(as_at="2022-03-31"))["Workstream lead"] == "First"


def test_partners_are_counted_by_their_own_word(scene, see):
    partners = [DeliveryPartnerFactory(workstream=scene.workstream, label=label) for label in ("College", "Forum")]
    PartnerConfirmationFactory(partner=partners[1])

    assert facts(see())["Partners"] == "1 of 2 confirmed College, not confirmed Forum, confirmed"


def test_one_line_an_action_with_what_is_not_held_said_in_words(scene, see):
    rebuilt = ActionFactory(
        workstream=scene.workstream,
        reference="R1",
        title="Open a hub",
        origin=Origin.REBUILT,
        status=Status.NOT_STATED,
    )
    passage = PassageFactory(lines="125")
    rebuilt.passages.add(passage)
    done = ActionFactory(workstream=scene.workstream, reference="R2", title="Train staff")
    update = DocumentUpdateFactory(action=done, status=Status.COMPLETE)
    UpdateFactory(action=scene.action, happened_on=date(2022, 5, 2))
    lead = scene.action.owners.get().owner

    assert table(see()) == [
        ["1.1", "Hold weekly panels", str(lead), "30 June 2022", "Under way, not due", "2 May 2022"],
        ["R1", "Open a hub", "None held", "No date held", "Not stated", passage.locator],
        ["R2", "Train staff", "None held", "No date held", "Complete", update.passage.locator],
    ]


def test_done_checked_accepted_late_and_re_dated_are_counted_apart(scene, see):
    late = ActionFactory(workstream=scene.workstream, due=date(2022, 5, 1))
    UpdateFactory(action=late)
    change = DateChangeFactory(action=late, to_text="10 May 2022", to_start=date(2022, 5, 10), to_end=date(2022, 5, 10))
    DateDecisionFactory(change=change, happened_on=date(2022, 5, 1))
    checked = ActionFactory(workstream=scene.workstream, due=date(2022, 5, 1))
    UpdateFactory(action=checked, progress="done")
    for accepted in (True, False):
        complete = ActionFactory(workstream=scene.workstream)
        DocumentUpdateFactory(action=complete, status=Status.COMPLETE)
        if accepted:
            EvidenceDecisionFactory(evidence=EvidenceFactory(area=scene.plan.host_area, actions=[complete]))

    assert counts(see()) == {
        "done": 3,
        "being checked": 1,
        "complete": 2,
        "evidence accepted": 1,
        "under way": 1,
        "not stated": 0,
        "not started": 1,
        "overdue": 1,
        "re-dated": 1,
        "no date": 0,
    }
    assert table(see())[1][3:5] == ["10 May 2022 re-dated 1 time", "Overdue"]


def test_complete_by_a_document_alone_says_so(scene, see):
    DocumentUpdateFactory(action=scene.action, status=Status.COMPLETE)

    said = [words(line) for line in by_class(see(), "govuk-body")]
    assert "Complete is what the source says. No evidence has been accepted here." in said


def test_lead_and_rule_stand_beside_each_other(scene, see):
    assert facts(see())["Ratings of what is open"] == "Lead says: not rated Rule says: 1 grey"

    UpdateFactory(action=scene.action)
    ActionFactory(workstream=scene.workstream)
    assert facts(see())["Ratings of what is open"] == (
        "Lead says: 1 green; 1 not rated Rule says: 1 green; 1 cannot be worked out"
    )


def test_the_rule_stays_silent_without_dates(scene, see):
    Action.objects.update(due_end=None, due_start=None, original_due_end=None, original_due_start=None)

    assert facts(see())["Ratings of what is open"] == (
        "Lead says: not rated Rule says: cannot be worked out, no dates held"
    )


def test_measures_say_where_they_began_stand_and_go_and_take_up_is_named_as_take_up(scene, see):
    finding = FindingFactory(area=scene.plan.host_area)
    WorkstreamAnswerFactory(workstream=scene.workstream, finding=finding)
    timely = MeasureFactory(plan=scene.plan, name="Plans in 20 weeks", position=1)
    take_up = MeasureFactory(plan=scene.plan, name="Places taken", kind=MeasureKind.OUTPUT, position=2)
    MeasureFactory(plan=scene.plan, name="Of another weakness")
    for measure in (timely, take_up):
        measure.findings.add(finding)
    ObservationFactory(measure=timely, is_baseline=True)
    ObservationFactory(measure=timely, value=Decimal("71.5"), period="spring 2022", happened_on=date(2022, 3, 31))
    TargetFactory(measure=timely)
    TargetFactory(measure=timely, due_text="March 2022", due_on=date(2022, 3, 31), value=Decimal(70))

    assert table(see(), 1) == [
        ["Plans in 20 weeks", "64% (2021)", "71.5% (spring 2022)", "80% by 31 December 2022", "Process"],
        ["Places taken", "None held", "None held", "None held", "Take-up or output"],
    ]
    assert table(see(as_at="2022-01-31"), 1)[0][1:4] == ["64% (2021)", "64% (2021)", "70% by March 2022"]


def test_what_speaks_against_it_stands_there_with_its_source_and_restricted_items_do_not(scene, see):
    item = EvidenceFactory(
        area=scene.plan.host_area,
        title="Cliff edge into adult health",
        polarity=Polarity.ADVERSE,
        actions=[scene.action],
        passage=PassageFactory(lines="133"),
    )
    for fields in ({"is_restricted": True}, {"polarity": Polarity.SUPPORTS}, {"happened_on": date(2022, 5, 17)}):
        EvidenceFactory(
            **{"area": scene.plan.host_area, "polarity": Polarity.ADVERSE, "actions": [scene.action], **fields}
        )

    main = see()
    shown = [words(line) for line in main.findall(".//main//li")]
    assert shown == [f"Cliff edge into adult health ({item.passage.locator})"]


def test_on_another_day_it_shows_that_day(scene, see):
    UpdateFactory(action=scene.action, happened_on=date(2022, 5, 2))

    root = see(as_at="2022-04-30")

    assert words(by_class(root, "app-as-at")[0]) == (
        "Showing 30 April 2022, as the record stood on that day. Show today"
    )
    assert table(root)[0][4:] == ["Not started, not due", "Not told yet"]


def test_before_it_had_actions_it_says_so(scene, see):
    root = see(as_at="2021-01-01")

    assert words(by_class(root, "app-empty")[0]) == "No actions. On this day the workstream had none."


def test_a_day_written_by_hand_leads_to_its_own_address(scene):
    address = scene.workstream.get_absolute_url()
    response = scene.client("board").get(address, {"as_at": "30 April 2022"})

    assert (response.status_code, response.url) == (302, f"{address}?as_at=2022-04-30")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("tomorrow", "Enter a real date, for example 10 February 2022"),
        ("2022-05-17", "Enter 16 May 2022 or an earlier day: later days are not known yet."),
    ],
)
def test_a_day_it_cannot_show_says_what_to_do_and_keeps_what_was_typed(scene, see, asked, said):
    root = see(as_at=asked)

    assert errors(root) == [said]
    assert values(root)["as_at"] == asked
    assert by_class(root, "app-as-at") == []
    assert table(root) == table(see())


def test_a_record_that_has_ended_opens_at_its_last_day_and_nothing_is_late_after_it(scene, see):
    scene.plan.record_ends_on = date(2022, 2, 10)
    scene.plan.save()
    Action.objects.update(original_due_end=date(2022, 3, 1), original_due_start=date(2022, 3, 1))

    root = see()

    assert words(by_class(root, "govuk-body")[0]) == ("The record ends on 10 February 2022. This page shows that day.")
    assert counts(root)["overdue"] == 0


def test_people_of_other_areas_find_no_such_page(scene):
    assert scene.client("stranger").get(scene.workstream.get_absolute_url()).status_code == 404
    assert scene.client("board").get("/workstreams/999999/").status_code == 404
    assert scene.client("board").post(scene.workstream.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_page_costs_the_same_however_much_stands_on_it(scene, django_assert_num_queries, rows):
    for number in range(rows):
        finding = FindingFactory(area=scene.plan.host_area)
        WorkstreamAnswerFactory(workstream=scene.workstream, finding=finding)
        action = ActionFactory(workstream=scene.workstream, due=date(2022, 5, 1))
        ActionOwnerFactory(action=action)
        DocumentUpdateFactory(action=action, status=Status.IN_PROGRESS)
        DateDecisionFactory(change=DateChangeFactory(action=action))
        EvidenceFactory(area=scene.plan.host_area, polarity=Polarity.ADVERSE, actions=[action])
        measure = MeasureFactory(plan=scene.plan, name=f"Measure {number}")
        measure.findings.add(finding)
        ObservationFactory(measure=measure)
    client = scene.client("board")

    with django_assert_num_queries(12):
        client.get(scene.workstream.get_absolute_url())

    for measure in scene.plan.measures.all():
        TargetFactory(measure=measure)
        DeliveryPartnerFactory(workstream=scene.workstream)
    with django_assert_num_queries(13):
        client.get(scene.workstream.get_absolute_url())


def test_its_list_link_filters_the_plans_actions(scene, see):
    assert links(see())["Filter, sort or download these actions"] == (
        f"{reverse('workstreams:action-list', args=[scene.plan.slug])}?workstream={scene.workstream.pk}"
    )
