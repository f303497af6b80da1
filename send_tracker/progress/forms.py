"""The days a page about progress is asked for."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from core.web.forms import HouseForm, UKDateField
from core.web.words import uk_date


class DayForm(HouseForm):
    """?as_at=: the day a page shows. Days to come are refused with a sentence."""

    mark_optional = False

    as_at = UKDateField(
        required=False,
        label="Show it as it stood on",
        help_text="For example, 31 December 2019",
    )

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today

    def clean_as_at(self) -> date | None:
        day: date | None = self.cleaned_data["as_at"]
        if day is not None and day > self.today:
            raise ValidationError(f"Enter {uk_date(self.today)} or an earlier day: later days are not known yet.")
        return day


class DaysForm(DayForm):
    """?as_at= and ?since=: the day a plan's page shows, and the earlier day it is compared with."""

    since = UKDateField(
        required=False,
        label="Count what changed since",
        help_text="For example, 31 December 2019",
    )

    def __init__(
        self, data: MultiValueDict[str, str] | None = None, *, today: date, opens_on: date, **kwargs: Any
    ) -> None:
        super().__init__(data, today=today, **kwargs)
        self.opens_on = opens_on

    def clean_since(self) -> date | None:
        day: date | None = self.cleaned_data["since"]
        shown = self.cleaned_data.get("as_at") or self.opens_on
        if day is not None and day > shown:
            raise ValidationError(f"Enter {uk_date(shown)} or an earlier day: changes are counted up to the day shown.")
        return day
