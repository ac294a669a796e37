"""The list of proposals, and starting one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import display_name
from accounts.pages.columns import Column
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.models import Proposal
from recipients.proposals import starting
from recipients.proposals.filters import ProposalFilter
from recipients.proposals.forms import StartForm
from recipients.proposals.views.finding import ALLOCATE, address


def proof_of(proposal: Proposal) -> str:
    """How good it is, in a word; nothing before it is calculated."""
    if proposal.optimal is None:
        return ""
    return str(_("provably the best") if proposal.optimal else _("not proven"))


def follows(proposal: Proposal) -> str:
    """What stands behind the number."""
    words = [str(_("what-if"))] if proposal.is_what_if else []
    if proposal.predecessor:
        words.append(str(_("follows %(number)s") % {"number": proposal.predecessor.number}))
    return ", ".join(words)


class ProposalList(ListPage):
    """All proposals, the newest first."""

    model = Proposal
    template_name = "recipients/proposals/list.html"
    filterset_class = ProposalFilter
    permission_required = ALLOCATE
    title = _("Allocation proposals")
    search_hint = _("Number")
    default_sort = "-number"
    related = ("predecessor", "made_by")
    empty_text = _("No proposal yet. It says which ready device goes to which need, and why.")
    columns = (
        Column("number", _("Number"), sort="number", code=True, link=address),
        Column("follows", _("Version"), value=follows, main=True),
        Column("created", _("Started"), value="created_at", sort="created_at", numeric=True),
        Column("by", _("By"), value=lambda row: display_name(row.made_by)),
        Column("served", _("Needs served"), sort="served", numeric=True, data_label=_("Needs served")),
        Column("unserved", _("not served"), sort="unserved", numeric=True, data_label=_("not served")),
        Column("proof", _("Proof"), value=proof_of),
        Column("status", _("Status"), badge="proposal", sort="status"),
    )

    def get_context_data(self, **kwargs) -> dict:
        ways = {"empty_url": reverse("proposal_new"), "empty_url_label": _("Start a proposal")}
        return super().get_context_data(**kwargs) | ways


@permitted(ALLOCATE)
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Asks what it is to be about, and has it calculated."""
    form = StartForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            proposal = starting.start(form.scope(), held_until=form.cleaned_data["held_until"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(address(proposal))
    return render(request, "recipients/proposals/new.html", {"form": form})
