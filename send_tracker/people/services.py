"""Closing accounts of people who lead work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction

from core.accounts import mail
from core.accounts.models import User
from core.accounts.services import deactivate
from send_tracker.people.selectors import Orphans, open_actions, orphaned


@dataclass(frozen=True)
class Closed:
    """Accounts that were closed, and the actions that nobody leads any more because of it."""

    users: list[User]
    orphans: list[Orphans]


@transaction.atomic
def close_accounts(*, by: User | None, users: Iterable[User], reason: str, today: date, site: str) -> Closed:
    """Deactivates at once, also many, and tells the programme office of each area what has no current owner now.

    `site` is scheme and host of the service. On commit it may raise MailNotSent; the accounts are closed all the same.
    """
    leading = open_actions(users)
    closed = deactivate(by=by, users=leading, reason=reason, today=today)
    orphans = orphaned((action for person in closed for action in leading[person]), today)
    for area in orphans:
        if area.programme_office:
            people = [person for person in closed if set(leading[person]) & set(area.actions)]
            context = {"orphans": area, "people": people, "site": site.rstrip("/")}
            to = [person.email for person in area.programme_office]
            transaction.on_commit(partial(mail.send, "people/email/no_current_owner", to=to, context=context))
    return Closed(closed, orphans)
