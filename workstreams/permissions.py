"""What a person may do to an action: it follows from leading it, its workstream, or the programme office.

`can_…` answers, for pages; `check_…` raises, for views and services.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied

from core.accounts.choices import Role
from core.accounts.selectors import roles_in
from findings.models import AnyUser
from workstreams.choices import Part
from workstreams.models import Action, ActionOwner, Owner, Responsibility, Workstream


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to an action on a day."""

    leads_action: bool = False
    leads_workstream: bool = False
    accountable: bool = False
    programme: bool = False
    chair: bool = False

    @property
    def may_update(self) -> bool:
        return self.leads_action or self.leads_workstream or self.programme

    @property
    def on_behalf(self) -> bool:
        """Whether an update by this person is given for the action's lead."""
        return self.may_update and not self.leads_action


def standing(user: AnyUser, action: Action, today: date) -> Standing:
    """Three queries, whatever the size of the plan."""
    if not user.is_authenticated:
        return Standing()
    held = Owner.objects.held_by(user, today).values("pk")
    parts = set(
        ActionOwner.objects.in_force(today).filter(action=action, owner__in=held).values_list("part", flat=True)
    )
    stream_parts = set(
        Responsibility.objects.in_force(today)
        .filter(workstream=action.workstream_id, owner__in=held)
        .values_list("part", flat=True)
    )
    roles = roles_in(user, [action.workstream.plan.host_area_id], today)
    return Standing(
        leads_action=Part.LEAD in parts,
        leads_workstream=Part.LEAD in stream_parts,
        accountable=Part.ACCOUNTABLE in parts | stream_parts,
        programme=Role.PROGRAMME in roles,
        chair=Role.CHAIR in roles,
    )


def can_update(user: AnyUser, action: Action, today: date) -> bool:
    return standing(user, action, today).may_update


def check_can_update(user: AnyUser, action: Action, today: date) -> Standing:
    """The person's standing, or PermissionDenied with who could do it instead."""
    found = standing(user, action, today)
    if not found.may_update:
        raise PermissionDenied(
            "Only the action's lead, its workstream's lead and the programme office can update this action."
        )
    return found


def leads_workstream(user: AnyUser, workstream: Workstream, today: date) -> bool:
    if not user.is_authenticated:
        return False
    held = Owner.objects.held_by(user, today).values("pk")
    return Responsibility.objects.in_force(today).leads().filter(workstream=workstream, owner__in=held).exists()
