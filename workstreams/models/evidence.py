"""What shows a difference: evidence for and against, and what families say."""

from typing import Self

from django.db import models
from django.db.models import Q

from core.accounts.models import LocalArea, Organisation
from core.facts import Fact, FactQuerySet
from findings.models import AnyUser, Finding, Passage
from plans.models import IntendedOutcome
from workstreams.choices import EvidenceAnswer, EvidenceKind, FeedbackVoice, Polarity, Tone
from workstreams.models.actions import Action, Update


class EvidenceQuerySet(FactQuerySet["Evidence"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))


class Evidence(Fact):
    """One item of evidence. It may speak to many outcomes and actions, for or against."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=EvidenceKind)
    polarity = models.CharField(max_length=10, choices=Polarity)
    link = models.URLField(max_length=500, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_inspectors = models.BooleanField(default=False, help_text="Inspectors' published statement.")
    is_independent = models.BooleanField("independent of the delivery team", default=False)
    is_restricted = models.BooleanField(default=False)
    cohort = models.CharField(max_length=200, blank=True)
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    update = models.ForeignKey(Update, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    outcomes = models.ManyToManyField(IntendedOutcome, blank=True, related_name="evidence")
    actions = models.ManyToManyField(Action, blank=True, related_name="evidence")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="evidence_has_title")]

    def __str__(self) -> str:
        return self.title


class EvidenceDecision(Fact):
    """The lead's word on an item of evidence. Adverse items need no one's acceptance."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="decisions")
    answer = models.CharField(max_length=10, choices=EvidenceAnswer)
    reason = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=EvidenceAnswer.REJECTED) | ~Q(reason=""), name="rejected_evidence_says_why"
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class FeedbackQuerySet(FactQuerySet["Feedback"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))


class Feedback(Fact):
    """What families or young people say, as a survey, a forum or a document reports it."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="feedback")
    findings = models.ManyToManyField(Finding, related_name="feedback")
    outcomes = models.ManyToManyField(IntendedOutcome, blank=True, related_name="feedback")
    voice = models.CharField(max_length=15, choices=FeedbackVoice)
    provider = models.CharField("who asked", max_length=200)
    wave = models.CharField(max_length=100, blank=True)
    cohort = models.CharField(max_length=200, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    number_asked = models.PositiveIntegerField("number who answered", null=True, blank=True)
    number_text = models.CharField("number, in words", max_length=100, blank=True)
    tone = models.CharField(max_length=10, choices=Tone)
    text = models.TextField()
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name_plural = "feedback"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="feedback_says_something")]

    def __str__(self) -> str:
        return self.text[:100]

    @property
    def how_many(self) -> str:
        """How many people stand behind it, or that the number is not stated."""
        if self.number_asked is not None:
            return f"{self.number_asked} replies"
        return self.number_text or "number not stated"
