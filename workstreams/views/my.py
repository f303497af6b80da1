from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.progress.attention import Attention
from core.web.requests import UserRequest
from workstreams.selectors import MyAction, MyWork, my_work


class Group(NamedTuple):
    """A heading of the page and what stands under it. `says` tells in a line what the group means."""

    title: str
    says: str
    items: list[MyAction]


WORDS = {
    Attention.OVERDUE: ("Overdue", "Say what has happened, or ask for a different date."),
    Attention.DUE_NOW: ("Due now", "No update yet this month, due within 30 days, or a date to write again."),
    Attention.WAITING: ("Waiting for someone else", "You need do nothing until it is answered."),
    Attention.BEING_CHECKED: ("Done, being checked", "The lead checks what is said to be done."),
    Attention.RECORD_ENDED: (
        "Plan whose record has ended",
        "Nothing is due. You can add what has happened since.",
    ),
    Attention.NOTHING: ("Nothing needed", "Not due yet, told this month, or complete."),
}


def groups(work: MyWork, *, mine: bool) -> list[Group]:
    return [Group(*WORDS[kind], items) for kind, items in work.grouped(mine=mine).items()]


@require_safe
def my_actions(request: UserRequest) -> HttpResponse:
    """What needs the person who is signed in, worst first, each thing once."""
    today = clock.today()
    work = my_work(request.user, today)
    context = {
        "today": today,
        "work": work,
        "mine": groups(work, mine=True),
        "led": groups(work, mine=False),
        "to_do": len(work.to_do) + len(work.to_decide),
    }
    return render(request, "workstreams/my_actions.html", context)
