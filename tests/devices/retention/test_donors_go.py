from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.models import Job
from devices.models import SpreadsheetImport, TaxConfirmation
from devices.retention.donors import DELETED_NAME
from documents import storage
from documents.models import Document
from documents.retention import leaving, running
from donations.donors import contacts
from donations.models import AgreementRecord, Donation, Donor
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
TEN_YEARS = datetime(2036, 12, 31, 9, tzinfo=UTC)
AFTER = datetime(2037, 1, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"


def donor(kind: str = "private", **donation) -> Donor:
    said = {"name": "Erika Muster", "contact": "Erika Muster", "street": "Gasse 1", "city": "Leipzig"}
    row = cast.donor(kind=kind, **said, email="erika@example.org", phone="0341 123456")
    Donor.objects.filter(pk=row.pk).update(created_at=cast.NOW)
    made = cast.donation(donor=row, message="Bitte klingeln", status="settled", received_on=cast.NOW.date(), **donation)
    Donation.objects.filter(pk=made.pk).update(status_since=cast.NOW)
    return row


def test_a_private_donor_is_forgotten_with_the_last_of_its_papers():
    row = donor()
    paper = cast.document(kind="tax_confirmation", series="ZB", issued_at=cast.NOW)
    TaxConfirmation.objects.create(donation=row.donations.get(), document=paper, given_on=cast.NOW.date(), total=1)
    assert running.run(now=TEN_YEARS) == {}
    assert running.run(now=AFTER) == {"tax_papers": 1}
    assert running.run(now=AFTER) == {"donors": 1}
    row.refresh_from_db()
    assert (row.name, row.contact, row.street, row.email, row.phone_key) == (DELETED_NAME, "", "", "", "")
    assert "muster" not in row.search_text
    donation = row.donations.get()
    assert (donation.message, "muster" in donation.search_text) == ("", False)
    assert Document.objects.get().status == "purged"
    assert running.run(now=AFTER) == {}


def test_a_companys_name_stays_its_people_go():
    row = donor("company")
    assert running.run(now=AFTER) == {"donors": 1}
    row.refresh_from_db()
    assert (row.name, row.contact, row.email) == ("Erika Muster", "", "")


def test_whose_donation_is_not_over_stays():
    row = donor()
    cast.donation(donor=row)
    assert running.run(now=AFTER) == {}


def test_a_signed_agreement_goes_with_its_file(coordinator):
    row = donor()
    scan = {"scan_key": storage.put_once(b"scan"), "scan_type": "image/png", "scan_bytes": 4}
    record = AgreementRecord.objects.create(
        donation=row.donations.get(), agreement="agreement", recorded_by=coordinator, **scan
    )
    running.run(now=AFTER)
    leaving.destroy_files(now=timezone.now() + timedelta(hours=2))
    record.refresh_from_db()
    assert record.scan_key == ""
    with pytest.raises(storage.FileMissing):
        storage.read(scan["scan_key"])


def test_what_was_said_is_forgotten_before_the_donor(coordinator):
    row = donor()
    note = contacts.write(
        row, happened_on=cast.NOW.date(), channel="phone", text="ruft zurück", actor=Actor.person(coordinator)
    )
    assert running.run(now=datetime(2029, 12, 31, 9, tzinfo=UTC)) == {}
    assert running.run(now=datetime(2030, 1, 1, 9, tzinfo=UTC)) == {"contact_notes": 1}
    note.refresh_from_db()
    assert (note.text, note.erased_at is not None) == ("", True)


def test_a_spreadsheet_goes_after_a_year_with_the_cells_of_its_rows(coordinator, client):
    row = donor()
    key = storage.put_once(b"table")
    job = Job.objects.create(kind="spreadsheet_import")
    spreadsheet = SpreadsheetImport.objects.create(
        donor=row, uploaded_by=coordinator, job=job, file_name="liste.xlsx", file_bytes=5, sha256=key, state="ready",
        created_at=cast.NOW, layout={"titles": ["Typ", "Nutzer"]},
    )  # fmt: skip
    spreadsheet.rows.create(donor=row, number=2, cells=["Notebook", "Max Muster"], state="entered", line=1)
    assert running.run(now=datetime(2027, 11, 25, 9, tzinfo=UTC)) == {"import_originals": 1}
    leaving.destroy_files(now=timezone.now() + timedelta(hours=2))
    spreadsheet.refresh_from_db()
    assert (spreadsheet.original_gone_on, spreadsheet.rows.get().cells) == (date(2027, 11, 25), [])
    with pytest.raises(storage.FileMissing):
        storage.read(key)
    client.force_login(coordinator)
    for name in ("import_detail", "import_file"):
        answer = client.get(reverse(name, args=[spreadsheet.pk]))
        assert answer.status_code == (200 if name == "import_detail" else 404)
    assert running.run(now=AFTER)["donors"] == 1
