"""One need: one device set for one pupil, or for the institution itself."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from devices.models import Category
from recipients.enums import ACTIVE, Agreement, Answer, InstitutionStatus, NeedStatus, ReceiptLanguage, RequestStatus
from recipients.lifecycle import NEED
from recipients.models.class_set import ClassSet
from recipients.models.reference import DeviceSet, EntitlementBasis, MinimumSpec, Wish
from recipients.models.request import Request


class NeedQuerySet(models.QuerySet):
    """Questions about needs."""

    def visible_to(self, user: User) -> "NeedQuerySet":
        """Those of the requests that the person may see."""
        return self.filter(request__in=Request.objects.visible_to(user))

    def queued(self) -> "NeedQuerySet":
        """On the waiting list: the request is approved, and an item of the need has no device yet; a set of which a
        part is reserved keeps waiting for the rest. Those of a suspended institution, and those that it did not
        confirm for this school year, keep their place but take no part."""
        return self.waiting().filter(request__institution__status=InstitutionStatus.APPROVED, paused_on=None)

    def waiting(self) -> "NeedQuerySet":
        """As `queued`, with those that pause."""
        waiting = self.filter(request__status=RequestStatus.APPROVED, status__in=[NeedStatus.OPEN, NeedStatus.RESERVED])
        return waiting.filter(Exists(NeedItem.objects.unpromised().filter(need=OuterRef("pk"))))


class Need(Stateful):
    """Stored of a pupil: a code of the institution's and a school grade, nothing else (PRODUCT.md § 7). The code is
    unique within an institution's requests that are not over; events never carry it. `household_code` is shared by
    siblings and means something within one institution alone. Receipt language and wishes are seen by the institution
    and coordinators only, never exported or counted, and forgotten 30 days after the handover (wishes.py)."""

    lifecycle = NEED

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="needs")
    position = models.PositiveSmallIntegerField()
    pupil_code = models.CharField(_("pupil code"), max_length=12, blank=True)
    school_grade = models.PositiveSmallIntegerField(_("school grade"), null=True, blank=True)
    agreement = models.CharField(_("gift or loan"), max_length=4, choices=Agreement.choices, default=Agreement.GIFT)
    status = models.CharField(_("status"), max_length=24, choices=NeedStatus.choices, default=NeedStatus.OPEN)
    final_year = models.CharField(_("final year"), max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    no_device_at_home = models.CharField(
        _("no device at home"), max_length=8, choices=Answer.choices, default=Answer.UNKNOWN
    )
    siblings_share = models.CharField(
        _("siblings share a device"), max_length=8, choices=Answer.choices, default=Answer.UNKNOWN
    )
    class_set = models.ForeignKey(ClassSet, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    device_set = models.ForeignKey(DeviceSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    household_code = models.CharField(_("household code"), max_length=12, blank=True)
    receipt_language = models.CharField(
        _("second language of the receipt"),
        max_length=2,
        blank=True,
        choices=ReceiptLanguage.choices,
        default=ReceiptLanguage.GERMAN,
    )
    wishes = models.ManyToManyField(Wish, blank=True, related_name="+", verbose_name=_("wishes"))
    basis = models.ForeignKey(
        EntitlementBasis, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("notice")
    )
    queued_since = models.DateTimeField(null=True, blank=True)
    # When the institution last said that it still stands; since when it pauses because nobody did.
    confirmed_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="need_one_per_position"),
            models.UniqueConstraint(
                fields=["request", "pupil_code"],
                condition=~Q(pupil_code=""),
                name="need_one_per_code_in_a_request",
            ),
            models.CheckConstraint(
                condition=Q(school_grade=None) | Q(school_grade__gte=1, school_grade__lte=13),
                name="need_school_grade_from_1_to_13",
            ),
            models.CheckConstraint(
                condition=Q(pupil_code=Upper("pupil_code"), household_code=Upper("household_code")),
                name="need_codes_in_capitals",
            ),
            models.CheckConstraint(
                condition=Q(class_set=None) | Q(pupil_code="", household_code=""), name="need_of_a_class_without_codes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}/{self.position}"


class NeedItemQuerySet(models.QuerySet):
    """Questions about items."""

    def unpromised(self) -> "NeedItemQuerySet":
        """Asked for, without an active allocation."""
        return self.filter(given_up=False).exclude(allocations__status__in=ACTIVE)


class AskedItemManager(models.Manager.from_queryset(NeedItemQuerySet)):
    """What is asked for, or was given: without what was dropped when the institution asked for less."""

    def get_queryset(self) -> NeedItemQuerySet:
        return super().get_queryset().filter(is_dropped=False)


class NeedItem(models.Model):
    """One thing of a device set; what is allocated is allocated to an item.

    `need.items` and `objects` leave out what was dropped from a need that was made smaller: such a row is kept in
    `ever`, since proposals and reservations of before name it."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="items")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category"))
    minimum_spec = models.ForeignKey(MinimumSpec, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    # Nobody asks for it any more: its device came back for good, or the rest of a set was closed.
    given_up = models.BooleanField(default=False)
    # The institution asks for less than it did: nothing is given for it any more.
    is_dropped = models.BooleanField(default=False)

    objects = AskedItemManager()
    ever = NeedItemQuerySet.as_manager()

    class Meta:
        ordering = ["need", "position"]
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["need", "position"], name="item_one_per_position"),
            models.CheckConstraint(condition=Q(is_dropped=False) | Q(given_up=True), name="item_dropped_is_given_up"),
        ]

    def __str__(self) -> str:
        return f"{self.need}/{self.position}"


class NeedEvent(Event):
    """History of a need."""

    subject = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="events")
