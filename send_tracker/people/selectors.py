"""What accounts have to do with the rest of the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from core.accounts.choices import Role
from core.accounts.models import LocalArea, User
from core.accounts.permissions import administered, manageable
from core.audit.models import Event, EventQuerySet
from workstreams.models import Action
from workstreams.selectors import open_actions_of


def open_actions(users: Iterable[User]) -> dict[User, list[Action]]:
    """What each person leads that is not finished. A query for each person: for a page that lists a few of them."""
    return {user: list(open_actions_of(user).select_related("workstream__plan__host_area")) for user in users}


@dataclass(frozen=True)
class Orphans:
    """Actions of one area that nobody can be asked about any more, and whom to tell."""

    area: LocalArea
    actions: tuple[Action, ...]
    programme_office: tuple[User, ...]


def orphaned(actions: Iterable[Action], today: date) -> list[Orphans]:
    """Those of the actions that have no current owner on `today`, by area."""
    ids = {action.pk for action in actions}
    gone = (
        Action.objects.without_current_owner(today)
        .filter(pk__in=ids)
        .select_related("workstream__plan__host_area")
        .order_by("workstream__plan__host_area__name", "workstream__plan_id", "workstream__position", "position", "pk")
    )
    by_area: dict[LocalArea, list[Action]] = {}
    for action in gone:
        by_area.setdefault(action.workstream.plan.host_area, []).append(action)
    return [
        Orphans(
            area, tuple(found), tuple(User.objects.get_queryset().holding(Role.PROGRAMME, areas=[area], today=today))
        )
        for area, found in by_area.items()
    ]


def uses_of(row: models.Model) -> list[str]:
    """Where a row is used, in words with counts: ["2 findings", "1 plan"]. Empty: it may be deleted."""
    uses = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model._meta.auto_created:
            continue
        model = relation.related_model
        count = model._base_manager.filter(**{relation.field.name: row}).distinct().count()
        if count:
            name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            uses.append(f"{count} {name}")
    return uses


def history_for(user: User, today: date) -> EventQuerySet:
    """What this administrator reads of the history: all for a superuser.

    Others read of their own areas, of the reference lists, and of the accounts they may change.
    """
    events = Event.objects.all()
    if user.is_superuser:
        return events
    accounts = Q(object_type=User._meta.label_lower)
    theirs = manageable(user, today).annotate(as_text=Cast("pk", CharField())).values("as_text")
    return events.filter(
        Q(area_id__in=administered(user, today).values("pk"))
        | Q(~accounts, area_id__isnull=True)
        | Q(accounts, area_id__isnull=True, object_id__in=theirs)
    )
