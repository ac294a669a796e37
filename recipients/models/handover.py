"""The appointment at which devices are given out, and its receipts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Job, Stateful
from documents.models import Document
from recipients.enums import CapacityUnit, HandoverStatus
from recipients.lifecycle import HANDOVER
from recipients.models.class_set import ClassSet
from recipients.models.institution import Institution
from recipients.models.need import Need


class HandoverQuerySet(models.QuerySet):
    """Questions about handovers."""

    def visible_to(self, user: User) -> "HandoverQuerySet":
        """All for coordination, an institution's own for its people; a volunteer sees an assigned one on its day."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("recipients.view_request"):
            return self
        seen = Q(pk__in=[])
        if user.has_perm("recipients.file_request"):
            seen |= Q(institution__in=Institution.objects.visible_to(user).values("pk"))
        if user.has_perm("recipients.assist_handover"):
            assigned = HandoverVolunteer.objects.filter(user=user).values("handover")
            seen |= Q(pk__in=assigned, starts_at__date=timezone.localdate())
        return self.filter(seen)

    def coming(self) -> "HandoverQuerySet":
        """Neither closed nor cancelled."""
        return self.exclude(status__in=[HandoverStatus.CLOSED, HandoverStatus.CANCELLED])


class Handover(Stateful):
    """One appointment with one institution."""

    lifecycle = HANDOVER

    number = models.CharField(_("number"), max_length=16, unique=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("institution")
    )
    starts_at = models.DateTimeField(_("date and time"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("room for"), null=True, blank=True)
    capacity_unit = models.CharField(max_length=8, choices=CapacityUnit.choices, default=CapacityUnit.DEVICES)
    place = models.CharField(_("place"), max_length=160)
    status = models.CharField(
        _("status"), max_length=24, choices=HandoverStatus.choices, default=HandoverStatus.PLANNED
    )
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receipts_job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        permissions = [
            ("manage_handover", "Plan handovers, issue receipts, scan out"),
            ("assist_handover", "See an assigned handover on its day, scan out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=HandoverStatus.CLOSED) | Q(confirmed_at__isnull=False),
                name="handover_closed_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="handover_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="handover_has_room_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class HandoverEvent(Event):
    """History of a handover."""

    subject = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="events")


class HandoverVolunteer(models.Model):
    """A volunteer whom a coordinator assigned to a handover; sees its place, codes and devices on that day."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="volunteers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handover_duties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "user"], name="handover_volunteer_assigned_once")]

    def __str__(self) -> str:
        return f"{self.handover}: {self.user}"


class HandoverLook(models.Model):
    """An assigned volunteer looked at the codes of a handover: logged, as PRODUCT.md § 1 asks."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.handover}: {self.user}"


class ReceiptQuerySet(models.QuerySet):
    """Questions about receipts."""

    def visible_to(self, user: User) -> "ReceiptQuerySet":
        """Those of the handovers that the person sees."""
        return self.filter(handover__in=Handover.objects.visible_to(user).values("pk"))

    def active(self) -> "ReceiptQuerySet":
        """Those that stand."""
        return self.filter(active=True)


class Receipt(models.Model):
    """The handover receipt of one need, or of one class set, at one handover; `allocations` are what it covers.
    `active` is set False in the transaction that voids or supersedes its document: one of each stands."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="receipts")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts")
    class_set = models.ForeignKey(ClassSet, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="receipt")
    allocations = models.ManyToManyField("recipients.Allocation", related_name="receipts")
    active = models.BooleanField(default=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "need"],
                condition=Q(active=True),
                name="receipt_one_active_per_need_and_handover",
            ),
            models.UniqueConstraint(
                fields=["handover", "class_set"],
                condition=Q(active=True),
                name="receipt_one_active_per_class_set_and_handover",
            ),
            models.CheckConstraint(
                condition=Q(need=None, class_set__isnull=False) | Q(need__isnull=False, class_set=None),
                name="receipt_of_one_need_or_one_class_set",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
