from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.accounts.models import User
from core.web.requests import UserRequest
from workstreams.choices import Progress
from workstreams.forms import UpdateForm
from workstreams.models import Action, Update
from workstreams.permissions import Standing, check_can_update
from workstreams.selectors import my_actions, visible_action
from workstreams.services.updates import (
    SAME_ASKS_AT,
    ActionChanged,
    AlreadySaved,
    DateAsked,
    EvidenceOffered,
    add_same_as_last_time,
    add_update,
    times_same_running,
)


@require_http_methods(["GET", "HEAD", "POST"])
def update_add(request: UserRequest, pk: int) -> HttpResponse:
    """The form that updates an action: one question, what it opens, and "same as last time" in one press."""
    user = request.user
    today = clock.today()
    action = get_object_or_404(visible_action(user), pk=pk)
    found = check_can_update(user, action, today)
    if request.method != "POST":
        if not action.is_open:
            messages.info(
                request, f"This action is {action.get_status_display().lower()}, so it takes no more updates."
            )
            return redirect(action)
        form = UpdateForm(initial={"version": action.version, "token": uuid4()}, action=action, today=today)
        return _page(request, action, form, found)

    form = UpdateForm(request.POST, action=action, today=today, same="same" in request.POST)
    if not form.is_valid():
        return _page(request, action, form, found)
    try:
        update = _save(form, user)
    except AlreadySaved as before:
        context = {"action": action, "update": before.update, "area_name": action.workstream.plan.host_area.name}
        return render(request, "workstreams/update_already_saved.html", context, status=409)
    except ActionChanged as changed:
        return _conflict(request, changed, found, same=form.same)
    except ValidationError as refused:
        form.take(refused)
        return _page(request, action, form, found)
    _say_saved(request, action, form, update)
    return redirect(_next_url(user, action, today))


def _save(form: UpdateForm, user: User) -> Update:
    data = form.cleaned_data
    about: dict[str, Any] = {
        "action": form.action,
        "by": user,
        "today": form.today,
        "seen_version": data["version"],
        "token": data["token"],
    }
    if form.same:
        return add_same_as_last_time(**about, recovery=data["moving"])
    asked = None
    if form.due is not None:
        code, reason = form.date_reason
        asked = DateAsked(form.due, code, reason)
    title = data["evidence_title"]
    return add_update(
        **about,
        progress=Progress(data["progress"]),
        narrative=data["narrative"],
        recovery=form.recovery,
        how_known=data["how_known"],
        difference=data["difference"],
        date_asked=asked,
        evidence=EvidenceOffered(title, data["evidence_link"]) if title else None,
    )


def _say_saved(request: UserRequest, action: Action, form: UpdateForm, update: Update) -> None:
    said = f"Update saved: {action}."
    if form.due is not None and form.due.end is None:
        said += (
            f" “{form.due.text}” is kept as you wrote it. It cannot be read as a day, so it stands on the list of what"
            " is to be fixed until a day is asked for."
        )
    elif form.due is not None:
        said += f" A new date, {form.due.text}, is asked for. The date stays as it is until that is agreed."
    messages.success(request, said)


def _next_url(user: User, action: Action, today: date) -> str:
    """The next of this person's actions that waits for an update, else all of them."""
    for item in my_actions(user, today):
        if item.mine and item.is_to_do and item.action.pk != action.pk and item.action.last_told_on != today:
            return reverse("workstreams:update-add", args=[item.action.pk])
    return reverse("workstreams:my-actions")


def _conflict(request: UserRequest, changed: ActionChanged, found: Standing, *, same: bool) -> HttpResponse:
    """Both texts: theirs, stored, above this person's, which a second press stores after it."""
    typed: QueryDict = request.POST.copy()
    typed["version"] = str(changed.action.version)
    action = get_object_or_404(visible_action(request.user), pk=changed.action.pk)
    form = UpdateForm(typed, action=action, today=clock.today(), same=same)
    form.is_valid()
    form.add_error(None, "Somebody saved this action while you were writing. Read what they wrote, then save yours")
    return _page(request, action, form, found, status=409, since=changed.since, decided=changed.decided)


def _page(
    request: UserRequest, action: Action, form: UpdateForm, found: Standing, *, status: int = 200, **more: Any
) -> HttpResponse:
    last = action.current_update
    late = action.is_late(form.today)
    same_running = times_same_running(action)
    to_do = [item.action.pk for item in my_actions(request.user, form.today) if item.mine and item.is_to_do]
    context = {
        "action": action,
        "plan": action.workstream.plan,
        "area_name": action.workstream.plan.host_area.name,
        "form": form,
        "found": found,
        "last": last,
        "last_words": _last_words(action, last),
        "place": to_do.index(action.pk) + 1 if action.pk in to_do else 0,
        "to_do": len(to_do),
        "late": late,
        "can_repeat": last is not None and bool(last.progress) and not late,
        "asks_moving": same_running >= SAME_ASKS_AT - 1,
        "same_running": same_running,
        **more,
    }
    return render(request, "workstreams/action_update.html", context, status=status)


def _last_words(action: Action, last: Update | None) -> Update | None:
    """The newest update with words of its own: the current one unless that said "same as last time"."""
    if last is None or last.narrative:
        return last
    written = action.updates.latest_first().exclude(narrative="")
    return written.select_related("recorded_by", "passage__document").first()
