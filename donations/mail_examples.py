"""The donors' mails with invented contents, for those who want to read them beforehand."""

from collections.abc import Callable
from datetime import date, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.mail_kinds import Letter, MailKind, register
from donations import mails, state_mails
from donations.appointments.slots import moment
from donations.enums import Delivery
from donations.models import Appointment, Donation, Donor

DAY = date(2026, 11, 24)
TO_DONOR = gettext_lazy("everybody who follows the donation; else the donor's own address")
# (occasion, label, when it goes out), in the order of a donation's life.
KINDS = (
    ("announced", gettext_lazy("Offer received"), gettext_lazy("As soon as a donation is offered.")),
    ("accepted", gettext_lazy("Choose a time"), gettext_lazy("When coordination accepts and leaves the time open.")),
    ("scheduled", gettext_lazy("Appointment made"), gettext_lazy("When an appointment is made.")),
    ("moved", gettext_lazy("Appointment moved"), gettext_lazy("When an appointment gets another time.")),
    ("reminded", gettext_lazy("Reminder"), gettext_lazy("The day before the appointment, once.")),
    ("received", gettext_lazy("Taken in"), gettext_lazy("When the first thing of a donation is taken in.")),
    ("settled", gettext_lazy("All devices settled"), gettext_lazy("When the last device of a donation is settled.")),
    ("declined", gettext_lazy("Donation declined"), gettext_lazy("When coordination declines, with its reason.")),
    ("cancelled", gettext_lazy("Donation withdrawn"), gettext_lazy("When a donation is withdrawn before it came.")),
)
ABOUT_A_TIME = ("scheduled", "moved", "reminded")


def register_kinds() -> None:
    """Called in AppConfig.ready()."""
    for occasion, label, when in KINDS:
        register(MailKind(f"donation_{occasion}", label, when, TO_DONOR, _example(occasion)))
    register(
        MailKind(
            state_mails.KIND,
            gettext_lazy("Links to one's donations"),
            gettext_lazy("When somebody without an account asks for them."),
            gettext_lazy("the address, if donations were offered with it"),
            lambda: [state_mails.letter([("S-2026-00042", f"{settings.PUBLIC_URL}/…")])],
        )
    )


def _example(occasion: str) -> Callable[[], list[Letter]]:
    """A mail about a time reads differently for who brings the goods and for whom they are fetched from."""

    def write() -> list[Letter]:
        deliveries = list(Delivery) if occasion in ABOUT_A_TIME else [Delivery.DROP_OFF]
        reason = _("Tube monitors can't be used in schools any more.")
        return [mails.letter(example_donation(one), occasion, reason=reason) for one in deliveries]

    return write


def example_donation(delivery: Delivery) -> Donation:
    """A donation that is in no database, with an appointment."""
    start = moment(DAY, time(10))
    donation = Donation(
        number="S-2026-00042",
        donor=Donor(name="Steuerbüro Beispiel"),
        delivery=delivery,
        pick_up_address="Ringstraße 1, 04109 Leipzig",
        scheduled_for=start,
    )
    Appointment(donation=donation, starts_at=start, ends_at=start + timedelta(minutes=30))
    return donation
