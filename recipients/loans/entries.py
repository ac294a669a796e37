"""What loans add to shared pages: start-page tiles, words of histories, mails."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards
from recipients import history
from recipients.loans.extending import EXTENDED
from recipients.loans.letters import NOTICES
from recipients.models import Allocation
from recipients.notices.letters import register as register_notices

MANAGE, FILE = "recipients.manage_handover", "recipients.file_request"


def register() -> None:
    """Called in AppConfig.ready()."""
    cards.register(
        _card("loans_overdue", MANAGE, _is_coordination),
        _card("own_loans_overdue", FILE, lambda user: not _is_coordination(user) and overdue(user).exists()),
    )
    history.WORDS.update({EXTENDED: _("loan extended")})
    register_notices(*NOTICES)


def _card(code: str, permission: str, shown_to: Callable[[User], bool]) -> cards.Card:
    return cards.Card(
        code=code,
        label=_("Overdue loans"),
        permission=permission,
        count=lambda user: overdue(user).count(),
        url=lambda: reverse("in_use_list") + "?overdue=true",
        tone="warning",
        position=63,
        shown_to=shown_to,
    )


def _is_coordination(user: User) -> bool:
    return user.has_perm(MANAGE)


def overdue(user: User) -> QuerySet[Allocation]:
    """Loans whose last day is over, of those that the person may see."""
    return Allocation.objects.visible_to(user).on_loan().filter(loan_until__lt=timezone.localdate())
