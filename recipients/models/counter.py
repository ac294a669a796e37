"""Families that come to the initiative's own counter."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recipients.models.request import Request


class Channel(models.TextChoices):
    """The one way in which a family is reached."""

    MAIL = "mail", _("by mail")
    PHONE = "phone", _("by phone")


class CounterFamilyQuerySet(models.QuerySet):
    """Questions about families."""

    def visible_to(self, user: User) -> "CounterFamilyQuerySet":
        """Coordination alone: a way to reach a family stands here."""
        return self if user.has_perm("recipients.manage_request") else self.none()


class CounterFamily(models.Model):
    """A family that comes by itself: a generated code, which is the household code of its needs, and one way to reach
    it. `contact` is deleted 30 days after the end (PRODUCT.md § 2); no event ever carries it."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="family")
    code = models.CharField(_("code"), max_length=12, unique=True)
    channel = models.CharField(_("How do we reach the family?"), max_length=5, choices=Channel.choices)
    contact = models.CharField(_("mail address or phone number"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))])
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    called_on = models.DateField(null=True, blank=True)
    contact_deleted_on = models.DateField(null=True, blank=True)

    objects = CounterFamilyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact="", contact_deleted_on__isnull=False) | ~Q(contact="") & Q(contact_deleted_on=None),
                name="family_is_reachable_until_its_contact_is_deleted",
            )
        ]

    def __str__(self) -> str:
        return self.code
