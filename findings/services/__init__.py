"""The only ways to add to what was said about the area, and to mend how it is filed. No fact is changed or deleted.

By nobody (`by=None`) writes the loader of a record; of people, only the area's programme office.
"""

from findings.places import Place
from findings.services.claims import add_claim_topic, choice_seen, choose_claim
from findings.services.documents import (
    add_document,
    add_passage,
    add_statement,
    change_document,
    known_since,
    record_passage,
)
from findings.services.findings import (
    FILED,
    add_finding,
    change_finding,
    correct_wording,
    link_findings,
)
from findings.services.judgements import add_judgement
from findings.services.reviews import add_review, change_review, plan_due_on

__all__ = [
    "FILED",
    "Place",
    "add_claim_topic",
    "add_document",
    "add_finding",
    "add_judgement",
    "add_passage",
    "add_review",
    "add_statement",
    "change_document",
    "change_finding",
    "change_review",
    "choice_seen",
    "choose_claim",
    "correct_wording",
    "known_since",
    "link_findings",
    "plan_due_on",
    "record_passage",
]
