"""What an institution asks for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from recipients.enums import AttestingFunction, InstitutionKind, RequestStatus
from recipients.lifecycle import REQUEST
from recipients.models.institution import Institution


class RequestQuerySet(models.QuerySet):
    """Questions about requests."""

    def visible_to(self, user: User) -> "RequestQuerySet":
        """All but others' drafts for coordination, an institution's own for its people, none for others. Drafts of our
        own counter are coordination's together."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("recipients.view_request"):
            others = Q(status=RequestStatus.DRAFT) & ~Q(filed_by=user)
            return self.exclude(others & ~Q(institution__kind=InstitutionKind.COUNTER))
        return self.filter(institution__in=Institution.objects.visible_to(user))


class Request(Stateful):
    """A request of an institution, made of needs. Of the entitlement only this is stored: who attested it (a function,
    not a name), when it was seen, until when it holds (PRODUCT.md § 7)."""

    lifecycle = REQUEST

    number = models.CharField(_("number"), max_length=16, unique=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="requests", verbose_name=_("institution")
    )
    status = models.CharField(_("status"), max_length=24, choices=RequestStatus.choices, default=RequestStatus.DRAFT)
    attested_by_function = models.CharField(
        _("attested by (function)"), max_length=80, blank=True, choices=AttestingFunction.choices
    )
    entitlement_seen_on = models.DateField(_("entitlement seen on"), null=True, blank=True)
    entitlement_valid_until = models.DateField(_("valid until"), null=True, blank=True)
    loan_until = models.DateField(_("loans needed until"), null=True, blank=True)
    message = models.TextField(_("message"), blank=True, max_length=2000)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("file_request", "File and follow own requests, confirm handovers"),
            ("manage_request", "Approve and decline requests"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[RequestStatus.DRAFT, RequestStatus.WITHDRAWN])
                | (~Q(attested_by_function="") & Q(entitlement_seen_on__isnull=False, submitted_at__isnull=False)),
                name="request_submitted_with_entitlement_attested",
            ),
            models.CheckConstraint(
                condition=Q(entitlement_valid_until=None)
                | Q(entitlement_valid_until__gte=models.F("entitlement_seen_on")),
                name="request_entitlement_valid_after_it_was_seen",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RequestEvent(Event):
    """History of a request."""

    subject = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
