"""Forms of the administrators' pages."""

from typing import Any

from django import forms

from core.accounts.models import Membership, User


class RecordedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose saving is recorded, with the reason if there is one to give."""

    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the history. Do not name or describe a child, family or colleague.",
    )


class AccountForm(RecordedForm):
    class Meta:
        model = User
        fields = ["email", "name", "organisation"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role in an area. Of a role that was given only the days change: another role is another row."""

    take_away = forms.BooleanField(label="Take away now", required=False)

    class Meta:
        model = Membership
        fields = ["area", "role", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.instance.pk is not None
        self.fields["area"].disabled = self.fields["role"].disabled = given
        self.fields["take_away"].disabled = not given


class MembershipFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """The same role twice in one go: the table would refuse the second."""
        super().clean()
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get("area") or data.get("valid_to") or data.get("take_away"):
                continue
            key = (data["area"], data.get("role"))
            if key in seen:
                form.add_error("role", "This person already has that role in that area.")
            seen.add(key)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
        help_text="Kept in the history. Do not name or describe a child, family or colleague.",
    )
