"""Who: people who sign in by e-mail address."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.bench.models import Bench, BenchKey  # noqa: F401 - models of this app
from accounts.pages.folding import searchable
from accounts.roles import Role, role_label


class UserQuerySet(models.QuerySet):
    """Questions about people."""

    def visible_to(self, user: "User") -> "UserQuerySet":
        """All for those who manage people, nobody for others."""
        return self if user.has_perm("accounts.manage_users") else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates users; addresses are kept in lower case, since people type them either way."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user who may sign in once the address is confirmed (allauth's table says whether it is)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.make_searchable()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """The first person of an installation: gives the others their roles. Has the administration's permissions and
        no others, since nobody is to pass every check by being almighty."""
        user = self.create_user(email, password, **fields)
        user.groups.add(Group.objects.get(name=Role.ADMIN))
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email=username.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Anonymised when they leave, never deleted: history points at them."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=2, blank=True, choices=[("de", _("German")), ("en", _("English"))]
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("here since"), default=timezone.now, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    # At a shared computer: the permissions that count there. None: all that the person has.
    limited_to: frozenset[str] | None = None

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [
            ("manage_users", "Manage people and their roles"),
            ("manage_reference_data", "Edit reference data and settings"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")), name="user_email_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return display_name(self)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """True when a role of the person gives this permission, and it counts where they are."""
        return (self.limited_to is None or perm in self.limited_to) and super().has_perm(perm, obj)

    @property
    def role_names(self) -> frozenset[str]:
        """Codes of the groups this person is in, read once per request."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(self.groups.values_list("name", flat=True))
        return self._role_names

    def make_searchable(self) -> None:
        """Refreshes the folded text that lists search in; called by whoever writes name or address, before saving."""
        self.search_text = searchable(self.name, self.email)

    @property
    def main_role(self) -> str:
        """The role's name for the bar at the top; the widest one when a person has several."""
        return next((role_label(role) for role in reversed(Role) if role in self.role_names), "")


def display_name(user: User) -> str:
    """The name a person gave, else the part of the address before the @."""
    return user.name or user.email.partition("@")[0]


class ApiTokenQuerySet(models.QuerySet):
    """Questions about access tokens."""

    def standing(self) -> "ApiTokenQuerySet":
        """Those that open the door: neither revoked nor of somebody who may not sign in any more."""
        return self.filter(revoked_at=None, owner__is_active=True)

    def visible_to(self, user: User) -> "ApiTokenQuerySet":
        """One's own."""
        return self.filter(owner=user)


class ApiToken(models.Model):
    """A program's key, which acts with its owner's name and permissions. Only the SHA-256 of the secret is kept: 256
    random bits need no slow hash. Revoked ones stay, since what they brought in points at them."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The first characters: to tell which of the sticks holds this one.
    beginning = models.CharField(max_length=8, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(revoked_at=None),
                name="api_token_names_differ_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"
