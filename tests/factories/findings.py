"""Documents, reviews and findings of a made-up area, as a letter of 2021 might word them."""

from datetime import date

import factory

from findings.choices import DocumentKind, FindingType, Held, LinkKind, ReviewType, Standing, StatementKind, Wording
from findings.models import (
    Claim,
    ClaimTopic,
    Finding,
    FindingLink,
    FindingWording,
    Framework,
    Judgement,
    JudgementValue,
    Passage,
    Review,
    Sector,
    SourceDocument,
    Statement,
    Theme,
    Voice,
)
from tests.factories.accounts import LocalAreaFactory

INSPECTED_ON = date(2021, 6, 14)
LETTER_ON = date(2021, 8, 9)


class FrameworkFactory(factory.django.DjangoModelFactory):
    """The framework of 2016, unless another code is given. One row per code."""

    class Meta:
        model = Framework
        django_get_or_create = ("code",)

    code = "2016"
    label = "Local area SEND inspection, 2016 to 2022"
    finding_noun = "area of significant weakness"
    finding_noun_plural = "areas of significant weakness"
    finding_short = "weakness"
    finding_short_plural = "weaknesses"
    progress_noun = "sufficient progress"
    plan_noun = "written statement of action"
    review_noun = "revisit"
    plan_due_working_days = 70


class VoiceFactory(factory.django.DjangoModelFactory):
    """The inspectors' voice, unless another code is given."""

    class Meta:
        model = Voice
        django_get_or_create = ("code",)

    code = "inspectors"
    label = factory.LazyAttribute(lambda voice: voice.code.replace("_", " ").capitalize())
    needs_review = factory.LazyAttribute(lambda voice: voice.code == "inspectors")


class JudgementValueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JudgementValue
        django_get_or_create = ("framework", "code")

    framework = factory.SubFactory(FrameworkFactory)
    code = "sufficient"
    label = factory.LazyAttribute(
        lambda value: {"sufficient": "Sufficient progress", "not_sufficient": "Not sufficient progress"}.get(
            value.code, value.code.replace("_", " ").capitalize()
        )
    )
    short_label = factory.LazyAttribute(lambda value: value.label.removesuffix(" progress"))
    standing = factory.LazyAttribute(lambda value: Standing.POOR if "not" in value.code else Standing.GOOD)


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ("code",)

    code = "joint_commissioning"
    label = "Joint commissioning"


class SectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    code = "health"
    label = "Health"


class SourceDocumentFactory(factory.django.DjangoModelFactory):
    """A letter that was read and is cited."""

    class Meta:
        model = SourceDocument

    area = factory.SubFactory(LocalAreaFactory)
    short_name = factory.Sequence(lambda n: f"LET{n}")
    title = factory.LazyAttribute(lambda document: f"Inspection letter {document.short_name}")
    kind = DocumentKind.INSPECTION_LETTER
    dated_on = LETTER_ON
    held = Held.CITED
    sha256 = "0" * 64


class PassageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Passage

    document = factory.SubFactory(SourceDocumentFactory)
    lines = "51"
    first_line = 51
    text = "Leaders do not plan and commission services together."
    wording = Wording.VERBATIM


class ReviewFactory(factory.django.DjangoModelFactory):
    """A full inspection under the framework of 2016, with its letter."""

    class Meta:
        model = Review

    area = factory.SubFactory(LocalAreaFactory)
    code = factory.Sequence(lambda n: f"INSP{n}")
    type = ReviewType.FULL_INSPECTION
    framework = factory.SubFactory(FrameworkFactory)
    title = "Local area SEND inspection"
    document = factory.SubFactory(SourceDocumentFactory, area=factory.SelfAttribute("..area"))
    starts_on = INSPECTED_ON
    ends_on = date(2021, 6, 18)
    received_on = LETTER_ON
    published_on = LETTER_ON


class StatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Statement

    document = factory.SubFactory(SourceDocumentFactory)
    kind = StatementKind.VISION
    passage = factory.SubFactory(PassageFactory, document=factory.SelfAttribute("..document"))


class FindingFactory(factory.django.DjangoModelFactory):
    """An area of significant weakness in the inspectors' own words, with its review, its place and first wording."""

    class Meta:
        model = Finding
        skip_postgeneration_save = True

    area = factory.SubFactory(LocalAreaFactory)
    review = factory.SubFactory(ReviewFactory, area=factory.SelfAttribute("..area"))
    reference = factory.Sequence(lambda n: str(n + 1))
    type = FindingType.SIGNIFICANT_WEAKNESS
    title = factory.LazyAttribute(lambda finding: f"Joint planning {finding.reference}")
    text = "Leaders do not plan and commission services together."
    wording = Wording.VERBATIM
    passage = factory.SubFactory(
        PassageFactory, document=factory.SelfAttribute("..review.document"), text=factory.SelfAttribute("..text")
    )
    happened_on = date(2021, 6, 18)
    known_on = LETTER_ON

    @factory.post_generation
    def first_wording(self, create, extracted, **kwargs):
        if create:
            FindingWording.objects.create(finding=self, text=self.text, wording=self.wording)


class FindingLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FindingLink

    later = factory.SubFactory(FindingFactory)
    earlier = factory.SubFactory(FindingFactory, area=factory.SelfAttribute("..later.area"))
    kind = LinkKind.RECURS_FROM


class RevisitFactory(ReviewFactory):
    code = factory.Sequence(lambda n: f"REV{n}")
    type = ReviewType.REVISIT
    title = "Revisit"
    starts_on = date(2023, 3, 6)
    ends_on = date(2023, 3, 8)
    received_on = date(2023, 4, 3)
    published_on = date(2023, 4, 3)


class JudgementFactory(factory.django.DjangoModelFactory):
    """The inspectors' judgement "sufficient progress", from a revisit."""

    class Meta:
        model = Judgement

    finding = factory.SubFactory(FindingFactory)
    voice = factory.SubFactory(VoiceFactory)
    value = factory.SubFactory(JudgementValueFactory)
    review = factory.SubFactory(RevisitFactory, area=factory.SelfAttribute("..finding.area"))
    happened_on = date(2023, 4, 3)
    known_on = date(2023, 4, 3)


class ViewFactory(JudgementFactory):
    """The board's own view, with its reason: no review stands behind it."""

    voice = factory.SubFactory(VoiceFactory, code="board")
    review = None
    reason = "The waiting list is shorter, but families do not yet say so."
    happened_on = date(2022, 5, 10)
    known_on = date(2022, 5, 10)


class ClaimTopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClaimTopic

    area = factory.SubFactory(LocalAreaFactory)
    question = factory.Sequence(lambda n: f"When was the report published? ({n})")


class ClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Claim

    topic = factory.SubFactory(ClaimTopicFactory)
    passage = factory.SubFactory(
        PassageFactory,
        document=factory.SubFactory(SourceDocumentFactory, area=factory.SelfAttribute("...topic.area")),
    )
    value = "9 August 2021"
