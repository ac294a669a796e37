"""Mails about institutions beyond coordination's decisions: one row per template, one way to send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from custody import mail_kinds
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from custody.models import Mail

FOLDER = "recipients/mails"


@dataclass(frozen=True)
class Template:
    """One mail. `code` names its file; `example` are invented words for it."""

    code: str
    subject: str | Promise
    label: str | Promise
    occasion: str | Promise
    to: str | Promise
    example: Mapping[str, Any]

    def letter(self, words: Mapping[str, Any], path: str = "") -> Letter:
        """The mail in the current language; `path` is the page that it links to."""
        body = render_to_string(f"{FOLDER}/{self.code}.txt", {**words, "address": settings.PUBLIC_URL + path})
        return Letter(str(self.subject) % words, body)

    def send(self, *, key: str, recipient: str, language: str, words: Mapping[str, Any], path: str = "") -> Mail:
        """Puts it into the outbox, in the reader's language; the same key never twice."""
        with translation.override(language or settings.LANGUAGE_CODE):
            letter = self.letter(words, path)
        return queue_mail(key=key, kind=self.code, recipient=recipient, subject=letter.subject, body=letter.body)


def register(*templates: Template) -> None:
    """Makes them readable beforehand; called in AppConfig.ready()."""
    for one in templates:
        mail_kinds.register(mail_kinds.MailKind(one.code, one.label, one.occasion, one.to, _example(one)))


def _example(template: Template) -> Callable[[], Letter]:
    return lambda: template.letter(template.example, "/…")
