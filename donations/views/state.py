"""A donation's page for whoever has its signed link, without an account: its state, the devices' way, a time for the
drop-off, and the way back out. The address holds nothing personal and is told to no other site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.limits import Limit, machine_of
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from donations import device_lines, history, panels, papers, services, state_links, state_mails, steps
from donations.appointments import calendar_file, picking
from donations.appointments.views.slots import choose
from donations.enums import DonationStatus
from donations.forms import LinkForm, ReasonForm
from donations.models import Donation, StateLink
from donations.views.donations import DEVICES_PER_PAGE, visible_donation

READ_AND_WRITE = ["GET", "HEAD", "POST"]
PER_MACHINE = Limit("state-links-machine", most=10, seconds=600)
PER_ADDRESS = Limit("state-links-address", most=3, seconds=3600)
# What somebody with a link may see: what every donor sees of their own donation.
HOLDER = AnonymousUser()
Answer = Callable[..., HttpResponse]


def told_to_nobody(view: Answer) -> Answer:
    """The address opens the page, so browsers keep it from other sites, from caches and from search engines."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not "no-referrer": browsers would then hide our own origin from us, too, and every form would be refused.
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def ended(request: HttpRequest, link: StateLink | None) -> HttpResponse:
    """The page of a link that opens nothing (any more); its button mails the donor a new one."""
    context = {"link": link, "token": state_links.token_of(link) if link else ""}
    return render(request, "donations/state/ended.html", context, status=410)


def by_link(view: Answer) -> Answer:
    """Opens to holders of a standing link; one that has ended leads to a new one."""

    @login_not_required
    @told_to_nobody
    @wraps(view)
    def answer(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        link = state_links.read(token)
        if link is None or not state_links.stands(link):
            return ended(request, link)
        return view(request, link, **kwargs)

    return answer


@require_safe
@by_link
def state(request: HttpRequest, link: StateLink) -> HttpResponse:
    """Where the donation and each of its devices stand."""
    donation = link.donation
    devices = donation.devices.select_related("category").order_by("is_surplus", "line", "pk")
    page = Paginator(devices, DEVICES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "donation": donation,
        "token": state_links.token_of(link),
        "expires_at": link.expires_at,
        "step": steps.next_step(HOLDER, donation),
        "may_choose": picking.may_choose(donation),
        "may_withdraw": donation.status in (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED),
        "may_adopt": request.user.is_authenticated and services.may_adopt(donation, request.user),
        "lines": device_lines.lines_for(HOLDER, page.object_list),
        "page": page,
        "counts": device_lines.counts(donation.devices.values_list("status", flat=True)),
        "panels": panels.shown_to(HOLDER, donation),
        "papers": papers.of(HOLDER, donation).lines,
        "history": history.lines_for(HOLDER, donation),
        "facts": steps.facts_by_link(donation),
    }
    return render(request, "donations/state/state.html", context)


@require_http_methods(READ_AND_WRITE)
@by_link
def slot(request: HttpRequest, link: StateLink) -> HttpResponse:
    """Choosing the time of the drop-off."""
    back = state_links.path_of(link)
    if not picking.may_choose(link.donation):
        flash(request, _("There is no time to choose for this donation now."))
        return redirect(back)
    return choose(request, link.donation, back=back, template="donations/state/slot.html")


@require_safe
@by_link
def calendar(request: HttpRequest, link: StateLink) -> HttpResponse:
    """The appointment for the donor's own calendar; it leads back to this page."""
    return calendar_file.answer(link.donation, path=state_links.path_of(link))


@require_http_methods(READ_AND_WRITE)
@by_link
def withdraw(request: HttpRequest, link: StateLink) -> HttpResponse:
    """The donor keeps the devices after all."""
    form, back = ReasonForm(typed(request)), state_links.path_of(link)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(link.donation, reason=form.cleaned_data["reason"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("The donation is withdrawn."))
            return redirect(back)
    context = {"donation": link.donation, "form": form, "back": back}
    return render(request, "donations/state/withdraw.html", context)


@require_POST
@by_link
def adopt(request: HttpRequest, link: StateLink) -> HttpResponse:
    """Puts the donor's donations into the reader's account, whose confirmed address is the donor's."""
    if not request.user.is_authenticated or not services.may_adopt(link.donation, request.user):
        return redirect(state_links.path_of(link))
    services.adopt(link.donation, request.user)
    flash(request, _("You now find this donation in your account."))
    return redirect("donation_detail", link.donation.number)


@login_not_required
@require_POST
@told_to_nobody
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """A link has ended: a new one goes to the donor's own address, whoever asks."""
    link = state_links.read(token)
    if not PER_MACHINE.allows(machine_of(request)):
        return _too_often(request, LinkForm())
    email = link.donation.donor.email if link and link.donation.donor else ""
    if email and PER_ADDRESS.allows(email.lower()):
        state_mails.send_links(email)
    return render(request, "donations/state/on_the_way.html")


@login_not_required
@require_http_methods(READ_AND_WRITE)
def ask(request: HttpRequest) -> HttpResponse:
    """New links by mail. The answer is the same for every address: whether it is known stays between us and its
    owner."""
    form = LinkForm(typed(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "donations/state/ask.html", {"form": form})
    email = form.cleaned_data["email"]
    if not PER_MACHINE.allows(machine_of(request)) or not PER_ADDRESS.allows(email.lower()):
        return _too_often(request, form)
    state_mails.send_links(email)
    return render(request, "donations/state/on_the_way.html")


def _too_often(request: HttpRequest, form: LinkForm) -> HttpResponse:
    context = {"form": form, "too_often": True}
    return render(request, "donations/state/ask.html", context, status=429)


@require_POST
@permitted("donations.manage_donation")
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Coordination ends all links to a donation."""
    donation: Donation = visible_donation(request, number)
    ended = state_links.revoke_all(donation, actor=request.actor)
    text = _("Links that no longer open the donation: %(count)d. The next mail carries a new one.")
    flash(request, text % {"count": ended})
    return redirect("donation_detail", number)
