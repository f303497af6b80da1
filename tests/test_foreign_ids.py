"""A record of another area, named in a field of a form, is refused as if it did not exist, and is not named."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from tests.addresses import EXAMPLES, PLANS, things, user_of
from tests.factories.accounts import LocalAreaFactory, OrganisationFactory
from tests.factories.findings import FindingFactory, ReviewFactory, SourceDocumentFactory
from tests.factories.plans import IntendedOutcomeFactory, PlanFactory
from tests.factories.workstreams import ActionFactory, OwnerFactory, WorkstreamFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

SECRET = "Marshland"

#: Each field that names a record, by the form's address, with the kind of record it names and what opens the field.
FIELDS = [
    ("findings:claims-add", "document_1", "document", {}),
    ("findings:document-add", "author", "organisation", {}),
    ("findings:document-add", "referred_to_by", "document", {}),
    ("findings:document-edit", "author", "organisation", {}),
    ("findings:document-edit", "referred_to_by", "document", {}),
    ("findings:finding-add", "document", "document", {}),
    ("findings:finding-add", "review", "review", {}),
    ("findings:finding-link", "earlier", "finding", {}),
    ("findings:review-add", "document", "document", {}),
    ("findings:review-add", "follows", "review", {}),
    ("findings:review-add", "jointly_responsible", "organisation", {}),
    ("findings:review-add", "principal_authority", "organisation", {}),
    ("findings:review-edit", "document", "document", {}),
    ("findings:review-edit", "follows", "review", {}),
    ("workstreams:action-add", "lead_1", "owner", {}),
    ("workstreams:action-edit", "outcomes", "outcome", {}),
    ("workstreams:action-leads", "lead_1", "owner", {}),
    ("workstreams:action-withdraw", "superseded_by", "action", {"what": "superseded"}),
    ("workstreams:owner-add", "organisation", "organisation", {}),
    ("workstreams:owner-appoint", "user", "user", {}),
    ("workstreams:owner-edit", "organisation", "organisation", {}),
    ("workstreams:owner-hand-over", "to", "owner", {}),
    ("workstreams:responsibilities", "lead_1", "owner", {}),
    ("workstreams:workstream-add", "answers", "finding", {}),
]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-02 10:00Z", tick=False)


@dataclass
class Foreign:
    """One record of each kind, of an area nobody here belongs to."""

    action: object
    document: object
    finding: object
    organisation: object
    outcome: object
    owner: object
    review: object
    user: object


@pytest.fixture
def foreign() -> Foreign:
    area = LocalAreaFactory(name=SECRET)
    organisation = OrganisationFactory(name=f"{SECRET} Council")
    organisation.areas.set([area])
    document = SourceDocumentFactory(area=area, title=SECRET, short_name=SECRET)
    review = ReviewFactory(area=area, document=document, title=SECRET, code=SECRET)
    finding = FindingFactory(area=area, review=review, title=SECRET, text=SECRET)
    plan = PlanFactory(host_area=area, title=SECRET, answers=[finding])
    return Foreign(
        action=ActionFactory(workstream=WorkstreamFactory(plan=plan, title=SECRET), title=SECRET),
        document=document,
        finding=finding,
        organisation=organisation,
        outcome=IntendedOutcomeFactory(plan=plan, finding=finding, statement=SECRET),
        owner=OwnerFactory(area=area, name=SECRET),
        review=review,
        user=member(area, "officer", name=SECRET),
    )


@pytest.fixture
def office() -> Client:
    """The programme office, which may set up most."""
    client = Client()
    client.force_login(user_of("programme"))
    return client


@pytest.fixture(params=PLANS)
def it(request, _today):
    return things(request.param, date(2026, 3, 2))


@pytest.mark.parametrize(("name", "field", "kind", "more"), FIELDS, ids=[f"{row[0]}-{row[1]}" for row in FIELDS])
def test_a_foreign_record_in_a_field_is_refused_and_not_named(name, field, kind, more, it, foreign, office):
    address, record = EXAMPLES[name](it), getattr(foreign, kind)

    offered = office.get(address)
    answer = office.post(address, {field: record.pk, **more})

    assert offered.status_code == 200
    assert SECRET not in offered.content.decode()
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert SECRET not in answer.content.decode()


def test_a_finding_is_not_begun_from_a_foreign_passage_or_review(it, foreign, office):
    address = EXAMPLES["findings:finding-add"](it)

    page = office.get(address, {"passage": foreign.finding.passage_id, "review": foreign.review.pk})

    assert SECRET not in page.content.decode()
