"""The device: one number, one history, one holder."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from devices.enums import GATED, IN_WORKSHOP, SETTLED_FOR_DONATION, CosmeticGrade, DeviceStatus, HoldKind
from devices.lifecycle import DEVICE
from devices.models.reference import Category, Checklist, Location
from donations.models import Donation


def full_name(maker: str, model: str) -> str:
    """Maker and model; a maker that the model begins with is not said twice."""
    return model if model.casefold().startswith(maker.casefold()) else f"{maker} {model}".strip()


class DeviceQuerySet(models.QuerySet):
    """Questions about sets of devices; `visible_to` is the one rule for pages, exports, files and search."""

    def visible_to(self, user: User) -> "DeviceQuerySet":
        """All for the workshop and coordination, a donor's own for its people, none for others."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("devices.view_device"):
            return self
        return self.filter(donation__in=Donation.objects.visible_to(user))

    def ready(self) -> "DeviceQuerySet":
        """Free to be promised: ready, not on hold."""
        return self.filter(status=DeviceStatus.READY, hold_kind="")

    def at(self, location: Location) -> "DeviceQuerySet":
        """Standing at this location; those that left keep it as their last one."""
        return self.filter(location=location, status__in=IN_WORKSHOP)

    def awaited(self) -> "DeviceQuerySet":
        """Announced and not here yet; those marked as not received may still come."""
        return self.filter(status__in=[DeviceStatus.REGISTERED, DeviceStatus.NOT_RECEIVED])

    def open_for_donation(self) -> "DeviceQuerySet":
        """Devices that keep their donation from being settled."""
        return self.exclude(status__in=SETTLED_FOR_DONATION).filter(first_handed_over_at=None)

    def with_open_media(self) -> "DeviceQuerySet":
        """Devices in house with a medium that is still to be erased."""
        return self.filter(unsettled_media__gt=0)

    def awaiting_quality_control(self) -> "DeviceQuerySet":
        """In refurbishment, everything done but the signature of somebody else."""
        # Not exclude(): over a relation of many it does not ask both conditions of one row.
        signed = models.Exists(self._of_this_cycle("quality_controls", withdrawn_at=None))
        medium_known = models.Exists(self._of_this_cycle("media"))
        return self.filter(
            medium_known | Q(category__can_hold_media=False) | Q(no_medium_cycle=models.F("cycle")),
            ~signed,
            status=DeviceStatus.IN_REFURBISHMENT,
            hold_kind="",
            unsettled_media=0,
            open_steps=0,
            checklist__isnull=False,
        )

    def proposed_for_recycling(self) -> "DeviceQuerySet":
        """Somebody thinks that it is not worth the work; a senior volunteer is to decide."""
        return self._with_open("recycling_proposals", closed_at=None)

    def donor_to_be_asked(self) -> "DeviceQuerySet":
        """The workshop wants coordination to ask the donor, and nobody did yet."""
        return self._with_open("donor_questions", asked_at=None, hold_since=models.OuterRef("hold_since"))

    def _with_open(self, relation: str, **conditions: object) -> "DeviceQuerySet":
        related = self.model._meta.get_field(relation).related_model
        return self.filter(models.Exists(related.objects.filter(device=models.OuterRef("pk"), **conditions)))

    def _of_this_cycle(self, relation: str, **conditions: object) -> models.QuerySet:
        related = self.model._meta.get_field(relation).related_model
        return related.objects.filter(device=models.OuterRef("pk"), cycle=models.OuterRef("cycle"), **conditions)


class Device(Stateful):
    """One physical unit from registration on. `unsettled_media` and `open_steps` are counts kept by the same service
    transactions that touch media and checks; the first carries the erasure gate's constraint."""

    lifecycle = DEVICE

    number = models.CharField(_("number"), max_length=12, unique=True)
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="devices", verbose_name=_("donation"))
    line = models.PositiveIntegerField(_("line of the offer"), default=0)
    is_surplus = models.BooleanField(_("came without being announced"), default=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="devices", verbose_name=_("category"))
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    asset_tag = models.CharField(_("asset tag of the donor"), max_length=80, blank=True)
    uuid = models.CharField(_("UUID"), max_length=36, blank=True)
    board_serial = models.CharField(_("serial number of the board"), max_length=80, blank=True)
    cpu = models.CharField(_("processor"), max_length=120, blank=True)
    cores = models.PositiveSmallIntegerField(_("cores"), null=True, blank=True)
    ram_mib = models.PositiveIntegerField(_("memory in MiB"), null=True, blank=True)
    display = models.CharField(_("display"), max_length=60, blank=True)
    battery_health = models.DecimalField(
        _("battery health (0 to 1)"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    # None: nobody knows yet. Steps of the checklist about what is missing are not asked.
    battery = models.BooleanField(_("battery"), null=True, blank=True)
    webcam = models.BooleanField(_("webcam"), null=True, blank=True)
    optical_drive = models.BooleanField(_("optical drive"), null=True, blank=True)
    touchscreen = models.BooleanField(_("touchscreen"), null=True, blank=True)
    wireless = models.BooleanField(_("Wi-Fi"), null=True, blank=True)
    operating_system = models.CharField(_("operating system"), max_length=80, blank=True)
    accessories = models.CharField(_("accessories"), max_length=160, blank=True)
    cosmetic_grade = models.CharField(_("condition"), max_length=1, choices=CosmeticGrade.choices, blank=True)
    known_defects = models.CharField(_("known defects"), max_length=240, blank=True)
    location = models.ForeignKey(
        Location,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="devices",
        verbose_name=_("location"),
    )
    status = models.CharField(_("status"), max_length=24, choices=DeviceStatus.choices, default=DeviceStatus.REGISTERED)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    checklist = models.ForeignKey(Checklist, null=True, blank=True, on_delete=models.PROTECT, related_name="devices")
    unsettled_media = models.PositiveSmallIntegerField(_("open media"), default=0, editable=False)
    open_steps = models.PositiveSmallIntegerField(_("open required steps"), default=0, editable=False)
    no_medium_cycle = models.PositiveSmallIntegerField(null=True, blank=True)
    no_medium_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hold_kind = models.CharField(_("on hold"), max_length=16, choices=HoldKind.choices, blank=True)
    hold_reason = models.CharField(_("what it waits for"), max_length=240, blank=True)
    hold_since = models.DateTimeField(null=True, blank=True)
    hold_follow_up = models.DateField(_("look again on"), null=True, blank=True)
    first_handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("receive_device", "Take devices in"),
            ("refurbish_device", "Log refurbishment, upload evidence, print labels"),
            ("sign_quality_control", "Sign quality control"),
            ("recycle_device", "Decide on recycling and dismantling"),
            ("manage_device", "Everything about devices that coordination may"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=GATED) | Q(unsettled_media=0),
                name="device_leaves_with_no_unsettled_medium",
            ),
            models.CheckConstraint(condition=Q(cycle__gte=1), name="device_cycle_counts_from_one"),
            models.CheckConstraint(
                condition=Q(no_medium_cycle=None) | Q(no_medium_said_by__isnull=False),
                name="device_no_medium_is_a_persons_word",
            ),
            models.CheckConstraint(
                condition=Q(hold_kind="", hold_since=None) | (~Q(hold_kind="") & Q(hold_since__isnull=False)),
                name="device_on_hold_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(hold_follow_up=None) | ~Q(hold_kind=""),
                name="device_looked_at_again_only_on_hold",
            ),
            models.CheckConstraint(
                condition=Q(battery_health=None) | Q(battery_health__gte=0, battery_health__lte=1),
                name="device_battery_health_from_0_to_1",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-status_since"], name="device_by_status"),
            models.Index(fields=["serial"], name="device_by_serial"),
            models.Index(fields=["asset_tag"], name="device_by_asset_tag"),
            models.Index(Upper("board_serial"), name="device_by_board_serial_folded"),
            models.Index(fields=["uuid"], name="device_by_uuid"),
            # A scan finds them however they were typed, without reading the whole table.
            models.Index(Upper("serial"), name="device_by_serial_in_capitals"),
            models.Index(Upper("asset_tag"), name="device_by_tag_in_capitals"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What a person would call it: maker and model, else the category."""
        return full_name(self.maker, self.model) or self.category.name

    @property
    def is_in_workshop(self) -> bool:
        """True while its media, reports and erasures can be recorded."""
        return self.status in IN_WORKSHOP

    @property
    def takes_checks(self) -> bool:
        """True while steps of its checklist can be written down; from the shelf it goes back to work for that."""
        at_hand = (DeviceStatus.IN_REFURBISHMENT, DeviceStatus.READY, DeviceStatus.RESERVED)
        return self.status in at_hand and self.checklist_id is not None

    @property
    def no_medium_said(self) -> bool:
        """True when a person said in this cycle that nothing in it stores data."""
        return self.no_medium_cycle == self.cycle


class DeviceEvent(Event):
    """History of a device."""

    subject = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="events")
