"""Notes of what was said with a donor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from donations.donors import contacts
from donations.donors.forms import ContactNoteForm
from donations.donors.models import ContactNote
from donations.donors.views.detail import page_context
from donations.models import Donor


@require_POST
@permitted("donations.manage_donation")
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps a note; one that is wrong comes back as it was typed, on the donor's page."""
    donor = get_object_or_404(Donor.objects.select_related("merged_into"), pk=pk).head
    form = ContactNoteForm(request.POST)
    if not form.is_valid():
        return render(request, "donations/donors/detail.html", page_context(request, donor, form))
    contacts.write(donor, **form.cleaned_data, actor=request.actor)
    flash(request, _("The note is kept. Its text can be taken out again below."))
    return redirect("donor_detail", donor.pk)


@require_POST
@permitted("donations.manage_donation")
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a note's text out for good."""
    note = get_object_or_404(ContactNote.objects.select_related("donor__merged_into"), pk=pk)
    contacts.erase(note, actor=request.actor)
    flash(request, _("The text of the note is taken out. It cannot be brought back."))
    return redirect("donor_detail", note.donor.head.pk)
