"""A pallet is collected: its list is frozen, with taker, day and weight; the certificate may come later."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.chain import canonical
from custody.lifecycle import TransitionRefused
from custody.services import change_status, record
from devices.enums import PalletStatus
from devices.models import Device, Pallet, PalletCertificate, StorageMedium
from devices.pallets.filling import open_and_locked
from devices.pallets.listing import content_of

CERTIFICATE_ADDED, LIST_ISSUED = "certificate_added", "list_issued"


@dataclass(frozen=True)
class Collection:
    """Who took the pallet, when, and what it weighed."""

    taker: str
    collected_on: date
    weight_kg: Decimal | None = None
    certificate: str = ""


@transaction.atomic
def collect(pallet: Pallet, collection: Collection, *, actor: Actor, now: datetime | None = None) -> Pallet:
    """The pallet leaves: what stands on it is asked once more, under lock, and its list is frozen with a SHA-256.

    Raises TransitionRefused without a taker, for a day in the future, for an empty pallet, and while anything on it may
    hold data; then nothing is changed.
    """
    now = now or timezone.now()
    _complete(collection, now)
    pallet = open_and_locked(pallet)
    _lock_what_is_on(pallet)
    frozen = canonical(content_of(pallet, collection.taker.strip(), collection.collected_on, collection.weight_kg))
    columns: dict[str, Any] = {
        "taker": collection.taker.strip(),
        "collected_on": collection.collected_on,
        "weight_kg": collection.weight_kg,
        "frozen": frozen,
        "frozen_sha256": hashlib.sha256(frozen.encode()).hexdigest(),
    }
    data = {"lines": pallet.lines.count(), "sha256": columns["frozen_sha256"]}
    change_status(pallet, PalletStatus.COLLECTED, actor=actor, happened_at=now, data=data, **columns)
    if collection.certificate.strip():
        add_certificate(pallet, collection.certificate, actor=actor, now=now)
    return pallet


def _complete(collection: Collection, now: datetime) -> None:
    if not collection.taker.strip():
        raise TransitionRefused(_("Please say who takes the pallet."))
    if collection.collected_on > timezone.localdate(now):
        raise TransitionRefused(_("This day is in the future."))


def _lock_what_is_on(pallet: Pallet) -> None:
    """Nobody brings a device back or takes an erasure back while the list is frozen."""
    devices = Device.objects.select_for_update().filter(pallet_line__pallet=pallet).order_by("pk")
    list(devices.values_list("pk", flat=True))
    media = StorageMedium.objects.select_for_update().filter(pallet_line__pallet=pallet).order_by("pk")
    list(media.values_list("pk", flat=True))


@transaction.atomic
def add_certificate(pallet: Pallet, number: str, *, actor: Actor, now: datetime | None = None) -> PalletCertificate:
    """The number of the certificate of disposal; a wrong one is put right by another, the newest holds. Raises
    TransitionRefused without a number, and before the collection."""
    now = now or timezone.now()
    pallet = Pallet.objects.select_for_update().get(pk=pallet.pk)
    if not number.strip():
        raise TransitionRefused(_("Please enter the number of the certificate."))
    if pallet.status != PalletStatus.COLLECTED:
        raise TransitionRefused(_("The certificate comes with or after the collection."))
    certificate = PalletCertificate.objects.create(
        pallet=pallet, number=number.strip(), actor=actor.user, recorded_at=now
    )
    record(pallet, CERTIFICATE_ADDED, actor=actor, data={"certificate": certificate.pk}, happened_at=now)
    return certificate


def is_as_frozen(pallet: Pallet) -> bool:
    """Whether the list of a collected pallet is still the text whose SHA-256 was kept."""
    return hashlib.sha256(pallet.frozen.encode()).hexdigest() == pallet.frozen_sha256
