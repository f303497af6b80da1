"""Tables: django-tables2's columns with a template, sorting and export of our own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_tables2 as tables
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import Combinable, OrderBy
from django.http import QueryDict
from django.utils.safestring import SafeString

from core.web.markup import tag
from core.web.words import uk_date

Column = tables.Column


class DateColumn(tables.Column):
    """A day, written out on the page and as 2022-02-10 in the csv."""

    def render(self, value: date | datetime) -> str:
        return uk_date(value)

    def value(self, value: Any) -> Any:
        return value


class NumberColumn(tables.Column):
    """A number, to the right on the page, still a number in the csv."""

    numeric = True

    def value(self, value: Any) -> Any:
        return value


class TagColumn(tables.Column):
    """A state as its tag. The accessor gives the state; its word is the choice's own."""

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        return tag(bound_column.accessor.resolve(record), self.value(value=value))

    def value(self, value: Any) -> str:
        return str(getattr(value, "label", value))


class LinkColumn(tables.Column):
    """The text of a row as the link to its page (get_absolute_url, unless `linkify` says otherwise)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("linkify", True)
        kwargs["attrs"] = {"a": {"class": "govuk-link"}, **kwargs.get("attrs", {})}
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Head:
    """One column as the template draws it. `sort` is what a press on its heading asks for, "" if it does not sort."""

    name: str
    label: str
    sort: str
    aria_sort: str
    numeric: bool
    names_row: bool
    extra_class: str

    @property
    def th_class(self) -> str:
        return _classes("govuk-table__header", "govuk-table__header--numeric" if self.numeric else "", self.extra_class)

    @property
    def row_th_class(self) -> str:
        return _classes("govuk-table__header", self.extra_class)

    @property
    def td_class(self) -> str:
        return _classes("govuk-table__cell", "govuk-table__cell--numeric" if self.numeric else "", self.extra_class)


def _classes(*names: str) -> str:
    return " ".join(name for name in names if name)


class HouseTable(tables.Table):
    """The table every list uses.

    `caption` names it (hidden from sight with `caption_hidden`), `row_header` is the column that names its row.
    A column sorts only if it says `orderable=True`. An empty cell reads `missing`, or its column's `default`.
    """

    caption = ""
    caption_hidden = False
    row_header = ""

    missing = "Not recorded"

    def __init__(self, data: Any, *, query: QueryDict | None = None, **kwargs: Any) -> None:
        # An empty order_by: the rows come sorted, django-tables2 must neither inspect nor change their order.
        # Here, not in Meta, which a subclass with a Meta of its own, or with none, does not inherit.
        super().__init__(data=data, order_by=(), orderable=False, default=self.missing, **kwargs)
        self.query = query if query is not None else QueryDict()

    @property
    def order_by(self) -> Any:
        return self._order_by

    @order_by.setter
    def order_by(self, value: Any) -> None:
        self._order_by = tables.utils.OrderByTuple(value or ())

    def sort(self, asked: str) -> str:
        """Sorts the rows by "column" or "-column"; "" keeps their order. Returns what is wrong with `asked`, or "".

        Rows without a value come last both ways, and every order ends in pk.
        """
        name = asked.removeprefix("-")
        if asked and (name not in self.columns or not self.columns[name].orderable or not self.columns[name].visible):
            return f"This list cannot be sorted by “{name[:60]}”. It is in its usual order."
        queryset = self.data.data
        if isinstance(queryset, QuerySet):
            self.data.data = _ending_in_pk(queryset, self._sort_keys(name, descending=asked.startswith("-")))
            if asked:
                self.order_by = (asked,)
        return ""

    def _sort_keys(self, name: str, *, descending: bool) -> list[OrderBy]:
        if not name:
            return []
        column = self.columns[name].column
        keys: list[OrderBy] = []
        for key in column.order_by or (column.accessor or name,):
            turned = descending != str(key).startswith("-")
            field = F(str(key).removeprefix("-").replace(".", "__"))
            keys.append(field.desc(nulls_last=True) if turned else field.asc(nulls_last=True))
        return keys

    @property
    def heads(self) -> list[Head]:
        """The visible columns, in order."""
        heads = []
        for bound in self.columns:
            state = str(self.order_by.get(bound.name, "")) if bound.name in self.order_by else ""
            sort, aria_sort = "", ""
            if bound.orderable:
                sort = f"-{bound.name}" if state == bound.name else bound.name
                aria_sort = {"": "", bound.name: "ascending"}.get(state, "descending")
            heads.append(
                Head(
                    name=bound.name,
                    label=str(bound.header),
                    sort=sort,
                    aria_sort=aria_sort,
                    numeric=getattr(bound.column, "numeric", False),
                    names_row=bound.name == self.row_header,
                    extra_class=str(bound.column.attrs.get("td", {}).get("class", "")),
                )
            )
        return heads

    @property
    def body(self) -> Iterator[list[tuple[Head, Any]]]:
        """The rows of this page, each as (column, cell) pairs."""
        heads = self.heads
        for row in self.paginated_rows:
            yield [(head, row.get_cell(head.name)) for head in heads]

    def csv_rows(self) -> tuple[list[str], Iterator[list[Any]]]:
        """Headings and all rows, not only this page's; columns and the words of empty cells as on the page."""
        columns = [bound for bound in self.columns if not bound.column.exclude_from_export]

        def rows() -> Iterator[list[Any]]:
            for row in self.rows:
                values = ((bound, row.get_cell_value(bound.name)) for bound in columns)
                yield [bound.default if value in (None, "") else value for bound, value in values]

        return [str(bound.header) for bound in columns], rows()


def _ending_in_pk(queryset: QuerySet[Any], keys: list[OrderBy]) -> QuerySet[Any]:
    order: list[str | Combinable | OrderBy] = [*keys]
    if not order:
        usual = queryset.query.order_by or (queryset.model._meta.ordering if queryset.query.default_ordering else ())
        order = list(usual or ())
    if not order or order[-1] not in _pk_names(queryset.model):
        order.append("pk")
    return queryset.order_by(*order)


def _pk_names(model: type[Model]) -> tuple[str, ...]:
    name = model._meta.pk.name
    return ("pk", "-pk", name, f"-{name}")
