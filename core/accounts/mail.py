"""Mail about accounts: plain text, plain English."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


class MailNotSent(Exception):
    """The mail server did not take a mail. What the mail was about has been done all the same."""


def send(template: str, *, to: list[str], context: dict[str, Any]) -> None:
    """Sends `<template>_subject.txt` and `<template>_message.txt` from the templates. Raises MailNotSent."""
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    try:
        EmailMessage(subject, body, to=to).send()
    except (SMTPException, OSError) as error:
        logger.exception("A mail was not sent: %s", template)
        raise MailNotSent(subject) from error
