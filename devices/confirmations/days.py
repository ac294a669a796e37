"""What a donation gave, and on which day: the gift is made with the transfer."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from devices.enums import DeviceStatus
from devices.models import Device, DeviceEvent
from donations.models import Donation

# Not here yet, or not taken: no gift was made of these.
NOT_GIVEN = (DeviceStatus.REGISTERED, DeviceStatus.NOT_RECEIVED, DeviceStatus.REJECTED)
AWAITED = ("", DeviceStatus.REGISTERED, DeviceStatus.NOT_RECEIVED)


def given(donation: Donation) -> QuerySet[Device]:
    """The devices that came and were taken, in the order of the offer."""
    return (
        donation.devices.exclude(status__in=NOT_GIVEN)
        .select_related("category", "stated_value")
        .order_by("is_surplus", "line", "pk")
    )


def days_of(donation: Donation, devices: Iterable[Device]) -> dict[int, date]:
    """{device: the day on which it was taken in}; where no line of history says so, the donation's day."""
    arrivals = DeviceEvent.objects.filter(
        subject__donation=donation, new_status=DeviceStatus.RECEIVED, old_status__in=AWAITED
    )
    # The last one counts: what was taken in by mistake and taken back came later.
    said = {
        subject: timezone.localdate(moment)
        for subject, moment in arrivals.order_by("sequence").values_list("subject", "happened_at")
    }
    fallback = donation.received_on or timezone.localdate(donation.status_since)
    return {device.pk: said.get(device.pk, fallback) for device in devices}
