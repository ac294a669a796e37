"""The history of institutions, requests, needs and handovers as its readers may see it: everybody reads what happened,
coordination and the institution also why, coordination also who did it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, display_name
from accounts.pages import status
from custody.enums import CORRECTED
from custody.models import Event
from recipients.asking.changing import CHANGED, DEVICE, WISHES
from recipients.asking.class_sets import REDUCED
from recipients.limits.setting import LIMIT_CHANGED, LIMIT_SET
from recipients.models import Handover
from recipients.requests import QUEUED, UNQUEUED
from recipients.retention.needs import CODES_DESTROYED

COORDINATION = "recipients.view_request"
WORDS: dict[str, str | Promise] = {
    QUEUED: gettext_lazy("put on the waiting list"),
    UNQUEUED: gettext_lazy("taken off the waiting list"),
    CODES_DESTROYED: gettext_lazy("pupil code deleted by the rules on data protection"),
}
# Lines about institutions, their people, the yearly question, and families of our own counter.
WORDS |= {
    "edited": gettext_lazy("details changed"),
    "member_joined": gettext_lazy("%(person)s joined"),
    "member_left": gettext_lazy("%(person)s left"),
    "member_taken_off": gettext_lazy("%(person)s was taken off"),
    "invited": gettext_lazy("somebody was invited"),
    "invitation_withdrawn": gettext_lazy("an invitation was withdrawn"),
    "claimed": gettext_lazy("somebody wants to take the school over"),
    "claim_refused": gettext_lazy("taking over refused"),
    "needs_asked": gettext_lazy("asked which needs still stand"),
    "needs_reminded": gettext_lazy("reminded of the question"),
    "needs_confirmed": gettext_lazy("answered which needs still stand"),
    "need_confirmed": gettext_lazy("still needed, says the institution"),
    "need_paused": gettext_lazy("pauses, as nobody confirmed it"),
    "family_recorded": gettext_lazy("recorded at our own counter"),
    "family_invited": gettext_lazy("the family was invited to collect"),
    "family_called": gettext_lazy("the family was called"),
    "family_time_is_off": gettext_lazy("the time of which the family knows does not hold any more"),
    "family_contact_deleted": gettext_lazy("the family's contact was deleted"),
}
# What a line says about a need that was changed: which details, never what stood in them.
DETAILS: dict[str, str | Promise] = {
    "pupil_code": gettext_lazy("pupil code"),
    "school_grade": gettext_lazy("school grade"),
    "agreement": gettext_lazy("gift or loan"),
    "final_year": gettext_lazy("final year"),
    "no_device_at_home": gettext_lazy("no device at home"),
    "siblings_share": gettext_lazy("siblings share"),
    "household_code": gettext_lazy("household code"),
    "receipt_language": gettext_lazy("language of the receipt"),
    "basis": gettext_lazy("notice"),
    DEVICE: gettext_lazy("device"),
    WISHES: gettext_lazy("wishes"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One line for the page. `is_state`: the status changed."""

    text: str
    when: datetime
    note: str
    is_state: bool


def lines_for(user: User, row: Model) -> list[HistoryLine]:
    """Newest first."""
    events = row.events.select_related("actor", "note").order_by("-sequence")
    names_people = user.has_perm(COORDINATION)
    gives_reasons = not _only_assists(user, row)
    return [_line(event, row._meta.model_name, names_people, gives_reasons) for event in events]


def _only_assists(user: User, row: Model) -> bool:
    """Whether the reader sees a handover as one of its volunteers only: reasons are written for the others."""
    if not isinstance(row, Handover) or user.has_perm(COORDINATION):
        return False
    return not row.institution.members.filter(user=user).exists()


def _line(event: Event, aggregate: str, names_people: bool, gives_reasons: bool) -> HistoryLine:
    who = display_name(event.actor) if names_people and event.actor else ""
    reason = event.note.text if event.note and gives_reasons else ""
    note = " · ".join(part for part in (who, reason) if part)
    return HistoryLine(_text(event, aggregate), event.happened_at, note, bool(event.new_status))


def _text(event: Event, aggregate: str) -> str:
    if event.kind == CHANGED:
        named = ", ".join(str(DETAILS.get(name, name)) for name in event.data.get("details", []))
        return _("changed: %(details)s") % {"details": named}
    if event.kind == REDUCED:
        return _("class set reduced from %(from)s to %(to)s") % event.data
    if event.kind in (LIMIT_SET, LIMIT_CHANGED):
        return _limit(event)
    if not event.new_status:
        return str(WORDS.get(event.kind, event.kind)).replace("%(person)s", _somebody(event))
    word = str(status.look(aggregate, event.new_status).word)
    return _("taken back to: %(status)s") % {"status": word} if event.kind == CORRECTED else word


def _limit(event: Event) -> str:
    days = {name: date_format(date.fromisoformat(event.data[name]), "d.m.Y") for name in ("first_day", "last_day")}
    said = {
        LIMIT_SET: _("set: at most %(device_sets)s device sets from %(first_day)s to %(last_day)s"),
        LIMIT_CHANGED: _("changed: at most %(device_sets)s device sets from %(first_day)s to %(last_day)s"),
    }
    return said[event.kind] % {"device_sets": event.data["device_sets"], **days}


def _somebody(event: Event) -> str:
    """Who a line is about, by the name that they have today."""
    person = User.objects.filter(pk=event.data["member"]).first() if "member" in event.data else None
    return display_name(person) if person else _("somebody")
