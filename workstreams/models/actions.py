"""Actions and their whole history: owners, updates, date changes, milestones."""

from datetime import date, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.accounts.models import User
from core.dated import Dated, DatedQuerySet, ends_after_it_begins
from core.facts import Fact, FactQuerySet
from core.progress.actions import DUE_SOON_DAYS, ActionFacts, DeliveryState, delivery_state
from findings.models import AnyUser, Passage, Sector, SourceDocument
from plans.models import IntendedOutcome, Plan
from workstreams.choices import (
    CLOSED_STATUSES,
    DateAnswer,
    Origin,
    Part,
    Precision,
    Progress,
    Rag,
    ReasonCode,
    Status,
    UpdateSource,
)
from workstreams.models.owners import Owner
from workstreams.models.workstreams import Workstream


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Actions of plans this person may read, by their home or by where they also serve."""
        plans = Plan.objects.visible_to(user).values("pk")
        return self.filter(
            Q(workstream__plan__in=plans)
            | Q(pk__in=AlsoServes.objects.filter(workstream__plan__in=plans).values("action"))
        )

    def of_plan(self, plan: Plan, day: date) -> Self:
        """The plan's actions on a day: at home in it, or also serving one of its workstreams."""
        serving = AlsoServes.objects.in_force(day).filter(workstream__plan=plan).values("action")
        return self.filter(Q(workstream__plan=plan) | Q(pk__in=serving)).filter(added_on__lte=day)

    def unfinished(self) -> Self:
        return self.exclude(status__in=CLOSED_STATUSES)

    def overdue(self, today: date) -> Self:
        """Actions whose state is overdue: the current due period has ended. No date means not overdue."""
        not_late = [*CLOSED_STATUSES, Status.SUBMITTED_FOR_CLOSURE, Status.PAUSED]
        return self.exclude(status__in=not_late).filter(due_end__lt=today)

    def with_state(self, today: date) -> Self:
        """Adds `state`: the SQL twin of `core.progress.actions.delivery_state`, so that lists can filter by it."""
        soon = today + timedelta(days=DUE_SOON_DAYS)
        stopped = [Status.CANCELLED, Status.SUPERSEDED]
        return self.annotate(
            state=Case(
                When(status=Status.EMBEDDED, then=Value(DeliveryState.EMBEDDED.value)),
                When(status=Status.COMPLETE, then=Value(DeliveryState.COMPLETE.value)),
                When(status__in=stopped, then=Value(DeliveryState.STOPPED.value)),
                When(status=Status.SUBMITTED_FOR_CLOSURE, then=Value(DeliveryState.BEING_CHECKED.value)),
                When(status=Status.PAUSED, then=Value(DeliveryState.PAUSED.value)),
                When(due_end__isnull=True, then=Value(DeliveryState.NO_DATE.value)),
                When(due_end__lt=today, then=Value(DeliveryState.OVERDUE.value)),
                When(status=Status.BLOCKED, then=Value(DeliveryState.BLOCKED.value)),
                When(due_end__lte=soon, then=Value(DeliveryState.DUE_SOON.value)),
                When(status=Status.NOT_STARTED, then=Value(DeliveryState.NOT_DUE.value)),
                default=Value(DeliveryState.ON_COURSE.value),
                output_field=CharField(),
            )
        )

    def with_update_on(self, day: date) -> Self:
        """Adds `update_on_day_id` and `status_on_day`: the action's current update on a day, and the status it gave.

        Both are found by index, however long its history.
        """
        current = Update.objects.filter(action=OuterRef("pk"), happened_on__lte=day).order_by("-happened_on", "-pk")
        return self.annotate(
            update_on_day_id=Subquery(current.values("pk")[:1]), status_on_day=Subquery(current.values("status")[:1])
        )

    def with_dates_on(self, day: date) -> Self:
        """Adds `re_dated`, how many new dates were agreed by a day, and the last of them: `moved_text`, `moved_end`."""
        agreed = DateDecision.objects.filter(
            change__action=OuterRef("pk"), answer=DateAnswer.AGREED, happened_on__lte=day
        )
        last = agreed.order_by("-happened_on", "-pk")
        number = agreed.order_by().values("change__action").annotate(number=Count("pk")).values("number")
        return self.annotate(
            re_dated=Coalesce(Subquery(number), 0),
            moved_text=Subquery(last.values("change__to_text")[:1]),
            moved_end=Subquery(last.values("change__to_end")[:1]),
        )

    def locked(self, pk: int) -> "Action":
        """The action's row now, held until the transaction ends: what was read earlier may lag behind other writes."""
        return self.select_for_update(of=("self",)).select_related("workstream__plan", "current_update").get(pk=pk)

    def with_source(self) -> Self:
        """Adds what `Action.source` reads: the first place in a document the action comes from."""
        first = Passage.objects.filter(actions=OuterRef("pk")).order_by("pk")
        return self.annotate(
            source_name=Subquery(first.values("document__short_name")[:1]),
            source_lines=Subquery(first.values("lines")[:1]),
        )

    def led_by(self, user: AnyUser, today: date) -> Self:
        """Actions this person leads, in person or through a post held today."""
        if not user.is_authenticated:
            return self.none()
        held = Owner.objects.held_by(user, today).values("pk")
        leading = ActionOwner.objects.in_force(today).filter(part=Part.LEAD, owner__in=held)
        return self.filter(pk__in=leading.values("action"))

    def with_lead(self, user: User, today: date) -> Self:
        """Adds `is_mine`: whether this person leads it, in person or through a post held today."""
        held = Owner.objects.held_by(user, today).values("pk")
        leading = ActionOwner.objects.in_force(today).filter(action=OuterRef("pk"), part=Part.LEAD, owner__in=held)
        return self.annotate(is_mine=Exists(leading))

    def without_current_owner(self, today: date) -> Self:
        """Open actions nobody can be asked about: no lead, or only leads who have left."""
        current = ActionOwner.objects.in_force(today).filter(
            action=OuterRef("pk"), part=Part.LEAD, owner__in=Owner.objects.current(today)
        )
        return self.unfinished().filter(~Exists(current))

    def by_due_date(self) -> Self:
        return self.order_by(F("due_end").asc(nulls_last=True), "workstream__position", "position", "pk")


class Action(models.Model):
    """A piece of work with an end.

    Its state today (`status`, `rag`, `current_update`, due dates) stands on the row, written with the update or date
    decision that made it so, in one transaction. `version` counts those writes: it is the token that stops two people
    from overwriting each other. What was so on another day is read from the updates and date changes.
    """

    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="actions")
    reference = models.CharField("reference as written", max_length=40, blank=True)
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.WRITTEN)
    added_on = models.DateField("date it became part of the plan")
    known_on = models.DateField("date it became known")
    position = models.PositiveIntegerField(default=0)
    passages = models.ManyToManyField(Passage, blank=True, related_name="actions")
    outcomes = models.ManyToManyField(IntendedOutcome, blank=True, related_name="actions")
    sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    success_criteria = models.TextField(blank=True)
    evidence_required = models.TextField(blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to")
    also_in = models.ManyToManyField(Workstream, through="AlsoServes", related_name="served_by")

    status = models.CharField(max_length=25, choices=Status, default=Status.NOT_STARTED)
    status_label = models.CharField("the council's own word", max_length=80, blank=True)
    rag = models.CharField(max_length=12, choices=Rag, blank=True)
    current_update = models.ForeignKey("Update", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_told_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    original_due_text = models.CharField(max_length=200, blank=True)
    original_due_precision = models.CharField(max_length=10, choices=Precision, default=Precision.NONE)
    original_due_start = models.DateField(null=True, blank=True)
    original_due_end = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=200, blank=True)
    due_precision = models.CharField(max_length=10, choices=Precision, default=Precision.NONE)
    due_start = models.DateField(null=True, blank=True)
    due_end = models.DateField(null=True, blank=True)

    #: Added by `ActionQuerySet.with_lead`.
    is_mine: bool
    #: Added by `ActionQuerySet.with_update_on`.
    update_on_day_id: int | None
    status_on_day: str | None
    #: Added by `ActionQuerySet.with_dates_on`.
    re_dated: int
    moved_text: str | None
    moved_end: date | None

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["workstream_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="action_has_title"),
            models.CheckConstraint(
                condition=Q(due_start__isnull=True) | Q(due_end__isnull=True) | Q(due_end__gte=F("due_start")),
                name="action_due_in_order",
            ),
            models.CheckConstraint(
                condition=Q(original_due_start__isnull=True)
                | Q(original_due_end__isnull=True)
                | Q(original_due_end__gte=F("original_due_start")),
                name="action_original_due_in_order",
            ),
        ]
        indexes = [models.Index(fields=["workstream", "status", "due_end"])]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("workstreams:action-detail", args=[self.pk])

    @property
    def source(self) -> str:
        """Where it comes from, such as "REV22, line 125"; "" where no document is named. Needs `with_source()`."""
        name, lines = getattr(self, "source_name", None), getattr(self, "source_lines", None)
        return Passage(document=SourceDocument(short_name=name), lines=lines or "").locator if name else ""

    def state_on(self, day: date) -> DeliveryState:
        """The delivery state its row gives on `day`. For another day than today, rewind the row first."""
        return delivery_state(ActionFacts(status=self.status, due_end=self.due_end), today=day)

    def is_late(self, today: date) -> bool:
        """Overdue in a plan whose record goes on. Needs its workstream's plan joined."""
        return self.workstream.plan.is_running and self.state_on(today) is DeliveryState.OVERDUE

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED_STATUSES

    @property
    def days_slipped(self) -> int | None:
        """Days between the end of the original and the current due period; nothing where either has no date."""
        if self.original_due_end is None or self.due_end is None:
            return None
        return (self.due_end - self.original_due_end).days


class ActionOwner(Dated):
    """Who leads an action, and who answers for it: different parts, often different people."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="owners")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="action_parts")
    part = models.CharField(max_length=12, choices=Part)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["action_id", "part", "pk"]
        constraints = [
            ends_after_it_begins("action_owner_ends_after_it_begins"),
            models.UniqueConstraint(
                "action", "owner", "part", condition=Q(valid_to__isnull=True), name="action_owner_open_once"
            ),
        ]
        indexes = [models.Index(fields=["owner", "part"])]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.owner}"


class AlsoServes(Dated):
    """An action that also counts in a workstream of another plan, under its reference there. One update serves all."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="also_serves")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="also_served_by")
    reference = models.CharField(max_length=40, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["action_id", "pk"]
        verbose_name_plural = "also serves"
        constraints = [
            ends_after_it_begins("also_serves_ends_after_it_begins"),
            models.UniqueConstraint(
                "action", "workstream", condition=Q(valid_to__isnull=True), name="also_serves_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} also serves {self.workstream}"


class Milestone(models.Model):
    """A step of an action, with its own date."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="milestones")
    text = models.CharField(max_length=300)
    due_text = models.CharField(max_length=200, blank=True)
    due_precision = models.CharField(max_length=10, choices=Precision, default=Precision.NONE)
    due_start = models.DateField(null=True, blank=True)
    due_end = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["action_id", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Update(Fact):
    """What somebody said about an action on a day, and the status and rating it gave. Never changed.

    `token` comes from the form, so that a form sent twice is stored once.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    source = models.CharField(max_length=10, choices=UpdateSource, default=UpdateSource.PERSON)
    on_behalf_of = models.ForeignKey(Owner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    progress = models.CharField(max_length=12, choices=Progress, blank=True)
    same_as_last_time = models.BooleanField(default=False)
    narrative = models.TextField("what has happened", blank=True)
    recovery = models.TextField("what would put it right, and who can help", blank=True)
    how_known = models.TextField("how the lead will know it is done", blank=True)
    difference = models.TextField("difference made for families", blank=True)
    status = models.CharField(max_length=25, choices=Status)
    rag = models.CharField(max_length=12, choices=Rag, blank=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="updates")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by")
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(same_as_last_time=True) | ~Q(narrative=""), name="update_says_something"
            ),
            models.CheckConstraint(
                condition=~Q(progress__in=[Progress.AT_RISK, Progress.OFF_COURSE])
                | Q(same_as_last_time=True)
                | ~Q(recovery=""),
                name="update_at_risk_says_what_would_help",
            ),
            models.CheckConstraint(
                condition=~Q(source=UpdateSource.DOCUMENT) | Q(passage__isnull=False),
                name="update_from_document_says_where",
            ),
        ]
        indexes = [models.Index(fields=["action", "-happened_on", "-id"])]

    def __str__(self) -> str:
        return self.narrative[:100] or "Same as last time"


class DateChangeQuerySet(FactQuerySet["DateChange"]):
    def undecided(self, day: date) -> Self:
        """Requests that nobody had answered on `day`, oldest first, with what says who decides them.

        Adds `moved_before`: whether a new date of the same action had been agreed.
        """
        agreed = DateDecision.objects.filter(
            change__action=OuterRef("action"), answer=DateAnswer.AGREED, happened_on__lte=day
        )
        return (
            self.so_on(day)
            .filter(Q(decision__isnull=True) | Q(decision__happened_on__gt=day))
            .annotate(moved_before=Exists(agreed))
            .select_related("action__workstream__plan")
            .order_by("happened_on", "pk")
        )


class DateChange(Fact):
    """A new date asked for. It stays here for ever and moves the action only when it is agreed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="date_changes")
    update = models.ForeignKey(Update, on_delete=models.PROTECT, null=True, blank=True, related_name="date_changes")
    from_text = models.CharField(max_length=200, blank=True)
    from_precision = models.CharField(max_length=10, choices=Precision, default=Precision.NONE)
    from_start = models.DateField(null=True, blank=True)
    from_end = models.DateField(null=True, blank=True)
    to_text = models.CharField(max_length=200)
    to_precision = models.CharField(max_length=10, choices=Precision)
    to_start = models.DateField(null=True, blank=True)
    to_end = models.DateField(null=True, blank=True)
    reason_code = models.CharField(max_length=12, choices=ReasonCode)
    reason = models.TextField(blank=True)

    #: Added by `DateChangeQuerySet.undecided`.
    moved_before: bool

    objects = DateChangeQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(to_text=""), name="date_change_says_to_when")]

    def __str__(self) -> str:
        return f"{self.from_text or 'no date'} to {self.to_text}"

    @property
    def days_moved(self) -> int | None:
        """Days from the end of the old period to the end of the new one; nothing where either has no day."""
        if self.from_end is None or self.to_end is None:
            return None
        return (self.to_end - self.from_end).days


class DateDecision(Fact):
    """The answer to a date change, with who gave it and whether an outside body did."""

    change = models.OneToOneField(DateChange, on_delete=models.PROTECT, related_name="decision")
    answer = models.CharField(max_length=10, choices=DateAnswer)
    reason = models.TextField(blank=True)
    outside_body = models.CharField(max_length=200, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=DateAnswer.REFUSED) | ~Q(reason=""), name="refused_date_says_why"
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
