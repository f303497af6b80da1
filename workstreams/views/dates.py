from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from core.progress.dates import Decider
from core.web.requests import UserRequest
from workstreams.choices import DateAnswer
from workstreams.forms import DateDecisionForm
from workstreams.models import Action, DateChange
from workstreams.permissions import check_can_decide, standing
from workstreams.selectors.detail import moved_words
from workstreams.services.dates import decide_date, decider


@require_http_methods(["GET", "HEAD", "POST"])
def date_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Agree or refuse a new date that somebody asked for. A request that was decided before shows its answer."""
    user = request.user
    visible = Action.objects.visible_to(user).values("pk")
    change = get_object_or_404(
        DateChange.objects.filter(action__in=visible).select_related(
            "action__workstream__plan__host_area", "recorded_by", "update", "decision__recorded_by"
        ),
        pk=pk,
    )
    action, today = change.action, clock.today()
    who = decider(change)
    decided = hasattr(change, "decision")
    if request.method == "POST" or not decided:
        check_can_decide(standing(user, action, today), who)
    form = DateDecisionForm(
        request.POST if request.method == "POST" else None,
        can_agree=change.to_end is not None,
        outside=who is Decider.OUTSIDE,
    )
    if form.is_valid():
        answer = DateAnswer(form.cleaned_data["answer"])
        try:
            decide_date(
                change=change,
                by=user,
                today=today,
                answer=answer,
                reason=form.words,
                outside_body=form.cleaned_data.get("outside_body", ""),
            )
        except ValidationError as refused:
            form.take(refused)
        else:
            said = "The new date is agreed." if answer == DateAnswer.AGREED else "The new date is refused."
            messages.success(request, said)
            return redirect(action)
    context = {
        "change": change,
        "action": action,
        "plan": action.workstream.plan,
        "area_name": action.workstream.plan.host_area.name,
        "decided": decided,
        "moved": moved_words(change.days_moved),
        "form": form,
    }
    return render(request, "workstreams/date_decide.html", context, status=409 if decided and form.is_bound else 200)
