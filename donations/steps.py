"""What is next for a donation, in words for the one who reads, with what is already settled; and its facts."""

from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from donations import mails
from donations.agreements import rules
from donations.appointments import picking
from donations.enums import DataAgreement, Delivery, DonationStatus, MediaWithData
from donations.models import Donation

Text = str | Promise
FOR_DONORS: dict[str, tuple[Text, Text]] = {
    DonationStatus.ANNOUNCED: (
        gettext_lazy("We look at your offer"),
        gettext_lazy("You get a mail as soon as we suggest an appointment. Until then you can still withdraw it."),
    ),
    DonationStatus.SCHEDULED: (
        gettext_lazy("The appointment is made"),
        gettext_lazy("If the time does not suit you, please answer the mail about it."),
    ),
    DonationStatus.RECEIVED: (
        gettext_lazy("Your devices are with us"),
        gettext_lazy(
            "Volunteers erase every disk, check and refurbish the devices. You see here how each one gets on."
        ),
    ),
    DonationStatus.SETTLED: (
        gettext_lazy("Your donation is settled"),
        gettext_lazy("All devices have been dealt with; below you see how each is doing. Thank you!"),
    ),
    DonationStatus.DECLINED: (
        gettext_lazy("We could not take this donation"),
        gettext_lazy("The reason stands in the history. You are welcome to offer other devices."),
    ),
    DonationStatus.CANCELLED: (
        gettext_lazy("You withdrew this donation"),
        gettext_lazy("Nothing more happens. You can offer the devices again at any time."),
    ),
}
DONOR_CHOOSES: tuple[Text, Text] = (
    gettext_lazy("The donor chooses a time"),
    gettext_lazy(
        "The offer is accepted, and the mail with the link is out. On the phone you can choose for the donor."
    ),
)
# For a donor who brings the goods and may choose when.
FOR_CHOOSING: dict[str, tuple[Text, Text]] = {
    DonationStatus.ANNOUNCED: (
        gettext_lazy("Choose when to bring your devices"),
        gettext_lazy("We gladly take your donation. Please choose a time that suits you."),
    ),
    DonationStatus.SCHEDULED: (
        gettext_lazy("The appointment is made"),
        gettext_lazy("If the time does not suit you any more, simply choose another one."),
    ),
}
FOR_COORDINATION: dict[str, tuple[Text, Text]] = {
    DonationStatus.ANNOUNCED: (
        gettext_lazy("Make an appointment"),
        gettext_lazy("With the appointment the offer is accepted; the donor gets it by mail."),
    ),
    DonationStatus.SCHEDULED: (
        gettext_lazy("Take the devices in"),
        gettext_lazy("On the day, volunteers scan what has come. Until then the appointment can be moved."),
    ),
    DonationStatus.RECEIVED: (
        gettext_lazy("Every device goes its way"),
        gettext_lazy(
            "The donation is settled by itself with its last device. What comes later is taken in the same way."
        ),
    ),
    DonationStatus.SETTLED: (
        gettext_lazy("Nothing more to do"),
        gettext_lazy("If something still comes, it is taken in here; the donation is then open again."),
    ),
    DonationStatus.DECLINED: (gettext_lazy("Declined"), gettext_lazy("The reason stands in the history.")),
    DonationStatus.CANCELLED: (
        gettext_lazy("Withdrawn by the donor"),
        gettext_lazy("The reason stands in the history."),
    ),
}


@dataclass(frozen=True)
class Button:
    """A way on. At most one per view is primary."""

    label: Text
    url: str
    primary: bool = False


@dataclass(frozen=True)
class Condition:
    """One thing that should be settled before the goods come."""

    met: bool
    label: Text
    fact: Text
    url: str = ""
    url_label: Text = ""


@dataclass(frozen=True)
class NextStep:
    """The panel at the top of a donation's page."""

    title: Text
    text: Text
    buttons: list[Button] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether everything is settled."""
        return all(condition.met for condition in self.conditions)


def next_step(user: User, donation: Donation) -> NextStep:
    """What this reader can do now."""
    if user.has_perm("donations.manage_donation"):
        title, text = FOR_COORDINATION.get(donation.status, ("", ""))
        if donation.status == DonationStatus.ANNOUNCED and picking.may_choose(donation):
            title, text = DONOR_CHOOSES
        return NextStep(title, text, _coordination_buttons(donation), _conditions(donation))
    title, text = FOR_DONORS.get(donation.status, ("", ""))
    chooses = picking.may_choose(donation)
    if chooses:
        title, text = FOR_CHOOSING[donation.status]
    return NextStep(title, text, _donor_buttons(donation, chooses))


def _donor_buttons(donation: Donation, chooses: bool) -> list[Button]:
    buttons = []
    if chooses:
        label = _("Choose another time") if donation.scheduled_for else _("Choose a time")
        buttons.append(Button(label, _url("donation_slot", donation), primary=not donation.scheduled_for))
    if donation.status == DonationStatus.SCHEDULED:
        buttons.append(Button(_("For my calendar"), _url("donation_calendar_file", donation)))
    if donation.status in (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED):
        buttons.append(Button(_("Withdraw the donation"), _url("donation_cancel", donation)))
    return buttons


def _coordination_buttons(donation: Donation) -> list[Button]:
    schedule, decline = _url("donation_schedule", donation), _url("donation_decline", donation)
    intake, labels = _url("donation_intake", donation), _url("donation_labels", donation)
    return {
        DonationStatus.ANNOUNCED: [
            *_accepting(donation),
            Button(_("Take in without appointment"), intake),
            Button(_("Decline"), decline),
        ],
        DonationStatus.SCHEDULED: [
            Button(_("Take in"), intake, primary=True),
            Button(_("Move the appointment"), schedule),
            Button(_("Decline"), decline),
        ],
        DonationStatus.RECEIVED: [Button(_("Take in"), intake, primary=True), Button(_("Print labels"), labels)],
        DonationStatus.SETTLED: [Button(_("Take in"), intake), Button(_("Print labels"), labels)],
    }.get(donation.status, [])


def _accepting(donation: Donation) -> list[Button]:
    """A donor who brings the goods can choose the time; else, or by phone, coordination sets one."""
    schedule = Button(_("Make an appointment"), _url("donation_schedule", donation), primary=True)
    if donation.delivery != Delivery.DROP_OFF or donation.donor_id is None:
        return [schedule]
    if picking.may_choose(donation):
        return [replace(schedule, primary=False), Button(_("Choose a slot"), _url("donation_slot", donation))]
    accept = Button(_("Accept: the donor chooses"), _url("donation_accept", donation), primary=True)
    return [accept, replace(schedule, primary=False)]


def _conditions(donation: Donation) -> list[Condition]:
    return [_donor_known(donation), _data_covered(donation), _appointment_made(donation)]


def _donor_known(donation: Donation) -> Condition:
    if donation.donor_id:
        return Condition(True, _("Donor"), donation.donor_name)
    return Condition(
        False, _("Donor"), _("unknown, left at the door"), _url("donation_assign", donation), _("Assign donor")
    )


def _data_covered(donation: Donation) -> Condition:
    is_open = donation.data_agreement == DataAgreement.OPEN
    no_data = donation.media_with_data == MediaWithData.NO
    fact = donation.get_media_with_data_display() if no_data else donation.get_data_agreement_display()
    return Condition(
        no_data or not is_open,
        _("Data on disks"),
        fact,
        _url("donation_agreement", donation),
        _("Record the agreement"),
    )


def _appointment_made(donation: Donation) -> Condition:
    here = donation.status in (DonationStatus.RECEIVED, DonationStatus.SETTLED)
    awaited = _("the donor may choose") if picking.may_choose(donation) else _("not made yet")
    fact = appointment(donation) or (_("came without one") if here else awaited)
    return Condition(bool(donation.scheduled_for) or here, _("Appointment"), fact)


def appointment(donation: Donation) -> str:
    """Day and time as the clock in Leipzig shows it, with the end of a slot or window; nothing without one."""
    return mails.when(donation)


def facts(donation: Donation) -> list[tuple[Text, Text]]:
    """What was said about the donation."""
    pick_up = donation.delivery == Delivery.PICK_UP
    return [
        (_("Appointment"), appointment(donation)),
        (_("Drop-off or pick-up"), donation.get_delivery_display()),
        (_("When it suits"), donation.window),
        (_("Address"), donation.pick_up_address if pick_up else ""),
        (_("Disks with data"), donation.get_media_with_data_display()),
        (_("Data agreement"), rules.fact(donation)),
        (_("Origin"), donation.get_origin_display()),
        (_("How it was offered"), donation.get_source_display()),
        (_("Offered"), date_format(timezone.localtime(donation.created_at), "d.m.Y")),
        (_("Arrived on"), date_format(donation.received_on, "d.m.Y") if donation.received_on else ""),
        (_("Message"), donation.message),
    ]


def facts_by_link(donation: Donation) -> list[tuple[Text, Text]]:
    """What stands on the page that a link opens: nothing by which the donor could be found."""
    return [
        (_("Appointment"), appointment(donation)),
        (_("Drop-off or pick-up"), donation.get_delivery_display()),
        (_("Disks with data"), donation.get_media_with_data_display()),
        (_("Offered"), date_format(timezone.localtime(donation.created_at), "d.m.Y")),
        (_("Arrived on"), date_format(donation.received_on, "d.m.Y") if donation.received_on else ""),
    ]


def donor_facts(donation: Donation) -> list[tuple[Text, Text]]:
    """Who gives and how to reach them; for coordination only."""
    donor = donation.donor
    if donor is None:
        return []
    mail = (
        format_html('<a class="kern-link kern-link--small" href="mailto:{0}">{0}</a>', donor.email)
        if donor.email
        else ""
    )
    return [
        (_("Name"), donor.name),
        (_("Kind"), donor.get_kind_display()),
        (_("Contact person"), donor.contact),
        (_("Address"), f"{donor.street}, {donor.postcode} {donor.city}".strip(" ,")),
        (_("Phone"), donor.phone),
        (_("E-mail address"), mail),
    ]


def _url(name: str, donation: Donation) -> str:
    return reverse(name, args=[donation.number])
