"""Keys for programs: made, shown once, recognised, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User

# Tells people and secret scanners what this is.
PREFIX = "h4f_"
BEGINNING = 8
USE_IS_NOTED_EVERY = timedelta(minutes=1)


class NameTaken(Exception):
    """The person has a standing token of this name. The message is for people."""


def make_token(owner: User, name: str, *, now: datetime) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can ever read again.

    Raises NameTaken: with two of one name nobody would know which to revoke.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    fields = {"owner": owner, "name": name, "digest": _digest(secret), "beginning": secret[:BEGINNING]}
    try:
        with transaction.atomic():
            return ApiToken.objects.create(**fields, created_at=now), secret
    except IntegrityError as taken:
        raise NameTaken(_("You have a token of this name already. Revoke it first, or choose another name.")) from taken


def revoke_token(token: ApiToken, *, now: datetime) -> None:
    """From now on it opens nothing; doing it twice keeps the first time."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def find_token(secret: str) -> ApiToken | None:
    """The standing token of this secret, with its owner. Looked up by digest, so that the time it takes tells nothing
    about the secrets that exist."""
    return ApiToken.objects.standing().select_related("owner").filter(digest=_digest(secret)).first()


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Remembers when the token was last used, to the minute."""
    if token.last_used_at and now - token.last_used_at < USE_IS_NOTED_EVERY:
        return
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
    ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
