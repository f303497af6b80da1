"""The one view class of the house, for lists, and the page for what went wrong on our side."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.views.generic import View

from core import clock
from core.audit.middleware import current_request_id
from core.web.export import csv_response
from core.web.filters import HouseFilterSet
from core.web.tables import HouseTable
from core.web.words import quantity

PER_PAGE = 25


@dataclass(frozen=True)
class Empty:
    """What a list says when it has no rows: what is missing, why, and what to do."""

    title: str
    text: str
    action_url: str = ""
    action_text: str = ""


class FilteredTableView(View):
    """A list that can be filtered, sorted, paged and downloaded, always from the same queryset.

    A page sets `table_class`, `filterset_class` (or none), `heading`, `noun`, `empty` and gives get_queryset(), which
    must already be cut to what request.user may see. The address takes the filters' names, `sort` ("due", "-due"),
    `page` and `format=csv`. What it cannot understand is answered with a sentence; a wrong filter shows no rows, for
    showing all of them would look like an answer. A page number out of reach gives the last page, a word the first.
    """

    table_class: ClassVar[type[HouseTable]]
    filterset_class: ClassVar[type[HouseFilterSet] | None] = None
    template_name: ClassVar[str] = "web/list.html"
    heading: ClassVar[str] = ""
    noun: ClassVar[tuple[str, str]] = ("row", "rows")
    empty: ClassVar[Empty] = Empty("Nothing here yet.", "Nothing has been recorded.")
    export_name: ClassVar[str] = ""
    per_page: ClassVar[int] = PER_PAGE

    def get_queryset(self) -> QuerySet[Any]:
        """The rows this person may see, before filters, with all the table needs already joined."""
        raise NotImplementedError

    def get_heading(self) -> str:
        return self.heading

    def get_empty(self) -> Empty:
        return self.empty

    def get_export_name(self) -> str:
        """The start of the file name; the day of the download is added."""
        return self.export_name or self.noun[1]

    def get_table_kwargs(self) -> dict[str, Any]:
        """What the table class is made with, for example exclude=("lead",)."""
        return {}

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {}

    def get_context(self, rows: QuerySet[Any]) -> dict[str, Any]:
        """What else the template needs. `rows` is the filtered queryset, not yet cut into pages."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        queryset = self.get_queryset()
        filterset = self._filterset(queryset)
        understood = filterset is None or filterset.form.is_valid()
        rows = queryset if filterset is None else filterset.qs if understood else queryset.none()

        table = self.table_class(rows, query=request.GET, **self.get_table_kwargs())
        problems = [problem for problem in [table.sort(request.GET.get("sort", ""))] if problem]
        asked_format = request.GET.get("format", "")
        if asked_format == "csv" and understood and not problems:
            heads, cells = table.csv_rows()
            return csv_response(heads, cells, filename=f"{self.get_export_name()}-{clock.today().isoformat()}.csv")
        if asked_format not in ("", "csv"):
            problems.append("This list can be downloaded as csv only.")

        table.paginator = Paginator(table.rows, self.per_page)
        table.page = table.paginator.get_page(request.GET.get("page"))
        context = {
            "heading": self.get_heading(),
            "table": table,
            "page": table.page,
            "filterset": filterset,
            "problems": problems,
            "count": table.paginator.count,
            "count_words": quantity(table.paginator.count, *self.noun),
            "empty": self._empty(filterset, understood=understood),
            "clear_url": self._clear_url(filterset),
            **self.get_context(table.data.data),
        }
        return render(request, self.template_name, context)

    def _filterset(self, queryset: QuerySet[Any]) -> HouseFilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(
            self.request.GET, queryset=queryset, request=self.request, **self.get_filterset_kwargs()
        )

    def _clear_url(self, filterset: HouseFilterSet | None) -> str:
        kept = urlencode(filterset.kept) if filterset else ""
        return f"{self.request.path}?{kept}" if kept else self.request.path

    def _empty(self, filterset: HouseFilterSet | None, *, understood: bool) -> Empty:
        if not understood:
            return Empty(
                "No rows are shown.",
                "Mend the filter named above, or clear the filters.",
                self._clear_url(filterset),
                "Clear filters",
            )
        if filterset is not None and filterset.chosen:
            return Empty(
                f"No {self.noun[1]} match these filters.",
                "Take a filter away or choose another value.",
                self._clear_url(filterset),
                "Clear filters",
            )
        return self.get_empty()


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The page for a fault of ours: needs no session, no database and no collected files."""
    page = loader.get_template("500.html").render({"request_id": current_request_id()})
    return HttpResponseServerError(page)
