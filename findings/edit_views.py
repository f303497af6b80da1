"""Screens on which a programme office records what was said: documents, reviews, findings, where documents disagree."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.accounts.models import LocalArea
from core.edits import ChangedMeanwhile
from core.web.editing import EditForm, SetUpForm, overtaken
from core.web.requests import UserRequest
from core.web.words import uk_date
from findings import services
from findings.choices import DocumentKind, FindingType, Held, LinkKind, ReviewType, StatementKind, Wording
from findings.forms import (
    ChoiceForm,
    ClaimsForm,
    DocumentForm,
    FilingForm,
    FindingForm,
    LinkForm,
    PassageForm,
    ReviewForm,
    WordingForm,
)
from findings.models import ClaimTopic, Finding, Passage, Review, SourceDocument
from findings.permissions import check_can_set_up
from findings.services import Place, plan_due_on

form_page = require_http_methods(["GET", "HEAD", "POST"])
NOTHING_CHANGED = "Nothing was changed."


# ---------------------------------------------------------------------------------------------------------- documents


@form_page
def document_add(request: UserRequest, slug: str) -> HttpResponse:
    area = _area(request, slug)
    form = DocumentForm(_sent(request), area=area)

    def save() -> SourceDocument:
        data = {name: form.cleaned_data[name] for name in form.stored_names()}
        kind, held = DocumentKind(data.pop("kind")), Held(data.pop("held"))
        return services.add_document(by=request.user, area=area, kind=kind, held=held, **data)

    return _answer(request, form, save, {"heading": "Add a document", "area": area}, said="Document added.")


@form_page
def document_edit(request: UserRequest, pk: int) -> HttpResponse:
    documents = SourceDocument.objects.visible_to(request.user).select_related("area")
    document = get_object_or_404(documents, pk=pk)
    check_can_set_up(request.user, document.area_id, clock.today())
    form = DocumentForm(_sent(request), area=document.area, document=document)

    def save() -> str:
        changed = services.change_document(
            by=request.user, document=document, seen=form.cleaned_data["seen"], values=form.values
        )
        return "Document changed." if changed else NOTHING_CHANGED

    page = {"heading": "Change what is recorded of this document", "about": document, "area": document.area}
    return _edit(request, form, save, page)


@form_page
def passage_add(request: UserRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(SourceDocument.objects.visible_to(request.user).select_related("area"), pk=pk)
    check_can_set_up(request.user, document.area_id, clock.today())
    form = PassageForm(_sent(request))

    def save() -> SourceDocument:
        data = form.cleaned_data
        place = Place(document, data["lines"], data["text"], Wording(data["wording"]))
        services.record_passage(by=request.user, place=place, kind=StatementKind(data["kind"]))
        return document

    page = {"heading": "Add a passage", "about": document, "area": document.area}
    return _answer(request, form, save, page, said="Passage added.")


# ------------------------------------------------------------------------------------------------------------ reviews


@form_page
def review_add(request: UserRequest, slug: str) -> HttpResponse:
    area = _area(request, slug)
    form = ReviewForm(_sent(request), area=area)

    def save() -> Review:
        data = {name: form.cleaned_data[name] for name in form.stored_names()}
        return services.add_review(by=request.user, area=area, type=ReviewType(data.pop("type")), **data)

    return _answer(request, form, save, {"heading": "Add a review", "area": area}, said="Review added.")


@form_page
def review_edit(request: UserRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.visible_to(request.user).select_related("area", "framework"), pk=pk)
    check_can_set_up(request.user, review.area_id, clock.today())
    form = ReviewForm(_sent(request), area=review.area, review=review)

    def save() -> str:
        changed = services.change_review(
            by=request.user, review=review, seen=form.cleaned_data["seen"], values=form.values
        )
        if not changed:
            return NOTHING_CHANGED
        due = plan_due_on(Review.objects.select_related("framework").get(pk=review.pk))
        return f"Review changed. The plan is due on {uk_date(due)}." if due else "Review changed."

    page = {
        "heading": "Change what is recorded of this review",
        "about": review,
        "area": review.area,
        "plan_due_on": plan_due_on(review),
    }
    return _edit(request, form, save, page, template="findings/edit/review.html")


# ----------------------------------------------------------------------------------------------------------- findings


@form_page
def finding_add(request: UserRequest, slug: str) -> HttpResponse:
    """A new finding; `?review=` and `?passage=` fill in what is known of it."""
    area = _area(request, slug)
    review = _named(request, "review", Review.objects.filter(area=area))
    passage = _named(request, "passage", Passage.objects.filter(document__area=area).select_related("document"))
    form = FindingForm(_sent(request), area=area, passage=passage, initial={} if review is None else {"review": review})

    def save() -> Finding:
        data = form.cleaned_data
        document = data["document"]
        return services.add_finding(
            by=request.user,
            area=area,
            review=data["review"],
            type=FindingType(data["type"]),
            text=data["text"],
            wording=Wording(data["wording"]),
            happened_on=data["happened_on"],
            known_on=services.known_since(document, clock.today()),
            place=form.place,
            passage=form.kept_passage,
            **form.filed,
        )

    heading = "Add a finding, requirement or priority"
    return _answer(request, form, save, {"heading": heading, "area": area, "about": review}, said="Added.")


@form_page
def finding_edit(request: UserRequest, pk: int) -> HttpResponse:
    finding = _finding(request, pk)
    form = FilingForm(_sent(request), finding=finding)

    def save() -> str:
        changed = services.change_finding(
            by=request.user, finding=finding, seen=form.cleaned_data["seen"], values=form.values
        )
        return "Changed." if changed else NOTHING_CHANGED

    page = {"heading": "Change how this is filed", "about": finding, "area": finding.area}
    return _edit(request, form, save, page, template="findings/edit/filing.html")


@form_page
def finding_wording(request: UserRequest, pk: int) -> HttpResponse:
    finding = _finding(request, pk)
    form = WordingForm(_sent(request), finding=finding)

    def save() -> str:
        data = form.cleaned_data
        services.correct_wording(
            by=request.user, finding=finding, text=data["text"], reason=data["reason"], seen=data["seen"]
        )
        return "Wording corrected. The old one stays below, with your reason."

    page = {"heading": "Correct the wording", "about": finding, "area": finding.area, "finding": finding}
    return _edit(request, form, save, page, template="findings/edit/wording.html")


@form_page
def finding_link(request: UserRequest, pk: int) -> HttpResponse:
    finding = _finding(request, pk)
    form = LinkForm(_sent(request), finding=finding)

    def save() -> Finding:
        data = form.cleaned_data
        services.link_findings(
            by=request.user, later=finding, earlier=data["earlier"], kind=LinkKind(data["kind"]), note=data["note"]
        )
        return finding

    page = {"heading": "Link to an earlier finding", "about": finding, "area": finding.area}
    return _answer(request, form, save, page, said="Link added.")


# ------------------------------------------------------------------------------------------- where documents disagree


@form_page
def claims_add(request: UserRequest, slug: str) -> HttpResponse:
    area = _area(request, slug)
    form = ClaimsForm(_sent(request), area=area)

    def save() -> SourceDocument:
        data = form.cleaned_data
        services.add_claim_topic(
            by=request.user,
            area=area,
            question=data["question"],
            claims=form.claims,
            chosen=form.chosen,
            reason=data["reason"],
        )
        first: SourceDocument = data["document_1"]
        return first

    page = {"heading": "Record where documents disagree", "area": area}
    return _answer(request, form, save, page, said="Recorded. It stands on the page of each document.")


@form_page
def claim_choose(request: UserRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(ClaimTopic.objects.visible_to(request.user).select_related("area"), pk=pk)
    check_can_set_up(request.user, topic.area_id, clock.today())
    form = ChoiceForm(_sent(request), topic=topic, initial={"seen": services.choice_seen(topic)})
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.choose_claim(
                by=request.user, topic=topic, claim=form.chosen, reason=data["reason"], seen=data["seen"]
            )
        except ChangedMeanwhile:
            form.hand_back(services.choice_seen(topic))
            form.add_error(None, "Somebody chose while you were writing. Read their choice below, then save yours")
            status = 409
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, "Saved. Earlier choices and their reasons stay below.")
            return redirect("findings:claim-choose", pk=topic.pk)
    context = {
        "heading": "Choose which answer is used",
        "form": form,
        "topic": topic,
        "choices": topic.choices.select_related("claim__passage__document", "recorded_by").order_by(
            "-recorded_at", "-pk"
        ),
        "documents": SourceDocument.objects.filter(passages__claims__topic=topic).distinct(),
        "area_name": topic.area.name,
    }
    return render(request, "findings/edit/choose.html", context, status=status)


# -------------------------------------------------------------------------------------------------- what they share


def _area(request: UserRequest, slug: str) -> LocalArea:
    area: LocalArea = get_object_or_404(LocalArea.objects.visible_to(request.user), slug=slug)
    check_can_set_up(request.user, area.pk, clock.today())
    return area


def _finding(request: UserRequest, pk: int) -> Finding:
    findings = Finding.objects.visible_to(request.user).select_related("area", "review", "passage__document")
    finding: Finding = get_object_or_404(findings, pk=pk)
    check_can_set_up(request.user, finding.area_id, clock.today())
    return finding


def _named(request: UserRequest, name: str, rows: Any) -> Any:
    """The record of this area that the address names, if it names one."""
    number = request.GET.get(name, "")
    return rows.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 18 else None


def _sent(request: UserRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _answer(
    request: UserRequest, form: SetUpForm, save: Callable[[], Any], page: dict[str, Any], *, said: str
) -> HttpResponse:
    """The page of a form that adds a record. `save` gives what to show next."""
    if request.method == "POST" and form.is_valid():
        try:
            shown_next = save()
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, said)
            return redirect(shown_next)
    return _page(request, form, page, template="findings/edit/form.html")


def _edit(
    request: UserRequest,
    form: EditForm,
    save: Callable[[], str],
    page: dict[str, Any],
    *,
    template: str = "findings/edit/form.html",
) -> HttpResponse:
    """The page of a form over a record. Who is overtaken gets both sides, and saves over what is held now."""
    if request.method == "POST" and form.is_valid():
        try:
            said = save()
        except ChangedMeanwhile as changed:
            both = overtaken(form, changed.row)
            form.show_again(changed.row)
            return _page(request, form, {**page, "overtaken": both}, template=template, status=409)
        except ValidationError as refused:
            form.take(refused)
        else:
            messages.success(request, said)
            return redirect(page["about"])
    return _page(request, form, page, template=template)


def _page(
    request: UserRequest, form: SetUpForm, page: dict[str, Any], *, template: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "area_name": page["area"].name, **page}
    return render(request, template, context, status=status)
