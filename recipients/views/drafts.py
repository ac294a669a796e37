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
from recipients.enums import InstitutionStatus, RequestStatus
from recipients.forms.requests import MOST_NEEDS, AttestationForm, MoreNeeds, NeedRows, NeedRowSet, rows_typed
from recipients.models import Institution, NeedItem, Request
from recipients.reference import requestable_categories
from recipients.requests import NEED_COLUMNS
from recipients.views.access import FILE, with_any
from recipients.views.requests import visible

ROWS = "needs"
FIRST_ROWS = 5


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
        flash(request, _("This request has been sent already and can't be changed any more."), level=messages.ERROR)
        return redirect("request_detail", number=number)
    return _page(request, row, Institution.objects.filter(pk=row.institution_id))


def _own(request: HttpRequest) -> QuerySet:
    return Institution.objects.visible_to(request.user).order_by("-pk")


def _page(request: HttpRequest, row: Request, institutions: QuerySet) -> HttpResponse:
    if request.method == "POST" and "add_needs" in request.POST:
        return _draw(request, row, _with_more_rows(request, row, institutions))
    if request.method != "POST":
        return _draw(request, row, _as_it_is(request, row, institutions))
    draft = Draft(
        NeedRows(request.POST, prefix=ROWS, form_kwargs=_form_kwargs()),
        AttestationForm(request.POST, instance=row, institutions=institutions),
    )
    if draft.are_valid():
        saved = _saved(request, row, draft)
        if saved is not None:
            flash(request, _("Your draft is saved. Please look it over and send it."))
            return redirect("request_detail", number=saved.number)
    return _draw(request, row, draft)


def _saved(request: HttpRequest, row: Request, draft: Draft) -> Request | None:
    """The saved draft, or None when it was refused; then the page says why."""
    values, wishes = draft.attestation.values(), draft.rows.wishes()
    try:
        if row.pk:
            services.rewrite_draft(row, values=values, wishes=wishes)
            return row
        institution = draft.attestation.cleaned_data["institution"]
        return services.open_draft(institution=institution, values=values, wishes=wishes, actor=request.actor)
    except services.CodeTaken as refusal:
        _mark_taken(draft.rows, refusal)
    except TransitionRefused as refusal:
        draft.attestation.add_error(None, str(refusal))
    return None


def _mark_taken(rows: NeedRowSet, refusal: services.CodeTaken) -> None:
    for form in rows.kept:
        if form.cleaned_data["pupil_code"] in refusal.codes:
            form.add_error("pupil_code", _("This code is in use in another request. Please take a new one."))


def _as_it_is(request: HttpRequest, row: Request, institutions: QuerySet) -> Draft:
    initial = _rows_of(row) if row.pk else _proposed(FIRST_ROWS, institutions, [])
    return Draft(_rows(initial), AttestationForm(instance=row, institutions=institutions))


def _with_more_rows(request: HttpRequest, row: Request, institutions: QuerySet) -> Draft:
    """What was typed, with as many further rows as asked for; nothing is checked yet."""
    more = MoreNeeds(request.POST)
    asked = (more.cleaned_data["more"] or 1) if more.is_valid() else 1
    typed = rows_typed(request.POST, ROWS)
    room = max(MOST_NEEDS - len(typed), 0)
    typed += _proposed(min(asked, room), institutions, [line.get("pupil_code", "") for line in typed])
    attestation = AttestationForm(instance=row, institutions=institutions, initial=request.POST.dict())
    return Draft(_rows(typed), attestation)


def _proposed(count: int, institutions: QuerySet, beside: list[str]) -> list[dict]:
    """Rows with new codes. Of several institutions it is not known yet which one it will be; saving checks."""
    candidates = list(institutions[:2])
    taken = services.taken_codes(candidates[0]) if len(candidates) == 1 else set()
    return [{"pupil_code": code} for code in codes.propose(count, taken | set(beside))]


def _rows_of(row: Request) -> list[dict]:
    found = []
    for need in row.needs.prefetch_related("items__category").order_by("position"):
        items: list[NeedItem] = list(need.items.all())
        line = {name: getattr(need, name) for name in NEED_COLUMNS}
        line["category"] = items[0].category.code if items else ""
        line["further"] = items[1].category.code if len(items) > 1 else ""
        found.append(line)
    return found


def _rows(initial: list[dict]) -> NeedRowSet:
    return NeedRows(initial=initial, prefix=ROWS, form_kwargs=_form_kwargs())


def _form_kwargs() -> dict:
    return {"categories": requestable_categories()}


def _draw(request: HttpRequest, row: Request, draft: Draft) -> HttpResponse:
    context = {
        "row": row if row.pk else None,
        "rows": draft.rows,
        "form": draft.attestation,
        "more": MoreNeeds(),
        "most": MOST_NEEDS,
    }
    return render(request, "recipients/requests/edit.html", context)
