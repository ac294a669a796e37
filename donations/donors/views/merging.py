"""Two rows are one donor: finding the other one, looking at both sides, joining and parting them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.filters import SearchFilter
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from donations.donors import apart, duplicates, merging
from donations.donors.forms import MergeForm
from donations.donors.models import DonorMerge, DonorsApart
from donations.donors.numbers import with_numbers
from donations.donors.views.detail import facts
from donations.models import Donor

MOST_FOUND = 20


@require_safe
@permitted("donations.manage_donation")
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other donor is the same: suspects first, any other by a search."""
    donor, words = _head(pk), request.GET.get("q", "").strip()
    others = with_numbers(Donor.objects.heads().exclude(pk=donor.pk))
    context = {
        "donor": donor,
        "words": words,
        "suspects": duplicates.suspects(donor),
        "found": SearchFilter().filter(others, words)[:MOST_FOUND] if words else [],
        "most": MOST_FOUND,
    }
    return render(request, "donations/donors/find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("donations.manage_donation")
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both sides beside each other, and which one is to stand for both."""
    donors = (_head(pk), _head(other))
    if donors[0] == donors[1]:
        raise Http404
    form = MergeForm(typed(request), donors=donors)
    if request.method == "POST" and form.is_valid():
        stays = form.cleaned_data["stays"]
        goes = donors[1] if stays == donors[0] else donors[0]
        try:
            merged = merging.merge(goes, into=stays, actor=request.actor)
        except merging.MergeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("%(name)s now stands for both. Donations and papers stay as they are.") % {"name": stays.name}
            flash(request, text, undo_url=reverse("donor_merge_undo", args=[merged.pk]))
            return redirect("donor_detail", stays.pk)
    numbered = {row.pk: row for row in with_numbers(Donor.objects.filter(pk__in=[row.pk for row in donors]))}
    sides = [(numbered[row.pk], facts(row)) for row in donors]
    context = {
        "donor": donors[0],
        "other": donors[1],
        "sides": sides,
        "form": form,
        "reasons": duplicates.reasons(*donors),
        "apart": DonorsApart.objects.between(donors[0].pk, donors[1].pk).select_related("said_by").first(),
    }
    return render(request, "donations/donors/merge.html", context)


def _head(pk: int) -> Donor:
    """A donor that stands for itself; another one is not to be merged by itself."""
    return get_object_or_404(Donor.objects.heads(), pk=pk)


@require_POST
@permitted("donations.manage_donation")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Two donors again."""
    merged = get_object_or_404(DonorMerge.objects.select_related("donor", "into"), pk=pk)
    try:
        merging.undo(merged, actor=request.actor)
    except merging.MergeRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        names = {"first": merged.donor.name, "second": merged.into.name}
        flash(request, _("%(first)s and %(second)s are two donors again.") % names)
    return redirect("donor_detail", merged.donor_id)


@require_POST
@permitted("donations.manage_donation")
def say_apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two donors, however alike: they are not shown as one another's double any more."""
    first, second = (get_object_or_404(Donor, pk=key) for key in (pk, other))
    try:
        said = apart.say(first, second, actor=request.actor)
    except merging.MergeRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        names = {"first": first.name, "second": second.name}
        text = _("%(first)s and %(second)s are two donors. They are not shown as perhaps entered twice any more.")
        flash(request, text % names, undo_url=reverse("donor_apart_undo", args=[said.pk]))
    return redirect("donor_detail", first.pk)


@require_POST
@permitted("donations.manage_donation")
def take_apart_back(request: HttpRequest, pk: int) -> HttpResponse:
    """They may be one donor again."""
    said = get_object_or_404(DonorsApart.objects.select_related("one__merged_into", "other"), pk=pk)
    names = {"first": said.one.name, "second": said.other.name}
    if apart.take_back(said, actor=request.actor):
        flash(request, _("Whether %(first)s and %(second)s are one donor is open again.") % names)
    else:
        flash(request, _("This was undone already."), level=messages.INFO)
    return redirect("donor_detail", said.one.head.pk)
