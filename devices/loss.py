"""What follows when a device is lost: its open media are lost with it, and coordination hears of it at once."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from custody.lifecycle import Step
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from custody.services import change_status_many
from devices.cycles import were_out
from devices.enums import DeviceStatus, MediumStatus
from devices.media import recount_media
from devices.models import Device, DeviceEvent, StorageMedium

# Art. 33 GDPR: the supervisory authority hears of it within 72 hours after it became known.
NOTIFICATION_TERM = timedelta(hours=72)
BACK = (DeviceStatus.RECEIVED, DeviceStatus.RETURNED, DeviceStatus.IN_REPAIR)
AWAY = (DeviceStatus.DELIVERED, DeviceStatus.HANDED_OVER)
LOST_MAIL = "device_lost"


def media_follow_loss(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: open media are lost with their device and open again when it is found.
    Coordination hears of them, of media that were in use since their erasure, and of devices in which nobody looked for
    media yet."""
    if step.new == DeviceStatus.LOST:
        at_risk = StorageMedium.objects.unsettled().filter(device__in=pks)
        used = media_in_use_since(pks).values("device")
        concerned = Q(pk__in=at_risk.values("device")) | Q(pk__in=used) | Q(pk__in=with_unknown_media())
        affected = list(Device.objects.filter(concerned, pk__in=pks).select_related("donation__donor"))
        media = list(at_risk.values_list("pk", flat=True))
        change_status_many(StorageMedium, media, MediumStatus.LOST, actor=step.actor, happened_at=step.happened_at)
        for device in affected:
            _alert(device, step)
    elif step.old == DeviceStatus.LOST:
        lost = StorageMedium.objects.filter(device__in=pks, status=MediumStatus.LOST)
        media = list(lost.values_list("pk", flat=True))
        change_status_many(StorageMedium, media, MediumStatus.PENDING, actor=step.actor, happened_at=step.happened_at)
    if DeviceStatus.LOST in (step.old, step.new):
        recount_media(pks)


def lost_with_data() -> QuerySet[Device]:
    """Lost devices with media at risk, or in which nobody looked for media."""
    lost = Device.objects.filter(status=DeviceStatus.LOST)
    at_risk = media_at_risk(lost.values_list("pk", flat=True)).values("device")
    return lost.filter(Q(pk__in=at_risk) | Q(pk__in=with_unknown_media()))


def media_at_risk(pks: Iterable[int]) -> QuerySet[StorageMedium]:
    """What was lost with these lost devices and may hold data: open media, and those in use since their erasure."""
    pks = list(pks)
    lost = Q(status=MediumStatus.LOST) | Q(pk__in=media_in_use_since(pks).values("pk"))
    return StorageMedium.objects.filter(lost, device__in=pks)


def media_in_use_since(pks: Iterable[int]) -> QuerySet[StorageMedium]:
    """Erased media in devices that were in use after that and came back: they hold what their user left, and are to be
    erased in the new cycle (see `guards.media_settled_anew`). What is still with its user is the user's own."""
    whereabouts = DeviceEvent.objects.filter(subject=OuterRef("device"), new_status__in=[*BACK, *AWAY])
    last = whereabouts.order_by("-sequence")
    inside = StorageMedium.objects.filter(device__in=were_out(pks), status=MediumStatus.ERASED, location=None)
    placed = inside.alias(last=Subquery(last.values("new_status")[:1]), since=Subquery(last.values("happened_at")[:1]))
    return placed.filter(last__in=BACK, status_since__lt=F("since"))


def with_unknown_media():
    """Devices of a kind that holds media, of which none is known and nobody said that there is none: they may hold
    data."""
    known = StorageMedium.objects.filter(device=OuterRef("pk"))
    said = Q(no_medium_cycle=F("cycle"))
    return Device.objects.filter(~Exists(known), category__can_hold_media=True).exclude(said).values("pk")


def coordinators() -> QuerySet[User]:
    """Those who hear of data that may be out."""
    return User.objects.filter(groups__name=Role.COORDINATOR, is_active=True).distinct()


def _alert(device: Device, step: Step) -> None:
    stamp = step.happened_at.strftime("%Y%m%d%H%M%S")
    media = media_at_risk([device.pk])
    for person in coordinators():
        with override(person.language or "de"):
            words = lost_letter(device, media, step)
            queue_mail(
                key=f"device-lost-{device.number}-{stamp}-{person.pk}",
                kind=LOST_MAIL,
                recipient=person.email,
                subject=words.subject,
                body=words.body,
            )


def lost_letter(device: Device, media: Iterable[StorageMedium], step: Step) -> Letter:
    """The alert in the current language."""
    subject = _("%(number)s is lost with data that was not erased") % {"number": device.number}
    return Letter(subject, _body(device, media, step))


def _body(device: Device, media: Iterable[StorageMedium], step: Step) -> str:
    term = timezone.localtime(step.happened_at + NOTIFICATION_TERM)
    lines = [_line(medium) for medium in media]
    return _(
        "The device %(number)s was reported lost. These storage media had not been erased:\n"
        "%(media)s\n\n"
        "Donor: %(donor)s (%(donation)s)\n\n"
        "If personal data may be on them, Art. 33 GDPR asks for a report to the supervisory authority "
        "within 72 hours: by %(term)s."
    ) % {
        "number": device.number,
        "media": "\n".join(lines) or _("Which storage media were in it is not known."),
        "donor": device.donation.donor_name,
        "donation": device.donation.number,
        "term": date_format(term, "SHORT_DATETIME_FORMAT"),
    }


def _line(medium: StorageMedium) -> str:
    line = f"- {medium}, {medium.get_kind_display()}, {medium.serial or _('no serial number')}"
    if medium.status == MediumStatus.LOST:
        return line
    return f"{line} ({_('erased, but in use since then: what its user left may be on it')})"
