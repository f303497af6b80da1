"""Lines of documents, the latest word of each voice, and chains of findings."""

from datetime import date

import pytest

from findings.choices import StatementKind
from findings.places import holds, meet, spans
from findings.selectors import latest_judgements, next_steps, reached, recurrences
from tests.factories.findings import (
    FindingFactory,
    FindingLinkFactory,
    JudgementFactory,
    JudgementValueFactory,
    PassageFactory,
    ReviewFactory,
    StatementFactory,
    ViewFactory,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("51", ((51, 51),)),
        ("136-141", ((136, 141),)),
        ("136–141", ((136, 141),)),
        ("12-14, 368", ((12, 14), (368, 368))),
        ("51, 67, 89", ((51, 51), (67, 67), (89, 89))),
        ("", ()),
        ("cover", ()),
    ],
)
def test_lines_are_read_as_the_record_writes_them(written, read):
    assert spans(written) == read


def test_a_line_lies_in_a_stretch_or_not():
    stretches = spans("12-14, 368")
    assert [line for line in (11, 12, 14, 15, 368, 369) if holds(stretches, line)] == [12, 14, 368]


@pytest.mark.parametrize(
    ("some", "others", "together"),
    [("51", "51, 67", True), ("136-141", "141-150", True), ("1-5", "6-9", False), ("", "1", False)],
)
def test_places_meet_where_they_have_a_line_in_common(some, others, together):
    assert meet(spans(some), spans(others)) is together
    assert meet(spans(others), spans(some)) is together


def test_chains_are_followed_to_their_end_and_circles_end():
    assert reached({1: {2, 3}, 2: {4}, 4: {1}}, 1) == {2, 3, 4}
    assert reached({}, 1) == frozenset()


@pytest.mark.django_db
def test_recurrence_counts_reviews_through_every_step_up_to_the_day():
    finding = FindingFactory()
    first = FindingFactory(area=finding.area, happened_on=date(2017, 8, 1))
    second = FindingFactory(area=finding.area, happened_on=date(2019, 2, 8))
    FindingLinkFactory(later=finding, earlier=second)
    FindingLinkFactory(later=second, earlier=first)
    found = recurrences({finding.area_id}, [finding.pk, first.pk], date(2022, 1, 1))
    assert (found[finding.pk].reviews, found[finding.pk].since) == (2, date(2017, 8, 1))
    assert (found[first.pk].reviews, found[first.pk].since) == (0, None)


@pytest.mark.django_db
def test_the_latest_word_of_each_voice_is_the_greatest_day_and_then_the_newest_row():
    finding = FindingFactory()
    poor = JudgementValueFactory(code="not_sufficient")
    ViewFactory(finding=finding, happened_on=date(2022, 1, 1))
    ViewFactory(finding=finding, happened_on=date(2022, 3, 1))
    same_day = ViewFactory(finding=finding, happened_on=date(2022, 3, 1), value=poor)
    ViewFactory(finding=finding, happened_on=date(2022, 2, 1))
    inspectors = JudgementFactory(finding=finding, happened_on=date(2023, 4, 3))
    on_day = latest_judgements([finding.pk], date(2022, 12, 31))[finding.pk]
    assert list(on_day.values()) == [same_day]
    later = latest_judgements([finding.pk], date(2023, 4, 3))[finding.pk]
    assert sorted(one.pk for one in later.values()) == sorted([same_day.pk, inspectors.pk])


@pytest.mark.django_db
def test_next_steps_are_those_within_the_reviews_own_lines():
    review = ReviewFactory(lines="33-139")
    inside, outside = (
        StatementFactory(
            document=review.document,
            kind=StatementKind.NEXT_STEP,
            passage=PassageFactory(document=review.document, lines=str(line), first_line=line),
        )
        for line in (139, 150)
    )
    assert next_steps([review]) == {review.pk: [inside]}
    assert outside not in next_steps([review])[review.pk]
