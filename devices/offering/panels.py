"""What a donation's page shows of its offer: goods without numbers, and, to coordination, what speaks against it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from accounts.models import User
from devices import intake
from devices.models import Device
from devices.offering import goods
from devices.offering.acceptance import hints_by_line
from donations.enums import DonationStatus
from donations.models import Donation
from donations.panels import Panel, register

UNDECIDED = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED)
# So many serial numbers are compared with the stock; longer lists were compared when they were imported.
MOST_COMPARED = 500


def register_panels() -> None:
    """Called in AppConfig.ready()."""
    register(
        Panel("offered_goods", "devices/offering/panel_goods.html", offered_goods, position=10),
        Panel("acceptance", "devices/offering/panel_acceptance.html", acceptance, position=5),
    )


def offered_goods(user: User, donation: Donation) -> Mapping[str, Any] | None:
    """Loose disks and bags that were announced, and whether they came."""
    lines = list(goods.of(donation))
    return {"lines": lines} if lines else None


def acceptance(user: User, donation: Donation) -> Mapping[str, Any] | None:
    """What the rules say of each line, and which things the stock knows already, until the goods are here: coordination
    decides, and nobody else sees what others gave."""
    if not user.has_perm("donations.manage_donation") or donation.status not in UNDECIDED:
        return None
    hints = hints_by_line(donation.offered_lines.select_related("category"))
    known = known_elsewhere(donation)
    return {"hints": hints, "known": known} if hints or known else None


def known_elsewhere(donation: Donation) -> list[tuple[Device, Device, str]]:
    """(device of this donation, device of another one, address of that) where both have one serial number."""
    named = list(donation.devices.exclude(serial="").order_by("pk")[:MOST_COMPARED])
    own = {device.serial.upper(): device for device in named}
    if not own:
        return []
    others = intake.find_devices(own).exclude(donation=donation).order_by("pk")
    return [
        (own[other.serial.upper()], other, reverse("device_detail", args=[other.number]))
        for other in others
        if other.serial.upper() in own
    ]
