"""People and posts of an area: who holds them, what they have in hand, and who may be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.accounts.models import LocalArea
from core.dated import in_force
from core.edits import stamp_of
from plans.models import Plan
from workstreams.choices import OwnerKind, Part
from workstreams.models import Action, ActionOwner, Appointment, Owner, Responsibility, Workstream


def not_over(day: date) -> Q:
    """Dated rows that hold on `day`, or from a later one."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)


def _holding(today: date) -> "QuerySet[Appointment]":
    return Appointment.objects.in_force(today).filter(user__is_active=True).select_related("user").order_by("pk")


def owners_to_choose(area: LocalArea, today: date) -> list[Owner]:
    """Whom a form offers: everybody who is there on `today` or later. One query."""
    return list(Owner.objects.filter(not_over(today), area=area).select_related("organisation").order_by("name", "pk"))


def owners_listed(area: LocalArea, today: date) -> QuerySet[Owner]:
    """The owners of an area, with `holders` (a list), `open_actions` and `streams_in_hand`. Two queries."""
    parts = (
        ActionOwner.objects.filter(not_over(today), owner=OuterRef("pk"), action__in=Action.objects.unfinished())
        .order_by()
        .values("owner")
        .annotate(number=Count("action", distinct=True))
        .values("number")
    )
    streams = (
        Responsibility.objects.filter(not_over(today), owner=OuterRef("pk"))
        .order_by()
        .values("owner")
        .annotate(number=Count("workstream", distinct=True))
        .values("number")
    )
    return (
        Owner.objects.filter(area=area)
        .select_related("organisation")
        .prefetch_related(Prefetch("appointments", _holding(today), to_attr="holders"))
        .annotate(
            open_actions=Coalesce(Subquery(parts), 0),
            streams_in_hand=Coalesce(Subquery(streams), 0),
        )
        .order_by("name", "pk")
    )


def holder_words(owner: Owner) -> str:
    """Who holds it today, that nobody does, or nothing for a person without a sign-in. Needs `holders`."""
    people = ", ".join(str(row.user) for row in owner.holders)  # type: ignore[attr-defined]
    if people:
        return people
    return "No holder" if owner.kind == OwnerKind.POST else ""


def mark_of(rows: Iterable[Model]) -> str:
    """A short text that is the same for the same rows, for pages that must save what they showed."""
    return stamp_of({"rows": sorted(row.pk for row in rows)})


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an owner has in hand on a day or from a later one: parts of open actions, and of workstreams."""

    actions: Sequence[ActionOwner]
    streams: Sequence[Responsibility]

    def __bool__(self) -> bool:
        return bool(self.actions or self.streams)

    @property
    def mark(self) -> str:
        """A short text that is the same for the same rows."""
        return mark_of(self.actions) + mark_of(self.streams)


def holdings(owner: Owner, day: date) -> Holdings:
    """Two queries. What is finished stays with whoever led it."""
    actions = (
        ActionOwner.objects.filter(not_over(day), owner=owner, action__in=Action.objects.unfinished())
        .select_related("action__workstream__plan")
        .order_by("action__workstream__plan_id", "action__workstream__position", "action__position", "pk")
    )
    streams = (
        Responsibility.objects.filter(not_over(day), owner=owner)
        .select_related("workstream__plan")
        .order_by("workstream__plan_id", "workstream__position", "pk")
    )
    return Holdings(list(actions), list(streams))


@dataclass(frozen=True, slots=True)
class OwnerPage:
    appointments: list[Appointment]
    in_hand: Holdings
    today: date

    @property
    def holders(self) -> list[Appointment]:
        return [row for row in self.appointments if row.holds_on(self.today) and row.user.is_active]


def owner_page(owner: Owner, today: date) -> OwnerPage:
    """Who holds a post and held it, and what it has in hand today or from a later day. Three queries."""
    held = owner.appointments.select_related("user").order_by(F("valid_from").desc(nulls_last=True), "-pk")
    return OwnerPage(appointments=list(held), in_hand=holdings(owner, today), today=today)


def leads_not_over(action: Action, today: date) -> list[ActionOwner]:
    rows = ActionOwner.objects.filter(not_over(today), action=action, part=Part.LEAD)
    return list(rows.select_related("owner__organisation").order_by("pk"))


def responsibilities_not_over(workstream: Workstream, today: date) -> list[Responsibility]:
    rows = Responsibility.objects.filter(not_over(today), workstream=workstream)
    return list(rows.select_related("owner__organisation").order_by("pk"))


def streams_to_set_up(plan: Plan, today: date) -> list[Workstream]:
    """The plan's workstreams with `people` in force and the number of their `open_actions`. Two queries."""
    people = Responsibility.objects.filter(in_force(today)).select_related("owner").order_by("part", "side", "pk")
    counted = (
        Action.objects.unfinished().filter(workstream=OuterRef("pk")).order_by().values("workstream")
        .annotate(number=Count("pk")).values("number")
    )  # fmt: skip
    return list(
        plan.workstreams.annotate(open_actions=Coalesce(Subquery(counted), 0)).prefetch_related(
            Prefetch("responsibilities", people, to_attr="people")
        )
    )
