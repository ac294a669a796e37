"""How people come to an institution: invited by mail, or by taking over a school that was on a list."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recipients.models.institution import Institution

INVITED_FOR = timedelta(days=14)


class InvitationQuerySet(models.QuerySet):
    """Questions about invitations."""

    def open(self, now: datetime | None = None) -> "InvitationQuerySet":
        """Those whose link still opens the door."""
        return self.filter(accepted_at=None, created_at__gt=(now or timezone.now()) - INVITED_FOR)


class InstitutionInvitation(models.Model):
    """Somebody of the institution, or coordination, asks a person in by mail. The address is deleted as soon as it was
    answered, and the row when it was not answered in time."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) & ~Q(email="")
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, email=""),
                name="invitation_keeps_an_address_until_it_is_answered",
            ),
            models.UniqueConstraint(
                fields=["institution", "email"],
                condition=Q(accepted_at=None),
                name="invitation_one_open_per_address_and_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id}: {self.pk}"

    @property
    def expires_at(self) -> datetime:
        """From then on its link opens nothing."""
        return self.created_at + INVITED_FOR


class InstitutionClaim(models.Model):
    """A person says that they act for a school that is registered and has nobody here; coordination decides. The reason
    of a refusal stands in the institution's history."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="institution_claims")
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "user"],
                condition=Q(decided_at=None),
                name="claim_one_open_per_person_and_institution",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, accepted=None) | Q(decided_at__isnull=False, accepted__isnull=False),
                name="claim_is_open_or_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id}: {self.user_id}"
