"""Mails about a handover's day. The institution's people are told where and when; volunteers the day alone, since they
see place and codes on the day itself; nobody a reason or a code. Each step mails once: the key names its line of
history."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody import mail_kinds
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from recipients.models import Handover, Institution

PLANNED, MOVED, CANCELLED = "handover_planned", "handover_moved", "handover_cancelled"
REMINDED = "handover_reminded"
DUTY, DUTY_MOVED, DUTY_CANCELLED, DUTY_ENDED = "duty_new", "duty_moved", "duty_cancelled", "duty_ended"
OF_VOLUNTEERS = {MOVED: DUTY_MOVED, CANCELLED: DUTY_CANCELLED}
SUBJECTS = {
    PLANNED: _("Handover %(number)s on %(day)s"),
    MOVED: _("Handover %(number)s is moved to %(day)s"),
    CANCELLED: _("Handover %(number)s on %(day)s is cancelled"),
    REMINDED: _("Tomorrow: handover %(number)s on %(day)s"),
    DUTY: _("You help at handover %(number)s on %(day)s"),
    DUTY_MOVED: _("Handover %(number)s is moved to %(day)s"),
    DUTY_CANCELLED: _("Handover %(number)s on %(day)s is cancelled"),
    DUTY_ENDED: _("Handover %(number)s: you are not needed any more"),
}
LABELS = {
    PLANNED: _("Handover planned"),
    MOVED: _("Handover moved"),
    CANCELLED: _("Handover cancelled"),
    REMINDED: _("Handover tomorrow"),
    DUTY: _("Assigned to a handover"),
    DUTY_MOVED: _("Handover moved, to those who help"),
    DUTY_CANCELLED: _("Handover cancelled, to those who help"),
    DUTY_ENDED: _("No longer assigned to a handover"),
}
WHEN = _("When coordination plans, moves or cancels a handover.")
WHEN_REMINDED = _("On the day before, unless it was planned or moved on that very day.")
TO_INSTITUTION, TO_VOLUNTEERS = _("everybody of the institution"), _("the volunteers assigned to it")


def tell_institution(handover: Handover, occasion: str) -> int:
    """One mail for each of its people, about a handover that is still to come; returns how many."""
    return _tell(handover, occasion, _of_institution(handover), once=_line(handover))


def remind_institution(handover: Handover) -> int:
    """One mail for each of its people, once for one moment; returns how many people."""
    return _tell(handover, REMINDED, _of_institution(handover), once=handover.starts_at.strftime("%Y%m%dT%H%M"))


def _of_institution(handover: Handover) -> QuerySet[User]:
    people = User.objects.filter(institution_memberships__institution=handover.institution, is_active=True)
    return people.order_by("pk")


def tell_volunteers(handover: Handover, occasion: str) -> int:
    """The same to those who are assigned; `occasion` as for the institution."""
    people = User.objects.filter(handover_duties__handover=handover, is_active=True)
    return _tell(handover, OF_VOLUNTEERS[occasion], people.order_by("pk"), once=_line(handover))


def tell_people(handover: Handover, occasion: str, people: Iterable[User]) -> int:
    """To some of the volunteers: newly assigned, or no longer."""
    return _tell(handover, occasion, people, once=_line(handover))


def _line(handover: Handover) -> str:
    return str(handover.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0)


def _tell(handover: Handover, occasion: str, people: Iterable[User], *, once: str) -> int:
    told = 0
    for person in people:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            words = letter(occasion, handover)
        key = f"{occasion}:{handover.pk}:{once}:{person.pk}"
        queue_mail(key=key, kind=occasion, recipient=person.email, subject=words.subject, body=words.body)
        told += 1
    return told


def letter(occasion: str, handover: Handover) -> Letter:
    """The mail in the current language."""
    starts, ends = timezone.localtime(handover.starts_at), handover.ends_at and timezone.localtime(handover.ends_at)
    words = {
        "handover": handover,
        "number": handover.number,
        "day": date_format(starts, "d.m.Y"),
        "when": date_format(starts, "l, j. F Y, H:i") + (f"–{ends:%H:%M}" if ends else ""),
        "address": settings.PUBLIC_URL + reverse("handover_detail", args=[handover.number]),
        "packing": settings.PUBLIC_URL + reverse("handover_packing", args=[handover.number]),
    }
    body = render_to_string(f"recipients/mails/{occasion}.txt", words)
    return Letter(str(SUBJECTS[occasion]) % words, body)


def register_kinds() -> None:
    """Makes them readable beforehand; called in AppConfig.ready()."""
    for occasion, label in LABELS.items():
        to = TO_INSTITUTION if occasion.startswith("handover") else TO_VOLUNTEERS
        when = WHEN_REMINDED if occasion == REMINDED else WHEN
        mail_kinds.register(mail_kinds.MailKind(occasion, label, when, to, _example(occasion)))


def _example(occasion: str) -> Callable[[], Letter]:
    """With a handover that is in no database."""
    school = Institution(name="Oberschule am Musterpark", city="Leipzig")
    starts = timezone.now() + timedelta(days=7)
    handover = Handover(number="Ü-2026-00042", institution=school, starts_at=starts, place="Parkweg 7, Leipzig")
    return lambda: letter(occasion, handover)
