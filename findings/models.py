"""What was said about the area: documents, passages, reviews, findings, and who judged what when."""

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse

from core import clock
from core.accounts.choices import Role
from core.accounts.models import LocalArea, Organisation, User
from core.facts import AppendOnly, AppendOnlyQuerySet, Fact, FactQuerySet
from findings.choices import (
    JUDGED_TYPES,
    AreaOutcome,
    DocumentKind,
    FindingType,
    Held,
    Level,
    LinkKind,
    ReviewType,
    Standing,
    StatementKind,
    Wording,
)

AnyUser = User | AnonymousUser


# ----------------------------------------------------------------------------------------------- reference lists


class ReferenceList(models.Model):
    """A list that administrators may extend in Django admin. `code` is what the record and rules refer to."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "label", "pk"]

    def __str__(self) -> str:
        return self.label


class Framework(ReferenceList):
    """The rules an area is judged by. Nouns on every page come from here, never from a template (6.1a 3)."""

    finding_noun = models.CharField(max_length=80, help_text='"area of significant weakness"')
    finding_noun_plural = models.CharField(max_length=80)
    finding_short = models.CharField(max_length=40, help_text='One word for tables: "weakness".')
    finding_short_plural = models.CharField(max_length=40)
    progress_noun = models.CharField(max_length=80, help_text='What is judged: "sufficient progress".')
    plan_noun = models.CharField(max_length=80, help_text='"written statement of action"')
    review_noun = models.CharField(max_length=80, help_text='The next judgement: "revisit".')
    plan_due_working_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Working days from receipt of the report to submission of the plan."
    )


class Voice(ReferenceList):
    """Who may say where a finding stands: inspectors, DfE and NHS England, the board, families, the workstream."""

    needs_review = models.BooleanField(
        "only through a review", default=False, help_text="Inspectors' judgements come only from a review."
    )
    role = models.CharField(
        max_length=20, choices=Role, blank=True, help_text="The role that signs this view. Empty: recorded for a body."
    )


class JudgementValue(ReferenceList):
    """One value a voice may give under a framework."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="values")
    code = models.SlugField(max_length=40)
    short_label = models.CharField(max_length=40, help_text="For tables and tags.")
    standing = models.CharField(max_length=10, choices=Standing)

    class Meta(ReferenceList.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint("framework", "code", name="judgement_value_once"),
            models.UniqueConstraint("code", condition=Q(framework__isnull=True), name="judgement_value_of_any_once"),
        ]


class Theme(ReferenceList):
    """What a finding is about, so that the same concern can be followed through the documents."""


class Sector(ReferenceList):
    """Education, health, social care and the others who take part."""


# --------------------------------------------------------------------------------------------- documents, passages


class SourceDocumentQuerySet(models.QuerySet["SourceDocument"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))


class SourceDocument(models.Model):
    """A document the record stands on: attached, read and cited, or only referred to."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="documents")
    short_name = models.CharField(max_length=40, help_text="Short name used in references, such as REV22.")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=30, choices=DocumentKind)
    author = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    dated_on = models.DateField("date of the document", null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    held = models.CharField(max_length=10, choices=Held)
    file = models.FileField(upload_to="documents/", blank=True)
    sha256 = models.CharField("SHA-256 of the text or file", max_length=64, blank=True)
    referred_to_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="refers_to"
    )
    referred_to_at = models.CharField("where it is referred to", max_length=60, blank=True)
    note = models.TextField(blank=True)

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        ordering = [F("dated_on").asc(nulls_last=True), "short_name", "pk"]
        constraints = [
            models.UniqueConstraint("area", "short_name", name="document_short_name_once"),
            models.CheckConstraint(
                condition=~Q(held=Held.ATTACHED) | (~Q(file="") & ~Q(sha256="")), name="attached_document_has_file"
            ),
            models.CheckConstraint(
                condition=~Q(held=Held.NOT_HELD) | (Q(file="") & Q(sha256="")), name="document_not_held_has_no_file"
            ),
            models.CheckConstraint(condition=~Q(held=Held.CITED) | ~Q(sha256=""), name="cited_document_has_its_hash"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("findings:document-detail", args=[self.pk])


class Passage(AppendOnly):
    """A place in a document, and what stands there: its own words, or our summary of them."""

    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="passages")
    lines = models.CharField("lines", max_length=60, help_text='Line numbers, such as "51" or "136-141".')
    first_line = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    wording = models.CharField(max_length=12, choices=Wording, default=Wording.SUMMARISED)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "first_line", "pk"]

    def __str__(self) -> str:
        return self.locator

    @property
    def locator(self) -> str:
        """Where to look it up: "REV22, line 51" or "SCR20, lines 136–141"."""
        if not self.lines:
            return self.document.short_name
        word = "lines" if any(mark in self.lines for mark in "-,") else "line"
        return f"{self.document.short_name}, {word} {self.lines.replace('-', '–')}"


# ---------------------------------------------------------------------------------------------------- reviews


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))

    def so_on(self, day: date) -> Self:
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=day))


class Review(models.Model):
    """An inspection, revisit, peer review or any other look at the area from which findings come."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="reviews")
    code = models.CharField(max_length=40, help_text="Short name used in references, such as INSP19.")
    type = models.CharField(max_length=30, choices=ReviewType)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews")
    title = models.CharField(max_length=200)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    lines = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    received_on = models.DateField("report received", null=True, blank=True)
    published_on = models.DateField("report published", null=True, blank=True)
    area_outcome = models.PositiveSmallIntegerField(choices=AreaOutcome, null=True, blank=True)
    plan_due_override = models.DateField("plan due, where told otherwise", null=True, blank=True)
    plan_due_reason = models.TextField("why the due date differs", blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    principal_authority = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    jointly_responsible = models.ManyToManyField(Organisation, blank=True, related_name="+")
    context = models.TextField(blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint("area", "code", name="review_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="review_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(plan_due_override__isnull=True) | ~Q(plan_due_reason=""), name="plan_due_override_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("findings:review-detail", args=[self.pk])


class Statement(models.Model):
    """What a document says that is not a finding: a vision, a principle, a method count, a next step."""

    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=30, choices=StatementKind)
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200, blank=True)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="statements")
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["document_id", "position", "pk"]

    def __str__(self) -> str:
        return self.title or self.passage.text[:100]


# --------------------------------------------------------------------------------------------------- findings


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))

    def judged(self) -> Self:
        """Findings of the kinds a plan answers and somebody judges."""
        return self.filter(type__in=JUDGED_TYPES)

    def so_on(self, day: date) -> Self:
        return self.filter(happened_on__lte=day)

    def naming_sides(self) -> Self:
        """Adds `names_social_care`: whether the finding asks something of social care, besides council and health."""
        social_care = Sector.objects.filter(findings=OuterRef("pk"), code="social_care")
        return self.annotate(names_social_care=Exists(social_care))


class Finding(models.Model):
    """One thing said about the area: a weakness, a strength, a recommendation, a requirement, a priority.

    One record however many documents repeat it; each document's words are a passage. `text` is the wording in force:
    a copy of the newest `FindingWording`, changed only by `findings.services.correct_wording`.
    """

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="findings")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    reference = models.CharField("reference as written", max_length=40, blank=True)
    type = models.CharField(max_length=30, choices=FindingType)
    level = models.CharField(max_length=12, choices=Level, blank=True)
    title = models.CharField(max_length=120, blank=True, help_text="A short heading of ours.")
    text = models.TextField()
    wording = models.CharField(max_length=12, choices=Wording, default=Wording.SUMMARISED)
    themes = models.ManyToManyField(Theme, blank=True, related_name="findings")
    sectors = models.ManyToManyField(Sector, blank=True, related_name="findings")
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    is_priority = models.BooleanField(default=False)
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    also_at = models.ManyToManyField(Passage, blank=True, related_name="repeated_findings")
    earlier = models.ManyToManyField(
        "self", through="FindingLink", through_fields=("later", "earlier"), symmetrical=False, related_name="later"
    )
    happened_on = models.DateField("date it was found")
    known_on = models.DateField("date it became known")
    position = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)

    #: Added by `FindingQuerySet.naming_sides`.
    names_social_care: bool

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "review_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="finding_says_something"),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True, age_to__isnull=True)
                # said of both, because a comparison with an empty column refuses nothing
                | Q(
                    age_from__isnull=False,
                    age_to__isnull=False,
                    age_from__gte=0,
                    age_to__lte=25,
                    age_to__gte=F("age_from"),
                ),
                name="finding_ages_0_to_25",
            ),
        ]
        indexes = [models.Index(fields=["area", "type", "happened_on"])]

    def __str__(self) -> str:
        name = self.title or self.text[:100]
        return f"{self.reference} {name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("progress:finding-detail", args=[self.pk])

    @property
    def ages(self) -> str:
        """ "18 to 25", or nothing where no age group is named."""
        return "" if self.age_from is None else f"{self.age_from} to {self.age_to}"

    @property
    def is_locked(self) -> bool:
        """Verbatim wording is never edited: it is corrected by a new wording, with its reason."""
        return self.wording == Wording.VERBATIM


class FindingWording(AppendOnly):
    """Each wording a finding has had. A correction is a new row that says why."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="wordings")
    text = models.TextField()
    wording = models.CharField(max_length=12, choices=Wording)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["finding_id", "recorded_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="wording_says_something")]

    def __str__(self) -> str:
        return self.text[:100]


class FindingLink(AppendOnly):
    """A later finding that raises an earlier one again, is about it, or revises it."""

    later = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="links_back")
    earlier = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="links_forward")
    kind = models.CharField(max_length=12, choices=LinkKind)
    note = models.TextField(blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["earlier_id", "later_id", "pk"]
        constraints = [
            models.UniqueConstraint("later", "earlier", "kind", name="finding_link_once"),
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="finding_links_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.later} {self.get_kind_display()} {self.earlier}"


# ----------------------------------------------------------------------------- views and judgements, claims


class JudgementQuerySet(FactQuerySet["Judgement"]):
    def with_words(self) -> Self:
        return self.select_related("voice", "value", "review", "passage__document", "signed_by")


class Judgement(Fact):
    """Where one voice says a finding stands, on a day, with its reason. Never overwritten.

    The inspectors' voice needs the review it comes from (`Voice.needs_review`; kept by services.add_judgement).
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="judgements")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="judgements")
    value = models.ForeignKey(JudgementValue, on_delete=models.PROTECT, related_name="judgements")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="judgements")
    reason = models.TextField(blank=True)
    signed_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, blank=True, related_name="judgements")

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "finding", "voice", "review", name="judgement_once_per_review", condition=Q(review__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(review__isnull=False) | ~Q(reason=""), name="judgement_has_review_or_reason"
            ),
        ]
        indexes = [models.Index(fields=["finding", "voice", "-happened_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.voice}: {self.value}"


class ClaimTopicQuerySet(models.QuerySet["ClaimTopic"]):
    def visible_to(self, user: AnyUser) -> Self:
        return self.filter(area__in=LocalArea.objects.visible_to(user))

    def with_claims(self) -> Self:
        return self.prefetch_related(Prefetch("claims", Claim.objects.select_related("passage__document")))


class ClaimTopic(models.Model):
    """A question on which the documents disagree. All answers stay, each with its source."""

    area = models.ForeignKey(LocalArea, on_delete=models.PROTECT, related_name="claim_topics")
    question = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)

    objects = ClaimTopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("area", "question", name="claim_topic_once")]

    def __str__(self) -> str:
        return self.question


class Claim(AppendOnly):
    """What one document says."""

    topic = models.ForeignKey(ClaimTopic, on_delete=models.PROTECT, related_name="claims")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="claims")
    value = models.TextField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["topic_id", "pk"]

    def __str__(self) -> str:
        return self.value


class ClaimChoice(AppendOnly):
    """Which claim is used, or why none is. The newest choice holds."""

    topic = models.ForeignKey(ClaimTopic, on_delete=models.PROTECT, related_name="choices")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="choices")
    reason = models.TextField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["topic_id", "recorded_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="claim_choice_says_why")]

    def __str__(self) -> str:
        return self.reason[:100]
