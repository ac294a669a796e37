"""How long somebody stays signed in, and what becomes of a form that was sent after that.

A form that somebody sends after their session has ended is kept in the session of the visitor they have become, for a
quarter of an hour, and offered again once they have signed in: nothing typed is lost. Whose session it was is looked
up, so that the next person at the same computer does not get it; only where that cannot be told (they had signed out)
is it offered to whoever comes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from accounts.bench import presence

KEPT = "kept_form"
SEEN = "seen_at"
KEPT_FOR = timedelta(minutes=15)
MOST_KEPT_BYTES = 200_000
# The session is written at most this often, so that reading pages does not write to the database.
PROLONGED_EVERY = timedelta(minutes=15)
WARNED_BEFORE = timedelta(minutes=5)
# Until then it can be told whose session had ended.
CLEARED_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class KeptForm:
    """What was sent: the address, and names with values in their order. Files cannot be kept."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def keep_form(request: HttpRequest, now: datetime | None = None) -> bool:
    """Keeps the form of this request for whoever signs in next; False when it is too large for that."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if not _is_secret(name)]
    if sum(len(name) + len(value) for name, value in fields) > MOST_KEPT_BYTES:
        return False
    request.session[KEPT] = {
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
        "owner": _whose(request),
        "at": (now or timezone.now()).timestamp(),
    }
    return True


def _is_secret(name: str) -> bool:
    return name in ("csrfmiddlewaretoken", "badge") or "password" in name or name.startswith("pin")


def _whose(request: HttpRequest) -> str | None:
    """Key of the person whose session has ended, if it can still be told: an ended session's row lies there until it is
    cleared away, and a bench remembers who was there last."""
    if presence.BENCH_KEY in request.session:
        person = request.session.get(presence.PERSON)
        return str(person) if person else None
    ended = Session.objects.filter(pk=request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")).first()
    return ended.get_decoded().get(SESSION_KEY) if ended else None


def kept_form(request: HttpRequest, now: datetime | None = None) -> KeptForm | None:
    """The form that waits for this person to send it again, unless it is too old."""
    kept = request.session.get(KEPT)
    if kept is None or is_somebody_elses(request):
        return None
    if (now or timezone.now()).timestamp() - kept["at"] > KEPT_FOR.total_seconds():
        forget_form(request)
        return None
    return KeptForm(kept["path"], [tuple(pair) for pair in kept["fields"]], kept["had_files"])


def is_somebody_elses(request: HttpRequest) -> bool:
    """Whether a form waits here for another person."""
    owner = request.session.get(KEPT, {}).get("owner")
    return owner is not None and owner != str(request.user.pk)


def forget_form(request: HttpRequest) -> None:
    """It was sent again, or is not wanted any more."""
    request.session.pop(KEPT, None)


def prolong(request: HttpRequest, now: datetime | None = None) -> None:
    """Whoever uses the pages stays signed in: the session's term begins anew, noted every quarter of an hour."""
    now = now or timezone.now()
    if seconds_left(request, now) < (_term() - PROLONGED_EVERY).total_seconds():
        request.session[SEEN] = now.timestamp()


def seconds_left(request: HttpRequest, now: datetime | None = None) -> int:
    """How long this session still lasts if nothing more is done; 0 when that is not known yet."""
    seen = getattr(request, "session", {}).get(SEEN)
    if seen is None:
        return 0
    return max(0, int(seen + _term().total_seconds() - (now or timezone.now()).timestamp()))


def clear_ended(now: datetime | None = None) -> int:
    """Deletes sessions that ended a day ago, with every form that was kept in them. Returns how many."""
    ended = Session.objects.filter(expire_date__lt=(now or timezone.now()) - CLEARED_AFTER)
    return ended.delete()[0]


def begin(sender: object, request: HttpRequest, **_details: object) -> None:
    """Receiver of Django's `user_logged_in`: the term begins with the sign-in."""
    request.session[SEEN] = timezone.now().timestamp()


def _term() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)
