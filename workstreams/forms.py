"""The forms of an action: its update, and the decision on a date."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.due_dates import Due, read_due
from core.web.forms import HouseForm, WordsField
from core.web.words import uk_date
from workstreams.choices import DateAnswer, Progress, ReasonCode
from workstreams.models import Action

PRIVACY = "Do not name or describe a child, a family or a colleague."
INCOMPLETE = "The page arrived incomplete. Load it again and repeat what you did"
LONG, SHORT = 4000, 1000

#: What somebody may have answered before pressing "Same as last time".
WRITTEN = (
    "progress",
    "narrative",
    "recovery_at_risk",
    "recovery_off_course",
    "done_by",
    "how_known",
    "new_date",
    "new_date_reason",
    "evidence_title",
    "evidence_link",
    "difference",
)


class HiddenNumber(forms.IntegerField):
    """A number the page carries. Whoever changes it is told to load the page again."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1)

    def clean(self, value: Any) -> int:
        try:
            return int(super().clean(value))
        except ValidationError:
            raise ValidationError(INCOMPLETE, code="invalid") from None


def _box(label: str, rows: int, *, required: bool = True, limit: int = SHORT, hint: str = "", empty: str) -> WordsField:
    return WordsField(
        label=label,
        required=required,
        max_length=limit,
        widget=forms.Textarea({"rows": rows}),
        help_text=f"{hint} {PRIVACY}".strip(),
        error_messages={"required": empty},
    )


def _why(empty: str, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Why can the date not stay?",
        required=required,
        choices=[("", "Choose one"), *ReasonCode.choices],
        error_messages={"required": empty},
    )


class UpdateForm(HouseForm):
    """ "How is it going?", with the questions each answer opens. `same` asks only what "same as last time" needs.

    `version` and `token` come from the page: the action's version when it was opened, and the form's own number.
    """

    version = HiddenNumber()
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": INCOMPLETE, "required": INCOMPLETE})
    progress = forms.ChoiceField(
        label="How is it going?",
        choices=Progress.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is going"},
    )
    recovery_at_risk = _box(
        "What would put it right, and who can help?", 3, empty="Say what would put it right, and who can help"
    )
    recovery_off_course = _box(
        "What would put it right, and who can help?", 3, empty="Say what would put it right, and who can help"
    )
    done_by = WordsField(
        label="When will it be done?",
        max_length=200,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        help_text="Roughly is enough, for example “Sept 2026”. This asks for a new date; it does not change it yet.",
        error_messages={"required": "Say when it will be done. Roughly is enough, for example “Sept 2026”"},
    )
    done_by_code = _why("Choose why the date cannot stay")
    how_known = _box(
        "How will the lead know?",
        3,
        hint="Evidence, and the difference made for families, can be added further down.",
        empty="Say how the lead will know that it is done",
    )
    narrative = _box(
        "What has happened since?", 5, limit=LONG, empty="Say what has happened since last time. One sentence is enough"
    )
    new_date = WordsField(
        label="Which date?",
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        help_text="Roughly is enough, for example “Sept 2026”.",
    )
    new_date_code = _why("Choose why the date cannot stay", required=False)
    new_date_reason = _box("Say why in a sentence", 2, required=False, empty="")
    evidence_title = WordsField(label="What is the evidence called?", required=False, max_length=200, help_text=PRIVACY)
    evidence_link = forms.URLField(
        label="Where is it?",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="A link. Leave it empty if there is none yet.",
        error_messages={"invalid": "Enter a link that begins with https:// or leave “Where is it?” empty"},
    )
    difference = _box("What difference has it made for families?", 3, required=False, empty="")
    moving = _box("What would get it moving, and who can help?", 3, required=False, empty="")

    choice_hints = {
        "progress": {
            Progress.ON_COURSE: "will finish on time",
            Progress.AT_RISK: "late unless we act",
            Progress.OFF_COURSE: "will be late",
            Progress.DONE: "the lead will check",
        }
    }
    reveals = {
        "progress": {
            Progress.AT_RISK: ["recovery_at_risk"],
            Progress.OFF_COURSE: ["recovery_off_course", "done_by", "done_by_code"],
            Progress.DONE: ["how_known"],
        }
    }

    def __init__(self, *args: Any, action: Action, today: date, same: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        self.today = today
        self.same = same
        self.due: Due | None = None
        if same:
            self.fields["progress"].required = self.fields["narrative"].required = False
            self.needed_when_chosen = set()

    # --- What is asked together ---------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.same:
            self._check_nothing_else_written()
            return data
        if data.get("progress") == Progress.OFF_COURSE and data.get("done_by"):
            self.due = self._read_date("done_by", data["done_by"])
            if data.get("new_date"):
                self.add_error("new_date", "You gave a date under “Off course” too. Keep one of the two")
        elif any(data.get(name) for name in ("new_date", "new_date_code", "new_date_reason")):
            self._check_new_date(data)
        if data.get("evidence_link") and not data.get("evidence_title"):
            self.add_error("evidence_title", "Say what the evidence is called")
        return data

    def _check_nothing_else_written(self) -> None:
        if any(str(self.data.get(name, "")).strip() for name in WRITTEN):
            raise ValidationError(
                "You pressed “Same as last time” and have answered other questions too. To store your answers, say how"
                " it is going and save. If it is the same as last time, empty the boxes first."
            )

    def _check_new_date(self, data: dict[str, Any]) -> None:
        needed = {
            "new_date": "Say which date you ask for, or empty the two boxes below it",
            "new_date_code": "Choose why the date cannot stay",
            "new_date_reason": "Say why in a sentence, for whoever decides",
        }
        for name, sentence in needed.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("new_date"):
            self.due = self._read_date("new_date", data["new_date"])

    def _read_date(self, name: str, words: str) -> Due:
        """The date those words mean. One that lies behind us, or changes nothing, is asked about."""
        due = read_due(words, today=self.today)
        if due.end is not None and due.end < self.today:
            self.add_error(name, f"{uk_date(due.end)} is in the past. Enter the date by which it will be done")
        elif due.end is not None and due.end == self.action.due_end:
            self.add_error(
                name, f"{uk_date(due.end)} is the date it has now. Enter another, or leave the date as it is"
            )
        elif due.end and name == "done_by" and self.action.due_end and due.end < self.action.due_end:
            now = uk_date(self.action.due_end)
            self.add_error(name, f"That is before {now}, its date now. If so, it is not off course")
        return due

    # --- What the services take ---------------------------------------------------------------------------------------

    @property
    def recovery(self) -> str:
        """What would put it right, under the answer that was chosen."""
        data = self.cleaned_data
        return str(data["recovery_at_risk"] or data["recovery_off_course"])

    @property
    def date_reason(self) -> tuple[ReasonCode, str]:
        """Why the new date is asked for."""
        data = self.cleaned_data
        if data["progress"] == Progress.OFF_COURSE and data["done_by"]:
            return ReasonCode(data["done_by_code"]), str(data["recovery_off_course"])
        return ReasonCode(data["new_date_code"]), str(data["new_date_reason"])

    def box_of(self, name: str) -> str:
        at_risk = self.cleaned_data.get("progress") == Progress.AT_RISK
        recovery = "moving" if self.same else "recovery_at_risk" if at_risk else "recovery_off_course"
        boxes = {"recovery": recovery, "to_text": "new_date", "title": "evidence_title", "link": "evidence_link"}
        return boxes.get(name, name)

    # --- What stands folded on the page -------------------------------------------------------------------------------

    def _opened(self, *names: str) -> bool:
        return any(self[name].errors or self[name].value() for name in names)

    @property
    def date_is_open(self) -> bool:
        return self._opened("new_date", "new_date_code", "new_date_reason")

    @property
    def evidence_is_open(self) -> bool:
        return self._opened("evidence_title", "evidence_link", "difference")


class DateDecisionForm(HouseForm):
    """Agree or refuse a date that was asked for. A date nobody can read can only be refused."""

    answer = forms.ChoiceField(
        label="What do you decide?",
        choices=[(DateAnswer.AGREED, "Agree"), (DateAnswer.REFUSED, "Refuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you agree or refuse"},
    )
    reason = _box("Why does the date stay as it is?", 3, empty="Say why the date stays as it is")
    note = _box("Anything to add?", 2, required=False, empty="")
    outside_body = WordsField(
        label="Which outside body decided?",
        max_length=200,
        error_messages={"required": "Name the outside body that decided"},
    )

    reveals = {"answer": {DateAnswer.AGREED: ["note"], DateAnswer.REFUSED: ["reason"]}}

    def __init__(self, *args: Any, can_agree: bool, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_agree:
            self.fields["answer"].choices = [(DateAnswer.REFUSED, "Refuse, and ask for a date")]  # type: ignore[attr-defined]
        if not outside:
            del self.fields["outside_body"]

    @property
    def words(self) -> str:
        """The reason or note that goes with the answer."""
        return str(self.cleaned_data["reason"] or self.cleaned_data["note"])
