"""What is done: workstreams and owners, actions and their history, evidence and what families say."""

from workstreams.models.actions import (
    Action,
    ActionOwner,
    AlsoServes,
    DateChange,
    DateDecision,
    Milestone,
    Update,
)
from workstreams.models.evidence import Evidence, EvidenceDecision, Feedback
from workstreams.models.owners import Appointment, Owner
from workstreams.models.workstreams import (
    DeliveryPartner,
    PartnerConfirmation,
    Responsibility,
    Workstream,
    WorkstreamAnswer,
)

__all__ = [
    "Action",
    "ActionOwner",
    "AlsoServes",
    "Appointment",
    "DateChange",
    "DateDecision",
    "DeliveryPartner",
    "Evidence",
    "EvidenceDecision",
    "Feedback",
    "Milestone",
    "Owner",
    "PartnerConfirmation",
    "Responsibility",
    "Update",
    "Workstream",
    "WorkstreamAnswer",
]
