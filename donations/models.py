"""Donors and what they give."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from donations.agreements.models import AgreementRecord  # noqa: F401 - a model of this app
from donations.appointments.models import (  # noqa: F401 - models of this app
    Appointment,
    CalendarFeed,
    ClosedDays,
    OpeningHours,
    PickUpLook,
)
from donations.donors.models import ContactNote, DonorMerge, DonorsApart  # noqa: F401 - models of this app
from donations.enums import DataAgreement, Delivery, DonationStatus, DonorKind, MediaWithData, OfferSource, Origin
from donations.lifecycle import DONATION


class DonorQuerySet(models.QuerySet):
    """Questions about donors."""

    def of(self, user: User) -> "DonorQuerySet":
        """Donors that this person belongs to, with those that are the same."""
        return self._same_as(Donor.objects.filter(members__user=user, members__ended_at=None))

    def family_of(self, donor: "Donor") -> "DonorQuerySet":
        """The donor with those that are the same."""
        return self._same_as(Donor.objects.filter(pk=donor.pk))

    def _same_as(self, donors: "DonorQuerySet") -> "DonorQuerySet":
        heads = donors.order_by().values_list(Coalesce("merged_into_id", "pk"))
        return self.filter(Q(pk__in=heads) | Q(merged_into__in=heads))

    def heads(self) -> "DonorQuerySet":
        """One row for each donor: merged ones stand for nobody by themselves."""
        return self.filter(merged_into=None)

    def visible_to(self, user: User) -> "DonorQuerySet":
        """All for coordination, their own for a donor's people."""
        return self if user.has_perm("donations.manage_donation") else self.of(user)


class Donor(models.Model):
    """Somebody who gives hardware; people with an account belong to it through DonorMember. `merged_into` is the one
    that stands for this row, never one that is merged itself (see donors.merging). `sort_name` and the keys after it
    are written by donors.naming."""

    kind = models.CharField(_("kind of donor"), max_length=12, choices=DonorKind.choices)
    name = models.CharField(_("name of company, office or person"), max_length=160)
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language of mails"), max_length=2, blank=True, choices=settings.LANGUAGES)
    sort_name = models.CharField(max_length=200, blank=True, editable=False)
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    town_key = models.CharField(max_length=100, blank=True, editable=False)
    phone_key = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    search_text = models.TextField(blank=True, editable=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DonorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
                name="donor_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def head(self) -> "Donor":
        """The donor that stands for this row: itself, unless it was merged."""
        return self.merged_into or self


class DonorMember(models.Model):
    """A person who follows a donor's donations until `ended_at`; `ended_by` is who ended it, the person or
    coordination. Ended rows stay as history."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="donor_memberships")
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "user"], condition=Q(ended_at=None), name="donor_member_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False),
                name="donor_member_is_ended_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor}: {self.user}"


class DonationQuerySet(models.QuerySet):
    """Questions about donations; `visible_to` is the one rule for pages, exports, files and search."""

    def visible_to(self, user: User) -> "DonationQuerySet":
        """All for those who may see donations, a donor's own for its people, none for others."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("donations.view_donation"):
            return self
        if user.has_perm("donations.offer_donation"):
            return self.filter(donor__in=Donor.objects.of(user))
        return self.none()

    def expected(self) -> "DonationQuerySet":
        """Donations whose goods may still arrive: offered or with an appointment, arrived and even settled ones, as
        something may come later."""
        return self.exclude(status__in=[DonationStatus.DRAFT, DonationStatus.DECLINED, DonationStatus.CANCELLED])


class Donation(Stateful):
    """One consignment. A donor of None is unknown ("left at the door") until a coordinator assigns one."""

    lifecycle = DONATION

    number = models.CharField(_("number"), max_length=16, unique=True)
    donor = models.ForeignKey(
        Donor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="donations",
        verbose_name=_("donor"),
    )
    status = models.CharField(_("status"), max_length=24, choices=DonationStatus.choices, default=DonationStatus.DRAFT)
    delivery = models.CharField(
        _("drop-off or pick-up"), max_length=8, choices=Delivery.choices, default=Delivery.DROP_OFF
    )
    window = models.CharField(_("when it suits"), max_length=200, blank=True)
    pick_up_address = models.CharField(_("address for the pick-up"), max_length=240, blank=True)
    media_with_data = models.CharField(_("disks with data"), max_length=8, choices=MediaWithData.choices)
    data_agreement = models.CharField(
        _("processing agreement"), max_length=12, choices=DataAgreement.choices, default=DataAgreement.OPEN
    )
    origin = models.CharField(
        _("where the devices come from"), max_length=12, choices=Origin.choices, default=Origin.NOT_STATED
    )
    source = models.CharField(_("how it was offered"), max_length=8, choices=OfferSource.choices, blank=True)
    message = models.TextField(_("message"), blank=True, max_length=2000)
    scheduled_for = models.DateTimeField(_("appointment"), null=True, blank=True)
    received_on = models.DateField(_("arrived on"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DonationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("offer_donation", "Offer and follow own donations"),
            ("manage_donation", "Accept, decline and enter donations, see donors"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=DonationStatus.SCHEDULED) | Q(scheduled_for__isnull=False),
                name="donation_scheduled_has_an_appointment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[DonationStatus.RECEIVED, DonationStatus.SETTLED])
                | Q(received_on__isnull=False),
                name="donation_received_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def donor_name(self) -> str:
        """The donor's name, or that it is unknown."""
        return self.donor.name if self.donor else str(_("unknown donor"))


class DonationEvent(Event):
    """History of a donation."""

    subject = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="events")


class StateLinkQuerySet(models.QuerySet):
    """Questions about links."""

    def standing(self, now: datetime) -> "StateLinkQuerySet":
        """Those that open the page."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class StateLink(models.Model):
    """A signed link to one donation's page for whoever reads the donor's mail, without an account. Its address holds
    the key and a signature, nothing else."""

    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="state_links")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = StateLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="state_link_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.donation}: {self.pk}"
