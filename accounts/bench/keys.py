"""PINs and badges: set, checked, taken away."""

import hashlib
import secrets
from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.bench.models import BenchKey
from accounts.models import User

PIN_DIGITS = (4, 8)
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
# Scanners with the wrong keyboard layout swap y and z: neither is used. I, L, O and U are left out as in Crockford's
# base 32, so that a code that is read aloud is understood.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWX"
BADGE_PREFIX = "HB"
# 30 characters to the 21st are more than 100 random bits.
BADGE_LENGTH = 21


class WrongKey(Exception):
    """This PIN or badge opens nothing; the message is for people."""


def set_pin(user: User, pin: str, *, now: datetime | None = None) -> None:
    """Gives the person a new PIN. Who is at a bench with the old one has to identify again."""
    values = {"pin": make_password(pin), "failed_attempts": 0, "locked_until": None}
    BenchKey.objects.update_or_create(user=user, defaults={**values, "changed_at": now or timezone.now()})


def weakness_of(pin: str) -> str:
    """Why this PIN is not good enough, or nothing."""
    if not pin.isascii() or not pin.isdigit() or not PIN_DIGITS[0] <= len(pin) <= PIN_DIGITS[1]:
        return _("A PIN has 4 to 8 digits.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return _("This PIN is easy to guess. Please choose one that is neither a row nor one digit alone.")
    return ""


def make_badge(user: User, *, now: datetime | None = None) -> str:
    """A new badge code, told this once; an earlier badge of the person opens nothing any more."""
    code = BADGE_PREFIX + "".join(secrets.choice(ALPHABET) for _digit in range(BADGE_LENGTH))
    values = {"badge_sha256": _digest(code), "changed_at": now or timezone.now()}
    BenchKey.objects.update_or_create(user=user, defaults=values)
    return code


def remove_keys(user: User) -> None:
    """Neither PIN nor badge opens a bench for this person any more."""
    BenchKey.objects.filter(user=user).delete()


def looks_like_badge(text: str) -> bool:
    """Whether a scanned text is a badge's code, whatever it opens."""
    code = text.strip().upper()
    rest = code.removeprefix(BADGE_PREFIX)
    return len(code) == len(BADGE_PREFIX) + BADGE_LENGTH and rest != code and set(rest) <= set(ALPHABET)


def person_of_badge(text: str, *, now: datetime | None = None) -> User:
    """Whose badge this is. Raises WrongKey."""
    key = BenchKey.objects.filter(badge_sha256=_digest(text.strip().upper()), user__is_active=True).first()
    if key is None:
        raise WrongKey(_("This badge is not known."))
    return _used(key, now or timezone.now())


def person_of_pin(user: User, pin: str, *, now: datetime | None = None) -> User:
    """The person, if this is their PIN. Raises WrongKey; after five wrong ones in a row for a quarter of an hour."""
    now = now or timezone.now()
    key = BenchKey.objects.filter(user=user, user__is_active=True).exclude(pin="").first()
    if key is None:
        raise WrongKey(_("There is no PIN for this person."))
    if key.locked_until and key.locked_until > now:
        until = date_format(timezone.localtime(key.locked_until), "TIME_FORMAT")
        raise WrongKey(_("Too many wrong PINs: closed until %(time)s. The badge still works.") % {"time": until})
    if not _may_try(key, now):
        raise WrongKey(_("Too many wrong PINs: closed for a quarter of an hour. The badge still works."))
    if not check_password(pin, key.pin):
        raise WrongKey(_("This PIN is wrong."))
    return _used(key, now)


def _may_try(key: BenchKey, now: datetime) -> bool:
    """Counts the attempt before it is checked, so that attempts at the same moment count too."""
    row = BenchKey.objects.filter(pk=key.pk)
    if key.locked_until:
        row.filter(locked_until=key.locked_until).update(failed_attempts=0, locked_until=None)
    if row.filter(failed_attempts__lt=MOST_FAILURES).update(failed_attempts=F("failed_attempts") + 1):
        return True
    row.filter(locked_until=None).update(locked_until=now + LOCKED_FOR)
    return False


def _used(key: BenchKey, now: datetime) -> User:
    BenchKey.objects.filter(pk=key.pk).update(last_used_at=now, failed_attempts=0, locked_until=None)
    return key.user


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
