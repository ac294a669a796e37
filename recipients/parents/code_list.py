"""What the code list of a request says: its codes, with what helps to find the child."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.parties import issuer_block
from recipients.enums import NeedStatus
from recipients.models import Need, Request
from recipients.papers.code_list import GERMAN_NOTE, GERMAN_TEXTS, CodeLine, CodeListContent

LANGUAGE = "de"
OVER = (NeedStatus.WITHDRAWN, NeedStatus.DECLINED)


def code_list(request: Request, *, now: datetime | None = None) -> CodeListContent:
    """The content, with the codes of all needs that are not over. Raises TransitionRefused without any code: a class
    set and a loan to the institution itself have none."""
    now = now or timezone.now()
    needs = request.needs.exclude(pupil_code="").exclude(status__in=OVER)
    with translation.override(LANGUAGE):
        lines = [_line(need) for need in needs.order_by("position").prefetch_related("items__category")]
    if not lines:
        raise TransitionRefused(_("This request has no pupil codes, so there is nothing to list."))
    return {
        "title": "Schlüsselliste",
        "language": LANGUAGE,
        "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "printed_on": f"{timezone.localdate(now):%d.%m.%Y}",
        "request": request.number,
        "issuer": issuer_block(),
        "institution": request.institution.name,
        "official_number": request.institution.official_number,
        "lines": lines,
        "note": GERMAN_NOTE,
        "texts": GERMAN_TEXTS,
    }


def _line(need: Need) -> CodeLine:
    return {
        "code": need.pupil_code,
        "household": need.household_code,
        "school_grade": str(need.school_grade or ""),
        "wanted": ", ".join(item.category.name for item in need.items.all()),
    }
