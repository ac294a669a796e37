"""What signatures add to shared pages: tiles of the start page, words of histories, mails."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards
from recipients import history
from recipients.models import Receipt
from recipients.notices.letters import register as register_notices
from recipients.signatures import reminding, waiting
from recipients.signatures.on_screen import SIGNED

MANAGE, FILE = "recipients.manage_handover", "recipients.file_request"


def register() -> None:
    """Called in AppConfig.ready()."""
    cards.register(
        _card("receipts_unsigned", MANAGE, lambda user: user.has_perm(MANAGE)),
        _card("own_receipts_unsigned", FILE, lambda user: not user.has_perm(MANAGE) and _rows(user).exists()),
    )
    history.WORDS.update({SIGNED: _("a receipt was signed on screen")})
    register_notices(reminding.UNSIGNED)


def _rows(user: User):
    return waiting.unsigned(Receipt.objects.visible_to(user), now=timezone.now())


def _card(code: str, permission: str, shown_to: Callable[[User], bool]) -> cards.Card:
    return cards.Card(
        code=code,
        label=_("Receipts not signed yet"),
        permission=permission,
        count=lambda user: _rows(user).count(),
        url=lambda: reverse("unsigned_receipts"),
        tone="warning",
        position=62,
        shown_to=shown_to,
    )
