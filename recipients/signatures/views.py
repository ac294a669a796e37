"""The list of receipts that are not signed, and ticking them off."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import DateInput
from accounts.pages.lists import BulkAction, ListPage
from documents import unticking
from documents.models import Signature
from recipients.enums import InstitutionKind
from recipients.forms.reason import ReasonForm
from recipients.models import Receipt
from recipients.signatures import ticking, waiting
from recipients.signatures.filters import UnsignedFilter
from recipients.views.access import has_any, with_any
from recipients.views.several import SeveralQuestion, answered, ask_about_several, picked

ACTS = ("recipients.manage_handover", "recipients.file_request")
TITLE = gettext_lazy("Receipts not signed yet")


def _address(row: Receipt) -> str:
    return reverse("document_detail", args=[row.document.number, row.document.version])


def _handover_address(row: Receipt) -> str:
    return reverse("handover_detail", args=[row.handover.number])


def _code(row: Receipt) -> str:
    return row.need.pupil_code if row.need else _("Class set")


def _who(row: Receipt) -> str:
    institution = row.handover.institution
    return _("coordination") if institution.kind == InstitutionKind.COUNTER else institution.name


class UnsignedList(ListPage):
    """For coordination all, for an institution its own; the longest wait first."""

    model = Receipt
    filterset_class = UnsignedFilter
    permission_required = ()
    title = TITLE
    search_hint = gettext_lazy("Number of the receipt or the handover, institution")
    default_sort = "since"
    empty_text = gettext_lazy("Every receipt of a handover that has begun is signed.")
    related = ("document", "handover__institution", "need")
    pick_value = "pk"
    bulk_actions = (BulkAction(gettext_lazy("Tick off as signed"), "receipts_tick"),)
    columns = (
        Column(
            "number",
            gettext_lazy("Receipt"),
            value="document.number",
            sort="document__number",
            code=True,
            link=_address,
        ),
        Column("code", gettext_lazy("Pupil code"), value=_code, code=True, data_label=gettext_lazy("Code")),
        Column("who", gettext_lazy("Who has to act"), value=_who, sort="handover__institution__name", main=True),
        Column("handover", gettext_lazy("Handover"), value="handover.number", code=True, link=_handover_address),
        Column("since", gettext_lazy("Since"), value="since", sort="since", data_label=gettext_lazy("since")),
        Column(
            "days",
            gettext_lazy("Days"),
            value=lambda row: waiting.waits_for_days(row, timezone.localdate()),
            numeric=True,
            data_label=gettext_lazy("Days"),
        ),
        Column("reminded", gettext_lazy("Reminded"), value="reminded_at", data_label=gettext_lazy("reminded")),
    )

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not has_any(request.user, ACTS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return waiting.unsigned(super().get_queryset(), now=timezone.now())


class SignedOnForm(forms.Form):
    """The day beside the signatures."""

    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DateInput())


@require_POST
@with_any(ACTS)
def receipts_tick(request: HttpRequest) -> HttpResponse:
    """Asks for the day, then ticks off what was chosen."""
    mine = Receipt.objects.visible_to(request.user).filter(pk__in=picked(request))
    rows = list(waiting.unsigned(mine, now=timezone.now()).select_related("document").order_by("pk"))
    form = SignedOnForm(answered(request), initial={"signed_on": timezone.localdate()})
    question = SeveralQuestion(
        _("Tick off as signed"),
        _("The receipts are signed on paper, and the originals are kept at the institution."),
        _("Tick off as signed"),
        reverse("unsigned_receipts"),
        TITLE,
    )

    def act() -> None:
        count = ticking.tick_off(rows, signed_on=form.cleaned_data["signed_on"], actor=request.actor)
        text = ngettext("%(count)d receipt counts as signed.", "%(count)d receipts count as signed.", count)
        flash(request, text % {"count": count}, undo_page=_undo_page(rows, request) if count else "")

    return ask_about_several(request, question, rows, form, act)


def _undo_page(rows: list[Receipt], request: HttpRequest) -> str:
    """Where what was just ticked is taken back together."""
    papers = [row.document_id for row in rows]
    mine = Signature.objects.filter(document__in=papers, recorded_by=request.user)
    return reverse("receipts_untick", args=[mine.latest("recorded_at", "pk").pk])


@require_http_methods(["GET", "HEAD", "POST"])
@with_any(ACTS)
def receipts_untick(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back what was ticked off by one press, with a reason."""
    mine = Receipt.objects.visible_to(request.user)
    tick = get_object_or_404(Signature.with_taken_back, pk=pk, document__in=mine.values("document"))
    rows = list(ticking.ticked_with(tick).filter(pk__in=mine).select_related("document").order_by("pk"))
    form = ReasonForm(answered(request))
    question = SeveralQuestion(
        _("Not signed after all"),
        _("These receipts were ticked off by mistake: they are waited for again. The ticks stay in their history."),
        _("Take the ticks back"),
        reverse("unsigned_receipts"),
        TITLE,
    )

    def act() -> None:
        anyone = request.user.has_perm("documents.manage_document")
        said = {"actor": request.actor, "reason": form.cleaned_data["reason"], "anyone": anyone}
        count = unticking.take_back([row.document_id for row in rows], **said)
        text = ngettext(
            "%(count)d receipt counts as unsigned again.", "%(count)d receipts count as unsigned again.", count
        )
        flash(request, text % {"count": count})

    return ask_about_several(request, question, rows, form, act)
