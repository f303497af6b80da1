"""What a record states about work that went on: updates, dates, confirmations, answers; no person behind them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.audit.models import Event
from core.due_dates import read_due
from tests.factories.workstreams import (
    ActionFactory,
    DateChangeFactory,
    DeliveryPartnerFactory,
    EvidenceFactory,
)
from workstreams.choices import DateAnswer, EvidenceAnswer, Polarity, Rag, ReasonCode, Status, UpdateSource
from workstreams.services import record
from workstreams.services.updates import DateAsked

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 16)


def update(action, day, status, **fields):
    return record.add_recorded_update(
        by=None,
        action=action,
        source=UpdateSource.IMPORT,
        happened_on=day,
        known_on=day,
        status=status,
        **{"narrative": "As returned.", **fields},
    )


def ask(action, to, day=DAY):
    asked = DateAsked(read_due(to), ReasonCode.FUNDING, "No money yet.")
    return record.add_recorded_date_change(by=None, action=action, asked=asked, happened_on=day)


def test_the_newest_update_is_the_current_one_in_whatever_order_they_are_recorded():
    action = ActionFactory()

    newer = update(action, DAY, Status.IN_PROGRESS, rag=Rag.AMBER_GREEN)
    update(action, date(2026, 9, 1), Status.BLOCKED, rag=Rag.RED)

    action.refresh_from_db()
    assert (action.current_update, action.status, action.rag, action.last_told_on) == (
        newer,
        "in_progress",
        "amber_green",
        DAY,
    )
    assert (newer.recorded_by, newer.source, newer.passage) == (None, "import", None)


def test_dates_agreed_one_after_the_other_move_the_date_from_where_it_stood():
    action = ActionFactory(due_text="1 October 2026", due_end=date(2026, 10, 1))
    first = ask(action, "1 November 2026", date(2026, 9, 1))
    record.add_recorded_date_decision(by=None, change=first, answer=DateAnswer.AGREED, happened_on=date(2026, 9, 5))
    second = ask(action, "January 2027", date(2026, 10, 20))
    refused = record.add_recorded_date_decision(
        by=None, change=second, answer=DateAnswer.REFUSED, happened_on=DAY, reason="The first half can be done now."
    )

    action.refresh_from_db()
    assert (action.due_text, action.due_end) == ("1 November 2026", date(2026, 11, 1))
    assert (second.from_text, second.to_end) == ("1 November 2026", date(2027, 1, 31))
    assert (refused.recorded_by, refused.happened_on) == (None, DAY)
    assert Event.objects.order_by("pk").last().verb == "date decided"


def test_a_date_is_not_decided_before_it_was_asked_for_nor_agreed_where_it_cannot_be_read():
    early, vague = DateChangeFactory(happened_on=DAY), ask(ActionFactory(), "when there is money")

    for change, answer, day in (
        (early, DateAnswer.AGREED, date(2026, 11, 15)),
        (vague, DateAnswer.AGREED, DAY),
        (vague, DateAnswer.REFUSED, DAY),  # without a reason
    ):
        with pytest.raises(ValidationError):
            record.add_recorded_date_decision(by=None, change=change, answer=answer, happened_on=day)


def test_a_partner_confirms_its_part_on_a_day():
    partner = DeliveryPartnerFactory()

    confirmed = record.confirm_part(by=None, partner=partner, happened_on=DAY, note="For primary schools.")

    assert list(partner.confirmations.all()) == [confirmed]
    assert (Event.objects.order_by("pk").last().verb, confirmed.known_on) == ("part confirmed", DAY)


def test_evidence_is_accepted_or_not_with_a_reason_and_evidence_against_needs_neither():
    evidence = EvidenceFactory(polarity=Polarity.SUPPORTS)

    accepted = record.answer_evidence(by=None, evidence=evidence, answer=EvidenceAnswer.ACCEPTED, happened_on=DAY)
    with pytest.raises(ValidationError):
        record.answer_evidence(by=None, evidence=evidence, answer=EvidenceAnswer.REJECTED, happened_on=DAY)
    with pytest.raises(ValidationError):
        record.answer_evidence(
            by=None,
            evidence=EvidenceFactory(polarity=Polarity.ADVERSE),
            answer=EvidenceAnswer.ACCEPTED,
            happened_on=DAY,
        )

    assert list(evidence.decisions.all()) == [accepted]
