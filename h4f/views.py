"""The roof's pages: start, search, and the pages about the site itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages.cards import Card, cards_for
from accounts.pages.search import search as find
from h4f import start as overview

# Whoever has one of these has appointments: coordination, volunteers on their day, the institution itself.
WITH_APPOINTMENTS = ("donations.view_donation", "recipients.assist_handover", "recipients.file_request")


@dataclass(frozen=True)
class Tile:
    """A card as the page draws it; at most two carry a coloured edge (screens/NOTES.md, rule 12)."""

    count: int
    label: str | Promise
    url: str
    note: str
    tone: str
    badge_word: str = ""


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What needs me now? For visitors: what this is, and how to give or ask."""
    if not request.user.is_authenticated:
        return render(request, "h4f/welcome.html")
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    weeks = overview.weeks(user, today)
    context = {
        "today": today,
        "new": not user.role_names,
        "tiles": _tiles(user),
        "agenda_today": overview.agenda(user, today),
        "agenda_tomorrow": overview.agenda(user, today + timedelta(days=1)),
        "has_agenda": any(user.has_perm(permission) for permission in WITH_APPOINTMENTS),
        "stages": overview.stages(user, now),
        "weeks": weeks if any(week.count for week in weeks) else [],
    }
    return render(request, "h4f/start.html", context)


def _tiles(user: User) -> list[Tile]:
    """Where something is open first, in the cards' order; what is at nought stays, below."""
    tiles, coloured = [], 0
    for card in cards_for(user):
        tile = _tile(card, user, may_colour=coloured < 2)
        coloured += bool(tile.tone)
        tiles.append(tile)
    return sorted(tiles, key=lambda tile: not tile.count)


def _tile(card: Card, user: User, *, may_colour: bool) -> Tile:
    count = card.count(user)
    note = card.detail(user) if card.detail and count else ""
    return Tile(count, card.label, card.url(), note, card.tone if count and may_colour else "")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything with a number or name that this person may see; the one exact hit is opened at once."""
    text = request.GET.get("q", "").strip()[:100]
    found = find(request.user, text) if text else []
    exact = [hit for _source, hits in found for hit in hits if hit.exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    return render(request, "h4f/search.html", {"text": text, "found": found})


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages about the site: help, privacy, accessibility, imprint."""
    return render(request, f"h4f/pages/{name}.html")
