from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import A

from core.progress.actions import DeliveryState
from core.web.markup import tag
from core.web.tables import Column, DateColumn, HouseTable, LinkColumn, NumberColumn
from core.web.words import uk_date
from workstreams.choices import Status
from workstreams.models import Action, Owner
from workstreams.selectors import told_words
from workstreams.selectors.owners import holder_words

NARROW = {"td": {"class": "app-table__narrow"}}
#: States that say all that the status says, whatever it is.
SAYS_STATUS = (
    DeliveryState.NOT_DUE,
    DeliveryState.BLOCKED,
    DeliveryState.PAUSED,
    DeliveryState.BEING_CHECKED,
    DeliveryState.COMPLETE,
    DeliveryState.EMBEDDED,
)


def state_and_status(record: Any) -> tuple[str, str, str]:
    """What the list says of an action's state: the tag's kind, its words, and the status where it says more."""
    state, status = DeliveryState(record.state), str(record.get_status_display())
    if state is DeliveryState.NO_DATE:
        return record.status, status, ""
    says_all = state in SAYS_STATUS or (state is DeliveryState.ON_COURSE and record.status == Status.IN_PROGRESS)
    return state.value, state.label, "" if says_all else status


class ActionTable(HouseTable):
    """Rows are actions with their state, leads (`lead_rows`) and current update joined."""

    caption = "Actions of the plan"
    caption_hidden = True
    row_header = "title"

    reference = Column(
        verbose_name="Ref",
        orderable=True,
        order_by=("workstream__position", "position"),
        default="None",
        attrs=NARROW,
    )
    title = LinkColumn(verbose_name="Action", orderable=True)
    workstream = Column(
        accessor="workstream__number",
        verbose_name="Workstream",
        orderable=True,
        order_by=("workstream__position",),
        attrs=NARROW,
    )
    lead = Column(empty_values=(), verbose_name="Lead")
    due = Column(empty_values=(), verbose_name="Due", orderable=True, order_by=("due_end",))
    state = Column(empty_values=(), verbose_name="State", orderable=True, order_by=("state", "status"), attrs=NARROW)
    rag = Column(empty_values=(), verbose_name="Rating", orderable=True, attrs=NARROW)
    told = Column(empty_values=(), verbose_name="Told", orderable=True, order_by=("last_told_on",), attrs=NARROW)

    def render_lead(self, record: Any) -> str:
        return ", ".join(str(row.owner) for row in record.lead_rows) or "None held"

    def render_due(self, record: Action) -> str:
        return record.due_text or uk_date(record.due_end) or "No date held"

    def render_state(self, record: Any) -> SafeString:
        kind, words, status = state_and_status(record)
        return format_html("{} <br>{}", tag(kind, words), status) if status else tag(kind, words)

    def value_state(self, record: Any) -> str:
        _, words, status = state_and_status(record)
        return f"{words}, {status.lower()}" if status else words

    def render_rag(self, record: Action) -> SafeString:
        if not record.rag:
            return format_html('<span class="app-missing">{}</span>', "Not rated")
        return tag(record.rag, record.get_rag_display())

    def value_rag(self, record: Action) -> str:
        return record.get_rag_display() or "Not rated"

    def render_told(self, record: Action) -> str:
        return told_words(record, record.current_update) or "Not told yet"


class OwnerTable(HouseTable):
    """Rows are owners with `holders`, `open_actions` and `streams_in_hand`."""

    caption = "People and posts"
    caption_hidden = True
    row_header = "name"

    name = Column(
        verbose_name="Name", orderable=True, linkify=("workstreams:owner-detail", {"pk": A("pk")}),
        attrs={"a": {"class": "govuk-link"}},
    )  # fmt: skip
    kind = Column(verbose_name="Kind", orderable=True)
    organisation = Column(verbose_name="Organisation", orderable=True, order_by=("organisation__name",))
    holder = Column(verbose_name="Held today by", empty_values=(), accessor="pk", default="No sign-in")
    open_actions = NumberColumn(verbose_name="Open actions", orderable=True)
    streams_in_hand = NumberColumn(verbose_name="Workstreams", orderable=True)
    valid_to = DateColumn(verbose_name="Until", orderable=True, default="Open")

    def value_holder(self, record: Owner) -> str:
        return holder_words(record)

    def render_holder(self, record: Owner) -> str:
        return holder_words(record) or "No sign-in"
