"""What a programme office writes down of documents, reviews and findings."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core.accounts.models import LocalArea, Organisation
from core.accounts.selectors import organisations_of
from core.web.editing import EditForm, SetUpForm
from core.web.forms import HouseForm, UKDateField, WordsField
from findings.choices import (
    TYPES_OF_FRAMEWORK,
    AreaOutcome,
    DocumentKind,
    FindingType,
    Held,
    Level,
    LinkKind,
    ReviewType,
    StatementKind,
    Wording,
)
from findings.models import (
    Claim,
    ClaimTopic,
    Finding,
    Framework,
    Passage,
    Review,
    Sector,
    SourceDocument,
    Theme,
)
from findings.places import Place

NO_NAMES = "Do not name or describe a child, a family or a colleague."
NARROW = {"class": "govuk-input--width-10"}
NUMBER = {"class": "govuk-input--width-2", "inputmode": "numeric"}
LINES = re.compile(r"\d+(-\d+)?(, \d+(-\d+)?)*")


class LinesField(forms.CharField):
    """Lines of a document: "51", "136-141", "12-14, 368"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Lines")
        kwargs.setdefault("help_text", "Such as 51, or 136-141, or 12-14, 368.")
        super().__init__(max_length=60, widget=forms.TextInput(NARROW), **kwargs)

    def to_python(self, value: Any) -> str:
        text = re.sub(r"\s*[-–—]\s*", "-", str(super().to_python(value)))
        text = re.sub(r"\s*[,;]\s*", ", ", text)
        if text and not LINES.fullmatch(text):
            raise ValidationError("Enter line numbers, such as 51 or 136-141", code="lines")
        return text


class ReviewChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A review by its title and when it was."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.code})"


class DocumentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.short_name}: {obj.title}"


class FindingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        found_in = obj.review.code if obj.review else "no review"
        return f"{found_in}: {obj.get_type_display()} {obj}"[:140]


# --- Documents --------------------------------------------------------------------------------------------------------


class DocumentForm(EditForm):
    """A document that is cited or only referred to. One that is attached keeps its file and the file's SHA-256."""

    not_stored = ("pasted",)
    choice_hints: Mapping[str, Mapping[str, str]] = {
        "held": {
            Held.CITED: "somebody has read it, and its text can be told from any other",
            Held.NOT_HELD: "another document tells of it",
        }
    }
    reveals: Mapping[str, Mapping[str, Sequence[str]]] = {"held": {Held.CITED: ["pasted", "sha256"]}}

    short_name = forms.CharField(
        label="Short name", max_length=40, widget=forms.TextInput(NARROW), help_text="For references, such as REV22."
    )
    title = forms.CharField(label="Title", max_length=300, help_text="As it stands on the document.")
    kind = forms.ChoiceField(label="Kind of document", choices=[("", "Choose one"), *DocumentKind.choices])
    author = forms.ModelChoiceField(Organisation.objects.none(), label="Author", required=False)
    dated_on = UKDateField(label="Date of the document", required=False)
    published_on = UKDateField(label="Published", required=False)
    received_on = UKDateField(label="Received", required=False, help_text="The day it reached the area.")
    held = forms.ChoiceField(
        label="Do you have it?",
        choices=[(Held.CITED, Held.CITED.label), (Held.NOT_HELD, Held.NOT_HELD.label)],
        widget=forms.RadioSelect,
    )
    pasted = forms.CharField(
        label="Paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text="The text is not kept. A number is made from it, its SHA-256, that no other text has.",
    )
    sha256 = forms.CharField(
        label="Or enter its SHA-256", required=False, max_length=64, help_text="64 letters and digits, if you know it."
    )
    referred_to_by = DocumentChoice(SourceDocument.objects.none(), label="Referred to by", required=False)
    referred_to_at = LinesField(label="Lines where it is referred to", required=False)
    note = WordsField(
        label="Note", required=False, max_length=4000, widget=forms.Textarea({"rows": 3}), help_text=NO_NAMES
    )

    def __init__(
        self, data: Any = None, *, area: LocalArea, document: SourceDocument | None = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        others = SourceDocument.objects.filter(area=area).order_by("short_name", "pk")
        self._choices("author", organisations_of(area, document.author if document else None))
        self._choices("referred_to_by", others.exclude(pk=document.pk) if document else others)
        if document is None:
            del self.fields["seen"]
            return
        if document.held == Held.ATTACHED:
            self.reveals = {}
            for name in ("held", "pasted", "sha256"):
                del self.fields[name]
        self.show(document)

    def clean_sha256(self) -> str:
        text = str(self.cleaned_data["sha256"]).strip().lower()
        if text and not re.fullmatch(r"[0-9a-f]{64}", text):
            raise ValidationError("A SHA-256 has 64 characters, 0 to 9 and a to f. Paste the text instead")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("held") == Held.CITED and data.get("pasted"):
            text = str(data["pasted"]).replace("\r\n", "\n")
            data["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        return data


class PassageForm(SetUpForm):
    """A place in a document and what stands there, kept as a statement of the document."""

    lines = LinesField()
    kind = forms.ChoiceField(
        label="What is it?",
        choices=StatementKind.choices,
        initial=StatementKind.NOTE,
        help_text="A note can be recorded as a finding later.",
    )
    text = WordsField(label="What stands there", max_length=10000, widget=forms.Textarea, help_text=NO_NAMES)
    wording = forms.ChoiceField(label="Whose words are these?", choices=Wording.choices, widget=forms.RadioSelect)


# --- Reviews ----------------------------------------------------------------------------------------------------------


class ReviewForm(EditForm):
    code = forms.CharField(
        label="Short name", max_length=40, widget=forms.TextInput(NARROW), help_text="For references, such as INSP19."
    )
    title = forms.CharField(label="Title", max_length=200)
    type = forms.ChoiceField(label="Kind of review", choices=[("", "Choose one"), *ReviewType.choices])
    framework = forms.ModelChoiceField(
        Framework.objects.all(),
        label="Framework",
        required=False,
        help_text="It decides what findings are called, how they are judged, and how long there is for a plan.",
    )
    document = DocumentChoice(
        SourceDocument.objects.none(),
        label="Document it is known from",
        required=False,
        help_text="Not in the list? Add the document first.",
    )
    lines = LinesField(label="Lines of the document that tell of it", required=False)
    starts_on = UKDateField(label="First day", required=False)
    ends_on = UKDateField(label="Last day", required=False)
    received_on = UKDateField(
        label="Report received", required=False, help_text="The working days for a plan are counted from this day."
    )
    published_on = UKDateField(label="Report published", required=False)
    area_outcome = forms.TypedChoiceField(
        label="Outcome for the area",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "None"), *AreaOutcome.choices],
        help_text="Only inspections since January 2023 have one.",
    )
    follows = ReviewChoice(Review.objects.none(), label="Review it follows", required=False)
    principal_authority = forms.ModelChoiceField(
        Organisation.objects.none(), label="Principal authority", required=False, help_text="Who must submit the plan."
    )
    jointly_responsible = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Jointly responsible",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    plan_due_override = UKDateField(
        label="Plan due, where you were told another date",
        required=False,
        help_text="Leave empty to keep the day counted from receipt.",
    )
    plan_due_reason = WordsField(
        label="Who set that date, and why", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    context = WordsField(
        label="Circumstances", required=False, max_length=4000, widget=forms.Textarea({"rows": 3}), help_text=NO_NAMES
    )

    def __init__(self, data: Any = None, *, area: LocalArea, review: Review | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        others = Review.objects.filter(area=area).order_by("code", "pk")
        self._choices("document", SourceDocument.objects.filter(area=area).order_by("short_name", "pk"))
        self._choices("follows", others.exclude(pk=review.pk) if review else others)
        named = [] if review is None else [review.principal_authority, *review.jointly_responsible.all()]
        self._choices("principal_authority", organisations_of(area, *named))
        self._choices("jointly_responsible", organisations_of(area, *named))
        if review is None:
            del self.fields["seen"]
        else:
            self.show(review)


# --- Findings ---------------------------------------------------------------------------------------------------------


class Filing(HouseForm):
    """How a finding is filed: what may be changed without touching what was said."""

    reference = forms.CharField(
        label="Reference as written", max_length=40, required=False, widget=forms.TextInput(NARROW)
    )
    title = forms.CharField(label="Short heading of ours", max_length=120, required=False)
    level = forms.ChoiceField(label="Level", required=False, choices=[("", "Not stated"), *Level.choices])
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label="Themes", required=False, widget=forms.CheckboxSelectMultiple
    )
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(), label="Sectors", required=False, widget=forms.CheckboxSelectMultiple
    )
    age_from = forms.IntegerField(
        label="From age", required=False, min_value=0, max_value=25, widget=forms.TextInput(NUMBER)
    )
    age_to = forms.IntegerField(
        label="To age", required=False, min_value=0, max_value=25, widget=forms.TextInput(NUMBER)
    )
    is_priority = forms.BooleanField(label="The source names it as a priority", required=False)
    note = WordsField(
        label="Note", required=False, max_length=4000, widget=forms.Textarea({"rows": 3}), help_text=NO_NAMES
    )


class FindingForm(Filing, SetUpForm):
    """A new finding, requirement or priority of the partnership's own."""

    field_order = ("type", "review", "reference", "title", "text", "wording", "document", "lines", "happened_on")

    type = forms.ChoiceField(label="What is it?", choices=())
    review = ReviewChoice(
        Review.objects.none(),
        label="Review it comes from",
        required=False,
        help_text="None for a priority of your own, or a requirement that no review made.",
    )
    text = WordsField(label="Wording", max_length=10000, widget=forms.Textarea, help_text=NO_NAMES)
    wording = forms.ChoiceField(label="Whose words are these?", choices=Wording.choices, widget=forms.RadioSelect)
    document = DocumentChoice(SourceDocument.objects.none(), label="Document it stands in", required=False)
    lines = LinesField(required=False)
    happened_on = UKDateField(
        label="Found on", required=False, help_text="Leave empty to take the review’s last day, or the document’s date."
    )

    def __init__(self, data: Any = None, *, area: LocalArea, passage: Passage | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.passage = passage
        reviews = Review.objects.filter(area=area).select_related("framework").order_by("code", "pk")
        self._choices("review", reviews)
        self._choices("document", SourceDocument.objects.filter(area=area).order_by("short_name", "pk"))
        types: Any = self.fields["type"]
        types.choices = [("", "Choose one"), *((one.value, one.label) for one in types_for(reviews))]
        if passage is not None:
            held = {"text": passage.text, "wording": passage.wording, "lines": passage.lines}
            self.initial = {**held, "document": passage.document_id, **self.initial}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        review, document = data.get("review"), data.get("document")
        own = TYPES_OF_FRAMEWORK.get(FindingType(data["type"])) if data.get("type") else None
        if own is not None and "review" in data and (review is None or own != getattr(review.framework, "code", None)):
            self.add_error("review", "Choose a review under the framework that has this kind of finding")
        if data.get("lines") and document is None and "document" not in self.errors:
            self.add_error("document", "Choose the document these lines belong to")
        if data.get("wording") == Wording.VERBATIM and document is None and "document" not in self.errors:
            self.add_error("document", "Choose the document whose own words these are, or say that they are summarised")
        if data.get("happened_on") is None and "happened_on" not in self.errors:
            day = (review and (review.ends_on or review.starts_on)) or (document and document.dated_on)
            if day is None:
                self.add_error("happened_on", "Enter the day it was found, or set")
            data["happened_on"] = day
        return data

    @property
    def filed(self) -> dict[str, Any]:
        """How it is filed, for the service."""
        return {name: self.cleaned_data[name] for name in Filing.base_fields}

    @property
    def kept_passage(self) -> Passage | None:
        """The passage the page was opened from, unless other words or another place were typed."""
        held, data = self.passage, self.cleaned_data
        if held is None or data["document"] != held.document:
            return None
        same = (held.lines, held.text, held.wording) == (data["lines"], data["text"], data["wording"])
        return held if same else None

    @property
    def place(self) -> Place | None:
        data = self.cleaned_data
        if data["document"] is None or self.kept_passage is not None:
            return None
        return Place(data["document"], data["lines"], data["text"], Wording(data["wording"]))


def types_for(reviews: QuerySet[Review]) -> list[FindingType]:
    """Kinds of finding an area can have: those of a framework only where it was reviewed under it."""
    under = set(reviews.values_list("framework__code", flat=True))
    return [one for one in FindingType if one not in TYPES_OF_FRAMEWORK or TYPES_OF_FRAMEWORK[one] in under]


class FilingForm(Filing, EditForm):
    """How a finding is filed, changed."""

    def __init__(self, data: Any = None, *, finding: Finding, **more: Any) -> None:
        super().__init__(data, **more)
        self.show(finding)


class WordingForm(EditForm):
    """Another wording with its reason."""

    not_stored = ("reason",)

    text = WordsField(label="Corrected wording", max_length=10000, widget=forms.Textarea, help_text=NO_NAMES)
    reason = WordsField(
        label="Why is it corrected?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="The old wording stays on the page with this reason.",
    )

    def __init__(self, data: Any = None, *, finding: Finding, **more: Any) -> None:
        super().__init__(data, **more)
        self.show(finding)


LINKS = {
    LinkKind.RECURS_FROM: "It raises the other again",
    LinkKind.ABOUT: "It is about the other",
    LinkKind.REVISES: "It revises the other",
}


class LinkForm(SetUpForm):
    kind = forms.ChoiceField(label="How does it stand to the other?", choices=(), widget=forms.RadioSelect)
    earlier = FindingChoice(Finding.objects.none(), label="The earlier finding")
    note = WordsField(label="Note", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Any = None, *, finding: Finding, **more: Any) -> None:
        super().__init__(data, **more)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(one.value, words) for one, words in LINKS.items()]
        earlier = Finding.objects.filter(area=finding.area_id, happened_on__lte=finding.happened_on)
        self._choices("earlier", earlier.exclude(pk=finding.pk).select_related("review").order_by("-happened_on", "pk"))


# --- Where documents disagree -----------------------------------------------------------------------------------------

ANSWERS = ("1", "2", "3")
NONE_USED = "none"


class ClaimsForm(SetUpForm):
    """A question and what two or three documents answer."""

    question = forms.CharField(label="Question", max_length=200, help_text="Such as: when was the report published?")

    def __init__(self, data: Any = None, *, area: LocalArea, **more: Any) -> None:
        super().__init__(data, **more)
        documents = SourceDocument.objects.filter(area=area).order_by("short_name", "pk")
        for number in ANSWERS:
            needed = number != ANSWERS[-1]
            self.fields[f"document_{number}"] = DocumentChoice(documents, label=f"Document {number}", required=needed)
            self.fields[f"lines_{number}"] = LinesField(label=f"Lines in document {number}", required=False)
            self.fields[f"value_{number}"] = WordsField(
                label=f"What document {number} says",
                required=needed,
                max_length=2000,
                widget=forms.Textarea({"rows": 2}),
            )
        self.fields["chosen"] = forms.ChoiceField(
            label="Which is used?",
            choices=[*((one, f"What document {one} says") for one in ANSWERS), (NONE_USED, "None of them")],
            widget=forms.RadioSelect,
        )
        self.fields["reason"] = WordsField(
            label="Why?", max_length=2000, widget=forms.Textarea({"rows": 3}), help_text="All answers stay on the page."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        last = ANSWERS[-1]
        document, value = data.get(f"document_{last}"), data.get(f"value_{last}")
        if document and not value and f"value_{last}" not in self.errors:
            self.add_error(f"value_{last}", f"Enter what document {last} says, or take the document away")
        if value and not document and f"document_{last}" not in self.errors:
            self.add_error(f"document_{last}", f"Choose document {last}, or take its answer away")
        if data.get("chosen") == last and not value:
            self.add_error("chosen", f"Choose an answer that is given: document {last} has none")
        return data

    @property
    def claims(self) -> list[tuple[Place, str]]:
        data = self.cleaned_data
        given = [one for one in ANSWERS if data[f"document_{one}"]]
        return [(Place(data[f"document_{one}"], data[f"lines_{one}"]), data[f"value_{one}"]) for one in given]

    @property
    def chosen(self) -> int | None:
        """The index of the answer that is used."""
        chosen = self.cleaned_data["chosen"]
        return None if chosen == NONE_USED else ANSWERS.index(chosen)


class ChoiceForm(EditForm):
    """Another choice among the answers. `seen` is the stamp of the choice that holds."""

    claim = forms.ChoiceField(label="Which is used?", choices=(), widget=forms.RadioSelect)
    reason = WordsField(label="Why?", max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Any = None, *, topic: ClaimTopic, **more: Any) -> None:
        super().__init__(data, **more)
        self.answers = {str(claim.pk): claim for claim in topic.claims.select_related("passage__document")}
        claims: Any = self.fields["claim"]
        said = [(key, f"{claim.value} ({claim.passage.locator})") for key, claim in self.answers.items()]
        claims.choices = [*said, (NONE_USED, "None of them")]

    @property
    def chosen(self) -> Claim | None:
        return self.answers.get(self.cleaned_data["claim"])
