"""What became of a donor's data: read from media, erasures and devices, as the donor's paper must say it.

A medium may be used again later, by a pupil or as a spare part. For the donor it is settled as soon as one erasure
stands that removed the donor's data, and only a retraction undoes that.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from devices.enums import DeviceStatus, MediumStatus
from devices.media import NO_MEDIUM_SAID
from devices.models import Device, DeviceEvent, Erasure, StorageMedium
from donations.models import Donation

# Taken out is none of these: it lies under lock with the data on it.
SETTLES_FOR_DONOR = (MediumStatus.ERASED, MediumStatus.DESTROYED, MediumStatus.RETURNED_TO_DONOR)
AWAITED = (DeviceStatus.REGISTERED,)
# Nothing of theirs ever came into our hands, or they are back with the donor.
NEVER_OURS = (*AWAITED, DeviceStatus.NOT_RECEIVED, DeviceStatus.REJECTED)


@dataclass(frozen=True)
class Fate:
    """One medium: settled by `proof`, lost, or open."""

    medium: StorageMedium
    proof: Erasure | None

    @property
    def is_lost(self) -> bool:
        return self.proof is None and self.medium.status == MediumStatus.LOST

    @property
    def is_open(self) -> bool:
        return self.proof is None and not self.is_lost


@dataclass(frozen=True)
class WithoutMedia:
    """A device that can hold media and of which none is known. `said_at`: when the person gave their word, if they
    did, whom the device names."""

    device: Device
    said_at: datetime | None

    @property
    def is_said(self) -> bool:
        """Somebody looked into it and said that there is no medium."""
        return self.device.no_medium_cycle is not None

    @property
    def is_lost(self) -> bool:
        return not self.is_said and self.device.status == DeviceStatus.LOST

    @property
    def is_open(self) -> bool:
        """Nobody has looked into it yet."""
        return not self.is_said and not self.is_lost


@dataclass(frozen=True)
class Reckoning:
    """All of a donation. `awaited`: announced devices that may still come; `never_hold`: by name of the category, how
    many devices came that hold no media by their nature."""

    fates: list[Fate] = field(default_factory=list)
    without_media: list[WithoutMedia] = field(default_factory=list)
    awaited: int = 0
    never_hold: Counter = field(default_factory=Counter)

    @property
    def is_empty(self) -> bool:
        """Nothing that could hold data has come."""
        return not self.fates and not self.without_media

    @property
    def is_final(self) -> bool:
        """Nothing is open, and nothing more is expected."""
        still_open = any(row.is_open for row in [*self.fates, *self.without_media])
        return not (self.is_empty or still_open or self.awaited)

    @property
    def lost(self) -> int:
        """Media, and devices with unknown media, that are gone with what was on them."""
        return sum(row.is_lost for row in [*self.fates, *self.without_media])


def reckon(donation: Donation) -> Reckoning:
    """Reads it all, in a handful of queries however many devices there are."""
    media = [medium for medium in media_of(donation) if not _came_after_use(medium)]
    devices = list(donation.devices.select_related("category", "no_medium_said_by").order_by("line", "pk"))
    here = [device for device in devices if device.status not in NEVER_OURS]
    holding = {medium.device_id for medium in media}
    empty = [device for device in here if device.category.can_hold_media and device.pk not in holding]
    return Reckoning(
        fates=[Fate(medium, proof_of(medium)) for medium in media],
        without_media=_without_media(empty),
        awaited=sum(device.status in AWAITED for device in devices),
        never_hold=Counter(device.category.name for device in here if not device.category.can_hold_media),
    )


def media_of(donation: Donation) -> QuerySet[StorageMedium]:
    """The donation's media with all that a protocol says of them, in the order of devices; loose ones last."""
    erasures = Erasure.objects.standing().select_related("evidence", "operator")
    return (
        donation.media.select_related("device")
        .prefetch_related(Prefetch("erasures", queryset=erasures.order_by("recorded_at", "pk"), to_attr="standing"))
        .order_by(F("device__line").asc(nulls_last=True), F("device").asc(nulls_last=True), "pk")
    )


def proof_of(medium: StorageMedium) -> Erasure | None:
    """The first erasure that stands and settled the donor's data; for a medium of `media_of`."""
    return next((row for row in medium.standing if row.outcome in SETTLES_FOR_DONOR), None)


def _came_after_use(medium: StorageMedium) -> bool:
    """Known only since the device was given out: what is on it is not the donor's."""
    given = medium.device.first_handed_over_at if medium.device else None
    if given is None or medium.entered_at < given:
        return False
    return not any(row.recorded_at < given for row in medium.standing)


def _without_media(devices: list[Device]) -> list[WithoutMedia]:
    """Devices in which no medium of this donation is known. One with a medium of another donation holds nothing of
    this donor."""
    pks = [device.pk for device in devices]
    events = DeviceEvent.objects.filter(subject__in=pks, kind=NO_MEDIUM_SAID).order_by("sequence")
    said = dict(events.values_list("subject", "happened_at"))
    others = set(StorageMedium.objects.filter(device__in=pks).values_list("device", flat=True))
    known = [device for device in devices if device.pk not in others or device.no_medium_cycle is not None]
    return [WithoutMedia(device, said.get(device.pk)) for device in known]


def open_media() -> QuerySet[StorageMedium]:
    """Media that are open on their donors' papers: the same rule as `reckon`, for many donations at once."""
    before_use = (
        Q(device=None) | Q(device__first_handed_over_at=None) | Q(entered_at__lt=F("device__first_handed_over_at"))
    )
    return StorageMedium.objects.filter(before_use, ~Exists(_settled())).exclude(status=MediumStatus.LOST)


def _settled() -> QuerySet[Erasure]:
    """Standing erasures of the medium. A retraction has another outcome: asking for `retracts` as well would lead
    SQLite through all erasures there are."""
    return Erasure.objects.filter(medium=OuterRef("pk"), outcome__in=SETTLES_FOR_DONOR, retracted_by=None)


def unknown_devices() -> QuerySet[Device]:
    """Devices in the house that can hold media, of which none is known and nobody said that there is none."""
    return _unknown().exclude(status__in=[*NEVER_OURS, DeviceStatus.LOST])


def _unknown() -> QuerySet[Device]:
    known = StorageMedium.objects.filter(device=OuterRef("pk"))
    return Device.objects.filter(~Exists(known), category__can_hold_media=True, no_medium_cycle=None)


def still_open() -> Q:
    """Asked of donations: whether something of theirs is open or awaited."""
    awaited = Device.objects.filter(status__in=AWAITED)
    return Q(_of_donation(open_media())) | Q(_of_donation(unknown_devices())) | Q(_of_donation(awaited))


def holds_losses() -> Q:
    """Asked of donations: whether data, or media that nobody knows, are gone."""
    media = StorageMedium.objects.filter(~Exists(_settled()), status=MediumStatus.LOST)
    return Q(_of_donation(media)) | Q(_of_donation(_unknown().filter(status=DeviceStatus.LOST)))


def may_hold_data() -> Q:
    """Asked of donations: whether anything came that a protocol can speak of."""
    empty = Device.objects.filter(no_medium_cycle__isnull=False).exclude(status__in=NEVER_OURS)
    return Q(_of_donation(StorageMedium.objects.all())) | Q(_of_donation(empty))


def _of_donation(rows: QuerySet) -> Exists:
    return Exists(rows.filter(donation=OuterRef("pk")))
