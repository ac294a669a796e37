"""What happened: events and their notes; what runs: jobs; what goes out: mails; what was numbered: counters."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.append_only import AppendOnlyModel
from custody.enums import MailStatus, Via
from custody.leases import Leased, LeasedQuerySet


def new_salt() -> str:
    """128 random bits as hex."""
    return secrets.token_hex(16)


class Note(models.Model):
    """Free text beside an event (a reason). Retention may empty it; the event keeps only its salted digest."""

    text = models.TextField(_("note"), blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text


class Event(AppendOnlyModel):
    """One line of an aggregate's history. Concrete models add `subject`, a PROTECT key with related_name="events".

    `data` holds keys, codes and numbers only, never names or free text. `hash` covers every field and the
    previous line's hash, so that a changed or missing line shows.
    """

    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    old_status = models.CharField(max_length=24, blank=True)
    new_status = models.CharField(max_length=24, blank=True)
    data = models.JSONField(default=dict)
    note = models.OneToOneField(Note, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=8, choices=Via.choices)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(AppendOnlyModel.Meta):
        abstract = True
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["subject", "sequence"], name="%(class)s_one_line_per_sequence")]

    def __str__(self) -> str:
        return f"{self.subject_id}/{self.sequence} {self.kind}"


class Stateful(models.Model):
    """An aggregate with a lifecycle: its status changes only through custody.services.change_status."""

    status_since = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Counter(models.Model):
    """The last number given in a series and year; year 0 for series that run on."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="counter_one_row_per_series_and_year")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Job(models.Model):
    """Long work that a page shows as a progress bar. `errors` is a list of {"what", "why"} with codes and numbers."""

    kind = models.CharField(max_length=40)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="job_done_within_total")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.done}/{self.total}"


class MailQuerySet(LeasedQuerySet):
    """Questions about the outbox."""

    def waiting(self) -> "MailQuerySet":
        """Mails that still have to go out."""
        return self.filter(status=MailStatus.QUEUED)

    def visible_to(self, user: User) -> "MailQuerySet":
        """All for those who look after mails, none for others."""
        return self if user.has_perm("custody.manage_mail") else self.none()

    def troubled(self) -> "MailQuerySet":
        """Mails that failed or may not have arrived, and that nobody has dealt with."""
        return self.filter(status__in=[MailStatus.FAILED, MailStatus.UNCERTAIN], dealt_with_at=None)


class Mail(Leased):
    """The outbox: one row, one mail, sent at most once. `key` says what the mail is about, so that asking twice
    sends once; `kind` is the code of its template (custody.mail_kinds). One that failed can be repeated by a person, or
    marked as dealt with."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40, blank=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    status = models.CharField(max_length=12, choices=MailStatus.choices, default=MailStatus.QUEUED)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    repeated_at = models.DateTimeField(null=True, blank=True)
    repeated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dealt_with_at = models.DateTimeField(null=True, blank=True)
    dealt_with_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        permissions = [("manage_mail", "See mails that failed, repeat them, preview all mails")]
        indexes = [models.Index(fields=["status", "rung_at"], name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.key} ({self.status})"
