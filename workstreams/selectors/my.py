"""What needs a person: their actions in the order of what hurts most, and the dates that are theirs to decide."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import CharField, F, Q, Value

from core.accounts.choices import Role
from core.accounts.models import Membership, User
from core.progress.actions import DeliveryState
from core.progress.attention import MINUTES_AN_UPDATE, TO_DO, Attention, AttentionFacts, attention
from core.progress.dates import Decider
from workstreams.choices import Part
from workstreams.models import Action, ActionOwner, AlsoServes, DateChange, Owner, Responsibility
from workstreams.permissions import decider_of


@dataclass(frozen=True, slots=True)
class MyAction:
    """An action on "My actions": what it asks for, and why it is on this person's page."""

    action: Action
    attention: Attention
    state: DeliveryState
    mine: bool
    leads: tuple[Owner, ...] = ()
    asked: DateChange | None = None
    decider: Decider | None = None

    @property
    def is_to_do(self) -> bool:
        return self.attention in TO_DO

    @property
    def state_words(self) -> str:
        """Its state, or its status where no date lets a state be worked out."""
        return self.action.get_status_display() if self.state is DeliveryState.NO_DATE else self.state.label

    @property
    def takes_update(self) -> bool:
        """Whether its line leads straight into the form."""
        return self.is_to_do or self.attention is Attention.RECORD_ENDED


@dataclass(frozen=True, slots=True)
class DateToDecide:
    change: DateChange
    decider: Decider


@dataclass(frozen=True, slots=True)
class MyWork:
    actions: list[MyAction]
    to_decide: list[DateToDecide]
    serves: list[AlsoServes]

    @property
    def to_do(self) -> list[MyAction]:
        """This person's own actions that wait for an update, in the order in which "next" goes through them."""
        return [item for item in self.actions if item.mine and item.is_to_do]

    @property
    def several_plans(self) -> bool:
        """Whether the actions are of more than one plan, so that each line has to say of which."""
        return len({item.action.workstream.plan_id for item in self.actions}) > 1

    @property
    def minutes(self) -> int:
        return MINUTES_AN_UPDATE * (len(self.to_do) + len(self.to_decide))

    def grouped(self, *, mine: bool) -> dict[Attention, list[MyAction]]:
        """The actions this person leads, or those others lead in their workstreams, by what they ask for."""
        groups: dict[Attention, list[MyAction]] = {kind: [] for kind in Attention}
        for item in self.actions:
            if item.mine is mine:
                groups[item.attention].append(item)
        return {kind: items for kind, items in groups.items() if items}


def my_work(user: User, today: date) -> MyWork:
    """Everything on "My actions". Six queries, however much there is."""
    actions = my_actions(user, today)
    leads: dict[int, list[Owner]] = defaultdict(list)
    ids = [item.action.pk for item in actions]
    for row in ActionOwner.objects.in_force(today).filter(action__in=ids, part=Part.LEAD).select_related("owner"):
        leads[row.action_id].append(row.owner)
    serves = AlsoServes.objects.in_force(today).filter(action__in=[item.action.pk for item in actions if item.mine])
    return MyWork(
        actions=[replace(item, leads=tuple(leads[item.action.pk])) for item in actions],
        to_decide=dates_to_decide(user, today),
        serves=list(serves.select_related("action", "workstream__plan")),
    )


def my_actions(user: User, today: date) -> list[MyAction]:
    """The actions this person leads or whose workstream they lead, with what each asks for. Two queries.

    In the order of the page: by what they ask for, then by date.
    """
    held = Owner.objects.held_by(user, today).values("pk")
    streams = Responsibility.objects.in_force(today).leads().filter(owner__in=held).values("workstream")
    rows = list(
        Action.objects.visible_to(user)
        .filter(added_on__lte=today)
        .with_lead(user, today)
        .filter(Q(is_mine=True) | Q(workstream__in=streams))
        .select_related("workstream__plan")
        .by_due_date()
    )
    asked = _asked(rows, today)
    found = [_my_action(action, asked.get(action.pk), today) for action in rows]
    return sorted(found, key=lambda item: list(Attention).index(item.attention))


def _asked(actions: Iterable[Action], today: date) -> dict[int, DateChange]:
    """The newest open request for a date of each action."""
    pending = DateChange.objects.undecided(today).filter(action__in=[action.pk for action in actions])
    return {change.action_id: change for change in pending}


def _my_action(action: Action, asked: DateChange | None, today: date) -> MyAction:
    plan = action.workstream.plan
    state = action.state_on(today)
    facts = AttentionFacts(
        state=state,
        due_end=action.due_end,
        last_told_on=action.last_told_on,
        date_asked=asked is not None,
        running=plan.is_running,
        date_to_mend=asked is not None and asked.to_end is None,
    )
    return MyAction(
        action=action,
        attention=attention(facts, today=today),
        state=state,
        mine=action.is_mine,
        asked=asked,
        decider=None if asked is None else decider_of(asked, moved_before=asked.moved_before),
    )


def dates_to_decide(user: User, today: date) -> list[DateToDecide]:
    """Open requests for a date that this person decides. Two queries."""
    held = Owner.objects.held_by(user, today).values("pk")
    streams = Responsibility.objects.in_force(today).leads().filter(owner__in=held)
    roles = Membership.objects.in_force(today).filter(user=user, role__in=[Role.CHAIR, Role.PROGRAMME])
    text = CharField()
    hats = set(
        streams.order_by()
        .annotate(hat=Value("lead", output_field=text))
        .values_list("hat", "workstream")
        .union(roles.order_by().annotate(hat=F("role")).values_list("hat", "area"), all=True)
    )
    if not hats:
        return []
    areas = [place for hat, place in hats if hat != "lead"]
    led = [place for hat, place in hats if hat == "lead"]
    open_changes = DateChange.objects.undecided(today).filter(action__in=Action.objects.visible_to(user).values("pk"))
    found = []
    for change in open_changes.filter(Q(action__workstream__in=led) | Q(action__workstream__plan__host_area__in=areas)):
        area = change.action.workstream.plan.host_area_id
        decider = decider_of(change, moved_before=change.moved_before)
        wanted = {
            Decider.LEAD: {("lead", change.action.workstream_id), (Role.CHAIR.value, area)},
            Decider.CHAIR: {(Role.CHAIR.value, area)},
            Decider.OUTSIDE: {(Role.PROGRAMME.value, area)},
        }[decider]
        if hats & wanted:
            found.append(DateToDecide(change, decider))
    return found
