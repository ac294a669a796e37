"""The secret link to one's calendar: made, recognised, made anew, revoked."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.appointments import between
from donations.appointments import ical
from donations.appointments.models import CalendarFeed

USE_IS_NOTED_EVERY = timedelta(minutes=10)
DAYS_BACK, DAYS_AHEAD = 60, 400


@transaction.atomic
def make(owner: User, *, now: datetime) -> str:
    """A new secret; an older link of the person opens nothing any more. Nobody can read the secret again."""
    # Held until the commit, so that two renewals at once leave one standing link.
    User.objects.select_for_update().get(pk=owner.pk)
    revoke(owner, now=now)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(owner=owner, digest=_digest(secret), created_at=now)
    return secret


def revoke(owner: User, *, now: datetime) -> int:
    """The person's link opens nothing any more. Returns how many stood: one or none."""
    return CalendarFeed.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)


def find(secret: str) -> CalendarFeed | None:
    """The standing link of this secret, with its owner; by digest, so that the time it takes tells nothing."""
    return CalendarFeed.objects.standing().select_related("owner").filter(digest=_digest(secret)).first()


def standing(owner: User) -> CalendarFeed | None:
    """The person's link, if there is one."""
    return CalendarFeed.objects.standing().filter(owner=owner).first()


def note_use(feed: CalendarFeed, *, now: datetime) -> None:
    """Remembers when a program last asked, so that a forgotten subscription shows."""
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
    CalendarFeed.objects.filter(unnoted, pk=feed.pk).update(last_used_at=now)


def content(owner: User, *, now: datetime) -> bytes:
    """The calendar file of this person, in the person's language, with what the person may see at this moment."""
    today: date = timezone.localdate(now)
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        found = between(owner, first, last, with_off=True)
        return ical.calendar(found, name=_("Hardware4Future appointments"), site=settings.PUBLIC_URL, now=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
