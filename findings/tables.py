"""The register of findings as a table."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.web.tables import Column, DateColumn, HouseTable, LinkColumn
from findings.models import Finding


class FindingTable(HouseTable):
    """Rows need `area` and `review` joined, and `raised_before` and `raised_again`: selectors.register."""

    caption = "Findings"
    caption_hidden = True
    row_header = "title"

    reference = Column(verbose_name="Ref", orderable=True, default="No number")
    title = LinkColumn(verbose_name="Finding", orderable=True, empty_values=())
    type = Column(verbose_name="Kind", orderable=True)
    level = Column(verbose_name="Level", orderable=True, default="Not stated")
    area = Column(accessor="area__name", verbose_name="Area", orderable=True)
    review = Column(accessor="review__title", verbose_name="Review", orderable=True, default="None")
    happened_on = DateColumn(verbose_name="Found", orderable=True)
    raised = Column(empty_values=(), verbose_name="Raised more than once")

    def render_title(self, record: Finding) -> str:
        return record.title or record.text

    def value_title(self, record: Finding) -> str:
        return self.render_title(record)

    def render_raised(self, record: Finding) -> SafeString | str:
        url = record.get_absolute_url()
        links = [
            format_html('<a class="govuk-link" href="{}#{}">{}</a>', url, place, words)
            for place, words in _raised(record)
        ]
        return SafeString("<br>".join(links)) or "No"

    def value_raised(self, record: Finding) -> str:
        return "; ".join(words for _, words in _raised(record)) or "No"


def _raised(record: Finding) -> list[tuple[str, str]]:
    places = []
    if getattr(record, "raised_before", False):
        places.append(("raised-before", "Raised before"))
    if getattr(record, "raised_again", False):
        places.append(("raised-again", "Raised again later"))
    return places
