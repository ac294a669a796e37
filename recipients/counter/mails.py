"""The family's mail: when and where to collect. No code and no name stands in it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from custody.models import Mail
from recipients.institution_mails import Template
from recipients.models import CounterFamily

COLLECT = Template(
    "family_collect",
    _("Your device is ready"),
    _("Invitation to collect"),
    _("When coordination invites a family of our own counter."),
    _("the family"),
    {"number": "B-2026-00042", "day": "12.10.2026", "time": "15:00", "place": "Musterstraße 1, Leipzig"},
)
ALL = (COLLECT,)


def send_invitation(family: CounterFamily, at: datetime, place: str) -> None:
    """Once for each line of the history that says that the family was invited; written after that line, in its
    transaction."""
    line = family.request.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    local = timezone.localtime(at)
    COLLECT.send(
        key=f"{_beginning(family.pk)}{line}",
        recipient=family.contact,
        language=family.language,
        words={
            "number": family.request.number,
            "day": f"{local:%d.%m.%Y}",
            "time": f"{local:%H:%M}",
            "place": place,
        },
    )


def forget_mails(families: list[int]) -> int:
    """Deletes what the outbox still knows of these families' addresses."""
    return sum(Mail.objects.filter(key__startswith=_beginning(pk)).delete()[0] for pk in families)


def _beginning(pk: int) -> str:
    return f"family:{pk}:"
