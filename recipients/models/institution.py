"""Who may request."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from recipients.enums import InstitutionKind, InstitutionStatus
from recipients.lifecycle import INSTITUTION
from recipients.models.school_type import EVERY_GRADE, SchoolType

# Lines of history by which a person's membership ends.
LEFT, TAKEN_OFF = "member_left", "member_taken_off"
LEAVING = (LEFT, TAKEN_OFF)
S = InstitutionStatus


class InstitutionQuerySet(models.QuerySet):
    """Questions about institutions."""

    def unanswered(self) -> "InstitutionQuerySet":
        """Asked which needs still stand, and not answered since."""
        return self.filter(Q(needs_answered_on=None) | Q(needs_answered_on__lt=F("needs_asked_on"))).exclude(
            needs_asked_on=None
        )

    def deserted(self) -> "InstitutionQuerySet":
        """Whose last person left: nobody answers for them."""
        left = InstitutionEvent.objects.filter(subject=OuterRef("pk"), kind__in=LEAVING)
        return self.filter(Exists(left), members=None, status__in=[S.APPROVED, S.SUSPENDED])

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
    """A school, a social partner, or the initiative's own counter. `sort_name` is the folded name.

    The four days of needs: asked which of them still stand, reminded, last day to answer (they pause afterwards),
    answered; each of the school year of the last question.
    """

    lifecycle = INSTITUTION

    kind = models.CharField(_("kind"), max_length=8, choices=InstitutionKind.choices)
    name = models.CharField(_("name"), max_length=160)
    official_number = models.CharField(_("official school number"), max_length=20, blank=True)
    school_type = models.ForeignKey(
        SchoolType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="institutions",
        verbose_name=_("type of school"),
    )
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=10)
    city = models.CharField(_("town"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address of the institution"), blank=True)
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    status = models.CharField(
        _("status"), max_length=24, choices=InstitutionStatus.choices, default=InstitutionStatus.APPLIED
    )
    needs_asked_on = models.DateField(null=True, blank=True, editable=False)
    needs_reminded_on = models.DateField(null=True, blank=True, editable=False)
    needs_due_on = models.DateField(null=True, blank=True, editable=False)
    needs_answered_on = models.DateField(null=True, blank=True, editable=False)
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

    def grades(self) -> range:
        """The school grades that are possible here: those that its type of school teaches, else all from 1 to 13 (a
        social partner, the counter, a school of which no type is known). `8 in institution.grades()`."""
        return self.school_type.grades() if self.school_type else EVERY_GRADE

    @property
    def is_asked_for_needs(self) -> bool:
        """Whether it was asked which needs still stand, and has not answered."""
        asked, answered = self.needs_asked_on, self.needs_answered_on
        return asked is not None and (answered is None or answered < asked)


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
