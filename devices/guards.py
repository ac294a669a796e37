"""What the lifecycles of devices and donations ask before a step: each answer is a sentence for people."""

from collections.abc import Mapping

from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.lifecycle import Step
from devices.checking import who_worked
from devices.cycles import were_out
from devices.enums import DeviceStatus, MediumStatus
from devices.models import Device, Erasure, OfferedLine, QualityControl, StorageMedium
from donations.models import Donation

NEEDS_AN_ERASURE = (MediumStatus.ERASED, MediumStatus.DESTROYED, MediumStatus.REMOVED)


def media_settled(rows: list[Device], step: Step) -> Mapping[int, str]:
    """No known medium is still to be erased."""
    return {row.pk: _open_media(row) for row in rows if row.unsettled_media}


def media_known(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Somebody looked: a medium is known in this cycle, or a person said that there is none. A device of a kind that
    holds none is not asked."""
    known = StorageMedium.objects.filter(device__in=[row.pk for row in rows], cycle=F("device__cycle"))
    with_media = set(known.values_list("device", flat=True))
    reason = _("No storage medium is known. Upload a hardware report, add the medium, or say that there is none.")
    asked = [row for row in rows if row.category.can_hold_media and not row.no_medium_said]
    return {row.pk: reason for row in asked if row.pk not in with_media}


def media_evident(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Every known medium is settled with evidence of this cycle, or a person said that there is none. A medium that was
    taken out or destroyed in an earlier cycle is not in the device any more: its evidence is of that cycle. A device
    of a kind that holds none is asked only for media that are known all the same."""
    refused = dict(media_settled(rows, step))
    asked = [row for row in rows if row.pk not in refused]
    known = StorageMedium.objects.filter(device__in=[row.pk for row in asked])
    proven = Erasure.objects.standing().filter(cycle=F("medium__cycle"), outcome=F("medium__status")).values("medium")
    unproven = Q(status__in=NEEDS_AN_ERASURE) & ~Q(pk__in=proven)
    of_an_earlier_cycle = Q(status=MediumStatus.ERASED, location=None) & ~Q(cycle=F("device__cycle"))
    lacking = set(known.filter(unproven | of_an_earlier_cycle).values_list("device", flat=True))
    unproved = _("A medium is marked as settled without evidence from this cycle.")
    return {**media_known(asked, step), **dict.fromkeys(lacking, unproved), **refused}


def erasure_stands(rows: list[StorageMedium], step: Step) -> Mapping[int, str]:
    """The newest row of the medium's erasures says so, and was written after it entered its present cycle: none, an
    older one, or one that was retracted (then its retraction is the newest) settles nothing."""
    reason = _("A medium is settled only by an erasure that is written down for it.")
    written = Erasure.objects.filter(medium__in=[row.pk for row in rows]).order_by("pk")
    newest = {erasure.medium_id: erasure for erasure in written}
    return {row.pk: reason for row in rows if not _settles(newest.get(row.pk), row, step)}


def _settles(erasure: Erasure | None, medium: StorageMedium, step: Step) -> bool:
    return (
        erasure is not None
        and (erasure.outcome, erasure.cycle) == (step.new, medium.cycle)
        and erasure.recorded_at >= medium.entered_at
    )


def media_settled_anew(rows: list[Device], step: Step) -> Mapping[int, str]:
    """A device that was in use, returned or found again, may hold new data: what is in it has to be erased in a new
    cycle before it goes for good."""
    pks = [row.pk for row in rows]
    used = pks if step.old == DeviceStatus.RETURNED else were_out(pks)
    inside = StorageMedium.objects.filter(device__in=used, status=MediumStatus.ERASED, location=None)
    as_it_was = set(inside.filter(status_since__lt=F("device__status_since")).values_list("device", flat=True))
    reason = _("The device was out of our hands. Start refurbishment: its media are to be erased again.")
    return {row.pk: reason for row in rows if row.pk in as_it_was}


def _open_media(row: Device) -> str:
    return ngettext(
        "%(count)d storage medium is still to be erased.",
        "%(count)d storage media are still to be erased.",
        row.unsettled_media,
    ) % {"count": row.unsettled_media}


def steps_done(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Every required step of the checklist passed or does not apply."""
    refused = {}
    for row in rows:
        if row.checklist_id is None:
            refused[row.pk] = _("The checklist has not been started.")
        elif row.open_steps:
            refused[row.pk] = ngettext(
                "%(count)d required step is open or failed.",
                "%(count)d required steps are open or failed.",
                row.open_steps,
            ) % {"count": row.open_steps}
    return refused


def quality_control_signed(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Signed in this cycle by somebody who did none of its steps."""
    pks = [row.pk for row in rows]
    standing = QualityControl.objects.filter(device__in=pks, withdrawn_at=None, cycle=F("device__cycle"))
    signed = dict(standing.values_list("device", "signed_by"))
    done_by = who_worked(pks)
    refused = {}
    for row in rows:
        if row.pk not in signed:
            refused[row.pk] = _("Quality control is not signed yet.")
        elif (row.pk, signed[row.pk]) in done_by:
            refused[row.pk] = _("Quality control must be signed by somebody who did none of the steps and no erasure.")
    return refused


def not_on_hold(rows: list[Device], step: Step) -> Mapping[int, str]:
    """The device waits for nothing."""
    return {
        row.pk: _("The device is on hold: %(why)s.") % {"why": row.get_hold_kind_display()}
        for row in rows
        if row.hold_kind
    }


def donation_has_devices(rows: list[Donation], step: Step) -> Mapping[int, str]:
    """Nothing is offered without a device, a loose medium or announced goods in it."""
    pks = [row.pk for row in rows]
    full = Donation.objects.filter(_any_of(Device) | _any_of(StorageMedium) | _any_of(OfferedLine), pk__in=pks)
    full = set(full.values_list("pk", flat=True))
    return {pk: _("Please list at least one device.") for pk in pks if pk not in full}


def _any_of(model: type[Model]) -> Exists:
    return Exists(model.objects.filter(donation=OuterRef("pk")))


def every_device_settled(rows: list[Donation], step: Step) -> Mapping[int, str]:
    """Each device is rejected, not received, recycled, dismantled, lost or was handed over once; no medium is open, and
    announced goods came or are missing."""
    pks = [row.pk for row in rows]
    devices = Device.objects.open_for_donation().filter(donation__in=pks)
    media = StorageMedium.objects.loose_and_open().filter(donation__in=pks)
    goods = OfferedLine.objects.awaited_goods().filter(donation__in=pks)
    still_open = {pk for found in (devices, media, goods) for pk in found.values_list("donation", flat=True)}
    return {row.pk: _("Not every device of the donation has reached its end.") for row in rows if row.pk in still_open}
