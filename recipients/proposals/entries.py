"""What proposals add to the site's shared parts: navigation, a start-page tile, search."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation, search
from recipients import history
from recipients.allocating import OVERRULED
from recipients.limits.setting import LIMIT_REMOVED
from recipients.models import Proposal
from recipients.proposals.rules import FORBIDDEN, LIFTED, PINNED
from recipients.proposals.starting import STARTED

ALLOCATE = "recipients.allocate"


def register() -> None:
    """Called in AppConfig.ready()."""
    history.WORDS.update(
        {
            STARTED: _("calculation started"),
            PINNED: _("a pair was pinned"),
            FORBIDDEN: _("a pair was ruled out"),
            LIFTED: _("something said to a pair was lifted"),
            LIMIT_REMOVED: _("limit removed"),
            OVERRULED: _("reserved although a limit speaks against it"),
        }
    )
    navigation.register(navigation.NavigationItem(_("Proposals"), "proposal_list", permission=ALLOCATE, position=53))
    cards.register(
        cards.Card(
            "proposals_open",
            _("Proposals to decide on"),
            ALLOCATE,
            _to_decide_on,
            lambda: f"{reverse('proposal_list')}?status=ready&status=failed&status=calculating",
            position=49,
        )
    )
    search.register(search.Source("proposals", _("Allocation proposals"), find, position=55))


def _to_decide_on(user: User) -> int:
    """What only a what-if followed is still to be decided on."""
    own = Proposal.objects.visible_to(user).filter(is_what_if=False)
    return own.exclude(successors__is_what_if=False).open().count()


def find(user: User, text: str) -> list[search.Hit]:
    """By number."""
    rows = Proposal.objects.visible_to(user).filter(number=text.strip().upper())
    return [
        search.Hit(row.number, str(row.get_status_display()), reverse("proposal_detail", args=[row.number]), True)
        for row in rows[: search.MOST_HITS]
    ]
