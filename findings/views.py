"""The register of reviews and findings, a review, a document."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import clock
from core.web.views import Empty, FilteredTableView
from findings.filters import FindingFilter
from findings.models import Review, SourceDocument
from findings.permissions import areas_to_set_up, can_set_up
from findings.selectors import document_page, register, review_page, reviews_with_counts
from findings.services import plan_due_on
from findings.tables import FindingTable


class FindingList(FilteredTableView):
    """Every finding of the areas this person may read, with the reviews they come from."""

    table_class = FindingTable
    filterset_class = FindingFilter
    template_name = "findings/finding_list.html"
    heading = "Reviews and findings"
    noun = ("finding", "findings")
    export_name = "findings"
    empty = Empty("No findings are held.", "They come with the record of a review, such as an inspection.")

    def get_queryset(self) -> QuerySet[Any]:
        return register(self.request.user)

    def get_context(self, rows: QuerySet[Any]) -> dict[str, Any]:
        return {
            "reviews": reviews_with_counts(self.request.user),
            "areas_to_set_up": areas_to_set_up(self.request.user, clock.today()),
        }


@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    reviews = Review.objects.visible_to(request.user).select_related(
        "area", "framework", "document", "principal_authority", "follows"
    )
    review = get_object_or_404(reviews.prefetch_related("jointly_responsible"), pk=pk)
    return render(
        request,
        "findings/review_detail.html",
        {
            "page": review_page(review),
            "plan_due_on": plan_due_on(review),
            "can_set_up": can_set_up(request.user, review.area_id, clock.today()),
            "area_name": review.area.name,
        },
    )


@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    documents = SourceDocument.objects.visible_to(request.user).select_related("area", "author", "referred_to_by")
    document = get_object_or_404(documents, pk=pk)
    return render(
        request,
        "findings/document_detail.html",
        {
            "page": document_page(document),
            "can_set_up": can_set_up(request.user, document.area_id, clock.today()),
            "area_name": document.area.name,
        },
    )
