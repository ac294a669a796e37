"""What follows from a device's change of status, in the same transaction."""

from datetime import datetime

from custody.actor import Actor
from custody.enums import CORRECTED, STATUS_CHANGED
from custody.lifecycle import Step
from custody.services import change_status_many
from devices.enums import DeviceStatus
from devices.models import Device, OfferedLine, StorageMedium
from devices.spreadsheets import checking, entering
from donations.enums import DonationStatus
from donations.models import Donation


def remember_first_handover(pks: list[int], step: Step) -> None:
    """A device that was handed over once settles its donation for good, unless that very step was taken back."""
    if step.new == DeviceStatus.HANDED_OVER:
        Device.objects.filter(pk__in=pks, first_handed_over_at=None).update(first_handed_over_at=step.happened_at)
    elif step.old == DeviceStatus.HANDED_OVER and step.new == DeviceStatus.DELIVERED:
        for device in Device.objects.filter(pk__in=pks):
            given = device.events.filter(kind=STATUS_CHANGED, old_status=DeviceStatus.DELIVERED, new_status=step.old)
            taken_back = device.events.filter(kind=CORRECTED, old_status=step.old)
            if given.count() == taken_back.count():
                Device.objects.filter(pk=device.pk).update(first_handed_over_at=None)


def donations_follow(pks: list[int], step: Step) -> None:
    """A donation is settled with its last device, and open again when something came later."""
    donations = Donation.objects.filter(devices__in=pks).distinct()
    settle_or_reopen(donations.values_list("pk", flat=True), actor=Actor.system(), happened_at=step.happened_at)


def donations_follow_loose_media(pks: list[int], step: Step) -> None:
    """Registered with the media's lifecycle: a donation waits for what came loose with it."""
    donations = StorageMedium.objects.filter(pk__in=pks, device=None).values_list("donation", flat=True)
    settle_or_reopen(donations, actor=Actor.system(), happened_at=step.happened_at)


def awaited_devices_end(pks: list[int], step: Step) -> None:
    """Nobody waits for the devices of a declined donation (not accepted) or of a withdrawn one (they do not arrive)."""
    end = {DonationStatus.DECLINED: DeviceStatus.REJECTED, DonationStatus.CANCELLED: DeviceStatus.NOT_RECEIVED}.get(
        step.new
    )
    if end:
        announced = Device.objects.filter(donation__in=pks, status=DeviceStatus.REGISTERED)
        pks = announced.values_list("pk", flat=True)
        change_status_many(Device, pks, end, actor=Actor.system(), happened_at=step.happened_at)


def imported_rows_are_free_again(pks: list[int], step: Step) -> None:
    """What a declined or withdrawn donation held may be offered again, in the same spreadsheet, too."""
    if step.new in checking.FELL_THROUGH:
        entering.release(pks)


def settle_or_reopen(donation_pks, *, actor: Actor, happened_at: datetime | None = None) -> None:
    """Brings donations in step with their devices, loose media and announced goods: received → settled, and back."""
    pks = list(donation_pks)
    if not pks:
        return
    # Counted only once nobody else is counting: of two last devices that end at once, the second sees the first.
    list(Donation.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
    devices = Device.objects.open_for_donation().filter(donation__in=pks)
    loose = StorageMedium.objects.loose_and_open().filter(donation__in=pks)
    goods = OfferedLine.objects.awaited_goods().filter(donation__in=pks)
    still_open = {pk for rows in (devices, loose, goods) for pk in rows.values_list("donation", flat=True)}
    done = Donation.objects.filter(pk__in=pks, status=DonationStatus.RECEIVED).exclude(pk__in=still_open)
    reopened = Donation.objects.filter(pk__in=still_open, status=DonationStatus.SETTLED)
    for rows, to in ((done, DonationStatus.SETTLED), (reopened, DonationStatus.RECEIVED)):
        change_status_many(Donation, rows.values_list("pk", flat=True), to, actor=actor, happened_at=happened_at)
