"""Needs pasted as a table into a draft: read, looked over row by row, corrected on screen, taken over."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused
from recipients import codes
from recipients import requests as services
from recipients.asking.needs import MOST_NEEDS, CodeTaken, taken_codes
from recipients.asking.offers import Askable, askable
from recipients.enums import RequestStatus
from recipients.forms.pasting import BAD, GOOD, KNOWN, PastedNeeds, PastedRows, PasteForm, as_sent
from recipients.models import Request
from recipients.pasting.cells import together
from recipients.pasting.proposing import coded
from recipients.pasting.table import UnreadableTable, read
from recipients.views.access import FILE, with_any
from recipients.views.drafts import PROPOSED_HOUSEHOLDS, sent_already
from recipients.views.requests import visible

ROWS = "rows"


@with_any(FILE)
def request_paste(request: HttpRequest, number: str) -> HttpResponse:
    """GET asks for the table; "read" shows its rows; "take" takes over those that are good, the others stay on the
    page to be corrected."""
    row = visible(request, number)
    if row.status != RequestStatus.DRAFT:
        return sent_already(request, row)
    if request.method != "POST":
        return _draw(request, row, PasteForm(), None)
    form = PasteForm(request.POST)
    offered = askable(row.institution)
    if "take" in request.POST:
        sent = PastedRows(request.POST, prefix=ROWS, form_kwargs={"askable": offered})
        return _take(request, row, form, _sorted(sent, row))
    rows = _read(form, row, offered) if form.is_valid() else None
    return _draw(request, row, form, rows)


def _read(form: PasteForm, row: Request, offered: Askable) -> PastedNeeds | None:
    """The rows of the text, each with a code; None when it is no table, then the form says why."""
    try:
        table = read(form.cleaned_data["text"], most_rows=MOST_NEEDS)
    except UnreadableTable as refusal:
        form.add_error("text", _sentence(refusal))
        return None
    form.ignored = table.ignored
    rows = [together(one, with_basis=bool(offered.bases)) for one in table.rows]
    rows = coded(rows, row, taken=taken_codes(row.institution, beside=row))
    cells = [{"line": str(one.line), **one.cells} for one in rows]
    return _sorted(PastedRows(as_sent(cells, ROWS), prefix=ROWS, form_kwargs={"askable": offered}), row)


def _sentence(refusal: UnreadableTable) -> str:
    if refusal.reason == "too_many":
        said = _("This table has %(count)s rows, a request takes %(most)s. Please file the others with a further one.")
        return said % {"count": refusal.count, "most": MOST_NEEDS}
    return _("Please paste a table here: one row per pupil.")


def _sorted(rows: PastedNeeds, row: Request) -> PastedNeeds:
    own = set(row.needs.exclude(pupil_code="").values_list("pupil_code", flat=True))
    rows.sort_out(own=own, taken=taken_codes(row.institution, beside=row))
    return rows


def _take(request: HttpRequest, row: Request, form: PasteForm, rows: PastedNeeds) -> HttpResponse:
    good = rows.of_state(GOOD)
    try:
        services.extend_draft(row, wishes=[one.wish() for one in good])
    except (CodeTaken, TransitionRefused) as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return _draw(request, row, form, _sorted(rows, row))
    _say(request, len(good), len(rows.of_state(KNOWN)))
    bad = rows.of_state(BAD)
    if not bad:
        return redirect("request_detail", number=row.number)
    cells = [{field.name: field.value() or "" for field in [one["line"], *one.cells]} for one in bad]
    left = PastedRows(as_sent(cells, ROWS), prefix=ROWS, form_kwargs={"askable": bad[0].askable})
    return _draw(request, row, form, _sorted(left, row))


def _say(request: HttpRequest, taken: int, known: int) -> None:
    said = ngettext("%(count)s need is in your draft now.", "%(count)s needs are in your draft now.", taken)
    parts = [said % {"count": taken}]
    if known:
        said = ngettext("%(count)s row was in it already.", "%(count)s rows were in it already.", known)
        parts.append(said % {"count": known})
    flash(request, " ".join(parts))


def _draw(request: HttpRequest, row: Request, form: PasteForm, rows: PastedNeeds | None) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "rows": rows,
        "states": {"good": GOOD, "bad": BAD, "known": KNOWN},
        "counts": {state: len(rows.of_state(state)) for state in (GOOD, BAD, KNOWN)} if rows else {},
        "households": codes.propose_households(PROPOSED_HOUSEHOLDS),
        "most": MOST_NEEDS,
        "asks_basis": settings.ASK_WHICH_NOTICE,
    }
    return render(request, "recipients/requests/paste.html", context)
