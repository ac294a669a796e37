"""A donor's data stay as long as its papers, and go when the last of them has gone."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from custody.notes import erase_notes
from devices.models import ErasureProtocol, PickUpNote, TaxConfirmation, TransferReceipt
from documents.enums import DocumentStatus
from documents.retention import leaving
from documents.retention.registry import Rule
from donations.agreements.models import AgreementRecord
from donations.donors.models import ContactNote
from donations.donors.naming import keys_of
from donations.enums import DonationStatus, DonorKind
from donations.keeping import erase_texts
from donations.models import Donation, DonationEvent, Donor
from donations.services import refresh_search_text

PAPERS = (TaxConfirmation, TransferReceipt, ErasureProtocol, PickUpNote)
UNDER_WAY = (DonationStatus.DRAFT, DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED, DonationStatus.RECEIVED)
DELETED_NAME = "(gelöscht)"
CONTACT = ("contact", "street", "postcode", "city", "phone", "email")


def _has_data() -> Q:
    contact = ~Q(**dict.fromkeys(CONTACT, ""))
    return contact | Q(kind=DonorKind.PRIVATE) & ~Q(name=DELETED_NAME)


def rows() -> QuerySet[Donor]:
    """Donors of whom no paper and nothing open is left; the term counts from the last step of a donation."""
    donations = Donation.objects.filter(donor=OuterRef("pk"))
    there = Donor.objects.filter(_has_data()).exclude(Exists(donations.filter(status__in=UNDER_WAY)))
    for model in PAPERS:
        paper = model.objects.filter(donation__donor=OuterRef("pk"))
        there = there.exclude(Exists(paper.exclude(document__status=DocumentStatus.PURGED)))
    last = donations.order_by("-status_since").annotate(day=TruncDate("status_since")).values("day")[:1]
    created = TruncDate("created_at")
    return there.annotate(kept_since=Greatest(created, Coalesce(Subquery(last, output_field=DateField()), created)))


def destroy(pks: Sequence[int], now: datetime) -> int:
    """Empties who the donor was and how it was reached, on its own row and on its donations; a company's name stays."""
    donors = list(Donor.objects.select_for_update().filter(_has_data(), pk__in=pks).order_by("pk"))
    for donor in donors:
        name = DELETED_NAME if donor.kind == DonorKind.PRIVATE else donor.name
        values = {"name": name, **dict.fromkeys(CONTACT, "")}
        Donor.objects.filter(pk=donor.pk).update(**values, **keys_of(values))
    found = [donor.pk for donor in donors]
    donations = Donation.objects.filter(donor__in=found)
    donations.update(window="", pick_up_address="", message="")
    refresh_search_text(donations)
    erase_notes(DonationEvent, list(donations.values_list("pk", flat=True)), now=now)
    _let_scans_go(donations, now)
    erase_texts(ContactNote.objects.filter(donor__in=found).values_list("pk", flat=True), now)
    return len(found)


def _let_scans_go(donations: QuerySet[Donation], now: datetime) -> None:
    scans = AgreementRecord.objects.filter(donation__in=donations).exclude(scan_key="")
    keys = list(scans.values_list("scan_key", flat=True))
    scans.update(scan_key="", scan_type="", scan_bytes=0)
    leaving.let_go(keys, now=now)


DONORS = Rule(
    code="donors",
    title=_("Donors without papers"),
    goes=_("names of private persons, contact persons, addresses, messages, signed agreements and notes"),
    stays=_("names of companies and associations, donations with their numbers and dates"),
    rows=rows,
    destroy=destroy,
)
