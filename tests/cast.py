"""Builders of the things that tests need, each in a plain valid state; keyword arguments change what a test is about.

They write rows directly, in any status, so that a test can start in the middle of a lifecycle. What is tested goes
through the services.
"""

import io
import itertools
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from PIL import Image

from accounts.models import User
from custody.models import Job
from devices.enums import SETTLED_MEDIUM, MediumStatus, SanitisationLevel
from devices.models import (
    Category,
    Device,
    Erasure,
    Evidence,
    EvidenceMatch,
    InboxItem,
    Location,
    Offer,
    StorageMedium,
    Upload,
)
from devices.offering.contents import Content, stored
from devices.registration import OfferedRow
from documents.models import Document
from donations.models import Donation, Donor, DonorMember
from recipients.enums import ACTIVE
from recipients.models import (
    Allocation,
    ClassSet,
    CounterFamily,
    DeviceReport,
    Handover,
    Institution,
    InstitutionMember,
    Need,
    NeedItem,
    Proposal,
    Request,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_counting = itertools.count(1)


def _next() -> int:
    return 900000 + next(_counting)


def category(code: str = "notebook", **fields) -> Category:
    defaults = {"name_de": code.title(), "name_en": code.title(), "can_hold_media": code != "monitor"}
    return Category.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def location(code: str = "shelf-a-01", **fields) -> Location:
    defaults = {"name_de": "Regal A-01", "name_en": "Shelf A-01"}
    return Location.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def donor(*people: User, **fields) -> Donor:
    row = Donor.objects.create(**{"kind": "company", "name": "Steuerbüro Beispiel", "city": "Leipzig", **fields})
    DonorMember.objects.bulk_create([DonorMember(donor=row, user=user) for user in people])
    return row


def donation(**fields) -> Donation:
    """Of an unknown donor unless one is given; announced."""
    defaults = {
        "number": f"S-2026-{_next()}",
        "status": "announced",
        "media_with_data": "yes",
        "received_on": date(2026, 11, 20),
        "scheduled_for": NOW,
    }
    return Donation.objects.create(**{**defaults, **fields})


def offer(**fields) -> Offer:
    """A visitor's: two notebooks, not confirmed yet."""
    said = {"delivery": "drop_off", "media_with_data": "no", "origin": "not_stated"}
    rows = [OfferedRow(category(), 2, "Dell", year=2020)]
    content = Content.of({**said, "kind": "private", "name": "Frida Muster"}, rows)
    defaults = {"email": "frida@muster.example", "language": "de", "content": stored(content), "created_at": NOW}
    return Offer.objects.create(**{**defaults, **fields})


def device(**fields) -> Device:
    """A received notebook of a received donation."""
    if "donation" not in fields:
        fields["donation"] = donation(status="received")
    defaults = {
        "number": f"H4F-{_next()}",
        "category": fields.pop("category", None) or category(),
        "status": "received",
        "maker": "Dell",
        "model": "Latitude E5530",
    }
    return Device.objects.create(**{**defaults, **fields})


def device_without_media(**fields) -> Device:
    """Somebody looked into it and said that it holds no medium."""
    person = User.objects.get_or_create(email="werkbank@example.org")[0]
    return device(no_medium_cycle=1, no_medium_said_by=person, **fields)


@transaction.atomic
def medium(of: Device, **fields) -> StorageMedium:
    """A hard disk in the device, still to be erased; the device's count of open media is kept right."""
    fields = {"device": of, "donation": of.donation, "cycle": of.cycle, "serial": f"TF{_next()}", **fields}
    row = loose_medium(**{"model": "HTS725050A7", **fields})
    Device.objects.filter(pk=of.pk).update(unsettled_media=of.media.filter(status=MediumStatus.PENDING).count())
    of.refresh_from_db()
    return row


@transaction.atomic
def loose_medium(*, status: str = MediumStatus.PENDING, proof: dict | None = None, **fields) -> StorageMedium:
    """A hard disk that came without a device, still to be erased; a settled one gets the erasure that it rests on, with
    the fields of `proof`."""
    if "donation" not in fields:
        fields["donation"] = donation(status="received")
    row = StorageMedium.objects.create(
        **{"kind": "hdd", "model": "ST500DM002", "serial": f"Z3{_next()}", "status": _unproven(status), **fields}
    )
    if status in SETTLED_MEDIUM:
        stands = erasure(row, **{"outcome": status, **(proof or {})})
        StorageMedium.objects.filter(pk=row.pk).update(status=status, settled_by=stands)
        row.refresh_from_db()
    return row


def _unproven(status: str) -> str:
    return MediumStatus.PENDING if status in SETTLED_MEDIUM else status


def erasure(of: StorageMedium, **fields) -> Erasure:
    """One that stands, written down when the medium came into its cycle, without evidence."""
    operator = fields.pop("operator", None) or User.objects.get_or_create(email="werkbank@example.org")[0]
    defaults = {
        "medium": of,
        "cycle": of.cycle,
        "outcome": MediumStatus.ERASED,
        "level": SanitisationLevel.CLEAR,
        "finished_at": of.entered_at,
        "recorded_at": of.entered_at,
        "operator": operator,
    }
    return Erasure.objects.create(**{**defaults, **fields})


def png() -> bytes:
    """A small picture that can be looked at."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return file.getvalue()


def photo_of_two_pictures() -> bytes:
    """As many telephones make them: a JPEG file with a second picture behind the first (MPO)."""
    file = io.BytesIO()
    first, second = (Image.new("RGB", (30, 20), colour) for colour in ("teal", "white"))
    first.save(file, "MPO", save_all=True, append_images=[second])
    return file.getvalue()


def evidence(of: Device | None, by: User | None = None, **fields) -> Evidence:
    """The log of an erasure, uploaded for the device if one is given."""
    defaults = {"file_name": "nwipe.log", "file_bytes": 1, "kind": "erasure_report", "uploaded_at": NOW}
    row = Evidence.objects.create(**{"sha256": f"{_next():064x}", "uploaded_by": by, **defaults, **fields})
    if of is not None:
        EvidenceMatch.objects.create(evidence=row, device=of, how="uploaded_there", decided_by=by, decided_at=NOW)
    return row


def inbox_item(of: Evidence, *candidates: Device, **fields) -> InboxItem:
    """The original waits for its device."""
    row = InboxItem.objects.create(**{"evidence": of, "reason": "unmatched", "waiting_since": NOW, **fields})
    row.candidates.set(candidates)
    return row


def upload(by: User, *names: str, **fields) -> Upload:
    """Files that a worker is still to read; their originals are not stored."""
    job = Job.objects.create(kind="upload", total=len(names), started_by=by, created_at=NOW)
    row = Upload.objects.create(**{"job": job, "uploaded_by": by, "created_at": NOW, **fields})
    for position, name in enumerate(names, start=1):
        row.lines.create(position=position, file_name=name, file_bytes=1, sha256="0" * 64)
    return row


def institution(*people: User, **fields) -> Institution:
    """An approved school."""
    defaults = {
        "kind": "school",
        "name": "Oberschule am Musterpark",
        "official_number": f"4{_next()}",
        "street": "Parkweg 7",
        "postcode": "04159",
        "city": "Leipzig",
        "status": "approved",
    }
    row = Institution.objects.create(**{**defaults, **fields})
    InstitutionMember.objects.bulk_create([InstitutionMember(institution=row, user=user) for user in people])
    return row


def family(counter: Institution, by: User, **fields) -> CounterFamily:
    """Reached by phone; its request is approved and has no needs yet."""
    values = {"channel": "phone", "contact": "0341 123456", "language": "de", "code": f"F{_next()}"}
    row = fields.pop("request", None) or request(counter, by)
    return CounterFamily.objects.create(request=row, recorded_by=by, **{**values, **fields})


def request(of: Institution, by: User, **fields) -> Request:
    """An approved request with its entitlement attested, and no needs yet."""
    defaults = {
        "number": f"B-2026-{_next()}",
        "status": "approved",
        "attested_by_function": "Schulsozialarbeit",
        "entitlement_seen_on": date(2026, 11, 2),
        "submitted_at": NOW - timedelta(days=10),
    }
    return Request.objects.create(institution=of, filed_by=by, **{**defaults, **fields})


def need(of: Request, *, items: int = 1, wants: Category | None = None, **fields) -> Need:
    """On the waiting list: one pupil, one notebook."""
    position = of.needs.count() + 1
    row = Need.objects.create(
        **{
            "request": of,
            "position": position,
            "pupil_code": f"M7K-{position}TR",
            "school_grade": 7,
            "queued_since": NOW - timedelta(days=10),
            **fields,
        }
    )
    for number in range(1, items + 1):
        NeedItem.objects.create(need=row, category=wants or category(), position=number)
    return row


def class_set(of: Request, *, quantity: int = 2, **fields) -> ClassSet:
    """Notebooks for a class on loan, with their needs on the waiting list."""
    position = of.class_sets.count() + 1
    values = {"request": of, "position": position, "quantity": quantity, "category": category(), **fields}
    row = ClassSet.objects.create(**values)
    for _number in range(quantity):
        need(of, class_set=row, pupil_code="", agreement=row.agreement, school_grade=row.school_grade)
    return row


def handover(of: Institution, by: User, **fields) -> Handover:
    """A planned appointment tomorrow."""
    defaults = {
        "number": f"Ü-2026-{_next()}",
        "starts_at": NOW + timedelta(days=1),
        "place": "Sekretariat",
        "confirmed_at": NOW,
    }
    return Handover.objects.create(institution=of, planned_by=by, **{**defaults, **fields})


def allocation(of: Device, to: NeedItem, by: User, **fields) -> Allocation:
    """A reservation; device and need are put into the status that belongs to it."""
    defaults = {"device": of, "item": to, "allocated_by": by, "held_until": date(2026, 12, 8)}
    if "created_at" in fields:
        defaults["promised_since"] = fields["created_at"]
    row = Allocation.objects.create(**{**defaults, **fields})
    if row.status in ACTIVE:
        Device.objects.filter(pk=of.pk).update(status=row.status)
        fulfilled = "fulfilled" if row.status == "handed_over" else "reserved"
        Need.objects.filter(pk=to.need_id).update(status=fulfilled)
        of.refresh_from_db()
        to.need.refresh_from_db()
    return row


def report(of: Allocation, **fields) -> DeviceReport:
    """An institution says that the battery is dead and asks for another device."""
    defaults = {"kind": "defect", "reason": "battery", "replacement": True, "reported_by": of.allocated_by}
    return DeviceReport.objects.create(allocation=of, **{**defaults, **fields})


def proposal(by: User, **fields) -> Proposal:
    """Of allocations, being calculated."""
    job = Job.objects.create(kind="proposal", total=6, started_by=by, created_at=NOW)
    defaults = {"number": f"V-2026-{_next()}", "job": job, "held_until": date(2026, 12, 8), "created_at": NOW}
    return Proposal.objects.create(made_by=by, **{**defaults, **fields})


def document(**fields) -> Document:
    """A paper that is ready."""
    sequence = _next()
    defaults = {
        "kind": "handover_receipt",
        "series": "Q",
        "year": 2026,
        "sequence": sequence,
        "number": f"Q-2026-{sequence}",
        "status": "ready",
        "content": "{}",
        "content_sha256": "0" * 64,
        "file_key": "0" * 64,
    }
    return Document.objects.create(**{**defaults, **fields})
