"""The history of a paper as its reader may see it: what and when for everybody, who and why for coordination."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User, display_name
from accounts.pages import status
from documents.models import Document, DocumentEvent
from documents.retention.holds import HELD, LIFTED
from documents.scanned.joining import JOINED
from documents.scanned.taking_off import TAKEN_OFF
from documents.services import COPIED, ISSUED
from documents.signing import SIGNED
from documents.unticking import TAKEN_BACK


@dataclass(frozen=True)
class HistoryLine:
    """One line for the page. `is_state`: the status changed."""

    text: str
    when: datetime
    note: str
    is_state: bool


def lines_for(user: User, document: Document) -> list[HistoryLine]:
    """Newest first."""
    may_know_who = user.has_perm("documents.manage_document")
    events = document.events.select_related("actor", "note").order_by("-sequence")
    return [_line(event, may_know_who) for event in events]


def _line(event: DocumentEvent, may_know_who: bool) -> HistoryLine:
    who = display_name(event.actor) if event.actor else _("by itself")
    why = event.note.text if event.note else ""
    note = " · ".join(filter(None, (who, why))) if may_know_who else ""
    said = {
        ISSUED: _("issued"),
        SIGNED: _("signed by hand"),
        TAKEN_BACK: _("no longer ticked off as signed"),
        TAKEN_OFF: _("scan taken off the paper"),
        JOINED: _("scan put together from pages of several piles; taking it off lets them wait again"),
        COPIED: _("copy printed"),
        HELD: _("exempt from deletion"),
        LIFTED: _("no longer exempt from deletion"),
    }
    text = said.get(event.kind) or str(status.look("document", event.new_status).word)
    return HistoryLine(text, event.happened_at, note, bool(event.new_status))
