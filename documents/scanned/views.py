"""Pages of scanned piles: sent, followed, the rest decided upon page by page."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import display_name
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import downloads, scans, storage
from documents.enums import DocumentStatus
from documents.models import ScannedPage, ScanPile
from documents.scanned import deciding, piles, results
from documents.scanned.filters import PageFilter, PileFilter
from documents.scanned.forms import AssignForm, PileForm, choice_of
from documents.scanned.models import MANAGE, PageState, PileState

logger = logging.getLogger(__name__)


def pile_address(pile: ScanPile) -> str:
    """Its page."""
    return reverse("scan_pile", args=[pile.pk])


def page_address(page: ScannedPage) -> str:
    """The page's page."""
    return reverse("scanned_page", args=[page.pile_id, page.position])


def _page_name(page: ScannedPage) -> str:
    return _("Page %(number)d") % {"number": page.position}


class PileList(ListPage):
    """What was sent, the newest first; in front of it the way to what waits."""

    model = ScanPile
    filterset_class = PileFilter
    template_name = "documents/scanned/list.html"
    permission_required = MANAGE
    title = gettext_lazy("Scans of signed papers")
    default_sort = "-uploaded"
    empty_text = gettext_lazy("No scans have been sent yet. Papers bear a code by which they are filed.")
    related = ("uploaded_by", "job")
    columns = (
        Column("uploaded", gettext_lazy("Uploaded"), value="uploaded_at", sort="uploaded_at", link=pile_address),
        Column("signed", gettext_lazy("Signed on"), value="signed_on", sort="signed_on"),
        Column("pages", gettext_lazy("Pages"), value="job.done", numeric=True, data_label=gettext_lazy("Pages")),
        Column("waiting", gettext_lazy("To be filed"), value="to_file", numeric=True, data_label=gettext_lazy("open")),
        Column("state", gettext_lazy("Status"), value=lambda pile: pile.get_state_display()),
        Column("by", gettext_lazy("by"), value=lambda pile: display_name(pile.uploaded_by)),
    )

    def get_queryset(self):
        return super().get_queryset().with_waiting()

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        waiting = ScannedPage.objects.visible_to(self.request.user).inbox().count()
        return super().get_context_data(**kwargs) | {"waiting": waiting}


class InboxList(ListPage):
    """Pages that wait for a person, of all piles, the oldest first."""

    model = ScannedPage
    filterset_class = PageFilter
    permission_required = MANAGE
    title = gettext_lazy("Scans to be filed")
    default_sort = "page"
    empty_text = gettext_lazy("Every page is filed. What can't be filed by its code comes here.")
    related = ("pile", "document")
    columns = (
        Column("page", gettext_lazy("Page"), value=_page_name, sort=("pile", "position"), link=page_address),
        Column("reason", gettext_lazy("Reason"), value=lambda page: page.why, sort="reason", main=True),
        Column("paper", gettext_lazy("Paper"), value="document.number", code=True, data_label=gettext_lazy("Paper")),
        Column(
            "uploaded",
            gettext_lazy("Uploaded"),
            value="pile.uploaded_at",
            sort="pile__uploaded_at",
            data_label=gettext_lazy("uploaded"),
        ),
    )

    def get_queryset(self):
        return super().get_queryset().inbox()


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def pile_new(request: HttpRequest) -> HttpResponse:
    """Takes the files in and leads to the page that follows them."""
    form = PileForm(typed(request), _files(request), initial={"signed_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        pile = _taken_in(request, form)
        if pile is not None:
            return redirect(pile_address(pile))
    return render(request, "documents/scanned/new.html", {"form": form})


def _files(request: HttpRequest) -> Any:
    return request.FILES or None


def _taken_in(request: HttpRequest, form: PileForm) -> ScanPile | None:
    said = form.cleaned_data
    try:
        return piles.take_in(said["scans"], signed_on=said["signed_on"], actor=request.actor)
    except scans.UnreadableScan as refusal:
        form.add_error("scans", str(refusal))
    except TransitionRefused as refusal:
        form.add_error("signed_on", str(refusal))
    except OSError as error:
        logger.error("The storage did not take a pile of scans: %s", type(error).__name__)
        form.add_error(None, _("The storage can't be written at the moment. Please try again in a few minutes."))
    return None


@never_cache
@require_safe
@permitted(MANAGE)
def pile_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is, and what became of each page; asked for by itself while a worker is at it."""
    pile = get_object_or_404(ScanPile.objects.visible_to(request.user).select_related("job"), pk=pk)
    context = {
        "pile": pile,
        "job": pile.job,
        "running": pile.state == PileState.QUEUED,
        "counted": results.counted(pile),
        "lines": results.lines_of(pile),
    }
    template = "documents/scanned/progress.html" if request.htmx else "documents/scanned/pile.html"
    return render(request, template, context)


def visible_page(request: HttpRequest, pk: int, position: int) -> ScannedPage:
    """The page of this address, as long as its picture is there. Raises Http404."""
    pages = ScannedPage.objects.visible_to(request.user).select_related("pile", "document")
    return get_object_or_404(pages.exclude(picture_key=""), pile=pk, position=position)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def page_detail(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The page as a picture, and the field for the number of its paper."""
    page = visible_page(request, pk, position)
    waiting = page.pile.pages.inbox().exclude(pk=page.pk).select_related("document")
    others = [*waiting, *deciding.elsewhere(page, request.user)]
    stands = page.document is not None and page.document.status == DocumentStatus.READY
    known = {"number": page.document.number if stands else "", "signed_on": page.pile.signed_on}
    if stands:
        known["further"] = [choice_of(other, page.pile_id) for other in deciding.of_same_paper(page, others)]
    form = AssignForm(typed(request), pile=page.pile_id, others=others, initial=known)
    if request.method == "POST" and form.is_valid() and _assigned(request, page, form):
        return redirect(next_address(page))
    is_open = page.state == PageState.INBOX
    context = {"page": page, "pile": page.pile, "form": form, "is_open": is_open, "waiting": len(form.others)}
    return render(request, "documents/scanned/page.html", context)


def next_address(page: ScannedPage) -> str:
    """The next page of the pile that waits, or the pile."""
    waiting = page.pile.pages.inbox().exclude(pk=page.pk).order_by("position")
    following = waiting.filter(position__gt=page.position).first() or waiting.first()
    return page_address(following) if following else pile_address(page.pile)


def _assigned(request: HttpRequest, page: ScannedPage, form: AssignForm) -> bool:
    said = form.cleaned_data
    try:
        paper = deciding.paper_called(said["number"])
        count = deciding.assign([page, *form.pages()], paper, actor=request.actor, signed_on=said["signed_on"])
    except deciding.WrongDay as refusal:
        form.add_error("signed_on", str(refusal))
    except TransitionRefused as refusal:
        form.add_error("number", str(refusal))
    except (storage.FileMissing, OSError) as error:
        logger.error("The pages of pile %s could not be filed: %s", page.pile_id, type(error).__name__)
        form.add_error(None, _("The storage can't be written at the moment. Please try again in a few minutes."))
    else:
        text = ngettext(
            "%(number)s counts as signed: %(count)d page is kept with it.",
            "%(number)s counts as signed: %(count)d pages are kept with it.",
            count,
        )
        flash(request, text % {"number": paper.number, "count": count})
        return True
    return False


@never_cache
@require_safe
@permitted(MANAGE)
def page_picture(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The picture, turned as it is shown."""
    page = visible_page(request, pk, position)
    return downloads.picture(lambda: deciding.picture_of(page), scans.JPEG, of=page)


@require_POST
@permitted(MANAGE)
def page_turn(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """A quarter clockwise."""
    page = visible_page(request, pk, position)
    deciding.turn(page)
    return redirect(page_address(page))


@require_POST
@permitted(MANAGE)
def page_discard(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """It belongs to no paper."""
    page = visible_page(request, pk, position)
    return _decided(request, page, lambda: deciding.discard(page, actor=request.actor))


def _decided(request: HttpRequest, page: ScannedPage, decide: Callable[[], None]) -> HttpResponse:
    try:
        decide()
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(page_address(page))
    undo = reverse("scanned_page_back", args=[page.pile_id, page.position])
    flash(request, _("Page %(page)d is discarded.") % {"page": page.position}, undo_url=undo)
    return redirect(next_address(page))


@require_POST
@permitted(MANAGE)
def page_back(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """A discarded page waits again."""
    page = visible_page(request, pk, position)
    if deciding.put_back(page):
        flash(request, _("Page %(page)d waits to be filed again.") % {"page": page.position})
    return redirect(page_address(page))
