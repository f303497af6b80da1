"""What was promised: plans, their versions and fitness, intended outcomes, measures and what they showed."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from core.accounts.models import LocalArea, Organisation
from core.facts import Fact, FactQuerySet
from findings.choices import Wording
from findings.models import AnyUser, Finding, Framework, Passage, ReferenceList, Review, Sector, SourceDocument
from plans.choices import Comparator, Direction, Fitness, MeasureKind, ObservationStatus, Unit, VersionStatus


class PlanType(ReferenceList):
    """Written statement of action, accelerated progress plan, priority action plan… Administrators extend the list."""

    abbreviation = models.CharField(max_length=20, blank=True)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Plans whose host area, or any area they cover, this person may read."""
        areas = LocalArea.objects.visible_to(user).values("pk")
        covering = Plan.areas.through.objects.filter(localarea__in=areas).values("plan")
        return self.filter(Q(host_area__in=areas) | Q(pk__in=covering))


class Plan(models.Model):
    """A plan that answers findings, requirements or the partnership's own priorities."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    type = models.ForeignKey(PlanType, on_delete=models.PROTECT, related_name="plans")
    local_name = models.CharField(max_length=120, blank=True, help_text='Such as "Priority Impact Plan".')
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="plans")
    host_area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="hosted_plans")
    areas = models.ManyToManyField(LocalArea, related_name="plans", help_text="Every area the plan covers.")
    documents = models.ManyToManyField(SourceDocument, blank=True, related_name="plans")
    reviews = models.ManyToManyField(Review, blank=True, related_name="plans")
    predecessor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    record_ends_on = models.DateField(
        null=True, blank=True, help_text="The last day of a record that has ended: the plan opens at that day."
    )
    outside_decides_dates = models.BooleanField(default=False, help_text="Date changes need an outside body's word.")
    summary = models.TextField(blank=True)
    actions_note = models.TextField(
        blank=True, help_text="What readers must know about the actions, such as that they were rebuilt from a letter."
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="plan_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("pk")), name="plan_follows_another"
            ),
        ]

    def __str__(self) -> str:
        return self.local_name or self.title

    def get_absolute_url(self) -> str:
        return reverse("progress:plan-progress", args=[self.slug])

    def opens_on(self, today: date) -> date:
        """The day its pages show unless another is asked for: the last day of an ended record, else today."""
        return today if self.record_ends_on is None else min(today, self.record_ends_on)

    @property
    def is_running(self) -> bool:
        """Whether the record goes on: an ended record knows no staleness and nothing is due."""
        return self.record_ends_on is None


class PlanAnswer(models.Model):
    """What the plan answers, in plan order: the rows of its progress page."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="plan_answers")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["plan_id", "position", "pk"]
        constraints = [models.UniqueConstraint("plan", "finding", name="plan_answers_finding_once")]

    def __str__(self) -> str:
        return str(self.finding)


class PlanVersion(models.Model):
    """A version of the plan: values frozen with a hash from submission on. Its states are dated steps."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField("what changed", blank=True)
    frozen = models.JSONField(null=True, blank=True, editable=False)
    frozen_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["plan_id", "number", "pk"]
        constraints = [
            models.UniqueConstraint("plan", "number", name="plan_version_once"),
            models.CheckConstraint(
                condition=Q(frozen__isnull=True, frozen_sha256="") | (Q(frozen__isnull=False) & ~Q(frozen_sha256="")),
                name="frozen_version_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class VersionStep(Fact):
    """A state the version came to, on a day."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=30, choices=VersionStatus)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return self.get_status_display()


class FitnessDecision(Fact):
    """Inspectors' (or DfE's) decision whether a submitted version is fit for purpose."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="fitness_decisions")
    value = models.CharField(max_length=30, choices=Fitness)
    bodies = models.ManyToManyField(Organisation, related_name="+")
    letter_received_on = models.DateField(null=True, blank=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return self.get_value_display()


class Condition(models.Model):
    """Something the fitness decision asks for. It stays open until an answer is recorded."""

    decision = models.ForeignKey(FitnessDecision, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    wording = models.CharField(max_length=12, choices=Wording, default=Wording.SUMMARISED)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    findings = models.ManyToManyField(Finding, blank=True, related_name="conditions")

    class Meta:
        ordering = ["decision_id", "number", "pk"]
        constraints = [models.UniqueConstraint("decision", "number", name="condition_number_once")]

    def __str__(self) -> str:
        return self.text[:100]


class ConditionAnswer(Fact):
    """How a condition was met, and in which version."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="answers")
    met_in = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="condition_answer_says_how")]

    def __str__(self) -> str:
        return self.text[:100]


class IntendedOutcome(models.Model):
    """What should be different for people; one for each limb of the wording it answers."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="outcomes")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    statement = models.TextField()
    limb = models.TextField("words of the finding it comes from", blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["finding_id", "number", "pk"]
        constraints = [models.UniqueConstraint("plan", "finding", "number", name="intended_outcome_number_once")]

    def __str__(self) -> str:
        return self.statement


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def with_latest(self, day: date) -> Self:
        """Adds `latest_id`: the newest observation that was so on that day and was not restated since."""
        newest = (
            Observation.objects.filter(measure=OuterRef("pk"), happened_on__lte=day, replaced_by__isnull=True)
            .exclude(status=ObservationStatus.NOT_AVAILABLE)
            .order_by("-happened_on", "-pk")
        )
        return self.annotate(latest_id=Subquery(newest.values("pk")[:1]))


class Measure(models.Model):
    """A measure's definition. Its baseline, targets and observations are rows of their own."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    numerator = models.TextField(blank=True)
    denominator = models.TextField(blank=True)
    unit = models.CharField(max_length=10, choices=Unit)
    direction = models.CharField(max_length=10, choices=Direction)
    kind = models.CharField(max_length=12, choices=MeasureKind)
    cohort = models.CharField(max_length=200, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    frequency = models.CharField(max_length=60, blank=True)
    data_period = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    known_problems = models.TextField(blank=True)
    outcomes = models.ManyToManyField(IntendedOutcome, blank=True, related_name="measures")
    findings = models.ManyToManyField(Finding, blank=True, related_name="measures")
    position = models.PositiveSmallIntegerField(default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "position", "pk"]
        constraints = [models.UniqueConstraint("plan", "name", name="measure_name_once_per_plan")]

    def __str__(self) -> str:
        return self.name


class Observation(Fact):
    """What a measure showed for a period: a value, words, or "not available" with why. Restating adds a row.

    `happened_on` is the last day of the period.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="observations")
    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="observations")
    period = models.CharField(max_length=100, help_text="In words, as the source says it.")
    starts_on = models.DateField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    value_text = models.CharField("as the source says it", max_length=200, blank=True)
    status = models.CharField(max_length=15, choices=ObservationStatus, default=ObservationStatus.FINAL)
    is_baseline = models.BooleanField(default=False)
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    caveat = models.TextField(blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="observations")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["measure_id", "happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ObservationStatus.NOT_AVAILABLE, value__isnull=True) & ~Q(caveat="")
                | (~Q(status=ObservationStatus.NOT_AVAILABLE) & (Q(value__isnull=False) | ~Q(value_text=""))),
                name="observation_has_value_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("happened_on")),
                name="observation_period_in_order",
            ),
        ]
        indexes = [models.Index(fields=["measure", "-happened_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.shown}, {self.period}"

    @property
    def shown(self) -> str:
        """The figure as a person reads it: the source's own words first, then the number with its unit."""
        if self.value_text:
            return self.value_text
        if self.value is None:
            return "Not available"
        number = f"{self.value.normalize():f}"
        return f"{number}%" if self.measure.unit == Unit.PERCENT else number


class Benchmark(models.Model):
    """A figure to compare with: England, neighbours, the statutory level, or the partnership's ambition."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="benchmarks")
    comparator = models.CharField(max_length=12, choices=Comparator)
    who = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=100, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    value_text = models.CharField(max_length=200, blank=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["measure_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(value_text=""), name="benchmark_has_value_or_words"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_comparator_display()}: {self.value_text or self.value}"


class Target(Fact):
    """A value promised by a date: the measure's trajectory. A later target for the same date is a controlled change."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    due_text = models.CharField(max_length=100)
    due_on = models.DateField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    value_text = models.CharField(max_length=200, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["measure_id", F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(value_text=""), name="target_has_value_or_words"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value_text or self.value} by {self.due_text}"
