"""The history of institutions, requests, needs and handovers as its readers may see it: everybody reads what happened,
coordination and the institution also why, coordination also who did it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, display_name
from accounts.pages import status
from custody.enums import CORRECTED
from custody.models import Event
from recipients.models import Handover
from recipients.requests import QUEUED, UNQUEUED

COORDINATION = "recipients.view_request"
WORDS: dict[str, str | Promise] = {
    QUEUED: gettext_lazy("put on the waiting list"),
    UNQUEUED: gettext_lazy("taken off the waiting list"),
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
    if not event.new_status:
        return str(WORDS.get(event.kind, event.kind))
    word = str(status.look(aggregate, event.new_status).word)
    return _("taken back to: %(status)s") % {"status": word} if event.kind == CORRECTED else word
