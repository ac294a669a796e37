"""What mails put on the start page: a tile, red while some failed; the way to all mails."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages import cards
from custody.models import Mail


def register() -> None:
    """Called in AppConfig.ready()."""
    cards.register(
        cards.Card(
            code="mails_failed",
            label=_("Mails that did not go out"),
            permission="custody.manage_mail",
            count=lambda user: Mail.objects.troubled().count(),
            url=lambda: reverse("mail_list") + "?open=open",
            tone="danger",
            position=5,
        )
    )
