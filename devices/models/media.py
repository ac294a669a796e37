"""Storage media: every disk that was ever in a device or came loose with a donation."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr, Trim, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages.scanning import normalise_scan
from custody.append_only import AppendOnlyError
from custody.models import Event, Stateful
from devices.enums import SETTLED_MEDIUM, MediumKind, MediumStatus
from devices.lifecycle import MEDIUM
from devices.models.device import Device, full_name
from devices.models.reference import Location
from donations.models import Donation

NEVER_DELETED = _("A medium is never deleted: what was entered by mistake is marked as such.")
MARK, MARK_DIGITS = "M-", 9
# What people type of a serial number to find it; a shorter beginning finds everything.
SHORTEST_BEGINNING = 4
# nwipe cuts serial numbers to 20 characters: media are looked up by as many.
SERIAL_HEAD = 20


class StorageMediumQuerySet(models.QuerySet):
    """Questions about media."""

    def with_serials(self, serials: Iterable[str | None]) -> "StorageMediumQuerySet":
        """Media whose serial number begins with the first 20 characters of one of these, by the index; whether it is
        the same medium says `importers.nwipe.serial_matches`."""
        heads = {" ".join(serial.upper().split())[:SERIAL_HEAD] for serial in serials if serial}
        return self.filter(serial_head__in=heads - {""})

    def with_serial(self, typed: str) -> list["StorageMedium"]:
        """Media with exactly this serial number, but for capitals and spaces; by the index."""
        wanted = " ".join(typed.upper().split())
        found = self.with_serials([typed]).select_related("device")
        return [medium for medium in found if wanted and " ".join(medium.serial.upper().split()) == wanted]

    def named(self, typed: str) -> "StorageMediumQuerySet":
        """Media whose serial number begins with what was typed or scanned, or that carry this mark of ours."""
        typed = typed.strip()
        heads = [text.upper()[:SERIAL_HEAD] for text in normalise_scan(typed)]
        found = Q(serial_head__in=heads)
        if len(typed) >= SHORTEST_BEGINNING:
            found |= Q(serial_head__startswith=typed.upper()[:SERIAL_HEAD])
        if key := StorageMedium.key_of_mark(typed):
            found |= Q(pk=key)
        return self.filter(found) if typed else self.none()

    def unsettled(self) -> "StorageMediumQuerySet":
        """Media that keep their device in the house. A lost one is no longer in it: it is alerted and stays on the
        donor's papers as lost."""
        return self.filter(status=MediumStatus.PENDING)

    def visible_to(self, user: User) -> "StorageMediumQuerySet":
        """All for the workshop and coordination; donors see theirs on papers, institutions none."""
        return self if user.is_authenticated and user.has_perm("devices.view_device") else self.none()

    def loose_and_open(self) -> "StorageMediumQuerySet":
        """Came without a device, or is left without one, and not at the end of its way."""
        return self.filter(device=None, status__in=[MediumStatus.PENDING, MediumStatus.REMOVED])

    def under_lock(self) -> "StorageMediumQuerySet":
        """Taken out: that settled the device, not the medium, which is open on the donor's papers."""
        return self.filter(status=MediumStatus.REMOVED)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(NEVER_DELETED)


class StorageMediumManager(models.Manager.from_queryset(StorageMediumQuerySet)):
    """Media that there are: one entered by mistake keeps its row and history, and counts nowhere."""

    def get_queryset(self) -> StorageMediumQuerySet:
        return super().get_queryset().filter(mistaken_at=None)


class StorageMedium(Stateful):
    """One disk. `entered_at` is when it became known in this cycle: only an erasure finished later settles it.
    `settled_by` is the erasure that stands for its status: without one it is pending or lost. `mistaken_at` is when a
    person said that it was entered by mistake."""

    lifecycle = MEDIUM

    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="media")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(_("kind"), max_length=8, choices=MediumKind.choices, default=MediumKind.UNKNOWN)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    serial_head = models.GeneratedField(
        expression=Upper(Substr(Trim("serial"), 1, SERIAL_HEAD)),
        output_field=models.CharField(max_length=80),
        db_persist=True,
        db_index=True,
    )
    size_bytes = models.BigIntegerField(_("size in bytes"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=MediumStatus.choices, default=MediumStatus.PENDING)
    cycle = models.PositiveSmallIntegerField(default=1)
    entered_at = models.DateTimeField(default=timezone.now)
    location = models.ForeignKey(
        Location,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="media",
        verbose_name=_("location"),
    )
    settled_by = models.OneToOneField(
        "devices.Erasure", null=True, blank=True, on_delete=models.PROTECT, related_name="settles", editable=False
    )
    mistaken_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StorageMediumManager()
    with_mistaken = StorageMediumQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        base_manager_name = "with_mistaken"
        constraints = [
            models.CheckConstraint(
                condition=Q(mistaken_at=None) | Q(device=None, status=MediumStatus.PENDING),
                name="medium_entered_by_mistake_is_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SETTLED_MEDIUM, settled_by__isnull=False)
                | (~Q(status__in=SETTLED_MEDIUM) & Q(settled_by__isnull=True)),
                name="medium_is_settled_only_by_an_erasure",
            ),
            models.CheckConstraint(
                condition=Q(size_bytes=None) | Q(size_bytes__gte=0), name="medium_size_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status=MediumStatus.REMOVED) | Q(location__isnull=False),
                name="medium_taken_out_lies_at_a_location",
            ),
        ]
        indexes = [
            models.Index(fields=["serial"], name="medium_by_serial"),
            models.Index(Upper("serial"), name="medium_by_serial_in_capitals"),
        ]

    def __str__(self) -> str:
        return full_name(self.maker, self.model) or str(self.get_kind_display())

    @property
    def mark(self) -> str:
        """What can be written on a medium whose serial number cannot be read, to find its page again."""
        return f"{MARK}{self.pk:06d}"

    @staticmethod
    def key_of_mark(typed: str) -> int | None:
        """The key of the medium with this mark ("M-000042"); None for any other text."""
        head, digits = typed.strip().upper()[: len(MARK)], typed.strip()[len(MARK) :]
        return int(digits) if head == MARK and digits.isdecimal() and len(digits) <= MARK_DIGITS else None

    @property
    def is_outside(self) -> bool:
        """True while it is in no device: it came loose, or was taken out and lies at its location."""
        return self.device_id is None or self.location_id is not None

    def delete(self, *args, **options) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(NEVER_DELETED)


class MediumEvent(Event):
    """History of a medium."""

    subject = models.ForeignKey(StorageMedium, on_delete=models.PROTECT, related_name="events")
