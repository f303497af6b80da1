"""Workstreams: what they answer, who leads and who answers for them, and the partners who deliver."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.accounts.models import Organisation
from core.dated import Dated, DatedQuerySet, ends_after_it_begins
from core.facts import Fact, FactQuerySet
from findings.models import AnyUser, Finding, Passage, Sector
from plans.models import Plan
from workstreams.choices import Part, Side
from workstreams.models.owners import Owner


class WorkstreamQuerySet(models.QuerySet["Workstream"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))


class Workstream(models.Model):
    """A strand of the plan's work. It answers one finding or several, and a finding may need several."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="workstreams")
    number = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    reports_to = models.CharField(max_length=200, blank=True)
    findings = models.ManyToManyField(Finding, through="WorkstreamAnswer", related_name="workstreams")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = WorkstreamQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "position", "pk"]
        constraints = [models.UniqueConstraint("plan", "number", name="workstream_number_once")]

    def __str__(self) -> str:
        return f"Workstream {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("workstreams:workstream-detail", args=[self.pk])


class WorkstreamAnswer(Dated):
    """A workstream answers a finding, from a day to a day."""

    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="workstream_answers")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["workstream_id", "pk"]
        constraints = [
            ends_after_it_begins("workstream_answer_ends_after_it_begins"),
            models.UniqueConstraint(
                "workstream", "finding", condition=Q(valid_to__isnull=True), name="workstream_answers_finding_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workstream} answers {self.finding}"


class ResponsibilityQuerySet(DatedQuerySet["Responsibility"]):
    def accountable(self) -> Self:
        return self.filter(part=Part.ACCOUNTABLE)

    def leads(self) -> Self:
        return self.filter(part=Part.LEAD)


class Responsibility(Dated):
    """Who leads a workstream, and who answers for it on the council's, health's and social care's side."""

    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="responsibilities")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="responsibilities")
    part = models.CharField(max_length=12, choices=Part)
    side = models.CharField(max_length=12, choices=Side, default=Side.NOT_STATED)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["workstream_id", "part", "pk"]
        verbose_name_plural = "responsibilities"
        constraints = [
            ends_after_it_begins("responsibility_ends_after_it_begins"),
            models.UniqueConstraint(
                "workstream", "owner", "part", condition=Q(valid_to__isnull=True), name="responsibility_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.owner}"


class DeliveryPartner(models.Model):
    """A body that agreed to deliver part of a workstream. It confirms its part itself."""

    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=150)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    part_agreed = models.TextField(blank=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["workstream_id", "label", "pk"]
        constraints = [models.UniqueConstraint("workstream", "label", name="delivery_partner_once")]

    def __str__(self) -> str:
        return self.label


class PartnerConfirmation(Fact):
    """A partner's word that it delivers the part it agreed."""

    partner = models.ForeignKey(DeliveryPartner, on_delete=models.PROTECT, related_name="confirmations")
    note = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.partner} confirmed"
