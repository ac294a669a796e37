"""The secret link to one's calendar: the page that makes it, and the file that programs fetch."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.appointments import may_subscribe
from accounts.pages.flash import flash
from accounts.pages.limits import Limit, machine_of
from donations.appointments import entries, feeds

# Programs ask every quarter of an hour at most; several of one person's may share the link.
PER_LINK = Limit("calendar_feed", most=60, seconds=3600)
WRONG = Limit("calendar_feed_wrong", most=20, seconds=600)


def subscribers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people who have appointments to subscribe to: coordination, institutions; 403 for others."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_subscribe(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
@subscribers_only
def feed_page(request: HttpRequest) -> HttpResponse:
    """Whether one has a link, when it was used last; the button that makes one."""
    return render(request, "donations/appointments/feed.html", _context(request))


def _context(request: HttpRequest, address: str = "") -> dict[str, object]:
    has_calendar = request.user.has_perm(entries.MANAGE)
    return {"feed": feeds.standing(request.user), "address": address, "has_calendar": has_calendar}


@never_cache
@require_POST
@subscribers_only
def feed_make(request: HttpRequest) -> HttpResponse:
    """Makes the link, or a new one instead of the old one, and shows it this once."""
    secret = feeds.make(request.user, now=timezone.now())
    address = settings.PUBLIC_URL + reverse("calendar_feed", args=[secret])
    return render(request, "donations/appointments/feed.html", _context(request, address))


@require_POST
@subscribers_only
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """The link opens nothing any more."""
    if feeds.revoke(request.user, now=timezone.now()):
        flash(request, _("The link is switched off. Calendars that use it get no more news."))
    return redirect("calendar_feed_page")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of the secret's owner, as long as the owner may see one: 404 for any other secret, 429 for one that
    is asked too often."""
    feed = feeds.find(secret)
    if feed is None or not may_subscribe(feed.owner):
        if not WRONG.allows(machine_of(request)):
            return _too_often()
        raise Http404
    if not PER_LINK.allows(str(feed.pk)):
        return _too_often()
    now = timezone.now()
    feeds.note_use(feed, now=now)
    answer = HttpResponse(feeds.content(feed.owner, now=now), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def _too_often() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": "600"})
