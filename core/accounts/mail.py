"""Mail about accounts: plain text, plain English."""

import logging
from contextlib import suppress
from contextvars import copy_context
from smtplib import SMTPException
from threading import Thread
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

THREAD = "mail"


class MailNotSent(Exception):
    """The mail server did not take a mail. What the mail was about has been done all the same."""


def send(template: str, *, to: list[str], context: dict[str, Any]) -> None:
    """Sends `<template>_subject.txt` and `<template>_message.txt` from the templates. Raises MailNotSent."""
    _hand_over(_written(template, to, context), template)


def send_apart(template: str, *, to: list[str], context: dict[str, Any]) -> None:
    """As `send`, but nobody waits for the mail server and nobody is told that it is down: the log is."""
    # With this request's context, so that the log line has its id
    run, message = copy_context().run, _written(template, to, context)
    Thread(target=run, args=(_hand_over_quietly, message, template), name=THREAD).start()


def _written(template: str, to: list[str], context: dict[str, Any]) -> EmailMessage:
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    return EmailMessage(subject, body, to=to)


def _hand_over(message: EmailMessage, template: str) -> None:
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.exception("A mail was not sent: %s", template)
        raise MailNotSent(message.subject) from error


def _hand_over_quietly(message: EmailMessage, template: str) -> None:
    with suppress(MailNotSent):
        _hand_over(message, template)
