"""The Peterborough record holds every list of its five documents, entry by entry.

The documents themselves are not part of the project: what they hold is said here in words and numbers, with the lines
of each list. SEF17 is the self-evaluation of August 2017, SCR18 the scrutiny report of autumn 2018, PEER19 the peer
review of February 2019, SCR20 the scrutiny report on the inspection of June 2019 (INSP19), REV22 the revisit letter of
10 February 2022.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import Q

from core.facts import Fact
from findings.choices import FindingType, Held, StatementKind, Wording
from findings.models import (
    Claim,
    ClaimTopic,
    Finding,
    FindingLink,
    Judgement,
    Passage,
    Review,
    SourceDocument,
    Statement,
)
from plans.models import Benchmark, Condition, FitnessDecision, IntendedOutcome, Measure, Observation, Plan
from workstreams.choices import Origin
from workstreams.models import (
    Action,
    ActionOwner,
    DateChange,
    Evidence,
    Feedback,
    Owner,
    Responsibility,
    Update,
    Workstream,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("peterborough")]

WSOA = "peterborough-wsoa-2019"


def within(queryset, first, last):
    """Those whose place begins in these lines, in the order of the document."""
    return queryset.filter(passage__first_line__gte=first, passage__first_line__lte=last).order_by(
        "passage__first_line", "pk"
    )


def statements(document, kind, first=1, last=9999):
    return within(Statement.objects.filter(document__short_name=document, kind=kind), first, last)


def findings(review, kind, first=1, last=9999, **fields):
    return within(Finding.objects.filter(review__code=review, type=kind, **fields), first, last)


def held(queryset):
    return queryset.count()


# ------------------------------------------------------------------------------------- SEF17: the self-evaluation

SEF17 = {
    "the vision, lines 7 to 9": (1, lambda: statements("SEF17", "vision", 7, 9)),
    "core aims, 11 to 16": (4, lambda: statements("SEF17", "aim", 11, 16)),
    "principles, 18 to 38": (5, lambda: statements("SEF17", "principle", 18, 38)),
    "aspirational outcomes, one under each principle, 22 to 38": (
        5,
        lambda: statements("SEF17", "aspiration", 22, 38).filter(parent__kind="principle"),
    ),
    "areas of strength, 42 to 50": (7, lambda: findings("SEF17", "strength", 42, 50)),
    "areas where improvements have been made, 52 to 63": (10, lambda: findings("SEF17", "improvement_made", 52, 63)),
    "priority areas for 2017 to 2018, 65 to 71": (
        3,
        lambda: findings("SEF17", "area_for_improvement", 65, 71, is_priority=True),
    ),
    "numbered recommendations, 73 to 116, all strategic": (
        18,
        lambda: findings("SEF17", "recommendation", 73, 116, level="strategic").exclude(reference=""),
    ),
    "sub-points of 1.4 on placements out of the city, 83 to 88": (
        4,
        lambda: findings("SEF17", "recommendation", 85, 88, parent__reference="1.4"),
    ),
    "core actions for all services, 118 to 122": (3, lambda: statements("SEF17", "core_action", 118, 122)),
    "lines of enquiry, 128 to 132": (3, lambda: statements("SEF17", "line_of_enquiry", 128, 132)),
    "ways it was done, 136 to 144": (5, lambda: statements("SEF17", "method", 136, 144)),
    "strengths of principle 1, 160 to 169": (7, lambda: findings("SEF17", "strength", 160, 170)),
    "strengths of principle 2, 171 to 178": (4, lambda: findings("SEF17", "strength", 171, 179)),
    "strengths of principle 3, 180 to 204": (19, lambda: findings("SEF17", "strength", 180, 205)),
    "strengths of principle 4, 206 to 212": (5, lambda: findings("SEF17", "strength", 206, 213)),
    "strengths of principle 5, 214 to 224": (9, lambda: findings("SEF17", "strength", 214, 225)),
    "new posts named under principle 3, 197 to 200": (3, lambda: statements("SEF17", "background", 197, 200)),
    "operational recommendations of principle 1, 269 to 277": (
        5,
        lambda: findings("SEF17", "recommendation", 269, 277, level="operational", reference=""),
    ),
    "operational recommendations of principle 3, 325 to 342": (
        8,
        lambda: findings("SEF17", "recommendation", 325, 342, level="operational", reference=""),
    ),
    "of these on needs assessment and planning, 327 to 334": (
        6,
        lambda: findings("SEF17", "recommendation", 327, 334, level="operational"),
    ),
    "of these on use of the local offer, 336 to 338": (
        1,
        lambda: findings("SEF17", "recommendation", 336, 338, level="operational"),
    ),
    "of these on the vacant post in health, 340 to 342": (
        1,
        lambda: findings("SEF17", "recommendation", 340, 342, level="operational"),
    ),
    "operational recommendations of principle 5, 382 to 406": (
        5,
        lambda: findings("SEF17", "recommendation", 382, 406, level="operational", reference=""),
    ),
    "all operational recommendations": (18, lambda: findings("SEF17", "recommendation", level="operational")),
    "gaps by the ASPIRE toolkit, 411 to 439": (13, lambda: findings("SEF17", "gap", 411, 439)),
    "gaps told in the text by principle, 232 to 399": (
        16,
        lambda: findings("SEF17", "gap", 232, 399, parent__isnull=True),
    ),
    "points about roles and responsibilities, 291": (5, lambda: findings("SEF17", "gap", 291, 291)),
    "the rating scale, 441 to 443": (1, lambda: statements("SEF17", "rating_scale", 441, 443)),
    "groups of raters, 443": (2, lambda: statements("SEF17", "rater_group", 443, 443)),
    "systems named": (4, lambda: statements("SEF17", "system")),
    "boards and groups named": (5, lambda: statements("SEF17", "governance")),
    "next steps, 457 to 463": (5, lambda: statements("SEF17", "next_step", 457, 463)),
    "appendices referred to and not held": (
        5,
        lambda: SourceDocument.objects.filter(referred_to_by__short_name="SEF17", held=Held.NOT_HELD),
    ),
}


@pytest.mark.parametrize(("count", "rows"), SEF17.values(), ids=SEF17)
def test_the_self_evaluation_of_2017(count, rows):
    assert held(rows()) == count


def test_its_recommendations_are_numbered_as_written():
    numbered = findings("SEF17", "recommendation", level="strategic").exclude(reference="")

    assert list(numbered.values_list("reference", flat=True)) == (
        [
            "1.1",
            "1.2",
            "1.3",
            "1.4",
            "1.5",
            "2.1",
            "3.1",
            "3.2",
            "3.3",
            "3.4",
            "3.5",
            "3.6",
            "3.7",
            "4.1",
            "4.2",
            "4.3",
            "5.1",
            "5.2",
        ]
    )


def test_each_recommendation_is_held_at_both_places_and_three_again_as_core_actions():
    numbered = findings("SEF17", "recommendation", level="strategic").exclude(reference="")
    again = {finding.reference: finding.also_at.filter(first_line__gte=236).count() for finding in numbered}
    as_core = {finding.reference for finding in numbered if finding.also_at.filter(first_line__in=[120, 121, 122])}

    assert set(again.values()) == {1}
    assert as_core == {"1.2", "3.2", "5.2"}
    assert list(statements("SEF17", "core_action").values_list("number", flat=True)) == ["1.2", "3.2", "5.2"]


def test_its_toolkit_gaps_keep_their_codes():
    codes = findings("SEF17", "gap", 411, 439).values_list("reference", flat=True)

    assert [code.removeprefix("ASPIRE ") for code in codes] == (
        ["1.2", "1.10", "3.4", "3.6", "3.7", "3.9", "3.13", "8.1", "8.5", "8.9", "8.10", "9.5", "9.20"]
    )


def test_its_two_ambitions_of_90_percent_are_figures():
    ambitions = statements("SEF17", "aspiration").exclude(value=None)

    assert list(ambitions.values_list("parent__number", "value", "unit")) == [
        ("1", Decimal(90), "percent"),
        ("2", Decimal(90), "percent"),
    ]


def test_its_dates_and_systems_are_held():
    systems = set(statements("SEF17", "system").values_list("title", flat=True))

    assert systems == {"ARCUS", "Liquid Logic", "Open Objects", "MOMO Express"}
    assert "December 2018" in statements("SEF17", "expectation").get().passage.text
    assert "31 March 2018" in statements("SEF17", "timetable", 333, 333).get().title
    assert "29 August 2017" in statements("SEF17", "next_step").first().title
    assert "format" in statements("SEF17", "next_step", 462, 462).get().title


# ---------------------------------------------------------------------------------- SCR18: the scrutiny report 2018

SCR18 = {
    "recommendations to the committee, lines 3 to 10": (
        3,
        lambda: statements("SCR18", "recommendation_to_committee", 3, 10),
    ),
    "promises to children in care, 41 to 44": (4, lambda: statements("SCR18", "report_link", 41, 44)),
    "the link to the terms of reference, 27 to 36": (1, lambda: statements("SCR18", "report_link", 27, 36)),
    "the corporate priority, 37": (1, lambda: statements("SCR18", "report_link", 37, 37)),
    "whether it is a major policy item, 46 to 54": (1, lambda: statements("SCR18", "governance", 46, 54)),
    "positive headlines of the peer team, 105 to 110": (4, lambda: findings("SCR18", "strength", 105, 110)),
    "headlines to think about, 112 to 119": (7, lambda: findings("SCR18", "area_for_consideration", 112, 119)),
    "the end of statement-to-plan transfer, 58 to 63": (1, lambda: statements("SCR18", "background", 59, 63)),
    "plans within 20 weeks, 65 to 68": (1, lambda: statements("SCR18", "background", 65, 68)),
    "amended plans, caseload and capacity, 70 to 79": (3, lambda: statements("SCR18", "background", 70, 79)),
    "educational psychologists, 81 to 85": (3, lambda: statements("SCR18", "background", 81, 85)),
    "share of plans and post-16, 87 to 91": (2, lambda: statements("SCR18", "background", 87, 91)),
    "looked-after children, 93 to 95": (1, lambda: statements("SCR18", "background", 93, 95)),
    "the peer review and inspections ending in letters, 97 to 101": (
        3,
        lambda: statements("SCR18", "background", 97, 101),
    ),
    "the missing paragraph 4.12": (1, lambda: statements("SCR18", "note", 128, 134)),
    "engagement, feedback and consultation, 128 to 148": (4, lambda: statements("SCR18", "consultation", 128, 148)),
    "days set for the strategy, 125 to 143": (2, lambda: statements("SCR18", "timetable", 125, 143)),
    "implications: financial, legal, equalities, rural": (4, lambda: statements("SCR18", "implication", 166, 180)),
    "background documents and appendices": (2, lambda: statements("SCR18", "appendix_list", 182, 188)),
    "the appendix that is not held": (1, lambda: SourceDocument.objects.filter(referred_to_by__short_name="SCR18")),
}


@pytest.mark.parametrize(("count", "rows"), SCR18.values(), ids=SCR18)
def test_the_scrutiny_report_of_2018(count, rows):
    assert held(rows()) == count


# ------------------------------------------------------------------------------------------ PEER19: the peer review

PEER19 = {
    "roles in the team, lines 231 to 242": (5, lambda: statements("PEER19", "team_role", 223, 242)),
    "questions the executive summary answers, 7 to 47": (4, lambda: statements("PEER19", "focus_area", 7, 47)),
    "areas the scope names, 207 to 215": (5, lambda: statements("PEER19", "focus_area", 207, 215)),
    "generic lines of enquiry, 172 to 185": (5, lambda: statements("PEER19", "line_of_enquiry", 172, 185)),
    "ways it was done, 196 to 205": (5, lambda: statements("PEER19", "method", 196, 205)),
    "areas to progress further, 85 to 102": (
        4,
        lambda: findings("PEER19", "area_for_consideration", 85, 102, level=""),
    ),
    "key recommendations, 115 to 148": (6, lambda: findings("PEER19", "recommendation", 115, 148)),
    "strategic strengths, 245 to 310": (15, lambda: findings("PEER19", "strength", 245, 310, level="strategic")),
    "strategic areas for consideration, 311 to 553": (
        46,
        lambda: findings("PEER19", "area_for_consideration", 311, 553, level="strategic"),
    ),
    "operational strengths, 554 to 659": (28, lambda: findings("PEER19", "strength", 554, 659, level="operational")),
    "operational areas for consideration, 616 to 839": (
        48,
        lambda: findings("PEER19", "area_for_consideration", 616, 839, level="operational"),
    ),
    "that a review is not an inspection, 187 to 189": (1, lambda: statements("PEER19", "background", 187, 189)),
    "next steps, with roles and no names, 843 to 849": (1, lambda: statements("PEER19", "next_step", 843, 849)),
}


@pytest.mark.parametrize(("count", "rows"), PEER19.values(), ids=PEER19)
def test_the_peer_review_of_2019(count, rows):
    assert held(rows()) == count


SAID_BY_PEERS = {
    "a reactive approach, and risk looked at across the whole system": (318, 324),
    "one SMART implementation plan from April 2019": (328, 340),
    "several plans, misaligned and not evaluated": (342, 354),
    "co-production or consultation": (366, 382),
    "schools as equal partners": (384, 397),
    "the reach to parents": (399, 408),
    "SENDIASS capacity": (410, 413),
    "the local offer": (415, 425),
    "from 165 indicators to a few": (431, 439),
    "outcome data lacking": (452, 454),
    "forward demand and finance": (456, 482),
    "two boards": (484, 488),
    "reliance on individuals": (492, 506),
    "a DCO for 0 to 18 with two other roles": (508, 518),
    "communication as a possible workstream": (520, 553),
    "capacity": (669, 687),
    "services not joined up": (689, 695),
    "referral to community paediatrics understood differently": (710, 720),
    "a parenting group first": (722, 729),
    "criteria of the 0 to 25 service": (745, 755),
    "from CAMHS to adult mental health": (756, 758),
    "no Google in health": (760, 763),
    "capacity for annual reviews": (768, 772),
    "meetings on plans, and social care in plans": (774, 778),
    "placements": (784, 796),
    "engagement of schools": (798, 801),
    "recruitment": (803, 814),
    "planning and tracking after 16": (816, 831),
    "learning disability health checks": (837, 839),
}


@pytest.mark.parametrize(("first", "last"), SAID_BY_PEERS.values(), ids=SAID_BY_PEERS)
def test_the_peers_point_is_held(first, last):
    assert findings("PEER19", "area_for_consideration", first, last).exists()


PRAISED_BY_PEERS = {
    "early support": (564, 566),
    "the neurodevelopmental pathway": (570, 572),
    "health reports within 6 weeks": (574, 576),
    "direct referral": (576, 578),
    "low exclusions": (586, 590),
    "three years of banded funding": (598, 602),
    "99 percent known at 16 to 18": (608, 610),
    "the SENCO network and hubs": (626, 636),
    "Family Voice": (651, 655),
    "SENDIASS": (655, 655),
}


@pytest.mark.parametrize(("first", "last"), PRAISED_BY_PEERS.values(), ids=PRAISED_BY_PEERS)
def test_the_peers_praise_is_held(first, last):
    assert findings("PEER19", "strength", first, last, level="operational").exists()


def test_the_peers_read_seven_plans_and_named_165_indicators():
    sampled = statements("PEER19", "method", 196, 197).exclude(value=None).get()

    assert (sampled.value, sampled.unit) == (Decimal(7), "plans")
    assert findings("PEER19", "area_for_consideration", 431, 431).get().title == "From 165 indicators to a few"


# ----------------------------------------------------------------- SCR20 and INSP19: the inspection and the statement

SCR20 = {
    "recommendations to the committee, lines 10 to 17": (
        2,
        lambda: statements("SCR20", "recommendation_to_committee", 10, 17),
    ),
    "promises to children in care, 53 to 59": (4, lambda: statements("SCR20", "report_link", 53, 59)),
    "the pledge to children in care, 60 to 61": (1, lambda: statements("SCR20", "report_link", 60, 61)),
    "the corporate priority, 47": (1, lambda: statements("SCR20", "report_link", 47, 47)),
    "how the inspection was done, 95 to 105": (7, lambda: statements("SCR20", "method", 95, 105)),
    "the inspection team, 94 to 95": (4, lambda: statements("SCR20", "team_role", 94, 95)),
    "strengths the inspectors saw, 108 to 128": (6, lambda: findings("INSP19", "strength", 108, 128)),
    "areas of significant weakness": (5, lambda: findings("INSP19", "significant_weakness")),
    "the day the statement was due, 173": (1, lambda: statements("SCR20", "timetable", 173, 173)),
    "the day the letter came, 175": (1, lambda: statements("SCR20", "timetable", 175, 176)),
    "delivery partners of the actions, 192 to 194": (1, lambda: statements("SCR20", "governance", 192, 194)),
    "inspectors expected back within 18 months, 196": (1, lambda: statements("SCR20", "expectation", 196, 196)),
    "anticipated outcomes, 320 to 324": (2, lambda: statements("SCR20", "expectation", 320, 324)),
    "implications beside the prizes: the launch, legal, equalities, rural, 340 to 363": (
        4,
        lambda: statements("SCR20", "implication", 340, 363),
    ),
    "the risk of an election, 348": (1, lambda: statements("SCR20", "risk", 348, 348)),
    "appendices, 368 to 369": (2, lambda: statements("SCR20", "appendix_list", 368, 369)),
}


@pytest.mark.parametrize(("count", "rows"), SCR20.values(), ids=SCR20)
def test_the_scrutiny_report_on_the_inspection_of_2019(count, rows):
    assert held(rows()) == count


def test_the_documents_it_refers_to_are_not_held():
    missing = SourceDocument.objects.filter(referred_to_by__isnull=False).exclude(kind="appendix")

    assert dict(missing.values_list("short_name", "held")) == {
        "INSP19": "not_held",
        "WSOA19": "not_held",
        "FIT19": "not_held",
        "STRAT19": "not_held",
    }


def test_the_inspection_and_the_revisit_have_their_days():
    days = Review.objects.filter(code__in=["INSP19", "REV22"]).order_by("code")

    assert list(days.values_list("code", "starts_on", "ends_on", "published_on")) == [
        ("INSP19", date(2019, 6, 10), date(2019, 6, 14), date(2019, 8, 8)),
        ("REV22", date(2022, 1, 24), date(2022, 1, 26), None),  # the letter is dated, its publication is not
    ]
    assert Review.objects.get(code="REV22").follows == Review.objects.get(code="INSP19")


STRATEGY = {
    "the vision, lines 284 to 289": (3, lambda: statements("SCR20", "vision", 284, 289)),
    "principles, 295 to 306": (3, lambda: statements("SCR20", "principle", 295, 306)),
    "data sources, 210 to 222": (7, lambda: statements("SCR20", "data_source", 210, 222)),
    "principles of the pledge, 242 to 248": (10, lambda: statements("SCR20", "pledge", 242, 248)),
    "days of the communication plan, 236 to 279": (6, lambda: statements("SCR20", "timetable", 236, 279)),
    "the board that ratifies, 274 to 280": (1, lambda: statements("SCR20", "governance", 274, 280)),
    "the area it spans, 224 to 227": (1, lambda: statements("SCR20", "background", 224, 227)),
}


@pytest.mark.parametrize(("count", "rows"), STRATEGY.values(), ids=STRATEGY)
def test_the_joint_strategy(count, rows):
    assert held(rows()) == count


def test_the_prize_money_adds_up():
    prizes = statements("SCR20", "implication", 333, 338).exclude(value=None)

    assert set(prizes.values_list("unit", flat=True)) == {"pounds"}
    assert set(prizes.values_list("value", flat=True)) == {Decimal(25), Decimal(75), Decimal(100), Decimal(1000)}


def test_the_joint_strategy_covers_two_areas():
    strategy = Plan.objects.exclude(slug=WSOA).get()

    assert set(strategy.areas.values_list("slug", flat=True)) == {"peterborough", "cambridgeshire"}
    assert strategy.type.code == "strategic_plan"


# --------------------------------------------------------------------------------------------------- the statement


@pytest.fixture
def plan():
    return Plan.objects.get(slug=WSOA)


def test_the_plan_answers_the_five_weaknesses_in_order(plan):
    answered = plan.answers.values_list("finding__reference", "finding__type")

    assert list(answered) == [(str(number), "significant_weakness") for number in range(1, 6)]
    assert (plan.host_area.slug, plan.framework.code, plan.type.code) == ("peterborough", "2016", "wsoa")
    assert plan.record_ends_on == date(2022, 2, 10)


def test_five_workstreams_answer_one_weakness_each(plan):
    workstreams = Workstream.objects.filter(plan=plan)

    assert list(workstreams.values_list("number", "title", "answers__finding__reference")) == [
        ("1", "Joint Planning and Commissioning Including Interventions", "1"),
        ("2", "SEND Quality Assurance", "2"),
        ("3", "Role and Arrangements for the DCO", "3"),
        ("4", "Getting Support Early", "4"),
        ("5", "Provision and Opportunities for Young Adults aged 18-25", "5"),
    ]


def test_six_officers_are_accountable_two_of_them_for_workstream_2_and_nobody_else_is_named(plan):
    accountable = Responsibility.objects.filter(workstream__plan=plan, owner__is_demonstration=False)

    assert Counter(accountable.values_list("workstream__number", flat=True)) == {
        "1": 1,
        "2": 2,
        "3": 1,
        "4": 1,
        "5": 1,
    }
    assert set(accountable.values_list("part", "side")) == {("accountable", "not_stated")}
    assert Owner.objects.filter(is_demonstration=False, kind="person").count() == 6
    assert Owner.objects.filter(kind="person").count() == 6


def test_it_was_submitted_and_found_fit_with_three_conditions(plan):
    version = plan.versions.get()
    decision = FitnessDecision.objects.get(version=version)

    assert list(version.steps.values_list("status", "happened_on")) == [
        ("submitted", date(2019, 11, 15)),
        ("fit_with_recommendations", date(2019, 11, 28)),
    ]
    assert (decision.happened_on, decision.letter_received_on) == (date(2019, 11, 28), date(2019, 12, 4))
    assert set(decision.bodies.values_list("kind", flat=True)) == {"ofsted", "cqc"}
    assert list(Condition.objects.filter(decision=decision).values_list("number", "passage__first_line")) == [
        (1, 177),
        (2, 177),
        (3, 179),
    ]


def test_the_actions_were_rebuilt_and_carry_no_invented_lead_date_or_rating(plan):
    actions = Action.objects.filter(workstream__plan=plan)

    assert set(actions.values_list("origin", "rag", "due_text", "due_end", "original_due_text")) == {
        (Origin.REBUILT, "", "", None, "")
    }
    assert Counter(actions.values_list("workstream__number", flat=True)) == {"1": 8, "2": 8, "3": 7, "4": 8, "5": 5}
    assert not ActionOwner.objects.filter(owner__is_demonstration=False).exists()
    assert not DateChange.objects.exists()
    assert set(Update.objects.values_list("source", "recorded_by", "rag", "progress")) == {("document", None, "", "")}
    assert "not held" in plan.actions_note


def test_only_workstream_5_has_demonstration_posts(plan):
    posts = Owner.objects.filter(is_demonstration=True)

    assert set(posts.values_list("kind", flat=True)) == {"post"}
    led = Action.objects.filter(owners__owner__in=posts).values_list("workstream__number", flat=True)
    assert set(led) == {"5"}
    given = Responsibility.objects.filter(owner__in=posts).values_list("workstream__number", flat=True)
    assert set(given) == {"5"}


#: Shown, in part, not shown and against, as one reader coded the letter. Each item of evidence is the inspectors' own.
CODED = {"1": (3, 1, 0, 1), "2": (3, 3, 0, 1), "3": (4, 0, 0, 1), "4": (4, 0, 1, 0), "5": (1, 0, 2, 3)}


@pytest.mark.parametrize(("weakness", "coded"), CODED.items())
def test_each_weakness_has_its_intended_outcomes_coded_from_the_letter(plan, weakness, coded):
    outcomes = IntendedOutcome.objects.filter(plan=plan, finding__reference=weakness)
    evidence = Evidence.objects.filter(outcomes__in=outcomes)
    polarity = Counter(evidence.values_list("polarity", flat=True))

    assert outcomes.count() == sum(coded)
    assert all(outcome.evidence.count() == 1 for outcome in outcomes)
    assert tuple(polarity[value] for value in ("supports", "partly", "neutral", "adverse")) == coded
    assert set(evidence.values_list("from_inspectors", "happened_on", "known_on", "passage__document__short_name")) == {
        (True, date(2022, 1, 26), date(2022, 2, 10), "REV22")
    }


def test_output_figures_never_show_an_outcome(plan):
    take_up = Evidence.objects.filter(kind="output", outcomes__plan=plan)

    assert set(take_up.values_list("polarity", flat=True)) <= {"neutral"}


# ------------------------------------------------------------------------------------------- REV22: the revisit letter

REV22 = {
    "what the team did, lines 43 to 45": (5, lambda: statements("REV22", "method", 43, 45)),
    "addressees by role, 20 to 29": (2, lambda: statements("REV22", "note", 20, 29)),
    "overall result, 39 and 139": (
        2,
        lambda: Statement.objects.filter(document__short_name="REV22", passage__lines__in=["39", "139"], kind="note"),
    ),
    "next steps, 139": (2, lambda: statements("REV22", "next_step", 139, 139)),
    "copied to, 150 to 154": (5, lambda: statements("REV22", "note", 150, 154)),
    "improvements for weakness 1, 53 to 61": (10, lambda: findings("REV22", "improvement_made", 53, 61)),
    "gaps for weakness 1": (3, lambda: findings("REV22", "gap", 53, 61)),
    "improvements for weakness 2, 69 to 83": (15, lambda: findings("REV22", "improvement_made", 69, 83)),
    "gaps for weakness 2": (6, lambda: findings("REV22", "gap", 69, 83)),
    "improvements for weakness 3, 91 to 97": (11, lambda: findings("REV22", "improvement_made", 91, 97)),
    "gaps for weakness 3": (1, lambda: findings("REV22", "gap", 91, 97)),
    "improvements for weakness 4, 105 to 115": (13, lambda: findings("REV22", "improvement_made", 105, 115)),
    "gaps for weakness 4": (1, lambda: findings("REV22", "gap", 105, 115)),
    "improvements for weakness 5, 123 to 135": (10, lambda: findings("REV22", "improvement_made", 123, 135)),
    "gaps for weakness 5": (11, lambda: findings("REV22", "gap", 123, 135)),
}


@pytest.mark.parametrize(("count", "rows"), REV22.values(), ids=REV22)
def test_the_revisit_letter(count, rows):
    assert held(rows()) == count


def test_the_letter_judges_four_weaknesses_sufficient_and_one_not():
    judged = Judgement.objects.order_by("finding__reference")

    assert list(
        judged.values_list("finding__reference", "voice__code", "value__code", "passage__lines", "happened_on")
    ) == [
        ("1", "inspectors", "sufficient", "63", date(2022, 2, 10)),
        ("2", "inspectors", "sufficient", "85", date(2022, 2, 10)),
        ("3", "inspectors", "sufficient", "99", date(2022, 2, 10)),
        ("4", "inspectors", "sufficient", "117", date(2022, 2, 10)),
        ("5", "inspectors", "not_sufficient", "137", date(2022, 2, 10)),
    ]
    assert set(judged.values_list("review__code", "passage__wording")) == {("REV22", "verbatim")}


def test_154_people_answered_and_15_wrote():
    counted = statements("REV22", "method", 43, 43).exclude(value=None)

    assert list(counted.values_list("value", "unit")) == [(Decimal(154), "responses"), (Decimal(15), "e-mails")]


@pytest.mark.parametrize(
    ("number", "line", "of_the_council", "begins"),
    [
        ("1", "51", "136", "Joint planning"),
        ("2", "67", "142", "There is no quality assurance framework"),
        ("3", "89", "150", "The current arrangements for the designated clinical officer (DCO)"),
        ("4", "103", "154", "Early support is well embedded"),
        ("5", "121", "160", "The provision for young people aged 18 to 25"),
    ],
)
def test_each_weakness_is_held_in_the_words_of_the_letter_and_of_the_councils_report(
    number, line, of_the_council, begins
):
    weakness = findings("INSP19", "significant_weakness").get(reference=number)
    council = weakness.also_at.get()

    assert (weakness.passage.document.short_name, weakness.passage.lines) == ("REV22", line)
    assert (weakness.wording, weakness.text) == ("verbatim", weakness.passage.text)
    assert weakness.text.startswith(begins)
    assert (council.document.short_name, council.wording) == ("SCR20", "verbatim")
    assert str(council.first_line) == of_the_council


def test_every_gap_of_the_letter_is_about_its_weakness():
    loose = Finding.objects.filter(review__code="REV22").exclude(
        links_back__kind="about", links_back__earlier__type=FindingType.SIGNIFICANT_WEAKNESS
    )

    assert list(loose) == []


def test_families_are_heard_on_four_weaknesses_and_the_arrangement_inside_services_has_no_voice():
    heard = Feedback.objects.values_list("findings__reference", "voice", "tone").order_by("findings__reference", "pk")

    assert list(heard) == [
        ("1", "parents", "mixed"),
        ("2", "parents", "mixed"),
        ("4", "parents", "positive"),
        ("5", "parents", "negative"),
        ("5", "forum", "negative"),
    ]


# ------------------------------------------------------------------------------------------------------- the figures

FIGURES = [
    ("New EHC plans issued within 20 weeks", "2016", "35%", "SCR18"),
    ("New EHC plans issued within 20 weeks", "2017", "64%", "SCR18"),
    ("New EHC plans issued within 20 weeks", "January 2018 to autumn 2018", "97%", "SCR18"),
    ("New EHC plans issued within 20 weeks", "reported August 2017", "70–80%", "SEF17"),
    ("Caseload of the statutory assessment and monitoring team", "autumn 2018", "500", "SCR18"),
    ("EHC plans as a share of the population", "2014", "3.8%", "SCR18"),
    ("EHC plans as a share of the population", "2016 to 2018", "3.3%", "SCR18"),
    ("EHC plans maintained", "autumn 2018", "about 1,800", "SCR18"),
    ("Share of EHC plans held after 16", "autumn 2018", "just under a third", "SCR18"),
    ("Looked-after children with special educational needs", "reported autumn 2018", "37.6%", "SCR18"),
    ("Looked-after children with an EHC plan", "reported autumn 2018", "34.4%", "SCR18"),
    ("Schools that buy the educational psychology service", "2018", "over 40", "SCR18"),
    ("Assistant psychologists in post", "new year 2019", "3 intended", "SCR18"),
    ("Health reports returned within 6 weeks", "reported February 2019", "10%", "PEER19"),
    ("Young people of 16 to 18 with SEND known to the youth service", "reported February 2019", "99%", "PEER19"),
    ("Learning disability annual health checks, ages 14 to 18", "reported February 2019", "27%", "PEER19"),
    ("Take-up of five-day education places", "by January 2022", "100%", "REV22"),
    ("Additional practitioners trained for parenting programmes", "by January 2022", "70 more", "REV22"),
    ("Hours of support funded by direct payments", "January 2022, against 2019", "doubled", "REV22"),
]


@pytest.mark.parametrize(("measure", "period", "shown", "document"), FIGURES)
def test_every_figure_the_documents_give_is_an_observation(measure, period, shown, document):
    observation = Observation.objects.select_related("measure").get(measure__name=measure, period=period)

    assert observation.shown == shown
    assert observation.passage.document.short_name == document
    assert observation.area.slug == "peterborough"


def test_every_figure_to_compare_with_is_held():
    compared = Benchmark.objects.values_list("measure__name", "comparator", "value")

    assert sorted(compared) == [
        ("Caseload of the statutory assessment and monitoring team", "region", Decimal(350)),
        ("Children and young people who say their views were listened to", "ambition", Decimal(90)),
        ("EHC plans as a share of the population", "neighbours", Decimal("3.1")),
        ("Families satisfied with the quality of advice and support", "ambition", Decimal(90)),
        ("Looked-after children with an EHC plan", "england", Decimal("26.7")),
    ]


def test_a_measure_without_a_figure_says_so_and_every_measure_has_a_row():
    assert not Measure.objects.filter(observations__isnull=True).exists()
    assert not Observation.objects.filter(value=None, value_text="", caveat="").exists()


# ----------------------------------------------------------------------------------------- where the documents differ

CONFLICTS = {
    "When was the inspection report published?": (["13 August 2019", "8 August 2019"], "8 August 2019"),
    "When was the written statement found fit for purpose?": (
        ["Letter received on 4 December 2019", "Declared fit for purpose on 28 November 2019"],
        "Declared fit for purpose on 28 November 2019",
    ),
    "What share of new EHC plans was issued within 20 weeks in 2017?": (
        ["70 to 80% (the majority), as at August 2017", "64% in 2017"],
        "64% in 2017",
    ),
    "When was the first self-evaluation completed?": (["June 2016", "August 2016"], None),
    "How many areas was the peer review asked to focus on?": (
        ["Four, in the executive summary", "Five, with the quality of EHC plans"],
        "Five, with the quality of EHC plans",
    ),
    "When was the hard launch of the joint strategy planned?": (
        ["January 2019, in the section's heading", "Before the end of January 2020, in the text"],
        "Before the end of January 2020, in the text",
    ),
}


@pytest.mark.parametrize(("question", "answers"), CONFLICTS.items(), ids=CONFLICTS)
def test_both_answers_stay_with_their_places_and_one_is_used_or_none_with_the_reason(question, answers):
    said, used = answers
    topic = ClaimTopic.objects.get(question=question)
    choice = topic.choices.get()

    assert list(topic.claims.values_list("value", flat=True)) == said
    assert (choice.claim and choice.claim.value) == used
    assert choice.reason


@pytest.mark.parametrize("about", ["wording", "strategic"])
def test_the_wordings_of_the_weaknesses_and_the_strategic_labels_differ_too(about):
    assert ClaimTopic.objects.get(question__contains=about).claims.count() == 2


def test_no_conflict_is_smoothed():
    assert ClaimTopic.objects.count() == 8
    assert Claim.objects.count() == 16


# -------------------------------------------------------------------------------------- what was raised before


def raised_before(later):
    """The earlier findings a chain of links leads back to, by review and reference or title."""
    links = FindingLink.objects.filter(kind="recurs_from").values_list("later", "earlier")
    seen, todo = set(), {later.pk}
    while todo:
        todo = {earlier for new, earlier in links if new in todo} - seen
        seen |= todo
    return Finding.objects.filter(pk__in=seen)


def test_18_to_25_was_raised_in_2017_and_2019_before_it_became_a_weakness():
    before = raised_before(findings("INSP19", "significant_weakness").get(reference="5"))

    assert set(before.values_list("review__code", flat=True)) >= {"SEF17", "PEER19"}
    assert {"4.1", "4.2", "4.3"} <= set(before.filter(review__code="SEF17").values_list("reference", flat=True))


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "5"])
def test_every_weakness_was_raised_before(number):
    weakness = findings("INSP19", "significant_weakness").get(reference=number)

    assert raised_before(weakness).exclude(review__code="INSP19").exists()


def test_the_vacant_post_of_2017_leads_to_weakness_3():
    before = raised_before(findings("INSP19", "significant_weakness").get(reference="3"))

    assert before.filter(review__code="SEF17", passage__first_line=340).exists()
    assert before.filter(review__code="PEER19", passage__first_line__range=(508, 518)).exists()


# --------------------------------------------------------------------------------------------- places and wordings


def test_every_record_names_its_document_and_lines():
    homeless = [
        str(row)
        for model in apps.get_models()
        if any(field.name == "passage" for field in model._meta.local_fields)
        for row in model._base_manager.filter(passage__isnull=True)
        if not getattr(getattr(row, "owner", None), "is_demonstration", False)
    ]

    assert homeless == []
    assert not Passage.objects.filter(Q(lines="") | Q(first_line=0)).exists()
    assert not Action.objects.filter(passages__isnull=True).exists()
    assert not SourceDocument.objects.filter(referred_to_at="").exists()
    assert not Review.objects.filter(lines="").exists()


def test_every_document_read_has_its_hash_and_every_other_says_where_it_is_named():
    held_documents = SourceDocument.objects.filter(held=Held.CITED)

    assert sorted(held_documents.values_list("short_name", flat=True)) == ["PEER19", "REV22", "SCR18", "SCR20", "SEF17"]
    assert {len(sha256) for sha256 in held_documents.values_list("sha256", flat=True)} == {64}
    assert not SourceDocument.objects.filter(held=Held.NOT_HELD, referred_to_by__isnull=True).exists()


def test_only_weaknesses_recommendations_and_judgements_stand_in_the_documents_own_words():
    quoted = Finding.objects.filter(wording=Wording.VERBATIM)
    kinds = {FindingType.SIGNIFICANT_WEAKNESS, FindingType.RECOMMENDATION}
    said = Statement.objects.filter(passage__wording=Wording.VERBATIM)

    assert set(quoted.values_list("type", flat=True)) == kinds
    # the pledge's principles are names of one to four words; the two notes are the inspectors' overall judgement
    assert Counter(said.values_list("kind", flat=True)) == {
        StatementKind.RECOMMENDATION_TO_COMMITTEE: 5,
        StatementKind.PLEDGE: 10,
        StatementKind.NOTE: 2,
    }
    assert set(said.filter(kind="note").values_list("passage__lines", flat=True)) == {"39", "139"}
    others = (
        Passage.objects.filter(wording=Wording.VERBATIM)
        .exclude(findings__type__in=kinds)
        .exclude(repeated_findings__type__in=kinds)
        .exclude(statements__in=said)
        .exclude(judgements__isnull=False)
    )
    assert list(others) == []


def test_every_recommendation_and_weakness_stands_in_its_own_words():
    reworded = Finding.objects.filter(
        type__in=[FindingType.SIGNIFICANT_WEAKNESS, FindingType.RECOMMENDATION], wording=Wording.SUMMARISED
    )

    assert list(reworded) == []


def test_facts_are_known_on_the_day_of_their_document():
    known = {
        model.__name__: set(model._base_manager.values_list("passage__document__short_name", "known_on"))
        for model in (Judgement, Evidence, Feedback, Update)
    }

    assert set().union(*known.values()) == {("REV22", date(2022, 2, 10))}
    assert all(issubclass(model, Fact) for model in (Judgement, Evidence, Feedback, Update))
