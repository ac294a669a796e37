"""Opening hours, what is known of a donation's appointment, and the secret links to calendars."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """Hours in which goods may be brought, as the clock in Leipzig shows them: every week on a weekday, or on one
    single day. They are cut into slots of `slot_minutes`, each for `capacity` donors."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, null=True, blank=True)
    day = models.DateField(_("single day"), null=True, blank=True)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutes per slot"), default=30)
    capacity = models.PositiveSmallIntegerField(_("donors per slot"), default=1)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["day", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday=None, day__isnull=False) | Q(weekday__isnull=False, day=None),
                name="opening_hours_weekly_or_on_one_day",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="opening_hours_end_after_they_start"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, slot_minutes__gte=5), name="opening_hours_have_room_for_somebody"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="opening_hours_valid_until_not_before_valid_from",
            ),
        ]

    def __str__(self) -> str:
        when = self.day.strftime("%d.%m.%Y") if self.day else self.get_weekday_display()
        return f"{when}, {self.starts:%H:%M}–{self.ends:%H:%M}"


class ClosedDays(models.Model):
    """Days on which nobody is there, whatever the weekly hours say; hours of a single day count all the same."""

    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="closed_days_end_not_before_they_begin")
        ]

    def __str__(self) -> str:
        return f"{self.first:%d.%m.%Y}–{self.last:%d.%m.%Y}"


class Appointment(models.Model):
    """What is known of a donation's coming beside the moment itself, which is `Donation.scheduled_for`.

    `slot_place` is the donor's place in the slot that starts at `starts_at`: places are numbered from 1, and no two
    donations have the same one. It is given up when the appointment is moved or the donation ends.
    """

    donation = models.OneToOneField("donations.Donation", on_delete=models.PROTECT, related_name="appointment")
    accepted_at = models.DateTimeField(_("offer accepted on"), null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    slot_place = models.PositiveSmallIntegerField(null=True, blank=True)
    driver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pick_ups",
        verbose_name=_("who drives"),
    )
    route_position = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        permissions = [("drive_pick_up", "See the address of an assigned pick-up on its day")]
        constraints = [
            models.UniqueConstraint(fields=["starts_at", "slot_place"], name="appointment_one_donation_per_slot_place"),
            models.CheckConstraint(
                condition=Q(slot_place=None) | Q(starts_at__isnull=False, slot_place__gte=1),
                name="appointment_slot_place_is_in_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="appointment_starts_at")]

    def __str__(self) -> str:
        return f"{self.donation_id}: {self.starts_at}"


class PickUpLook(models.Model):
    """A volunteer who drives looked at the address of a pick-up: logged, as PRODUCT.md § 1 asks, until retention
    forgets it."""

    donation = models.ForeignKey("donations.Donation", on_delete=models.PROTECT, related_name="pick_up_looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.donation_id}: {self.user_id}"


class CalendarFeedQuerySet(models.QuerySet):
    """Questions about links to calendars."""

    def standing(self) -> "CalendarFeedQuerySet":
        """Links that still open something."""
        return self.filter(revoked_at=None, owner__is_active=True)


class CalendarFeed(models.Model):
    """A person's secret link to the calendar, for programs that subscribe to it. Only the SHA-256 of the secret is
    kept: 256 random bits need no slow hash."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(revoked_at=None), name="calendar_feed_one_standing_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.created_at:%Y-%m-%d}"
