"""What an institution's people are told by mail: that something happened and where to read it. No reasons, no codes."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody import mail_kinds
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from recipients.models import Institution, Request

SUBJECTS = {
    "institution_approved": _("Your institution is approved"),
    "institution_refused": _("About your application"),
    "institution_suspended": _("Your institution is suspended"),
    "institution_lifted": _("Your institution may request again"),
    "request_approved": _("Your request %(number)s is approved"),
    "request_declined": _("About your request %(number)s"),
}
LABELS = {
    "institution_approved": _("Institution approved"),
    "institution_refused": _("Institution refused"),
    "institution_suspended": _("Institution suspended"),
    "institution_lifted": _("Suspension lifted"),
    "request_approved": _("Request approved"),
    "request_declined": _("Request declined"),
}
WHEN = _("With coordination's decision.")
TO = _("everybody of the institution")


def tell_about_institution(institution: Institution, occasion: str) -> int:
    """One mail for each of its people; returns how many."""
    path = reverse("institution_detail", args=[institution.pk])
    return _tell(institution, institution, occasion, path, {"institution": institution})


def tell_about_request(request: Request, occasion: str) -> int:
    """One mail for each person of the institution; returns how many."""
    path = reverse("request_detail", args=[request.number])
    return _tell(request.institution, request, occasion, path, {"number": request.number})


def _tell(institution: Institution, subject: Institution | Request, occasion: str, path: str, words: dict) -> int:
    """The key names the subject's last line of history, so that a step mails once and a later one mails again."""
    line = subject.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    people = list(User.objects.filter(institution_memberships__institution=institution, is_active=True).order_by("pk"))
    for person in people:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            told = letter(occasion, path, words)
            queue_mail(
                key=f"{occasion}:{subject.pk}:{line}:{person.pk}",
                kind=occasion,
                recipient=person.email,
                subject=told.subject,
                body=told.body,
            )
    return len(people)


def letter(occasion: str, path: str, words: dict) -> Letter:
    """The mail in the current language."""
    body = render_to_string(f"recipients/mails/{occasion}.txt", words | {"address": settings.PUBLIC_URL + path})
    return Letter(SUBJECTS[occasion] % words, body)


def register_kinds() -> None:
    """Makes them readable beforehand; called in AppConfig.ready()."""
    for occasion, label in LABELS.items():
        mail_kinds.register(mail_kinds.MailKind(occasion, label, WHEN, TO, _example(occasion)))


def _example(occasion: str) -> Callable[[], Letter]:
    """With an institution that is in no database."""
    institution = Institution(name="Oberschule am Musterpark")
    return lambda: letter(occasion, "/…", {"institution": institution, "number": "B-2026-00042"})
