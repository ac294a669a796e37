"""What reports add to shared pages: navigation, start-page tiles, words of histories, mails."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation
from recipients import history
from recipients.models import DeviceReport
from recipients.models.report import ReportStatus
from recipients.notices.letters import register as register_notices
from recipients.reports.letters import NOTICES
from recipients.views.access import VIEW, has_any

MANAGE = "recipients.manage_request"


def takes_part(user: User) -> bool:
    """Coordination and institutions."""
    return has_any(user, VIEW)


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(
            _("Devices in use"), "in_use_list", predicate=takes_part, position=64, beneath=("/reports/", "/loans/")
        ),
    )
    cards.register(
        cards.Card(
            code="reports_to_decide",
            label=_("Reported defects and returns"),
            permission=MANAGE,
            count=lambda user: DeviceReport.objects.filter(status=ReportStatus.REPORTED).count(),
            url=lambda: reverse("report_list") + "?status=reported",
            tone="warning",
            position=62,
        )
    )
    history.WORDS.update({"reported": _("reported")})
    register_notices(*NOTICES)
