from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet

from core.accounts.models import Organisation
from core.progress.actions import DUE_SOON_DAYS, DeliveryState
from core.web.filters import DayFilter, HouseFilterSet, WordsFilter
from plans.models import Plan
from workstreams.choices import Part, Rag, Status
from workstreams.models import Action, ActionOwner, Owner, Workstream

NONE = "none"
DUE = (("overdue", "Overdue"), ("soon", f"In the next {DUE_SOON_DAYS} days"), (NONE, "No date held"))
NO_LEAD = "None held"


class ActionFilter(HouseFilterSet):
    """Filters of a plan's actions on a day. Choices come from that plan alone."""

    q = WordsFilter(within=("title", "detail", "reference"), label="Search")
    workstream = django_filters.ModelChoiceFilter(queryset=Workstream.objects.none(), label="Workstream")
    lead = django_filters.ModelChoiceFilter(
        queryset=Owner.objects.none(), label="Lead", method="led_by", null_label=NO_LEAD
    )
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.none(), label="Lead’s organisation", method="led_from"
    )
    status = django_filters.ChoiceFilter(choices=Status.choices, label="Status")
    state = django_filters.ChoiceFilter(choices=[(kind.value, kind.label) for kind in DeliveryState], label="State")
    rag = django_filters.ChoiceFilter(choices=[*Rag.choices, (NONE, "Not rated")], label="Rating", method="rated")
    due = django_filters.ChoiceFilter(choices=DUE, label="Due", method="due_when")
    due_from = DayFilter(field_name="due_end", lookup_expr="gte", label="Due from")
    due_to = DayFilter(field_name="due_end", lookup_expr="lte", label="Due to")

    def __init__(self, *args: Any, plan: Plan, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        leading = ActionOwner.objects.in_force(day).filter(
            part=Part.LEAD, action__in=Action.objects.of_plan(plan, day).values("pk")
        )
        owners = Owner.objects.filter(pk__in=leading.values("owner")).order_by("name", "pk")
        self.filters["workstream"].queryset = plan.workstreams.all()
        self.filters["lead"].queryset = owners
        self.filters["organisation"].queryset = Organisation.objects.filter(owners__in=owners).distinct()

    @property
    def _leading(self) -> Any:
        return ActionOwner.objects.in_force(self.day).filter(part=Part.LEAD)

    def led_by(self, queryset: QuerySet[Any], name: str, value: Owner | str) -> QuerySet[Any]:
        if isinstance(value, Owner):
            return queryset.filter(pk__in=self._leading.filter(owner=value).values("action"))
        return queryset.exclude(pk__in=self._leading.values("action"))

    def led_from(self, queryset: QuerySet[Any], name: str, value: Organisation) -> QuerySet[Any]:
        return queryset.filter(pk__in=self._leading.filter(owner__organisation=value).values("action"))

    def rated(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(rag="" if value == NONE else value)

    def due_when(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "overdue":
            return queryset.filter(state=DeliveryState.OVERDUE.value)
        if value == NONE:
            return queryset.filter(due_end__isnull=True)
        return queryset.filter(due_end__range=(self.day, self.day + timedelta(days=DUE_SOON_DAYS)))
