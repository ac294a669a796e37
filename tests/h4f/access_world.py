"""One of everything for the access table: two donors and two schools, and what is theirs."""

import io
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID, uuid4

from django.utils import timezone
from PIL import Image

from accounts.bench.models import Bench
from accounts.models import User
from accounts.roles import Role
from accounts.tokens import make_token
from custody.actor import Actor
from custody.chain import canonical
from custody.models import Job, Mail
from custody.services import record
from devices.models import (
    Check,
    Checklist,
    ChecklistStep,
    Device,
    DevicePhoto,
    LabelPrinter,
    LabelRun,
    LabelSheet,
    Location,
    PickUpNote,
    Pile,
    ReservedNumber,
    Snapshot,
    TaxConfirmation,
    WipeStation,
)
from devices.offering import offers
from devices.photos import files
from documents import storage
from documents.archive import exports
from documents.models import ArchiveExport, ScanPile, TextVersion
from donations import state_links
from donations.donors import apart
from donations.donors.merging import merge
from donations.models import ClosedDays, ContactNote, Donation, Donor, OpeningHours, StateLink
from recipients import remainders
from recipients.belonging.invitations import token_of
from recipients.models import AllocationCap, Decision, Institution, Need, Receipt, SchoolChange, SchoolList, Weight
from tests import cast
from tests.conftest import person
from tests.devices import stock_cast
from tests.devices.confirmations import examples
from tests.devices.pickup_notes.note_example import note_content
from tests.devices.spreadsheets import lists as spreadsheet_lists
from tests.recipients import proposals_cast
from tests.recipients.receipt_example import example_content


@dataclass
class World:
    """People by the table's names, and the values that its addresses take."""

    people: dict[str, User | None]
    values: dict[str, str | int | UUID] = field(default_factory=dict)
    # Keys of the sessions of those who signed in.
    sessions: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str | int | UUID:
        """An argument of an address: a word of this world, or a number written out."""
        return int(name) if name.isdecimal() else self.values[name]


def build() -> World:
    """Writes it all; needs the reference data."""
    people = {
        "visitor": None,
        "donor": person("Dora Spende", Role.DONOR),
        "other_donor": person("Otto Fremd", Role.DONOR),
        "volunteer": person("Jonas Otte", Role.VOLUNTEER),
        "senior": person("Maria Krause", Role.SENIOR_VOLUNTEER),
        "school": person("Sabine Schule", Role.INSTITUTION),
        "other_school": person("Fritz Anders", Role.INSTITUTION),
        "coordinator": person("Anna Berger", Role.COORDINATOR),
        "admin": person("Ada Admin", Role.ADMIN),
    }
    world = World(people)
    world.values["person"] = people["donor"].pk
    world.values["locations"], world.values["shelf"] = "locations", Location.objects.first().pk
    world.values["wording"] = TextVersion.objects.get(key="tax_confirmation").pk
    clause = TextVersion.objects.get(key="receipt_gift", language="de")
    world.values["clause"], world.values["clause_key"], world.values["clause_language"] = clause.pk, clause.key, "uk"
    world.values["captions"] = TextVersion.objects.get(key="receipt_words", language="uk").pk
    world.values["bench"] = Bench.objects.create(name="Tisch 1").pk
    _donations(world)
    _pick_up_note(world)
    _workshop(world)
    _stock(world)
    _needs(world)
    _proposals(world)
    _handovers(world)
    _in_use(world)
    _confirmation(world)
    _spreadsheet(world)
    _export(world)
    _scans(world)
    return world


def _scans(world: World) -> None:
    """A pile with one page that waits for somebody."""
    picture = io.BytesIO()
    Image.new("L", (8, 8)).save(picture, "JPEG")
    job = Job.objects.create(kind="scans")
    sent = {"uploaded_by": world.people["coordinator"], "signed_on": cast.NOW.date(), "state": "read"}
    pile = ScanPile.objects.create(job=job, **sent)
    key = storage.put_once(picture.getvalue())
    page = pile.pages.create(position=1, picture_key=key, state="inbox", reason="no_code")
    world.values |= {"scans": pile.pk, "scan": page.position}


def _export(world: World) -> None:
    """The coordinator's export of the archive, ready to be taken."""
    name = "access.zip"
    exports.folder().mkdir(parents=True, exist_ok=True)
    (exports.folder() / name).write_bytes(b"zip")
    ready = {"state": "ready", "file_name": name, "expires_at": timezone.now() + timedelta(hours=1)}
    job = Job.objects.create(kind=exports.JOB)
    export = ArchiveExport.objects.create(requested_by=world.people["coordinator"], job=job, **ready)
    world.values |= {"export": export.pk, "rule": "handover_receipts"}


def _spreadsheet(world: World) -> None:
    """An import of the donor's list, checked, with a wrong row and one that was left out."""
    donor = Donor.objects.get(pk=world.values["donor_pk"])
    content = spreadsheet_lists.csv(spreadsheet_lists.notebook(1, count="-1"), spreadsheet_lists.notebook(2))
    spreadsheet = spreadsheet_lists.checked(donor, world.people["donor"], content)
    world.values["spreadsheet"] = spreadsheet.pk


def _confirmation(world: World) -> None:
    """A tax confirmation of the donor's gift, signed by hand."""
    donation = Donation.objects.get(number=world.values["arrived"])
    content = canonical(examples.confirmation())
    document = cast.document(kind="tax_confirmation", series="ZB", content=content)
    TaxConfirmation.objects.create(donation=donation, document=document, given_on=cast.NOW.date(), total=139)
    scan = {"scan_key": storage.put_once(b"%PDF-1.4 scan"), "scan_type": "application/pdf"}
    document.signatures.create(signed_on=cast.NOW.date(), recorded_by=world.people["coordinator"], **scan)
    world.values["confirmed"] = document.number


def _donations(world: World) -> None:
    donor = cast.donor(world.people["donor"])
    other = cast.donor(world.people["other_donor"], name="Anderer Spender")
    twice = cast.donor(name="Anderer Spender e. V.")
    offered = cast.donation(donor=donor, status="announced")
    awaited = cast.device(donation=offered, status="registered", line=1)
    arrived = cast.donation(donor=donor, status="received")
    link = StateLink.objects.create(donation=offered, expires_at=timezone.now() + timedelta(days=9))
    offer = cast.offer()
    hours = OpeningHours.objects.create(weekday=1, starts=time(10), ends=time(12))
    closed = ClosedDays.objects.create(first=date(2026, 12, 24), last=date(2026, 12, 31))
    world.values |= {"hours": hours.pk, "closed": closed.pk, "day": date(2026, 11, 24)}
    failed = {"recipient": "weg@example.org", "subject": "Termin", "body": "Guten Tag", "status": "failed"}
    world.values |= {"mail": Mail.objects.create(key="failed", **failed).pk, "mail_code": "donation_scheduled"}
    world.values |= {
        "donor_pk": donor.pk,
        "other_donor_pk": other.pk,
        "membership": other.members.get().pk,
        "contact_note": _contact_note(world, donor).pk,
        "donor_merge": merge(twice, into=other, actor=Actor.system()).pk,
        "donors_apart": apart.say(donor, other, actor=Actor.system()).pk,
        "offered": offered.number,
        "awaited": awaited.number,
        "arrived": arrived.number,
        "link": state_links.token_of(link),
        "offer": offers.token_of(offer),
        "first_step": "devices",
    }


def _contact_note(world: World, donor: Donor) -> ContactNote:
    said = {"happened_on": cast.NOW.date(), "channel": "phone", "text": "Rückruf"}
    return ContactNote.objects.create(donor=donor, written_by=world.people["coordinator"], **said)


def _pick_up_note(world: World) -> None:
    """Of the donor's offer, to be signed."""
    paper = {"kind": "pick_up_note", "series": "A", "number": "A-2026-00001", "content": canonical(note_content())}
    document = cast.document(**paper, file_key=storage.put_once(b"%PDF-1.4 note"))
    PickUpNote.objects.create(donation=Donation.objects.get(number=world.values["offered"]), document=document)
    world.values["note"] = document.number


def _workshop(world: World) -> None:
    """Devices of the donor's gift: in refurbishment, received, waiting and lost; a checklist and its draft, a pile."""
    volunteer = world.people["volunteer"]
    checklist = Checklist.objects.filter(category__code="notebook").latest("version")
    arrived = Device.objects.get(number=world.values["awaited"]).donation.donor.donations.get(status="received")
    device = cast.device(donation=arrived, status="in_refurbishment", checklist=checklist, location=cast.location())
    waits = {"hold_kind": "donor", "hold_reason": "Passwort", "hold_since": timezone.now()}
    draft = Checklist.objects.create(category=checklist.category, version=2, published_at=None)
    drafted = ChecklistStep.objects.create(checklist=draft, code="lid", position=1, name_de="Deckel", name_en="Lid")
    pile = Pile.objects.create(kind="move", location=device.location, started_by=volunteer)
    moved = {"device": device, "outcome": "ok", "data": {"from": None, "to": device.location_id}}
    line = pile.lines.create(typed=device.number, happened_at=cast.NOW, recorded_by=volunteer, **moved)
    words = ("put-in", "up", "unknown", "hold", "recycle", "move", "notebook")
    world.values |= {word.replace("-", "_"): word for word in words} | {
        "device": device.number,
        "received": cast.device(donation=arrived, status="received").number,
        "step": checklist.steps.first().code,
        "loose_disk": cast.loose_medium(donation=arrived).pk,
        "station": WipeStation.objects.create(name="Löschplatz", serial="WS-1").pk,
        "waiting": cast.device(donation=arrived, status="received", **waits).number,
        "lost": cast.device(donation=arrived, status="lost").number,
        "drafted": drafted.pk,
        "published_step": checklist.steps.first().pk,
        "pile": line.pile_id,
        "pile_line": line.pk,
    }
    _proofs(world, device)
    _check(world, device)
    _labels(world, device)
    _photo(world, device)


def _proofs(world: World, device: Device) -> None:
    """An open disk and an erased one, the report that says so and how it came, and a file that waits in the inbox."""
    volunteer, content = world.people["volunteer"], b"nwipe"
    open_disk = cast.medium(device)
    evidence = cast.evidence(device, volunteer, sha256=storage.put_once(content), file_bytes=len(content))
    program, _secret = make_token(volunteer, "Boot stick 3", now=cast.NOW)
    snapshot = Snapshot.objects.create(uuid=uuid4(), evidence=evidence, token=program, taken_at=cast.NOW)
    erased_disk = cast.medium(device, status="erased", proof={"operator": volunteer, "evidence": evidence})
    world.values |= {
        "disk": open_disk.pk,
        "evidence": evidence.pk,
        "inbox_item": cast.inbox_item(cast.evidence(None, volunteer, kind="hardware_report")).pk,
        "upload": cast.upload(volunteer).pk,
        "snapshot": snapshot.uuid,
        "program": program.pk,
        "erasure": erased_disk.settled_by.pk,
    }


def _check(world: World, device: Device) -> None:
    """A step of the volunteer's that can be taken back."""
    done = {"done_by": world.people["volunteer"], "done_at": timezone.now(), "batch": uuid4()}
    check = Check.objects.create(device=device, cycle=1, step=device.checklist.steps.last(), result="passed", **done)
    world.values |= {"check": check.pk, "batch": str(check.batch)}


def _photo(world: World, device: Device) -> None:
    taken = {"status": "ready", "taken_by": world.people["volunteer"], "taken_at": cast.NOW}
    photo = DevicePhoto.objects.create(device=device, large_key="0" * 64, thumbnail_key="0" * 64, **taken)
    key = files.put_picture(photo.pk, b"a picture")
    DevicePhoto.objects.filter(pk=photo.pk).update(large_key=key, thumbnail_key=key)
    world.values |= {"photo": photo.pk, "large": "large"}


def _labels(world: World, device: Device) -> None:
    volunteer = world.people["volunteer"]
    sheet = LabelSheet.objects.get(code="roll_62mm")
    printer = LabelPrinter.objects.create(name="Brother")
    run = {"sheet": sheet, "printer": printer, "start_at": 1, "numbers": [device.number]}
    run = LabelRun.objects.create(**run, printed_by=volunteer, printed_at=cast.NOW)
    label = ReservedNumber.objects.create(number="H4F-800001", reserved_by=volunteer, reserved_at=cast.NOW)
    world.values |= {
        "label_run": run.pk,
        "sheet": sheet.code,
        "printer": printer.pk,
        "label": label.number,
    }


def _stock(world: World) -> None:
    """Accessories, parts and a pallet, with something of each on the device in refurbishment."""
    device = Device.objects.get(number=world.values["device"])
    supplies, pallet = stock_cast.accessories(), stock_cast.pallet()
    assigned = device.accessory_assignments.create(kind=supplies.kind, stock=supplies, assigned_at=cast.NOW)
    line = pallet.lines.create(device=cast.device(status="recycled"), added_at=cast.NOW)
    world.values |= {
        "accessory": supplies.pk,
        "place": supplies.location_id,
        "assignment": assigned.pk,
        "count": "count",
        "part": stock_cast.part(number="T-000001").number,
        "built_in": stock_cast.part(number="T-000002", status="built_in", device=device).number,
        "pallet": pallet.number,
        "pallet_line": line.pk,
    }


def _institutions(world: World, school: Institution, listed: Institution) -> dict:
    """An invitation and a colleague, somebody who wants to take a school over, a list, a family of our counter."""
    coordinator = world.people["coordinator"]
    colleague = User.objects.create_user("kollegin@example.org")
    school.members.create(user=colleague)
    invitation = school.invitations.create(email="neu@schule.example", invited_by=world.people["school"])
    claim = listed.claims.create(user=colleague)
    counter = cast.institution(kind="counter", name="Ausgabe", official_number="")
    family = cast.family(counter, coordinator)
    lines = SchoolList.objects.create(file_name="schulen.csv", created_by=coordinator)
    return {
        "colleague": colleague.pk,
        "invitation": invitation.pk,
        "invitation_token": token_of(invitation),
        "bad_token": "x",
        "claim": claim.pk,
        "family": family.pk,
        "school_list": lines.pk,
    }


def _needs(world: World) -> None:
    school = cast.institution(world.people["school"])
    cast.institution(world.people["other_school"], name="Andere Schule")
    applied = cast.institution(status="applied", name="Neue Schule")
    request = cast.request(school, world.people["school"])
    draft = cast.request(school, world.people["school"], status="draft")
    submitted = cast.request(school, world.people["school"], status="submitted")
    for one in (draft, submitted):
        cast.need(one)
    record(request, remainders.CLOSED, actor=Actor.system(), data={"needs": [], "to": "withdrawn"})
    waiting, reserved, promised = cast.need(request), cast.need(request), cast.need(request)
    ready = cast.device(status="ready", cores=4, ram_mib=8192)
    held = cast.allocation(
        cast.device(status="ready", cores=4, ram_mib=8192), reserved.items.get(), world.people["coordinator"]
    )
    world.values |= {
        **_institutions(world, school, applied),
        "draft_class_set": cast.class_set(draft).pk,
        "class_set": cast.class_set(request).pk,
        "school_pk": school.pk,
        "applied": applied.pk,
        "request": request.number,
        "closing": request.events.get(kind=remainders.CLOSED).sequence,
        "draft": draft.number,
        "submitted": submitted.number,
        "need": waiting.pk,
        "item": waiting.items.get().pk,
        "promised_need": promised.pk,
        "ready": ready.number,
        "allocation": held.pk,
        "decision": Decision.objects.create(verdict="approved", decided_by=world.people["coordinator"]).pk,
        "weight": Weight.objects.get(code="final-year-2020").pk,
    }


def _proposals(world: World) -> None:
    """One that is ready, with a line and something said to it; one that failed, one that is being calculated; a cap."""
    coordinator = world.people["coordinator"]
    ready = proposals_cast.proposal(coordinator, now=timezone.now(), held_until=timezone.localdate())
    line = ready.lines.exclude(device=None).first()
    rule = ready.rules.create(kind="pin", item=line.item, device=line.device, made_by=coordinator)
    cap = AllocationCap.objects.create(
        first_day=timezone.localdate(), last_day=timezone.localdate(), device_sets=9, set_by=coordinator
    )
    world.values |= {
        "proposal": ready.number,
        "proposal_line": line.pk,
        "proposal_rule": rule.pk,
        "failed_proposal": cast.proposal(coordinator, status="failed", error="gave_up").number,
        "running_proposal": cast.proposal(coordinator).number,
        "cap": cap.pk,
    }


def _in_use(world: World) -> None:
    """Two loans of the school, one of them reported; a waiting time that came from the other school."""
    school, coordinator = Institution.objects.get(pk=world.values["school_pk"]), world.people["coordinator"]
    request, handover = cast.request(school, coordinator), cast.handover(school, coordinator)
    used, reported = (
        cast.allocation(
            cast.device(status="ready"),
            cast.need(request, agreement="loan").items.get(),
            coordinator,
            handover=handover,
            status="handed_over",
        )
        for _n in range(2)
    )
    former = cast.need(cast.request(Institution.objects.get(name="Andere Schule"), coordinator))
    carried = {"need_to": cast.need(request), "done_at": cast.NOW, "queued_since_before": cast.NOW}
    change = SchoolChange.objects.create(need_from=former, offered_by=coordinator, **carried)
    world.values |= {"used": used.pk, "report": cast.report(reported).pk, "change": change.pk}


def _handovers(world: World) -> None:
    """A handover tomorrow with one receipt that is ready, and no volunteer assigned."""
    school = Institution.objects.get(pk=world.values["school_pk"])
    need = Need.objects.get(pk=world.values["promised_need"])
    coordinator = world.people["coordinator"]
    handover = cast.handover(school, coordinator, starts_at=timezone.now() + timedelta(days=1))
    promised = cast.allocation(cast.device(status="ready"), need.items.get(), coordinator, handover=handover)
    document = cast.document(content=canonical(example_content()), file_key=storage.put_once(b"%PDF-1.4 receipt"))
    receipt = Receipt.objects.create(handover=handover, need=need, document=document)
    receipt.allocations.add(promised)
    tick = document.signatures.create(signed_on=cast.NOW.date(), recorded_by=coordinator)
    world.values |= {
        "handover": handover.number,
        "promised": promised.pk,
        "promised_device": promised.device.number,
        "document": document.number,
        "version": document.version,
        "token": document.token,
        "receipt": receipt.pk,
        "tick": tick.pk,
    }
