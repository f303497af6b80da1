from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.progress.actions import DeliveryState
from core.web.markup import tag
from core.web.tables import Column, HouseTable, LinkColumn
from core.web.words import uk_date
from workstreams.choices import UpdateSource
from workstreams.models import Action


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
        attrs={"td": {"class": "app-table__narrow"}},
    )
    title = LinkColumn(verbose_name="Action", orderable=True)
    workstream = Column(
        accessor="workstream__number", verbose_name="Workstream", orderable=True, order_by=("workstream__position",)
    )
    lead = Column(empty_values=(), verbose_name="Lead")
    due = Column(empty_values=(), verbose_name="Due", orderable=True, order_by=("due_end",))
    status = Column(empty_values=(), verbose_name="Status", orderable=True)
    state = Column(empty_values=(), verbose_name="On time?", orderable=True)
    rag = Column(empty_values=(), verbose_name="Rating", orderable=True)
    told = Column(empty_values=(), verbose_name="Told", orderable=True, order_by=("last_told_on",))

    def render_lead(self, record: Any) -> str:
        return ", ".join(str(row.owner) for row in record.lead_rows) or "None held"

    def render_due(self, record: Action) -> str:
        return record.due_text or uk_date(record.due_end) or "No date held"

    def render_status(self, record: Action) -> SafeString:
        return tag(record.status, record.get_status_display())

    def value_status(self, record: Action) -> str:
        return record.get_status_display()

    def render_state(self, record: Any) -> SafeString:
        return tag(record.state, DeliveryState(record.state).label)

    def value_state(self, record: Any) -> str:
        return DeliveryState(record.state).label

    def render_rag(self, record: Action) -> SafeString:
        if not record.rag:
            return format_html('<span class="app-missing">{}</span>', "Not rated")
        return tag(record.rag, record.get_rag_display())

    def value_rag(self, record: Action) -> str:
        return record.get_rag_display() or "Not rated"

    def render_told(self, record: Action) -> str:
        """Where it is told: the line of a document, or the day of the last update."""
        update = record.current_update
        if update is None:
            return "Not told yet"
        if update.source == UpdateSource.DOCUMENT and update.passage is not None:
            return update.passage.locator
        return uk_date(update.happened_on)
