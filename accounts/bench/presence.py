"""Who is at a bench: kept in the bench's own session, which belongs to no account.

Whoever may work in the workshop opens a bench; that signs them out of it. From then on each action is somebody's who
identified by PIN or badge, until the next person does or five minutes pass without a page. A PIN is weaker than a
password: at a bench everybody may do what the workshop does, and nothing else.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.bench.keys import WrongKey, person_of_badge
from accounts.bench.models import Bench, BenchKey
from accounts.models import User
from accounts.roles import BENCH

IDLE = timedelta(minutes=5)
# The session is written at most this often while somebody works.
NOTED_EVERY = timedelta(seconds=20)
ENTRANCE = "devices.refurbish_device"
BENCH_KEY, PERSON, SEEN, KEY_CHANGED = "bench", "bench_person", "bench_seen", "bench_key_changed"
# A form that waits to be sent again is shown to its own person alone (see `accounts.sessions`).
KEPT_AT_A_CHANGE = frozenset({BENCH_KEY, "kept_form", "language"})

# Names of pages that belong to no app of the workshop and are open at a bench all the same.
OPEN_NAMES = frozenset(
    {
        "bench",
        "bench_leave",
        "bench_close",
        "session_resume",
        "set_language_choice",
        "help",
        "privacy",
        "accessibility",
        "imprint",
        "healthz",
    }
)
_open_apps: dict[str, str] = {}
_open_pages: set[str] = set()


def allow(app: str, *, home: str) -> None:
    """Opens all pages of an app at benches; `home` is the URL name where work begins. All others are for one's own
    sign-in."""
    _open_apps[app] = home


def allow_pages(*names: str) -> None:
    """Opens single pages of an app that is else not for benches, by their URL names: what the workshop does there says
    nothing of people."""
    _open_pages.update(names)


def home() -> str:
    """URL name of the page where work at a bench begins."""
    return next(iter(_open_apps.values()))


def is_open(view: Callable, url_name: str | None) -> bool:
    """Whether this page may be used at a bench."""
    return url_name in OPEN_NAMES or url_name in _open_pages or view.__module__.partition(".")[0] in _open_apps


def open_bench(request: HttpRequest, bench: Bench) -> None:
    """Makes this browser the bench's; whoever opened it is signed out of it."""
    request.session.flush()
    request.session[BENCH_KEY] = bench.pk
    request.user = AnonymousUser()
    rotate_token(request)


def bench_of(request: HttpRequest) -> Bench | None:
    """The bench that this browser is."""
    pk = request.session.get(BENCH_KEY)
    return Bench.objects.filter(pk=pk, is_active=True).first() if pk else None


def enter_by_badge(request: HttpRequest, code: str) -> User:
    """The person of a badge acts from now on. Raises WrongKey for a badge that opens nothing."""
    person = person_of_badge(code)
    if not at_bench(person).has_perm(ENTRANCE):
        raise WrongKey(_("Your role does not include the workshop."))
    enter(request, person)
    return person


def enter(request: HttpRequest, person: User, *, now: datetime | None = None) -> None:
    """From now on this person acts; what pages remember of somebody else (the time of their intake, unread messages) is
    not proposed to them."""
    if request.session.get(PERSON) != person.pk:
        for name in set(request.session.keys()) - KEPT_AT_A_CHANGE:
            del request.session[name]
    request.session[PERSON] = person.pk
    request.session[SEEN] = (now or timezone.now()).timestamp()
    request.session[KEY_CHANGED] = person.bench_key.changed_at.timestamp()
    request.session.cycle_key()
    rotate_token(request)


def leave(request: HttpRequest) -> None:
    """Nobody acts any more until the next person identifies. Under a new key, so that a page that still loads cannot
    write the person back."""
    for name in (PERSON, SEEN, KEY_CHANGED):
        request.session.pop(name, None)
    request.session.cycle_key()


def person_at(request: HttpRequest, *, now: datetime | None = None) -> User | None:
    """Who acts at this bench: identified less than five idle minutes ago, and still in possession of that key."""
    now = now or timezone.now()
    pk, seen = request.session.get(PERSON), request.session.get(SEEN, 0)
    idle = now.timestamp() - seen
    if not pk or idle > IDLE.total_seconds():
        return None
    key = BenchKey.objects.select_related("user").filter(user=pk, user__is_active=True).first()
    if key is None or key.changed_at.timestamp() != request.session.get(KEY_CHANGED):
        return None
    if idle > NOTED_EVERY.total_seconds() and not _renews_itself(request):
        request.session[SEEN] = now.timestamp()
    return at_bench(key.user)


def _renews_itself(request: HttpRequest) -> bool:
    """Whether this is a part of a page that is asked for again by itself, while perhaps nobody is there."""
    return request.method == "GET" and request.headers.get("HX-Request") == "true"


def at_bench(person: User) -> User:
    """The person with what the workshop may do, and no more."""
    person.limited_to = frozenset(BENCH)
    return person


def people_with_pin() -> QuerySet[User]:
    """Who can be chosen at a bench: whoever was at one last comes first."""
    people = User.objects.filter(is_active=True, bench_key__isnull=False).exclude(bench_key__pin="")
    return people.select_related("bench_key").order_by("-bench_key__last_used_at", "name", "email")
