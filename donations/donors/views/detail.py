"""A donor's page for coordination: what it gave, who belongs to it, what was said."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages.permissions import permitted
from donations import papers
from donations.donors import apart, duplicates, people
from donations.donors.forms import ContactNoteForm
from donations.donors.models import ContactNote, DonorMerge
from donations.donors.naming import phone_key
from donations.donors.numbers import by_state
from donations.models import Donation, Donor

DONATIONS_PER_PAGE = 25
MOST_PAPERS = 50
LINK = '<a class="kern-link kern-link--small kern-link--no-visited-state" href="{}{}">{}</a>'


@require_safe
@permitted("donations.manage_donation")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The donor with everything that stands under one of its rows."""
    donor = get_object_or_404(Donor.objects.select_related("merged_into"), pk=pk)
    if donor.merged_into:
        return redirect("donor_detail", donor.merged_into_id)
    return render(request, "donations/donors/detail.html", page_context(request, donor, ContactNoteForm()))


def page_context(request: HttpRequest, donor: Donor, note_form: ContactNoteForm) -> dict:
    """What the page shows; `note_form` comes back from a note that could not be kept."""
    family = Donor.objects.family_of(donor)
    donations = Donation.objects.filter(donor__in=family)
    page = _donations(request, donor)
    return {
        "donor": donor,
        "facts": facts(donor),
        "given": by_state(page.object_list),
        "page": page,
        "papers": papers.issued_for(donations)[:MOST_PAPERS],
        "members": people.members_of(donor),
        "former_members": people.former_members_of(donor),
        "suspects": duplicates.suspects(donor),
        "apart": apart.apart_from(donor),
        "merges": DonorMerge.objects.filter(donor__in=family, undone_at=None).select_related("donor", "merged_by"),
        "notes": ContactNote.objects.filter(donor__in=family).select_related("written_by", "erased_by"),
        "note_form": note_form,
    }


def _donations(request: HttpRequest, donor: Donor) -> Page:
    donations = Donation.objects.filter(donor__in=Donor.objects.family_of(donor)).select_related("donor")
    return Paginator(donations.order_by("-pk"), DONATIONS_PER_PAGE).get_page(request.GET.get("page"))


def facts(donor: Donor) -> list[tuple[str | Promise, str | Promise]]:
    """Who it is and how to reach it."""
    return [
        (_("Name"), donor.name),
        (_("Kind"), donor.get_kind_display()),
        (_("Contact person"), donor.contact),
        (_("Address"), f"{donor.street}, {donor.postcode} {donor.city}".strip(" ,")),
        (_("Phone"), _phone(donor)),
        (_("E-mail address"), format_html(LINK, "mailto:", donor.email, donor.email) if donor.email else ""),
        (_("Language of mails"), donor.get_language_display()),
        (_("Known since"), date_format(timezone.localtime(donor.created_at), "d.m.Y")),
    ]


def _phone(donor: Donor) -> str:
    digits = phone_key(donor.phone)
    return format_html(LINK, "tel:", digits, donor.phone) if digits else donor.phone
