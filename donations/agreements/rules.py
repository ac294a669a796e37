"""When a donation's data are covered: asked before a pick-up is arranged, and before its goods change hands."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from custody.lifecycle import Step, TransitionRefused
from donations.enums import DataAgreement, Delivery, MediaWithData
from donations.models import Donation

# How a paper names what covers the data; papers are German.
ON_PAPERS = {
    DataAgreement.SIGNED: "Vereinbarung zur Auftragsverarbeitung, unterschrieben",
    DataAgreement.FRAMEWORK: "durch eine Vereinbarung für mehrere Spenden abgedeckt",
    DataAgreement.ERASED_FIRST: "Der Spender erklärt, alle Datenträger vorher gelöscht zu haben",
    DataAgreement.PRIVATE: "nicht nötig, nur Daten einer Privatperson",
    DataAgreement.NOT_NEEDED: "nicht nötig, keine Daten",
    DataAgreement.OPEN: "noch nicht vereinbart",
}


def is_covered(donation: Donation) -> bool:
    """No data come, or it is recorded what covers them. Not knowing counts as data."""
    return donation.media_with_data == MediaWithData.NO or donation.data_agreement != DataAgreement.OPEN


def lacks_agreement(donation: Donation) -> bool:
    """A pick-up that can't be arranged yet."""
    return donation.delivery == Delivery.PICK_UP and not is_covered(donation)


def agreement_recorded(donations: list[Donation], step: Step) -> dict[int, str | Promise]:
    """Guard: media with data are picked up only under an agreement (Art. 28 GDPR)."""
    return {row.pk: why_not(row) for row in donations if lacks_agreement(row)}


def require_agreement(donation: Donation) -> None:
    """Raises TransitionRefused while media with data would change hands without an agreement."""
    if lacks_agreement(donation):
        raise TransitionRefused(why_not(donation))


def why_not(donation: Donation) -> str:
    """The sentence for people, with what to do."""
    return _(
        "Media with data may come with %(number)s. Before the pick-up, please record what covers the data "
        "(Art. 28 GDPR) on the donation's page under “Data on disks”."
    ) % {"number": donation.number}


def fact(donation: Donation) -> str | SafeString:
    """What covers the data, with its day, the scan and the text to be signed, for the page of the donation."""
    record = donation.agreement_records.filter(agreement=donation.data_agreement).first()
    words = donation.get_data_agreement_display()
    if record and record.agreed_on:
        words = f"{words}, {record.agreed_on:%d.%m.%Y}"
    if record and record.scan_key:
        return _with_link(words, "donation_agreement_scan", donation, _("Signed paper"))
    if is_covered(donation):
        return words
    return _with_link(words, "donation_agreement_text", donation, _("Agreement to be signed (PDF)"))


def _with_link(words: str, name: str, donation: Donation, label: str) -> SafeString:
    link = '{}<br><a class="kern-link kern-link--small kern-link--no-visited-state" href="{}">{}</a>'
    return format_html(link, words, reverse(name, args=[donation.number]), label)


def page_of(donation: Donation) -> str:
    """Where it is recorded."""
    return reverse("donation_agreement", args=[donation.number])


def words_for_papers(donation: Donation) -> str:
    """What covers the data, with its day, as German papers say it."""
    words = ON_PAPERS[DataAgreement(donation.data_agreement)]
    record = donation.agreement_records.filter(agreement=donation.data_agreement).first()
    return f"{words} am {record.agreed_on:%d.%m.%Y}" if record and record.agreed_on else words
