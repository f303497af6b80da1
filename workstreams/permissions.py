"""What a person may do to an action: it follows from leading it, its workstream, or a role in its area.

`can_…` answers, for pages; `check_…` raises, for views and services.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Q, Value

from core.accounts.choices import Role
from core.accounts.models import Membership
from core.accounts.selectors import roles_in
from core.progress.dates import Decider, date_decider
from findings.models import AnyUser
from workstreams.choices import Part
from workstreams.models import Action, ActionOwner, DateChange, Owner, Responsibility, Workstream


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to an action on a day."""

    leads_action: bool = False
    leads_workstream: bool = False
    accountable: bool = False
    programme: bool = False
    chair: bool = False
    data: bool = False

    @property
    def may_update(self) -> bool:
        return self.leads_action or self.leads_workstream or self.programme

    @property
    def on_behalf(self) -> bool:
        """Whether an update by this person is given for the action's lead."""
        return self.may_update and not self.leads_action

    @property
    def may_set_up(self) -> bool:
        """Whether this person adds actions to the workstream, edits and withdraws them, and says who leads them."""
        return self.programme or self.leads_workstream

    @property
    def sees_restricted(self) -> bool:
        """Whether restricted evidence is shown."""
        return self.programme or self.data or self.leads_workstream or self.accountable


def standing(user: AnyUser, action: Action, today: date) -> Standing:
    """One query. The action must come with its workstream and plan."""
    return _standing(user, action.workstream, today, action)


def standing_in(user: AnyUser, workstream: Workstream, today: date) -> Standing:
    """How a person stands to a workstream as a whole. One query."""
    return _standing(user, workstream, today, None)


def _standing(user: AnyUser, workstream: Workstream, today: date, action: Action | None) -> Standing:
    if not (user.is_authenticated and user.is_active):
        return Standing()
    held = Owner.objects.held_by(user, today).values("pk")
    action_parts = ActionOwner.objects.in_force(today).filter(action=action, owner__in=held)
    stream_parts = Responsibility.objects.in_force(today).filter(workstream=workstream, owner__in=held)
    roles = Membership.objects.in_force(today).filter(user=user, area=workstream.plan.host_area_id)
    rows = [
        queryset.order_by().annotate(of=Value(of, output_field=CharField())).values_list("of", what)
        for queryset, of, what in (
            (stream_parts, "workstream", "part"),
            (roles, "area", "role"),
            *(((action_parts, "action", "part"),) if action is not None else ()),
        )
    ]
    found = set(rows[0].union(*rows[1:], all=True))
    return Standing(
        leads_action=("action", Part.LEAD) in found,
        leads_workstream=("workstream", Part.LEAD) in found,
        accountable=("action", Part.ACCOUNTABLE) in found or ("workstream", Part.ACCOUNTABLE) in found,
        programme=("area", Role.PROGRAMME) in found,
        chair=("area", Role.CHAIR) in found,
        data=("area", Role.DATA) in found,
    )


def can_update(user: AnyUser, action: Action, today: date) -> bool:
    return standing(user, action, today).may_update


def check_can_update(user: AnyUser, action: Action, today: date) -> Standing:
    """The person's standing, or PermissionDenied with who could do it instead."""
    found = standing(user, action, today)
    if not found.may_update:
        raise PermissionDenied(
            "Only the action’s lead, its workstream’s lead and the programme office can update this action."
        )
    return found


def leads_workstream(user: AnyUser, workstream: Workstream, today: date) -> bool:
    if not user.is_authenticated:
        return False
    held = Owner.objects.held_by(user, today).values("pk")
    return Responsibility.objects.in_force(today).leads().filter(workstream=workstream, owner__in=held).exists()


def updatable_by(user: AnyUser, today: date) -> Q:
    """The actions `check_can_update` lets this person update, as a condition on actions."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    held = Owner.objects.held_by(user, today).values("pk")
    leading = ActionOwner.objects.in_force(today).filter(part=Part.LEAD, owner__in=held)
    streams = Responsibility.objects.in_force(today).leads().filter(owner__in=held)
    areas = Membership.objects.in_force(today).filter(user=user, role=Role.PROGRAMME)
    return (
        Q(pk__in=leading.values("action"))
        | Q(workstream__in=streams.values("workstream"))
        | Q(workstream__plan__host_area__in=areas.values("area"))
    )


# --- Setting up -------------------------------------------------------------------------------------------------------


def can_set_up(user: AnyUser, area_id: int, today: date) -> bool:
    """Whether this person sets up who does what in an area: its programme office. One query."""
    return Role.PROGRAMME in roles_in(user, [area_id], today)


def check_can_set_up(user: AnyUser, area_id: int, today: date) -> None:
    if not can_set_up(user, area_id, today):
        raise PermissionDenied("Only the programme office sets up owners, posts and workstreams.")


def check_can_set_up_actions(user: AnyUser, workstream: Workstream, today: date) -> Standing:
    """The person's standing in the workstream, or PermissionDenied with who could do it instead. One query."""
    found = standing_in(user, workstream, today)
    if not found.may_set_up:
        raise PermissionDenied("Only the workstream’s lead and the programme office set up its actions.")
    return found


def set_up_by(user: AnyUser, today: date) -> Q:
    """The actions `check_can_set_up_actions` lets this person set up, as a condition on actions."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    held = Owner.objects.held_by(user, today).values("pk")
    streams = Responsibility.objects.in_force(today).leads().filter(owner__in=held)
    areas = Membership.objects.in_force(today).filter(user=user, role=Role.PROGRAMME)
    return Q(workstream__in=streams.values("workstream")) | Q(workstream__plan__host_area__in=areas.values("area"))


# --- Dates ------------------------------------------------------------------------------------------------------------


def decider_of(change: DateChange, *, moved_before: bool) -> Decider:
    """Who decides this change. `moved_before`: a change of the same action was agreed earlier."""
    return date_decider(
        from_end=change.from_end,
        to_end=change.to_end,
        moved_before=moved_before,
        outside=change.action.workstream.plan.outside_decides_dates,
    )


def may_decide(found: Standing, who: Decider) -> bool:
    if who is Decider.OUTSIDE:
        return found.programme
    return found.chair or (who is Decider.LEAD and found.leads_workstream)


def check_can_decide(found: Standing, who: Decider) -> None:
    """PermissionDenied with who decides, unless it is this person."""
    if not may_decide(found, who):
        raise PermissionDenied(f"You cannot decide this date. Who decides it: {who.words}.")
