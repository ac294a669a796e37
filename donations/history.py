"""A donation's history as its readers may see it: donors see what happened, coordination also who did it and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User, display_name
from accounts.pages import status
from custody.enums import CORRECTED
from donations.enums import DataAgreement, DonationStatus
from donations.models import Donation, DonationEvent
from donations.services import AGREED, ASSIGNED, MOVED, OFFERED_WITH
from donations.state_links import REVOKED

# Reasons that are meant for the donor; every other note is for coordination.
TOLD_TO_DONOR = (DonationStatus.DECLINED, DonationStatus.CANCELLED)


_words: dict[str, str | Promise] = {}


def register_words(words: Mapping[str, str | Promise]) -> None:
    """What kinds of events that upper apps write are called on the page; called in AppConfig.ready()."""
    _words.update(words)


@dataclass(frozen=True)
class HistoryLine:
    """One line for the page. `is_state`: the status changed."""

    text: str
    when: datetime
    note: str
    is_state: bool


def lines_for(user: User, donation: Donation) -> list[HistoryLine]:
    """Newest first. A draft that was offered at once has one line for both."""
    events = donation.events.select_related("actor", "note").order_by("-sequence")
    may_see_all = user.has_perm("donations.view_donation")
    return [_line(event, may_see_all) for event in events if event.new_status != DonationStatus.DRAFT]


def _line(event: DonationEvent, may_see_all: bool) -> HistoryLine:
    return HistoryLine(_text(event), event.happened_at, _note(event, may_see_all), bool(event.new_status))


def _text(event: DonationEvent) -> str:
    if event.new_status:
        word = str(status.look("donation", event.new_status).word)
        if event.kind == CORRECTED:
            return _("taken back to: %(status)s") % {"status": word}
        return f"{word}: {_appointment(event)}" if "scheduled_for" in event.data else word
    if event.kind == MOVED:
        return _("appointment moved to %(when)s") % {"when": _appointment(event)}
    if event.kind == AGREED:
        return _("Data on disks: %(agreement)s") % {"agreement": DataAgreement(event.data["agreement"]).label}
    own = {
        ASSIGNED: _("donor assigned"),
        OFFERED_WITH: _("the offer's details differ from the donor's"),
        REVOKED: _("links without an account ended"),
    }
    return own.get(event.kind) or str(_words.get(event.kind, event.kind))


def _appointment(event: DonationEvent) -> str:
    start = date_format(timezone.localtime(parse_datetime(event.data["scheduled_for"])), "d.m.y, H:i")
    until = event.data.get("until")
    return f"{start}–{date_format(timezone.localtime(parse_datetime(until)), 'H:i')}" if until else start


def _note(event: DonationEvent, may_see_all: bool) -> str:
    reason = event.note.text if event.note and (may_see_all or event.new_status in TOLD_TO_DONOR) else ""
    who = display_name(event.actor) if may_see_all and event.actor else ""
    return " · ".join(part for part in (who, reason) if part)
