"""What was mailed. Mails that nobody waits for leave in threads of their own."""

import threading

from django.core import mail
from django.core.mail import EmailMessage

from core.accounts.mail import THREAD


def all_sent() -> None:
    """Waits until every mail has left."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join()


def mailed() -> list[EmailMessage]:
    """The mails of this test so far, oldest first."""
    all_sent()
    return list(mail.outbox)
