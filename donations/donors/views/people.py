"""Who belongs to a donor: seen by its people and by coordination, who lets further ones in and takes them off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from donations import services
from donations.donors import people as belonging
from donations.forms import MemberForm
from donations.models import Donor, DonorMember
from donations.views.donations import may_follow_donations

MANAGE = "donations.manage_donation"


def visible_donor(request: HttpRequest, pk: int) -> Donor:
    """The donor that this row stands for now, if the reader may see it; else 404. Raises PermissionDenied for people
    without such pages."""
    if not may_follow_donations(request.user):
        raise PermissionDenied
    return get_object_or_404(Donor.objects.visible_to(request.user).select_related("merged_into"), pk=pk).head


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The list; for coordination with the form that lets somebody in."""
    donor, manages = visible_donor(request, pk), request.user.has_perm(MANAGE)
    if request.method == "POST" and not manages:
        raise PermissionDenied
    form = MemberForm(typed(request)) if manages else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            person = services.add_member(donor, email=form.cleaned_data["person"])
        except services.NoSuchPerson as refusal:
            form.add_error("person", str(refusal))
        else:
            flash(request, _("%(person)s now sees the donations of %(donor)s.") % {"person": person, "donor": donor})
            return redirect("donor_people", donor.pk)
    context = {
        "donor": donor,
        "form": form,
        "members": belonging.members_of(donor),
        "former_members": belonging.former_members_of(donor) if manages else [],
    }
    return render(request, "donations/donors/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody no longer follows the donor's donations. It is asked first, as they cannot come back by themselves."""
    if not may_follow_donations(request.user):
        raise PermissionDenied
    donor = get_object_or_404(Donor.objects.of(request.user).select_related("merged_into"), pk=pk).head
    if request.method == "POST":
        belonging.end(donor, request.user, actor=request.actor)
        flash(request, _("You no longer follow the donations of %(donor)s.") % {"donor": donor.name})
        return redirect("start")
    is_last = belonging.members_of(donor).exclude(user=request.user).exists() is False
    return render(request, "donations/donors/leave.html", {"donor": donor, "is_last": is_last})


@require_POST
@permitted(MANAGE)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Coordination takes somebody off."""
    member = get_object_or_404(DonorMember.objects.select_related("donor__merged_into", "user"), pk=pk)
    donor = member.donor.head
    if belonging.end(donor, member.user, actor=request.actor):
        text = _("%(person)s no longer sees the donations of %(donor)s.") % {"person": member.user, "donor": donor}
        flash(request, text, undo_url=reverse("donor_person_back", args=[member.pk]))
        _tell_what_still_reaches(request, donor, member.user)
    else:
        flash(request, _("This person did not belong to it any more."), level=messages.INFO)
    return redirect("donor_people", donor.pk)


def _tell_what_still_reaches(request: HttpRequest, donor: Donor, person: User) -> None:
    for row in belonging.reached_as(donor, person):
        text = _("The address %(email)s still stands with %(donor)s: it goes on getting mails and links.")
        edit = (reverse("donor_edit", args=[row.pk]), _("Edit the address"))
        flash(request, text % {"email": row.email, "donor": row.name}, link=edit, level=messages.WARNING)


@require_POST
@permitted(MANAGE)
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who was taken off, or left, follows the donor again."""
    member = get_object_or_404(DonorMember.objects.select_related("donor__merged_into", "user"), pk=pk)
    donor, person = member.donor.head, member.user
    try:
        services.add_member(donor, email=person.email)
    except services.NoSuchPerson as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("%(person)s now sees the donations of %(donor)s.") % {"person": person, "donor": donor})
    return redirect("donor_people", donor.pk)
