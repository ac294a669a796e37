"""The shared computers, and what opens them for a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BenchQuerySet(models.QuerySet):
    """Questions about benches."""

    def visible_to(self, user) -> "BenchQuerySet":
        """All for whoever keeps the reference data."""
        return self if user.has_perm("accounts.manage_reference_data") else self.none()


class Bench(models.Model):
    """A shared computer in the workshop."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = BenchQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("bench")

    def __str__(self) -> str:
        return self.name


class BenchKey(models.Model):
    """What a person identifies with at a bench: a PIN (hashed like a password), a badge code (its SHA-256; the code has
    100 random bits), or both. After several wrong PINs it stays closed until `locked_until`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bench_key")
    pin = models.CharField(max_length=128, blank=True)
    badge_sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    changed_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(pin="") | Q(badge_sha256__isnull=False), name="bench_key_has_a_pin_or_a_badge"
            )
        ]

    def __str__(self) -> str:
        return f"bench key of {self.user_id}"
