"""The forms of setting up: owners, posts and their holders, workstreams, actions and who leads them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from core.accounts.models import LocalArea, Organisation, User
from core.accounts.selectors import organisations_of
from core.web.editing import EditForm, SetUpForm
from core.web.forms import UKDateField, WordsField
from findings.models import Finding, Sector
from plans.models import IntendedOutcome, Plan
from workstreams.choices import Duty, OwnerKind, Part, Side
from workstreams.forms import LONG, PRIVACY, SHORT
from workstreams.models import Action, ActionOwner, Owner, Responsibility, Workstream
from workstreams.selectors.owners import mark_of

DAY_HINT = "For example 10 February 2022."
DUTIES: Mapping[str, tuple[Duty, str]] = {
    "lead": ((Part.LEAD, Side.NOT_STATED), "Leads the workstream"),
    "council": ((Part.ACCOUNTABLE, Side.COUNCIL), "Accountable, council"),
    "health": ((Part.ACCOUNTABLE, Side.HEALTH), "Accountable, health"),
    "social_care": ((Part.ACCOUNTABLE, Side.SOCIAL_CARE), "Accountable, social care"),
    "not_stated": ((Part.ACCOUNTABLE, Side.NOT_STATED), "Accountable, side not stated"),
}


def _box(label: str, rows: int, *, limit: int = LONG, required: bool = False, **more: Any) -> WordsField:
    more.setdefault("help_text", PRIVACY)
    return WordsField(label=label, required=required, max_length=limit, widget=forms.Textarea({"rows": rows}), **more)


def _day(label: str, **more: Any) -> UKDateField:
    return UKDateField(label=label, help_text=DAY_HINT, **more)


# --- Choosing owners --------------------------------------------------------------------------------------------------


class OwnerField(forms.ChoiceField):
    """One owner, from a list that was read once for the whole form."""

    def __init__(self, *, owners: Sequence[Owner], nobody: str, **kwargs: Any) -> None:
        self.owners = {str(owner.pk): owner for owner in owners}
        super().__init__(
            choices=[("", nobody), *((pk, owner_words(owner)) for pk, owner in self.owners.items())], **kwargs
        )

    def clean(self, value: Any) -> Owner | None:
        return self.owners.get(str(super().clean(value)))


def owner_words(owner: Owner) -> str:
    """How a list to choose from names an owner. Needs its organisation joined."""
    return ", ".join(str(part) for part in (owner, owner.title, owner.organisation) if part)


class NamesOwners(SetUpForm):
    """A form with several boxes for owners under one name: name_1, name_2…"""

    def carry(self, rows: Sequence[ActionOwner | Responsibility]) -> None:
        """Has the page carry the mark of the rows it shows."""
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput)
        self.initial["seen"] = mark_of(rows)

    def overtake(self, rows: Sequence[ActionOwner | Responsibility]) -> None:
        """Sends back what was typed, with who stands there now; saved again, it counts."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["seen"] = mark_of(rows)
        self.data = typed
        now = ", ".join(str(row) for row in rows) or "nobody"
        self.add_error(None, f"Somebody changed this while you were writing. Now it is: {now}. Save what is right")

    def add_boxes(self, name: str, label: str, owners: Sequence[Owner], *, boxes: int, required: bool = False) -> None:
        for number in range(1, boxes + 1):
            first = number == 1
            self.fields[f"{name}_{number}"] = OwnerField(
                owners=owners,
                nobody="Choose one" if first and required else "Nobody" if first else "Nobody else",
                label=label if first else f"{label}, {ORDINALS.get(number, f'{number}th')}",
                required=first and required,
            )

    def named(self, name: str) -> list[Owner]:
        """Who is named in the boxes of that name, in order."""
        boxes = [key for key in self.fields if key.rsplit("_", 1)[0] == name and key.rsplit("_", 1)[1].isdigit()]
        return [self.cleaned_data[key] for key in boxes if self.cleaned_data.get(key)]

    def check_named_once(self, name: str) -> None:
        seen: set[int] = set()
        for key in [key for key in self.fields if key.rsplit("_", 1)[0] == name]:
            owner = self.cleaned_data.get(key)
            if isinstance(owner, Owner) and owner.pk in seen:
                self.add_error(key, f"{owner} is chosen twice. Empty one of the boxes")
            elif isinstance(owner, Owner):
                seen.add(owner.pk)


ORDINALS = {2: "second", 3: "third"}


# --- Owners and posts -------------------------------------------------------------------------------------------------


class OwnerForm(SetUpForm):
    """A person or a post of an area."""

    kind = forms.ChoiceField(
        label="Is this a post or a person?",
        choices=[(OwnerKind.POST, "A post"), (OwnerKind.PERSON, "A person")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether this is a post or a person"},
    )
    name = WordsField(
        label="Name",
        max_length=150,
        help_text="The post’s title, such as “Head of SEND”, or the person’s name as colleagues know them.",
    )
    title = WordsField(label="Role or title", required=False, max_length=150)
    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label="Organisation", required=False)
    note = _box("Note", 3, limit=SHORT)

    choice_hints = {
        "kind": {
            OwnerKind.POST: "it stays when people change; somebody with a sign-in is put into it",
            OwnerKind.PERSON: "somebody by name, with or without a sign-in",
        }
    }

    def __init__(
        self, *args: Any, area: LocalArea, today: date, chosen: Organisation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = Q(valid_to__isnull=True) | Q(valid_to__gte=today) | Q(pk=chosen.pk if chosen else None)
        self._choices("organisation", organisations_of(area, chosen).filter(offered))


class OwnerEditForm(OwnerForm, EditForm):
    """The same, for one that is there."""


class AppointForm(SetUpForm):
    """Somebody with a sign-in takes a post."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who?",
        help_text="People with a sign-in and a role in this area. An administrator invites others.",
        error_messages={"required": "Choose who takes the post"},
    )
    valid_from = _day("From which day?")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda user: (  # type: ignore[attr-defined]
            f"{user.name} ({user.email})" if user.name else user.email
        )


class EndAppointmentForm(SetUpForm):
    last_day = _day("What is the last day?")


class HandOverForm(SetUpForm):
    """Who takes everything over, and from which day."""

    from_day = _day("From which day?")

    def __init__(self, *args: Any, owners: Sequence[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = OwnerField(
            owners=owners,
            nobody="Choose one",
            label="Who takes it over?",
            error_messages={"required": "Choose who takes it over"},
        )
        self.order_fields(["to", "from_day"])


# --- Workstreams ------------------------------------------------------------------------------------------------------


class WorkstreamForm(SetUpForm):
    """A workstream: its number, title and what it answers."""

    number = WordsField(
        label="Number",
        max_length=10,
        help_text="As your plan writes it, such as 3 or B.",
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
    )
    title = WordsField(label="Title", max_length=200)
    reports_to = WordsField(label="Group it reports to", required=False, max_length=200)
    answers = forms.ModelMultipleChoiceField(
        queryset=Finding.objects.none(),
        label="What does it answer?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="One or several, of what the plan answers.",
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answered = Finding.objects.filter(plan_answers__plan=plan).order_by("plan_answers__position", "pk")
        if not answered.exists():
            del self.fields["answers"]
            return
        box = self.fields["answers"]
        box.queryset = answered  # type: ignore[attr-defined]
        noun = plan.framework.finding_short.capitalize()
        box.label_from_instance = lambda one: f"{noun} {one.reference}: {one.title or one.text}"  # type: ignore[attr-defined]


class ResponsibilitiesForm(NamesOwners):
    """Who leads a workstream and who answers for it, side by side, from a day."""

    def __init__(
        self, *args: Any, owners: Sequence[Owner], rows: Sequence[Responsibility], today: date, **kwargs: Any
    ) -> None:
        now: dict[str, list[Owner]] = {name: [] for name in DUTIES}
        for row in rows:
            side = Side.NOT_STATED if row.part == Part.LEAD else Side(row.side)
            name = next(name for name, (duty, _) in DUTIES.items() if duty == (row.part, side))
            now[name].append(row.owner)
        initial: dict[str, Any] = {"from_day": today}
        for name, owned in now.items():
            initial |= {f"{name}_{number}": owner.pk for number, owner in enumerate(owned, 1)}
        super().__init__(*args, initial=initial, **kwargs)
        self.carry(rows)
        self.asked = [name for name in DUTIES if now[name] or name != "not_stated"]
        listed = with_named(owners, [owner for owned in now.values() for owner in owned])
        for name in self.asked:
            self.add_boxes(name, DUTIES[name][1], listed, boxes=len(now[name]) + 1)
        self.fields["from_day"] = _day("From which day?")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.asked:
            self.check_named_once(name)
        return data

    @property
    def wanted(self) -> dict[Duty, Sequence[Owner]]:
        return {DUTIES[name][0]: self.named(name) for name in self.asked}


def with_named(owners: Sequence[Owner], named: Iterable[Owner]) -> list[Owner]:
    """The list to choose from, with whoever stands there now though they have left."""
    there = {owner.pk for owner in owners}
    return [*owners, *{owner.pk: owner for owner in named if owner.pk not in there}.values()]


# --- Actions ----------------------------------------------------------------------------------------------------------


class ActionForm(NamesOwners):
    """A new action. A title and a lead are enough to begin."""

    title = WordsField(
        label="What is to be done?", max_length=300, error_messages={"required": "Say what is to be done"}
    )
    due_text = WordsField(
        label="By when?",
        required=False,
        max_length=200,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        help_text="As your plan writes it: “10 February 2027”, “end of March 2027”, “autumn term 2026”. It stays as"
        " written, and is the first due date for ever.",
    )
    reference = WordsField(
        label="Reference",
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
        help_text="As your plan writes it, such as 3.2.",
    )
    detail = _box("Detail", 4)

    def __init__(self, *args: Any, owners: Sequence[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_boxes("lead", "Who leads it?", owners, boxes=2, required=True)
        self.fields["lead_1"].error_messages["required"] = "Choose who leads it"
        self.fields["lead_2"].label = "Does anybody else lead it?"
        self.order_fields(["title", "lead_1", "lead_2", "due_text", "reference", "detail"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.check_named_once("lead")
        return data


class ActionEditForm(EditForm):
    """What may be edited of an action at any time. Its dates and leads have pages of their own."""

    reference = WordsField(
        label="Reference",
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    title = WordsField(
        label="What is to be done?", max_length=300, error_messages={"required": "Say what is to be done"}
    )
    detail = _box("Detail", 4)
    success_criteria = _box("What shows success?", 4)
    evidence_required = _box("Evidence required", 4)
    outcomes = forms.ModelMultipleChoiceField(
        queryset=IntendedOutcome.objects.none(),
        label="Outcomes it serves",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = forms.ModelMultipleChoiceField(
        queryset=Sector.objects.all(), label="Sectors", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, workstream: Workstream, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["outcomes"]
        outcomes = workstream.plan.outcomes.select_related("finding").order_by("finding_id", "number", "pk")
        box.queryset = outcomes  # type: ignore[attr-defined]
        box.label_from_instance = lambda one: f"{one.finding.reference}: {one.statement}"  # type: ignore[attr-defined]


class LeadsForm(NamesOwners):
    """Who leads an action, from a day."""

    def __init__(
        self, *args: Any, owners: Sequence[Owner], rows: Sequence[ActionOwner], today: date, **kwargs: Any
    ) -> None:
        now = [row.owner for row in rows]
        initial: dict[str, Any] = {f"lead_{number}": owner.pk for number, owner in enumerate(now, 1)}
        super().__init__(*args, initial=initial | {"from_day": today}, **kwargs)
        self.carry(rows)
        self.add_boxes("lead", "Who leads it?", with_named(owners, now), boxes=len(now) + 1)
        self.fields["from_day"] = _day("From which day?")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.check_named_once("lead")
        if not self.named("lead") and not self.errors:
            self.add_error("lead_1", "Choose who leads it. An open action always has a lead")
        return data


class WithdrawForm(SetUpForm):
    """Why an action is withdrawn, and which one takes its place."""

    what = forms.ChoiceField(
        label="What becomes of it?",
        choices=[("cancelled", "It is cancelled"), ("superseded", "Another action takes its place")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it"},
    )
    superseded_by = forms.ModelChoiceField(
        queryset=Action.objects.none(),
        label="Which action takes its place?",
        error_messages={"required": "Choose which action takes its place"},
    )
    reason = _box("Why?", 3, limit=SHORT, required=True, error_messages={"required": "Say why, in a sentence"})

    reveals = {"what": {"superseded": ["superseded_by"]}}

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Action.objects.filter(workstream__plan=action.workstream.plan_id).unfinished().exclude(pk=action.pk)
        others = others.select_related("workstream").order_by("workstream__position", "position", "pk")
        self.fields["superseded_by"].queryset = others  # type: ignore[attr-defined]
