"""One way to send such a mail: what happened, how many, where to read it; no codes. `once` names what it is about, so
that asking again sends nothing again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from custody import mail_kinds
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from recipients.models import Institution

TO_INSTITUTION, TO_COORDINATION = _("everybody of the institution"), _("coordination")


@dataclass(frozen=True)
class Notice:
    """One template: `recipients/mails/<code>.txt`. `example` is what it says with invented contents."""

    code: str
    label: str | Promise
    occasion: str | Promise
    to: str | Promise
    subject: str | Promise
    example: Mapping[str, Any]


def register(*notices: Notice) -> None:
    """Makes them readable beforehand; called in AppConfig.ready()."""
    for notice in notices:
        mail_kinds.register(
            mail_kinds.MailKind(notice.code, notice.label, notice.occasion, notice.to, _example(notice))
        )


def _example(notice: Notice):
    return lambda: letter(notice, "/…", notice.example)


def people_of(institution: Institution) -> QuerySet[User]:
    """Who acts for an institution."""
    return User.objects.filter(institution_memberships__institution=institution, is_active=True).order_by("pk")


def coordinators() -> QuerySet[User]:
    """Who gets coordination's mails."""
    return User.objects.filter(groups__name=Role.COORDINATOR, is_active=True).distinct().order_by("pk")


def send(notice: Notice, people: Iterable[User], *, once: str, path: str, words: Mapping[str, Any]) -> int:
    """One mail for each person in their language; returns how many people there are. `path`: where to read on."""
    told = 0
    for person in people:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            written = letter(notice, path, words)
        key = f"{notice.code}:{once}:{person.pk}"
        queue_mail(key=key, kind=notice.code, recipient=person.email, subject=written.subject, body=written.body)
        told += 1
    return told


def letter(notice: Notice, path: str, words: Mapping[str, Any]) -> Letter:
    """The mail in the current language."""
    address = settings.PUBLIC_URL + path
    body = render_to_string(f"recipients/mails/{notice.code}.txt", {**words, "address": address})
    return Letter(str(notice.subject) % words, body)
