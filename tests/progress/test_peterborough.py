"""Peterborough's record on its progress page: the day of the letter, and the days before it."""

from collections import Counter

import pytest
from django.urls import reverse

from tests.workstreams.pages import by_class, by_id, errors, heading, links, table, title, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("peterborough")]

PLAN = "peterborough-wsoa-2019"


@pytest.fixture
def shown(board, parse):
    """The progress page for this query."""

    def ask(slug=PLAN, **query):
        response = board.get(reverse("progress:plan-progress", args=[slug]), query)
        assert response.status_code == 200
        return parse(response.content)

    return ask


def result(page):
    return [words(one) for one in by_class(page, "app-result__sentence")]


def attention(page):
    return [words(one) for one in by_class(page, "app-attention__item")]


def since(page):
    section = next(one for one in page.iter("section") if one.get("aria-labelledby") == "since-heading")
    return words(section.find("h2")), [words(item) for item in section.iter("li")]


def inspectors(page):
    return [row[1] for row in table(page)]


def test_the_page_opens_at_the_day_the_record_ends_and_tells_the_result_first(shown):
    page = shown()
    assert title(page) == "Written statement of action 2019: progress – SEND Tracker"
    assert result(page) == [
        "Inspectors, 24 to 26 January 2022: 4 of 5 weaknesses, sufficient progress.",
        "Not sufficient progress: weakness 5, Ages 18 to 25.",
    ]
    assert [words(one) for one in by_class(page, "app-result__next")] == [
        (
            "Next: Because one weakness has not improved enough, the Department for Education and NHS England "
            "determine what happens next. REV22, line 139"
        ),
        "Ofsted and the CQC will not revisit again unless the Secretary of State directs them to. REV22, line 139",
    ]


def test_four_weaknesses_show_sufficient_progress_and_one_not_from_the_letter(shown):
    assert inspectors(shown()) == [
        "Sufficient progress 10 February 2022, REV22, line 63",
        "Sufficient progress 10 February 2022, REV22, line 85",
        "Sufficient progress 10 February 2022, REV22, line 99",
        "Sufficient progress 10 February 2022, REV22, line 117",
        "Not sufficient progress 10 February 2022, REV22, line 137",
    ]


def test_rows_are_the_weaknesses_in_plan_order_with_outcomes_families_and_actions(shown):
    rows = [[row[0], *row[2:]] for row in table(shown())]
    none = "None held"
    assert rows == [
        ["1 Joint planning", *counts(3, 1, 0, 1, "1 Joint planning"), "Mixed", none, "Rebuilt: 8, not countable"],
        ["2 Quality assurance", *counts(3, 3, 0, 1, "2 Quality assurance"), "Mixed", none, "Rebuilt: 8, not countable"],
        [DCO, *counts(4, 0, 0, 1, DCO), "Not held", none, "Rebuilt: 7, not countable"],
        ["4 Early support", *counts(4, 0, 1, 0, "4 Early support"), "Positive", none, "Rebuilt: 8, not countable"],
        ["5 Ages 18 to 25", *counts(1, 0, 2, 3, "5 Ages 18 to 25"), "Negative", none, "Rebuilt: 5, not countable"],
    ]


DCO = "3 Designated clinical officer (DCO)"
STATES = ("shown", "partly", "not shown", "against")


def counts(*numbers_and_name):
    """The four cells as they read out: a figure that is a link says of what."""
    *numbers, name = numbers_and_name
    return [f"{number} {state}, {name}" if number else "0" for number, state in zip(numbers, STATES, strict=True)]


def test_five_lines_say_what_needs_attention_each_with_its_place(shown):
    assert attention(shown()) == [
        (
            "Weakness 5, Ages 18 to 25. Families say: parents felt almost unanimously that their young person is not "
            "supported into education, work or training, nor prepared for adulthood. REV22, line 135"
        ),
        "Weakness 5, Ages 18 to 25. Raised in 2 earlier reviews since 2017, and no measure of results holds a figure.",
        (
            "Weakness 5, Ages 18 to 25. Evidence against 3 intended outcomes: overview lacking; offer unknown, or not "
            "enough; cliff edge into adult health. REV22, line 123; REV22, line 125; REV22, line 133"
        ),
        "Weakness 1, Joint planning. Evidence against an intended outcome: unequal care at 16 to 18. REV22, line 61",
        "Weakness 2, Quality assurance. Evidence against an intended outcome: changed plans late. REV22, line 81",
    ]


def test_no_decision_is_waiting_and_what_changed_since_before_the_revisit_is_counted(shown):
    page = shown()
    board = next(one for one in page.iter("section") if one.get("aria-labelledby") == "board-heading")
    assert words(board) == "The board is asked to No decision is waiting."
    assert since(page) == (
        "Since 23 January 2022",
        [
            "5 judgements and views added",
            "28 items of evidence",
            "5 reports of what families say",
            "12 entries for measures",
            "28 updates of actions",
            "3 of 3 conditions of the fitness decision still unanswered",
        ],
    )


def test_another_day_to_count_from_can_be_chosen(shown):
    head, items = since(shown(since="2018-01-01"))
    assert head == "Since 1 January 2018"
    assert items[:2] == ["5 weaknesses found", "2 steps of the written statement of action"]


def test_before_the_revisit_all_five_are_not_yet_judged(shown):
    page = shown(as_at="2019-12-31")
    assert result(page) == ["Not yet judged: all five weaknesses."]
    assert inspectors(page) == ["Not yet judged"] * 5
    assert [words(one) for one in by_class(page, "app-result__next")] == [
        "Next: the inspectors’ revisit.",
        "Written statement of action: fit for purpose, with recommendations (28 November 2019).",
        "It was due on 15 November 2019 and was sent on 15 November 2019, in time.",
    ]
    assert words(by_class(page, "app-as-at")[0]) == (
        "Showing 31 December 2019, as the record stood on that day. Show the last day of the record"
    )


def test_every_figure_is_that_of_the_day(shown):
    rows = table(shown(as_at="2019-12-31"))
    names = [row[0] for row in rows]
    numbers = [5, 7, 5, 5, 6]
    assert [row[2:] for row in rows] == [
        [*counts(0, 0, number, 0, name), "Not held", "None held", "None held"]
        for number, name in zip(numbers, names, strict=True)
    ]


def test_a_board_in_december_2019_would_have_been_warned(shown):
    assert attention(shown(as_at="2019-12-31")) == [
        "Weakness 5, Ages 18 to 25. Raised in 2 earlier reviews since 2017, and no measure of results holds a figure.",
        (
            "Weakness 2, Quality assurance. Raised in 2 earlier reviews since 2017, and no measure of results holds a "
            "figure."
        ),
        "Weakness 1, Joint planning. Raised in 2 earlier reviews since 2017, and no measure of results holds a figure.",
        "Conditions. 3 of 3 conditions of the fitness decision have no answer on record.",
        (
            "Accountability. Workstreams 1, 2, 3, 4 and 5: it is not recorded for which side, council or health, the "
            "accountable officers answer."
        ),
    ]


def test_what_was_so_between_visit_and_letter_is_marked_as_known_later(shown):
    page = shown(as_at="2022-01-28")
    assert inspectors(page) == ["Not yet judged"] * 5
    assert table(page)[4][5:7] == ["3 against, 5 Ages 18 to 25 known later", "Negative known later"]
    assert [words(one) for one in page.iter("p") if "What is marked" in words(one)] == [
        (
            "What is marked known later was so on 28 January 2022, and is known only from a document or an entry of a "
            "later day."
        )
    ]
    assert by_class(shown(), "app-later") == []


@pytest.mark.parametrize("day", ["2019-08-08", "2019-11-20"])
def test_the_clock_of_the_plan_runs_from_receipt(shown, day):
    says = {
        "2019-08-08": "The written statement of action is due on 15 November 2019: 70 working days left.",
        "2019-11-20": "It was due on 15 November 2019 and was sent on 15 November 2019, in time.",
    }
    assert words(by_class(shown(as_at=day), "app-result__next")[-1]) == says[day]


def test_before_the_inspection_there_is_nothing_to_show_and_nothing_is_invented(shown):
    page = shown(as_at="2018-01-01")
    assert words(by_class(page, "app-empty")[0]) == (
        "Nothing this plan answers had been found by this day. Choose a later day. Show the plan as it opens"
    )
    assert page.findall(".//table") == []


@pytest.mark.parametrize("day", ["2026-03-03", "31 June 2019", "'; drop table", "0", "9999-99-99"])
def test_a_day_that_cannot_be_shown_is_answered_with_a_sentence_and_the_usual_page(shown, day):
    page = shown(as_at=day)
    assert len(errors(page)) == 1
    assert errors(page)[0].startswith("Enter ")
    assert title(page) == "Error: Written statement of action 2019: progress – SEND Tracker"
    assert by_id(page, "id_as_at").get("value") == day
    assert Counter(cell.split(" 10 ")[0] for cell in inspectors(page)) == {
        "Sufficient progress": 4,
        "Not sufficient progress": 1,
    }


def test_a_day_after_the_record_ended_shows_its_last_day_and_says_so(shown):
    page = shown(as_at="2024-01-01")
    assert "You asked for 1 January 2024. The record ends on 10 February 2022, so that day is shown." in [
        words(one) for one in page.iter("p")
    ]
    assert len(result(page)) == 2


def test_a_day_written_by_hand_leads_to_the_one_address_of_that_day(board):
    address = reverse("progress:plan-progress", args=[PLAN])
    response = board.get(address, {"as_at": "31 December 2019", "view": "workstreams"})
    assert (response.status_code, response.url) == (302, f"{address}?as_at=2019-12-31&view=workstreams")


def test_the_second_view_shows_who_answers_for_each_workstream_and_judges_none(shown):
    page = shown(view="workstreams")
    assert [row[1:] for row in table(page)][4] == [
        "Weakness 5, Ages 18 to 25",
        "Debbie McQuade (side not stated)",
        "None held",
        "Rebuilt: 5, not countable",
    ]
    assert [words(head) for head in page.findall(".//thead/tr/th")] == [
        "Workstream",
        "Answers",
        "Accountable officers",
        "Lead",
        "Actions",
    ]


def test_a_record_that_has_ended_is_never_late(shown):
    page = " ".join(words(shown()).lower().split())
    assert "overdue" not in page
    assert "days since" not in page


def test_every_count_leads_to_its_records(shown, board, parse):
    targets = [address for address in links(shown()).values() if address.startswith("/") and "#" in address]
    assert len(targets) > 15
    for address in sorted(set(targets)):
        path, _, anchor = address.partition("#")
        assert by_id(parse(board.get(path).content), anchor) is not None, address


def test_the_joint_strategy_shows_its_vision_principles_and_pledge_in_place_of_rows(shown):
    page = shown("cambridgeshire-and-peterborough-send-strategy-2019")
    assert heading(page) == "Cambridgeshire and Peterborough Joint SEND strategy"
    assert [words(one) for one in page.iter("h3")] == [
        "Vision: 3",
        "Aim: 2",
        "Principle: 3",
        "Aspirational outcome: 1",
        "Pledge principle: 10",
    ]
    assert page.findall(".//table") == []
