"""Addresses of proposals and caps."""

from django.urls import path, register_converter

from recipients.proposals.views import caps, decisions, line, lists, page


class ProposalNumber:
    """A proposal's number, so that words beside it (`/proposals/new/`) are never read as one."""

    regex = r"V-\d{4}-\d{5,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProposalNumber, "proposal")

ONE = "proposals/<proposal:number>/"

urlpatterns = [
    path("proposals/", lists.ProposalList.as_view(), name="proposal_list"),
    path("proposals/new/", lists.proposal_new, name="proposal_new"),
    path("proposals/limits/", caps.CapList.as_view(), name="allocation_cap_list"),
    path("proposals/limits/new/", caps.cap_new, name="allocation_cap_new"),
    path("proposals/limits/<int:pk>/", caps.cap_edit, name="allocation_cap_edit"),
    path("proposals/limits/<int:pk>/remove/", caps.cap_remove, name="allocation_cap_remove"),
    path(ONE, page.ProposalPage.as_view(), name="proposal_detail"),
    path(f"{ONE}progress/", page.proposal_progress, name="proposal_progress"),
    path(f"{ONE}again/", decisions.proposal_again, name="proposal_again"),
    path(f"{ONE}what-if/", decisions.proposal_what_if, name="proposal_what_if"),
    path(f"{ONE}retry/", decisions.proposal_retry, name="proposal_retry"),
    path(f"{ONE}confirm/", decisions.proposal_confirm, name="proposal_confirm"),
    path(f"{ONE}discard/", decisions.proposal_discard, name="proposal_discard"),
    path(f"{ONE}needs/<int:pk>/", line.proposal_line, name="proposal_line"),
    path(f"{ONE}needs/<int:pk>/say/", line.proposal_say, name="proposal_say"),
    path(f"{ONE}rules/<int:pk>/lift/", line.proposal_lift, name="proposal_lift"),
]
