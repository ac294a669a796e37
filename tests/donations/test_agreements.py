"""What covers a donor's data: recorded with its evidence, and asked before a pick-up."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from donations.services import record_agreement, schedule
from tests import cast
from tests.documents.pdf.pdf_reading import page_texts

pytestmark = pytest.mark.usefixtures("reference")
SCAN = b"%PDF-1.4 signed %%EOF"


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def donation(donor_user):
    return cast.donation(donor=cast.donor(donor_user), delivery="pick_up", scheduled_for=None)


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def as_coordinator(client, coordinator):
    client.force_login(coordinator)
    return client


def url(name: str, donation) -> str:
    return reverse(name, args=[donation.number])


def typed(**changes):
    scan = SimpleUploadedFile("avv.pdf", SCAN, "application/pdf")
    return {"agreement": "signed", "agreed_on": "2026-11-20", "scan": scan, **changes}


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [
        ({}, True),
        ({"media_with_data": "unknown"}, True),
        ({"media_with_data": "no"}, False),
        ({"delivery": "drop_off"}, False),
        ({"data_agreement": "erased_first"}, False),
    ],
)
def test_a_pick_up_of_data_is_arranged_only_under_an_agreement(donation, actor, changes, is_refused, now):
    for name, value in changes.items():
        setattr(donation, name, value)
    donation.save()
    arrange = {"at": now + timedelta(days=2), "actor": actor, "now": now}
    if is_refused:
        with pytest.raises(TransitionRefused, match=r"Art\. 28 DSGVO"):
            schedule(donation, **arrange)
    else:
        schedule(donation, **arrange)
    donation.refresh_from_db()
    assert donation.status == ("announced" if is_refused else "scheduled")


def test_no_data_is_not_said_of_a_donation_with_data(donation, actor):
    with pytest.raises(TransitionRefused):
        record_agreement(donation, agreement="not_needed", actor=actor)


def test_it_is_recorded_with_day_and_scan_which_the_donor_gets_back(
    as_coordinator, client, donation, donor_user, other_donor_user, volunteer
):
    as_coordinator.post(url("donation_agreement", donation), typed())
    donation.refresh_from_db()
    record = donation.agreement_records.get()
    assert (donation.data_agreement, record.agreed_on) == ("signed", date(2026, 11, 20))
    for person, status in ((donor_user, 200), (other_donor_user, 404), (volunteer, 403)):
        client.force_login(person)
        assert client.get(url("donation_agreement_scan", donation)).status_code == status
    client.force_login(donor_user)
    assert client.get(url("donation_agreement_scan", donation)).content == SCAN
    assert "20.11.2026" in client.get(url("donation_detail", donation)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"scan": SimpleUploadedFile("avv.pdf", b"<html>")},
        {"agreed_on": ""},
        {"agreed_on": (timezone.localdate() + timedelta(days=400)).isoformat()},
        {"agreement": "not_needed"},
        {"agreement": "gibt-es-nicht"},
    ],
)
def test_bad_input_records_nothing(as_coordinator, donation, changes):
    page = as_coordinator.post(url("donation_agreement", donation), typed(**changes))
    assert page.status_code == 200 and "kern-alert--danger" in page.content.decode()
    assert not donation.agreement_records.exists()


def test_the_text_to_be_signed_names_the_donor_and_is_marked_as_a_draft(as_coordinator, donation):
    (text,) = page_texts(as_coordinator.get(url("donation_agreement_text", donation)).content)
    assert donation.donor.name in text and "Entwurf" in text and "Maßnahmen (Art. 32 DSGVO)." in text


def test_the_page_of_the_appointment_leads_to_the_agreement(as_coordinator, donation):
    page = as_coordinator.get(url("donation_schedule", donation)).content.decode()
    assert url("donation_agreement", donation) in page
