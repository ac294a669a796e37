"""Asking the donor about a device on hold: a volunteer wants it, coordination writes, the outbox sends it once."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from custody.services import record
from devices.enums import ASKED_OF_THE_DONOR
from devices.media import locked
from devices.models import Device, DonorQuestion
from donations.mails import recipients_of_donation

ASKING_WANTED, DONOR_ASKED = "asking_wanted", "donor_asked"
QUESTION_MAIL = "device_question"


@dataclass(frozen=True)
class Recipient:
    """Somebody of the donor who can be written to; `key` stands in the outbox instead of the address."""

    key: str
    address: str
    language: str


@dataclass(frozen=True)
class Draft:
    """The letter as it is proposed: coordination reads it, changes it, sends it."""

    recipients: list[Recipient]
    subject: str
    body: str
    language: str


def can_be_asked(device: Device) -> bool:
    """Whether the device waits for something that only its donor knows."""
    return device.hold_kind in ASKED_OF_THE_DONOR


def questions(device: Device) -> list[DonorQuestion]:
    """What was wanted and asked since the device waits, the newest first."""
    if not device.hold_since:
        return []
    found = device.donor_questions.filter(hold_since=device.hold_since)
    return list(found.select_related("wanted_by", "asked_by"))


def recipients_of(device: Device) -> list[Recipient]:
    """Who of the donor can be written to: its people, else its own address; none for an unknown donor."""
    if device.donation.donor is None:
        return []
    return [Recipient(*found) for found in recipients_of_donation(device.donation)]


def draft(device: Device) -> Draft:
    """The letter by what the device waits for, in the donor's language."""
    found = recipients_of(device)
    language = (found[0].language if found else "") or settings.LANGUAGE_CODE
    with translation.override(language):
        words = letter(device)
    return Draft(found, words.subject, words.body, language)


def letter(device: Device) -> Letter:
    """The question in the current language."""
    subject = _("Question about your device %(number)s") % {"number": device.number}
    return Letter(subject, render_to_string("devices/mails/ask_donor.txt", {"device": device}).strip() + "\n")


@transaction.atomic
def want_question(device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """Somebody of the workshop wants coordination to ask the donor. Raises TransitionRefused when the device waits for
    nothing of the donor's, or when that is wanted already."""
    now = now or timezone.now()
    device = _waiting_for_the_donor(device)
    if any(question.asked_at is None for question in questions(device)):
        raise TransitionRefused(_("Coordination knows already that the donor is to be asked."))
    question = DonorQuestion.objects.create(
        device=device, kind=device.hold_kind, hold_since=device.hold_since, wanted_by=actor.user, wanted_at=now
    )
    data = {"question": question.pk, "hold": device.hold_kind}
    record(device, ASKING_WANTED, actor=actor, data=data, happened_at=now)


@transaction.atomic
def ask_donor(
    device: Device,
    *,
    to: list[str],
    subject: str,
    body: str,
    asked_before: int,
    actor: Actor,
    now: datetime | None = None,
) -> DonorQuestion:
    """Puts one mail into the outbox for each recipient of `to` (their keys). The words stay as a note beside the
    history, for coordination.

    `asked_before` is how often the donor had been asked when the page was opened: a second click, or somebody else who
    was quicker, is refused. Raises TransitionRefused for that, without a recipient, and when the device waits for
    nothing of the donor's.
    """
    now = now or timezone.now()
    device = _waiting_for_the_donor(device)
    chosen = [recipient for recipient in recipients_of(device) if recipient.key in to]
    if not chosen:
        raise TransitionRefused(_("Please choose who is asked."))
    if times_asked(device) != asked_before:
        raise TransitionRefused(_("The donor was asked just now already. The mail was not sent a second time."))
    question = _asked(device, actor, now)
    for recipient in chosen:
        key = f"donor-question:{question.pk}:{recipient.key}"
        queue_mail(key=key, kind=QUESTION_MAIL, recipient=recipient.address, subject=subject, body=body)
    data = {"question": question.pk, "hold": device.hold_kind, "recipients": len(chosen)}
    record(device, DONOR_ASKED, actor=actor, data=data, note=f"{subject}\n\n{body}", happened_at=now)
    return question


def times_asked(device: Device) -> int:
    """How often the donor was asked since the device waits."""
    return sum(1 for question in questions(device) if question.asked_at)


def _asked(device: Device, actor: Actor, now: datetime) -> DonorQuestion:
    """What somebody wanted is asked with this; else the question is new."""
    wanted = next((question for question in questions(device) if question.asked_at is None), None)
    question = wanted or DonorQuestion(device=device, kind=device.hold_kind, hold_since=device.hold_since)
    question.asked_by, question.asked_at = actor.user, now
    question.save()
    return question


def _waiting_for_the_donor(device: Device) -> Device:
    device = locked(device)
    if not can_be_asked(device):
        raise TransitionRefused(_("The device does not wait for its donor."))
    return device
