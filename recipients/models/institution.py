"""Who may request."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from recipients.enums import InstitutionKind, InstitutionStatus, SchoolType
from recipients.lifecycle import INSTITUTION


class InstitutionQuerySet(models.QuerySet):
    """Questions about institutions."""

    def visible_to(self, user: User) -> "InstitutionQuerySet":
        """All for coordination, a person's own, none for others."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("recipients.view_request"):
            return self
        if user.has_perm("recipients.file_request"):
            return self.filter(members__user=user)
        return self.none()


class Institution(Stateful):
    """A school, a social partner, or the initiative's own counter. `sort_name` is the folded name."""

    lifecycle = INSTITUTION

    kind = models.CharField(_("kind"), max_length=8, choices=InstitutionKind.choices)
    name = models.CharField(_("name"), max_length=160)
    official_number = models.CharField(_("official school number"), max_length=20, blank=True)
    school_type = models.CharField(_("type of school"), max_length=60, blank=True, choices=SchoolType.choices)
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=10)
    city = models.CharField(_("town"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    status = models.CharField(
        _("status"), max_length=24, choices=InstitutionStatus.choices, default=InstitutionStatus.APPLIED
    )
    sort_name = models.CharField(max_length=320, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "name"]
        permissions = [("manage_institution", "Approve, refuse and suspend institutions")]
        constraints = [
            models.UniqueConstraint(
                fields=["official_number"],
                condition=~Q(official_number="") & ~Q(status=InstitutionStatus.REFUSED),
                name="institution_one_per_official_number",
            )
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionMember(models.Model):
    """A person who acts for an institution."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="institution_memberships")
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "user"], name="institution_member_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.user}"


class InstitutionEvent(Event):
    """History of an institution."""

    subject = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="events")
