"""Pages of the logo: a picture is uploaded, looked at in black and in a PDF, and only then used."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import downloads, storage
from documents.errors import refused
from documents.issuer_views import KEEP
from documents.logo import keeping
from documents.logo.forms import LogoForm, MadeForm, made_form
from documents.logo.preview import draw_preview
from documents.models import Issuer
from documents.parties import issuer_block
from documents.pdf.errors import PaperError
from documents.views import pdf_answer

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(KEEP)
def issuer_logo(request: HttpRequest) -> HttpResponse:
    """The logo of now; a picture that was sent is shown as papers would have it."""
    form = LogoForm(typed(request), request.FILES or None)
    made = form.cleaned_data["picture"] if request.method == "POST" and form.is_valid() else None
    return _page(request, form, made)


def _page(request: HttpRequest, form: LogoForm, made: bytes | None, refusal: str = "") -> HttpResponse:
    issuer = Issuer.objects.first()
    waiting = made_form(made, issuer.pk if issuer else None) if made else None
    context = {"form": form, "issuer": issuer, "waiting": waiting, "refusal": refusal}
    return render(request, "documents/logo.html", context)


@require_POST
@permitted(KEEP)
def issuer_logo_use(request: HttpRequest) -> HttpResponse:
    """Papers that are issued from now on have this logo."""
    form = MadeForm(request.POST)
    if not form.is_valid():
        return _again(request)
    made = form.cleaned_data["made"]
    try:
        keeping.use_logo(made, after=form.cleaned_data["version"], actor=request.actor)
    except TransitionRefused as refusal:
        return _page(request, LogoForm(), made, str(refusal))
    except OSError as error:
        logger.error("The storage did not take a logo: %s", type(error).__name__)
        said = _("The logo could not be stored just now. Please try again in a minute.")
        return _page(request, LogoForm(), made, said)
    flash(
        request, _("Papers issued from now on have this logo; earlier ones keep what they had. You can remove it here.")
    )
    return redirect("issuer_logo")


@never_cache
@require_POST
@permitted(KEEP)
def issuer_logo_preview(request: HttpRequest) -> HttpResponse:
    """A page with the letterhead, before the logo holds."""
    form = MadeForm(request.POST)
    if not form.is_valid():
        return _again(request)
    made = form.cleaned_data["made"]
    try:
        return pdf_answer(draw_preview(made, issuer_block()), "Vorschau-Briefkopf.pdf")
    except PaperError as error:
        return _page(request, LogoForm(), made, str(refused(error)))
    except TransitionRefused as refusal:
        return _page(request, LogoForm(), made, str(refusal))


@require_POST
@permitted(KEEP)
def issuer_logo_remove(request: HttpRequest) -> HttpResponse:
    """Papers that are issued from now on have the drawn mark again."""
    version = request.POST.get("version", "")
    try:
        keeping.without_logo(
            after=int(version) if version.isascii() and version.isdigit() else None, actor=request.actor
        )
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("Papers issued from now on have the drawn mark. To have a logo again, upload it here."))
    return redirect("issuer_logo")


def _again(request: HttpRequest) -> HttpResponse:
    flash(request, _("The picture did not arrive whole. Please choose it again."), level=messages.ERROR)
    return redirect("issuer_logo")


@require_safe
@login_required
@cache_control(private=True, max_age=86400, immutable=True)
def logo_file(request: HttpRequest, key: str) -> HttpResponse:
    """A logo of the issuer, of now or of an earlier version, for the pages of papers. It is on every paper."""
    issuer = Issuer.objects.filter(logo_key=key).first()
    if issuer is None:
        raise Http404
    return downloads.picture(lambda: storage.read(key), "image/png", of=issuer)
