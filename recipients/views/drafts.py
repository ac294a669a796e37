"""The form of a request: written as a draft, looked over, then sent."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused
from recipients import codes
from recipients import requests as services
from recipients.asking.needs import MOST_NEEDS, NEED_COLUMNS, CodeTaken, taken_codes
from recipients.asking.offers import Askable, askable, keys_of
from recipients.enums import InstitutionStatus, RequestStatus
from recipients.forms.needs import MoreNeeds, NeedRows, NeedRowSet, rows_typed
from recipients.forms.requests import AttestationForm
from recipients.models import Institution, Need, Request
from recipients.views.access import FILE, with_any
from recipients.views.requests import visible

ROWS = "needs"
FIRST_ROWS = 5
PROPOSED_HOUSEHOLDS = 5
# Where a saved draft is gone on with; without one of these it is looked over.
THEN = {"paste": "request_paste", "class_set": "class_set_new"}


@dataclass
class Draft:
    """The two forms of the page."""

    rows: NeedRowSet
    attestation: AttestationForm

    def are_valid(self) -> bool:
        """Both are asked, so that all errors are shown at once."""
        return all([self.rows.is_valid(), self.attestation.is_valid()])


@with_any(FILE)
def request_new(request: HttpRequest) -> HttpResponse:
    """A new draft for an approved institution of the person's; for coordination, for any."""
    institutions = Institution.objects.visible_to(request.user).filter(status=InstitutionStatus.APPROVED)
    if not institutions.exists():
        return render(request, "recipients/requests/not_yet.html", {"own": _own(request)})
    return _page(request, Request(), institutions)


@with_any(FILE)
def request_edit(request: HttpRequest, number: str) -> HttpResponse:
    """A draft once more."""
    row = visible(request, number)
    if row.status != RequestStatus.DRAFT:
        return sent_already(request, row)
    return _page(request, row, Institution.objects.filter(pk=row.institution_id))


def sent_already(request: HttpRequest, row: Request) -> HttpResponse:
    """What was sent is changed need by need, so that each change is seen."""
    sentence = _("This request has been sent already. Please change its needs one by one.")
    flash(request, sentence, level=messages.ERROR)
    return redirect("request_detail", number=row.number)


def _own(request: HttpRequest) -> QuerySet:
    return Institution.objects.visible_to(request.user).order_by("-pk")


def _page(request: HttpRequest, row: Request, institutions: QuerySet) -> HttpResponse:
    offered = _askable(institutions)
    if request.method == "POST" and "add_needs" in request.POST:
        return _draw(request, row, _with_more_rows(request, row, institutions, offered))
    if request.method != "POST":
        return _draw(request, row, _as_it_is(row, institutions, offered))
    then = THEN.get(request.POST.get("then", ""))
    draft = Draft(
        NeedRows(request.POST, prefix=ROWS, form_kwargs={"askable": offered}),
        AttestationForm(request.POST, instance=row, institutions=institutions),
    )
    draft.rows.may_be_empty = bool(then) or bool(row.pk and row.class_sets.exists())
    if draft.are_valid():
        saved = _saved(request, row, draft)
        if saved is not None:
            return _go_on(request, saved, then)
    return _draw(request, row, draft)


def _askable(institutions: QuerySet) -> Askable:
    """Of several institutions it is not known yet which one it will be."""
    candidates = list(institutions[:2])
    return askable(candidates[0] if len(candidates) == 1 else None)


def _go_on(request: HttpRequest, saved: Request, then: str | None) -> HttpResponse:
    if not then:
        flash(request, _("Your draft is saved. Please look it over and send it."))
    return redirect(then or "request_detail", number=saved.number)


def _saved(request: HttpRequest, row: Request, draft: Draft) -> Request | None:
    """The saved draft, or None when it was refused; then the page says why."""
    values, wishes = draft.attestation.values(), draft.rows.wishes()
    try:
        if row.pk:
            services.rewrite_draft(row, values=values, wishes=wishes)
            return row
        institution = draft.attestation.cleaned_data["institution"]
        return services.open_draft(institution=institution, values=values, wishes=wishes, actor=request.actor)
    except CodeTaken as refusal:
        _mark_taken(draft.rows, refusal)
    except TransitionRefused as refusal:
        draft.attestation.add_error(None, str(refusal))
    return None


def _mark_taken(rows: NeedRowSet, refusal: CodeTaken) -> None:
    for form in rows.kept:
        if form.cleaned_data["pupil_code"] in refusal.codes:
            form.add_error("pupil_code", _("This code is in use in another request. Please take a new one."))


def _as_it_is(row: Request, institutions: QuerySet, offered: Askable) -> Draft:
    initial = rows_of(row.needs.filter(class_set=None)) if row.pk else _proposed(FIRST_ROWS, institutions, [])
    return Draft(_rows(initial, offered), AttestationForm(instance=row, institutions=institutions))


def _with_more_rows(request: HttpRequest, row: Request, institutions: QuerySet, offered: Askable) -> Draft:
    """What was typed, with as many further rows as asked for; nothing is checked yet."""
    more = MoreNeeds(request.POST)
    asked = (more.cleaned_data["more"] or 1) if more.is_valid() else 1
    typed = rows_typed(request.POST, ROWS)
    room = max(MOST_NEEDS - len(typed), 0)
    typed += _proposed(min(asked, room), institutions, [line.get("pupil_code", "") for line in typed])
    attestation = AttestationForm(instance=row, institutions=institutions, initial=request.POST.dict())
    return Draft(_rows(typed, offered), attestation)


def _proposed(count: int, institutions: QuerySet, beside: list[str]) -> list[dict]:
    """Rows with new codes. Of several institutions it is not known yet which one it will be; saving checks."""
    candidates = list(institutions[:2])
    taken = taken_codes(candidates[0]) if len(candidates) == 1 else set()
    return [{"pupil_code": code, "proposed": code} for code in codes.propose(count, taken | set(beside))]


def rows_of(needs: QuerySet[Need]) -> list[dict]:
    """What a form of needs shows of these."""
    related = needs.select_related("device_set", "basis").prefetch_related("items__category", "wishes")
    return [row_of(need) for need in related.order_by("position")]


def row_of(need: Need) -> dict:
    line = {name: getattr(need, name) for name in NEED_COLUMNS}
    line["category"], line["further"] = keys_of(need)
    line["basis"] = need.basis.code if need.basis else ""
    line["wishes"] = [wish.code for wish in need.wishes.all()]
    return line


def _rows(initial: list[dict], offered: Askable) -> NeedRowSet:
    return NeedRows(initial=initial, prefix=ROWS, form_kwargs={"askable": offered})


def _draw(request: HttpRequest, row: Request, draft: Draft) -> HttpResponse:
    context = {
        "row": row if row.pk else None,
        "rows": draft.rows,
        "form": draft.attestation,
        "more": MoreNeeds(),
        "most": MOST_NEEDS,
        "households": codes.propose_households(PROPOSED_HOUSEHOLDS),
        "class_sets": row.class_sets.select_related("category", "device_set") if row.pk else [],
    }
    return render(request, "recipients/requests/edit.html", context)
