"""What reservations add to shared pages: navigation, start-page tiles, words of histories, mails."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages import cards, navigation
from recipients import history
from recipients.holding.extending import EXTENDED
from recipients.holding.filters import ending_soon
from recipients.holding.letters import NOTICES
from recipients.holding.running_out import RAN_OUT
from recipients.notices.letters import register as register_notices

ALLOCATE = "recipients.allocate"


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(_("Reservations"), "reservation_list", permission=ALLOCATE, position=54)
    )
    cards.register(
        cards.Card(
            code="reservations_ending",
            label=_("Reservations that end soon"),
            permission=ALLOCATE,
            count=lambda user: ending_soon(timezone.localdate()).count(),
            url=lambda: reverse("reservation_list") + "?ending=soon",
            tone="warning",
            position=54,
        )
    )
    history.WORDS.update({RAN_OUT: _("reservation ran out"), EXTENDED: _("reservation is kept longer")})
    register_notices(*NOTICES)
