"""The Löschprotokoll as a kind of paper, and what it puts on a donation's page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from devices.donation_papers import kind_of_donation
from devices.protocols import paper
from devices.protocols.issuing import ISSUED, KIND, WITH_US
from documents.registry import register as register_kind
from donations import history, papers
from donations.models import Donation
from donations.papers import PaperLine, Papers
from donations.steps import Button


def register() -> None:
    """Called in AppConfig.ready()."""
    register_kind(ERASURE_PROTOCOL)
    papers.register(papers_of)
    history.register_words({ISSUED: gettext_lazy("erasure protocol issued")})


def papers_of(user: User, donation: Donation) -> Papers:
    """The version that stands, for those who may see the donation. Coordination can issue the next one, the donor's
    people an interim state."""
    standing = donation.erasure_protocols.standing().select_related("document").first()
    lines = [PaperLine(standing.document, _note(standing.is_final, standing.document.version))] if standing else []
    is_final = standing is not None and standing.is_final
    may_issue = user.has_perm("donations.manage_donation") or (
        user.has_perm("donations.offer_donation") and not is_final
    )
    url = reverse("donation_protocol", args=[donation.number])
    button = Button(_("Issue erasure protocol"), url)
    return Papers(lines, [button] if may_issue and donation.status in WITH_US else [])


def _note(is_final: bool, version: int) -> str:
    state = _("final: nothing is open") if is_final else _("interim state: something is still open")
    return _("%(state)s · version %(version)s") % {"state": state, "version": version}


ERASURE_PROTOCOL = kind_of_donation(
    "erasure_protocol",
    code=KIND,
    series="L",
    title=gettext_lazy("Erasure protocol"),
    draw=paper.draw_protocols,
    check=paper.check_protocol,
    template="devices/protocols/content.html",
)
