"""Forms in GOV.UK markup: the renderer, what a bound field knows about its markup, and the base forms.

Any Django form is drawn in this house's way (the renderer is the project's default); HouseForm adds plain error
sentences, hints beside choices, and fields that belong to a choice.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from core.web.words import uk_date

DJANGO_BLANK = "---------"
DATE_EXAMPLE = "10 February 2022"


@dataclass(frozen=True)
class Option:
    """One radio or checkbox, with what is said beside it and the fields that open under it."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    disabled: bool
    type: str
    hint: str = ""
    reveals: Sequence["HouseBoundField"] = field(default_factory=tuple)


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary; `href` is "" where no single field is to blame."""

    href: str
    text: str


class HouseBoundField(forms.BoundField):
    """A field that can say how it is drawn. Templates ask it; they decide nothing themselves."""

    @property
    def data(self) -> Any:
        """What was sent. A row's number that no database can hold is made unreadable: Django would pass it on."""
        sent = super().data
        if not isinstance(self.field, forms.ModelChoiceField):
            return sent
        return [_in_reach(one) for one in sent] if isinstance(sent, list) else _in_reach(sent)

    @property
    def kind(self) -> str:
        """Which of the field templates draws it."""
        widget = self.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, forms.RadioSelect):
            return "radios"
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        if isinstance(widget, forms.Select):
            return "select"
        if isinstance(widget, forms.Textarea):
            return "textarea"
        if isinstance(widget, forms.FileInput):
            return "file"
        return "input"

    @property
    def first_id(self) -> str:
        """The id the error summary links to: the control itself, or the first of several."""
        several = self.kind in ("radios", "checkboxes") or isinstance(self.field.widget, forms.MultiWidget)
        own = str(self.field.widget.attrs.get("id") or self.auto_id)
        return f"{own}_0" if several else own

    @property
    def described_by(self) -> str:
        """Ids of hint, error and character count, in reading order."""
        ids = []
        if self.help_text:
            ids.append(f"{self.auto_id}_helptext")
        if self.errors:
            ids.append(f"{self.auto_id}_error")
        if self.character_limit:
            ids.append(f"{self.auto_id}-info")
        return " ".join(ids)

    @property
    def character_limit(self) -> int | None:
        """How many characters a text area takes, to be counted on the page while typing."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def shown_label(self) -> str:
        """The label; "(optional)" is added where the form says so and the field can stay empty."""
        label = str(self.label)
        marks = getattr(self.form, "mark_optional", False) and self.kind != "checkbox"
        needed = self.field.required or self.name in getattr(self.form, "needed_when_chosen", ())
        return f"{label} (optional)" if marks and not needed else label

    @property
    def control(self) -> SafeString:
        """The input, select or text area itself, with its classes and what describes it."""
        base = {
            "select": "govuk-select",
            "textarea": "govuk-textarea",
            "file": "govuk-file-upload",
            "checkbox": "govuk-checkboxes__input",
        }.get(self.kind, "govuk-input")
        classes = [base]
        if self.errors and self.kind != "checkbox":
            classes.append(f"{base}--error")
        if self.character_limit:
            classes.append("govuk-js-character-count")
        own = str(self.field.widget.attrs.get("class", ""))
        attrs: dict[str, Any] = {
            "class": " ".join([*classes, *own.split()]),
            "placeholder": False,  # hints stay on the page while somebody types
            "maxlength": False,  # a browser would cut a pasted text without a word
            "aria-describedby": self.described_by or False,
        }
        if self.kind == "textarea":
            attrs["rows"] = self.field.widget.attrs.get("rows") if own_rows(self.field.widget) else "5"
            attrs["cols"] = False
        return self.as_widget(attrs=attrs)

    @cached_property
    def options(self) -> list[Option]:
        """The radios or checkboxes, without Django's row of dashes."""
        hints = getattr(self.form, "choice_hints", {}).get(self.name, {})
        reveals = getattr(self.form, "reveals", {}).get(self.name, {})
        options = []
        for sub in self.subwidgets:
            data = sub.data
            value = "" if data["value"] is None else str(data["value"])
            if not value and str(data["label"]) == DJANGO_BLANK:
                continue
            options.append(
                Option(
                    id=str(data["attrs"].get("id", "")),
                    name=str(data["name"]),
                    value=value,
                    label=str(data["label"]),
                    checked=bool(data["selected"]),
                    disabled=bool(data["attrs"].get("disabled")),
                    type=str(data["type"]),
                    hint=str(hints.get(value, "")),
                    reveals=tuple(self.form[name] for name in reveals.get(value, ())),  # type: ignore[misc]
                )
            )
        return options


def _in_reach(sent: Any) -> Any:
    text = str(sent).strip()
    try:
        number = int(text)  # as Django reads it: with underscores, in any script's digits
    except ValueError:
        return sent
    return sent if abs(number) < 2**63 else f"{text[:18]}…"


def own_rows(widget: forms.Widget) -> bool:
    """Whether the form's author set the height; Django's own is 10 lines."""
    return str(widget.attrs.get("rows", "10")) != "10"


class HouseFormRenderer(TemplatesSetting):
    """Draws every form and field from this project's templates."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = HouseBoundField


def page_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    """The visible fields a page draws one after the other: those that open under a choice are drawn there."""
    under_choices = set(form.revealed()) if isinstance(form, HouseFormMixin) else set()
    return [bound for bound in form.visible_fields() if bound.name not in under_choices]


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """Every error of a form, in the order of its fields; whole-form errors first."""
    links = [ErrorLink("", str(text)) for text in form.non_field_errors()]
    for bound in form:
        href = "" if bound.is_hidden else f"#{getattr(bound, 'first_id', bound.id_for_label)}"
        links += [ErrorLink(href, str(text)) for text in bound.errors]
    return links


class HouseFormMixin(forms.BaseForm):
    """What HouseForm and HouseModelForm share.

    `choice_hints` says something beside a choice: {"how": {"at_risk": "late unless we act"}}.

    `reveals` says which fields belong to a choice: {"how": {"at_risk": ["remedy"], "done": ["shown_by"]}}. They open
    under it, with or without JavaScript. Such a field, if required, is required only when its choice is
    chosen; if another is chosen, what was typed in it is ignored and its errors with it. A field belongs to one choice.
    """

    use_required_attribute = False  # the answer to an empty field is our sentence, not the browser's
    mark_optional: ClassVar[bool] = True
    choice_hints: Mapping[str, Mapping[str, str]] = {}
    reveals: Mapping[str, Mapping[str, Sequence[str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.needed_when_chosen: set[str] = set()
        seen: set[str] = set()
        for name in self.revealed():
            if name in seen:
                raise ImproperlyConfigured(f"{type(self).__name__}.reveals names {name} twice, not under one choice.")
            seen.add(name)
            if self.fields[name].required:
                self.needed_when_chosen.add(name)
                self.fields[name].required = False
        self._speak_plainly()

    def revealed(self) -> Iterable[str]:
        """The names of the fields that are drawn under a choice."""
        for choices in self.reveals.values():
            for names in choices.values():
                yield from names

    def _speak_plainly(self) -> None:
        for name, item in self.fields.items():
            speak_plainly(item, str(item.label or name.replace("_", " ").capitalize()))

    def full_clean(self) -> None:
        self._speak_plainly()  # again, for fields a subclass added after __init__
        super().full_clean()

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for asked, choices in self.reveals.items():
            chosen = self.cleaned_data.get(asked)
            values = {str(value) for value in chosen} if isinstance(chosen, (list, tuple)) else {str(chosen)}
            for value, names in choices.items():
                for name in names:
                    self._clean_revealed(name, chosen=value in values)

    def _clean_revealed(self, name: str, *, chosen: bool) -> None:
        item = self.fields[name]
        if not chosen:
            self.errors.pop(name, None)
            self.cleaned_data[name] = item.clean(None)
        elif name in self.needed_when_chosen and name not in self.errors and not self._filled(name):
            self.add_error(name, ValidationError(item.error_messages["required"], code="required"))

    def _filled(self, name: str) -> bool:
        return self.cleaned_data.get(name) not in self.fields[name].empty_values

    def box_of(self, name: str) -> str:
        """The field beside which a service's refusal of `name` is shown, where it is not called the same."""
        return name

    def take(self, refused: ValidationError) -> None:
        """Shows what a service refused beside the box it is about."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused)
            return
        for name, errors in refused.error_dict.items():
            box = self.box_of(name)
            self.add_error(box if box in self.fields else None, errors)


class HouseForm(HouseFormMixin, forms.Form):
    """The form every page uses."""


class HouseModelForm(HouseFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """The same for a form over a model. What it saves still goes through a service."""


# --- What errors say --------------------------------------------------------------------------------------------------

_FIELD_REQUIRED = forms.Field.default_error_messages["required"]


def speak_plainly(item: forms.Field, label: str) -> None:
    """Replaces Django's stock messages by sentences that say what to do. Messages a form set itself stay."""
    messages = item.error_messages
    if messages.get("required") == _FIELD_REQUIRED:
        messages["required"] = required_message(item, label)
    if isinstance(item, forms.ModelMultipleChoiceField):
        messages["invalid_pk_value"] = f"Choose “{label}” from the list"
    if isinstance(item, forms.ChoiceField):
        messages["invalid_choice"] = messages["invalid_list"] = f"Choose “{label}” from the list"
    if isinstance(item, forms.IntegerField) and not isinstance(item, (forms.FloatField, forms.DecimalField)):
        messages["invalid"] = f"Enter “{label}” as a whole number"
    elif isinstance(item, (forms.FloatField, forms.DecimalField)):
        messages["invalid"] = f"Enter “{label}” as a number"
    elif isinstance(item, forms.EmailField):
        messages.setdefault("invalid", "Enter an e-mail address as it is written, like name@example.org")
    escaped = label.replace("%", "%%")
    messages.setdefault(
        "max_length", f"Shorten “{escaped}” to %(limit_value)d characters or fewer. It has %(show_value)d."
    )
    if isinstance(item, forms.ModelChoiceField):
        if item.empty_label == DJANGO_BLANK:
            item.empty_label = "Choose one" if item.required else "None"
    elif isinstance(item, forms.ChoiceField) and isinstance(item.widget, forms.Select):
        choices: list[Any] = list(item.widget.choices)
        if choices and choices[0] == ("", DJANGO_BLANK):
            item.choices = [("", "Choose one" if item.required else "None"), *choices[1:]]


def required_message(item: forms.Field, label: str) -> str:
    """What to do about an empty field, from its label."""
    if item.widget.is_hidden:
        return "The page arrived incomplete. Load it again and repeat what you did"
    if label.endswith("?"):
        return f"Answer “{label}”"
    if isinstance(item, forms.BooleanField):
        return f"Tick “{label}” to go on"
    # "Workstream" reads as a word inside a sentence, "RAG" and "SEND lead" do not
    inner = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(item, (forms.ChoiceField, forms.FileField)):
        return f"Choose {inner}"
    return f"Enter {inner}"


# --- Words ------------------------------------------------------------------------------------------------------------


class WordsField(forms.CharField):
    """Text that somebody writes. Line ends count as one character, as on the page; what cannot be shown is refused."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in text):
            raise ValidationError(
                f"“{self.label or 'This text'}” holds a character that cannot be shown. Type it, or paste plain text",
                code="cannot_be_shown",
            )
        return text


# --- Dates ------------------------------------------------------------------------------------------------------------


class UKDateInput(forms.TextInput):
    """One text box for a date. What somebody typed stays as typed; a stored date is written out."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "govuk-input--width-10", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return uk_date(value) if isinstance(value, date) else super().format_value(value)


class UKDateField(forms.DateField):
    """A day as people here write it: "10 February 2022", "10 Feb 2022", "10/2/2022", "2022-02-10". Day before month."""

    widget = UKDateInput
    input_formats = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d")
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": f"Enter a real date, for example {DATE_EXAMPLE}",
        "out_of_range": "Enter a year between 1900 and 2199",
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", value.strip(), flags=re.IGNORECASE)
            value = re.sub(r"\bsept\b", "Sep", value, flags=re.IGNORECASE)
            value = re.sub(r"[\s,]+", " ", value)
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2199:
            raise ValidationError(self.error_messages["out_of_range"], code="out_of_range")
        return day
