"""The proposal of an address, and the way to its page."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from recipients.models import Proposal

ALLOCATE = "recipients.allocate"


def visible(request: HttpRequest, number: str) -> Proposal:
    """The proposal, if this person may see it; else 404."""
    rows = Proposal.objects.visible_to(request.user).select_related("job", "predecessor", "made_by")
    return get_object_or_404(rows, number=number)


def address(proposal: Proposal) -> str:
    """Its page."""
    return reverse("proposal_detail", args=[proposal.number])


def crumbs(proposal: Proposal) -> tuple[str, ...]:
    """The way to the pages beneath a proposal."""
    return (reverse("proposal_list"), _("Allocation proposals"), address(proposal), proposal.number)
