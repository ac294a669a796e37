"""Mails about a Löschprotokoll: to the donor when all data are erased, to coordination when that is no longer so."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from custody import mail_kinds
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from devices.models import ErasureProtocol
from donations import state_links
from donations.mails import WITHOUT_ACCOUNT, recipients_of_donation

ERASED, REOPENED = "erasure_final", "erasure_reopened"


def tell_donor(protocol: ErasureProtocol, *, losses: int) -> None:
    """One mail for each of the donor's people, once per final paper that follows an open state."""
    if protocol.donation.donor is None:
        return
    number, version = protocol.document.number, protocol.document.version
    for who, address, language in recipients_of_donation(protocol.donation):
        with translation.override(language or settings.LANGUAGE_CODE):
            words = erased_letter(protocol.donation.number, number, _address(protocol, who), losses)
        queue_mail(
            key=f"erasure:{number}:{version}:{who}",
            kind=ERASED,
            recipient=address,
            subject=words.subject,
            body=words.body,
        )


def _address(protocol: ErasureProtocol, who: str) -> str:
    """Where the paper is found: its page, or the donation's by a signed link for a donor without an account."""
    if who == WITHOUT_ACCOUNT:
        return state_links.address_for(protocol.donation)
    return page_of(protocol.document.number, protocol.document.version)


def page_of(number: str, version: int) -> str:
    """The paper's page, as it stands in mails."""
    return settings.PUBLIC_URL + reverse("document_detail", args=[number, version])


def alert_coordination(protocol: ErasureProtocol) -> None:
    """A final paper had to be superseded by an interim one: an erasure was taken back, or something came later."""
    number, version = protocol.document.number, protocol.document.version
    for person in User.objects.filter(groups__name=Role.COORDINATOR, is_active=True).distinct():
        with translation.override(person.language or settings.LANGUAGE_CODE):
            words = reopened_letter(protocol.donation.number, number, version)
        queue_mail(
            key=f"erasure-reopened:{number}:{version}:{person.pk}",
            kind=REOPENED,
            recipient=person.email,
            subject=words.subject,
            body=words.body,
        )


def erased_letter(donation: str, number: str, address: str, losses: int) -> Letter:
    """Everything is erased, but for what is lost."""
    context = {"donation": donation, "number": number, "address": address, "losses": losses}
    subject = (
        _("About the data of your donation %(number)s")
        if losses
        else _("All data of your donation %(number)s are erased")
    )
    return Letter(subject % {"number": donation}, render_to_string("devices/protocols/mails/erased.txt", context))


def reopened_letter(donation: str, number: str, version: int) -> Letter:
    """What coordination has to know and do."""
    address = settings.PUBLIC_URL + reverse("donation_detail", args=[donation])
    context = {"donation": donation, "number": number, "version": version, "address": address}
    subject = _("%(number)s is open again: a final erasure protocol was superseded") % {"number": donation}
    return Letter(subject, render_to_string("devices/protocols/mails/reopened.txt", context))


def register() -> None:
    """Makes the mails known to the list of previews."""
    mail_kinds.register(
        mail_kinds.MailKind(
            code=ERASED,
            label=gettext_lazy("All data are erased"),
            occasion=gettext_lazy("The last medium of a donation is settled and the final erasure protocol is issued."),
            to=gettext_lazy("The donor's people"),
            example=lambda: erased_letter("S-2026-00042", "L-2026-00008", page_of("L-2026-00008", 2), 0),
        ),
        mail_kinds.MailKind(
            code=REOPENED,
            label=gettext_lazy("A final erasure protocol was superseded"),
            occasion=gettext_lazy("An erasure was taken back, or a medium was found, after the final protocol."),
            to=gettext_lazy("Coordination"),
            example=lambda: reopened_letter("S-2026-00042", "L-2026-00008", 3),
        ),
    )
