from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import clock
from core.web.as_at import DayForm, shown_day, tidy_address
from workstreams.permissions import standing_in
from workstreams.selectors import visible_workstream, workstream_page


@require_safe
def workstream_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A workstream: what it answers, who answers for it, its actions and measures, on the day the address asks for."""
    workstream = get_object_or_404(visible_workstream(request.user), pk=pk)
    plan, today = workstream.plan, clock.today()
    form = DayForm(request.GET, today=today)
    if (address := tidy_address(request, form)) is not None:
        return redirect(address)
    as_at = shown_day(form, opens_on=plan.opens_on(today), ends_on=plan.record_ends_on)
    context = {
        "as_at": as_at,
        "form": form,
        "plan": plan,
        "area_name": plan.host_area.name,
        "shown": workstream_page(workstream, as_at.day),
        "reader": standing_in(request.user, workstream, today),
    }
    return render(request, "workstreams/workstream_detail.html", context)
