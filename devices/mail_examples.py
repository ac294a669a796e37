"""The mails about devices with invented contents, for those who want to read them beforehand."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import Step
from custody.mail_kinds import Letter, MailKind, register
from devices import loss
from devices.enums import ASKED_OF_THE_DONOR, DeviceStatus, MediumKind, MediumStatus
from devices.erasure import doubting
from devices.models import Device, StorageMedium
from devices.offering import offers
from devices.waiting import asking
from donations.models import Donation, Donor

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
COORDINATION = gettext_lazy("everybody in coordination")


def register_kinds() -> None:
    """Called in AppConfig.ready()."""
    register(
        MailKind(
            offers.MAIL,
            gettext_lazy("Confirm the offer"),
            gettext_lazy("When somebody without an account offers devices."),
            gettext_lazy("the address that was typed"),
            _offer,
        ),
        MailKind(
            asking.QUESTION_MAIL,
            gettext_lazy("Question about a device"),
            gettext_lazy("When a device waits for its donor; coordination reads and changes the words before."),
            gettext_lazy("those of the donor's people who were chosen"),
            lambda: [asking.letter(_device(hold_kind=kind)) for kind in ASKED_OF_THE_DONOR],
        ),
        MailKind(
            loss.LOST_MAIL,
            gettext_lazy("Loss with data"),
            gettext_lazy("When a device is lost whose disks were not erased."),
            COORDINATION,
            _loss,
        ),
        MailKind(
            doubting.DOUBTED_MAIL,
            gettext_lazy("Wrong erasure outside the house"),
            gettext_lazy("When an erasure turns out wrong and the disk has left the house."),
            COORDINATION,
            _doubt,
        ),
    )


def _device(**fields: str) -> Device:
    donation = Donation(number="S-2026-00042", donor=Donor(name="Steuerbüro Beispiel"))
    return Device(
        number="H4F-000123", maker="Dell", model="Latitude E5530", serial="8QXK5X1", donation=donation, **fields
    )


def _offer() -> Letter:
    return Letter(_("Please confirm your offer"), offers.letter(f"{settings.PUBLIC_URL}/…"))


def _loss() -> Letter:
    medium = StorageMedium(kind=MediumKind.HDD, model="HTS725050A7", serial="TF1500Y9", status=MediumStatus.LOST)
    step = Step(DeviceStatus.READY, DeviceStatus.LOST, Actor.system(), NOON)
    return loss.lost_letter(_device(), [medium], step)


def _doubt() -> Letter:
    said = {
        "mark": "M-00042",
        "medium": "HTS725050A7, TF1500Y9",
        "where": "H4F-000123",
        "donor": "Steuerbüro Beispiel",
        "donation": "S-2026-00042",
    }
    return doubting.doubted_letter(said, NOON)
