"""Small pieces of markup that both templates and table columns need."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

#: What a state means at a glance, as one of GOV.UK Frontend's tag colours. A state not listed is grey.
TAG_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        # ratings
        "red": "red",
        "amber_red": "orange",
        "amber": "yellow",
        "amber_green": "teal",
        "green": "green",
        "blue": "blue",
        "grey": "grey",
        # what an action's status says
        "in_progress": "blue",
        "submitted_for_closure": "purple",
        "complete": "green",
        "embedded": "green",
        "blocked": "red",
        "paused": "orange",
        # what is worked out about an action
        "on_course": "green",
        "done": "green",
        "at_risk": "yellow",
        "due_soon": "yellow",
        "due_now": "yellow",
        "off_course": "red",
        "overdue": "red",
        "being_checked": "purple",
        # judgements, by what they mean
        "good": "green",
        "poor": "red",
        "sufficient": "green",
        "not_sufficient": "red",
        "effective": "green",
        "not_effective": "red",
        # whether a plan is fit
        "fit_for_purpose": "green",
        "fit_with_recommendations": "yellow",
        "not_fit": "red",
        # intended outcomes, and what a passage says about them
        "adverse": "red",
        "shown": "green",
        "partly": "yellow",
        "contradicted": "red",
        # what families say
        "positive": "green",
        "mixed": "yellow",
        "negative": "red",
        # readiness
        "points_away": "red",
        "not_enough": "orange",
        "activity_only": "yellow",
        "emerging": "teal",
        "supports": "green",
        "sustained": "green",
    }
)


def tag(state: Any, text: str = "") -> SafeString:
    """A coloured label that always carries its word: `text`, else the choice's own label, else the value read out.

    `state` is a choice or its value ("not_stated", which is read out as "Not stated").
    """
    kind = str(getattr(state, "value", state))
    word = str(text or getattr(state, "label", "") or kind.replace("_", " ").capitalize())
    colour = TAG_COLOURS.get(kind, "grey")
    if colour == "blue":  # the plain tag is blue
        return format_html('<strong class="govuk-tag app-tag">{}</strong>', word)
    return format_html('<strong class="govuk-tag govuk-tag--{} app-tag">{}</strong>', colour, word)
