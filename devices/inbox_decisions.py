"""What a person decides about an original in the inbox."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.file_results import FileResult
from devices.hearing import again, hear
from devices.intake import receive_surplus
from devices.media import takes_reports
from devices.models import Category, Device, InboxItem, Location
from devices.registration import OfferedRow
from donations.models import Donation


@transaction.atomic
def choose(item: InboxItem, device: Device, *, actor: Actor, now: datetime | None = None) -> FileResult:
    """It is of this device: what the original says goes into it, also where it differs, and media that are known in
    another device come over. Raises TransitionRefused for a device that it cannot change now, or when somebody else
    decided already."""
    now = now or timezone.now()
    item = InboxItem.objects.waiting().select_for_update(of=("self",)).filter(pk=item.pk).first()
    if item is None:
        raise TransitionRefused(_("Somebody else decided this already."))
    result = again(item.evidence)
    if result.reading and not takes_reports(device):
        raise TransitionRefused(_("The device is not in the workshop: reports about it are not taken now."))
    hear(result, device, actor=actor, now=now, decided=True)
    return result


@transaction.atomic
def create_device(
    item: InboxItem,
    donation: Donation,
    category: Category,
    *,
    actor: Actor,
    location: Location | None = None,
    number: str = "",
    now: datetime | None = None,
) -> FileResult:
    """A device that nobody announced: it gets its number (the one on a blank label: `number`) in this donation, is here
    at once, and the original speaks of it. Raises TransitionRefused when nothing can come from the donation, the label
    is not free, or somebody else decided already."""
    now = now or timezone.now()
    row = OfferedRow(category)
    (device,) = receive_surplus(donation, row, actor=actor, location=location, number=number, now=now)
    return choose(item, device, actor=actor, now=now)
