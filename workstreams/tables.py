from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.progress.actions import DeliveryState
from core.web.markup import tag
from core.web.tables import Column, HouseTable, LinkColumn
from core.web.words import uk_date
from workstreams.models import Action
from workstreams.selectors import told_words

NARROW = {"td": {"class": "app-table__narrow"}}
#: States that say all that the status says.
SAYS_STATUS = (
    DeliveryState.NOT_DUE,
    DeliveryState.BLOCKED,
    DeliveryState.PAUSED,
    DeliveryState.BEING_CHECKED,
    DeliveryState.COMPLETE,
    DeliveryState.EMBEDDED,
)


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
        """The state on the day with the status beside it, where the two say different things."""
        state = DeliveryState(record.state)
        if state is DeliveryState.NO_DATE:
            return tag(record.status, record.get_status_display())
        if state in SAYS_STATUS:
            return tag(state.value, state.label)
        return format_html("{} <br>{}", tag(state.value, state.label), record.get_status_display())

    def value_state(self, record: Any) -> str:
        state = DeliveryState(record.state)
        if state is DeliveryState.NO_DATE:
            return str(record.get_status_display())
        return state.label if state in SAYS_STATUS else f"{state.label}, {str(record.get_status_display()).lower()}"

    def render_rag(self, record: Action) -> SafeString:
        if not record.rag:
            return format_html('<span class="app-missing">{}</span>', "Not rated")
        return tag(record.rag, record.get_rag_display())

    def value_rag(self, record: Action) -> str:
        return record.get_rag_display() or "Not rated"

    def render_told(self, record: Action) -> str:
        return told_words(record, record.current_update) or "Not told yet"
