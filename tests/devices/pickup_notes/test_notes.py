"""The Abholschein: issued, signed on a screen, seen by whom it concerns."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import OfferedLine
from devices.pickup_notes.issuing import issue, sign
from documents import rendering
from documents.enums import SignatureKind
from donations.models import Appointment, PickUpLook
from tests import cast
from tests.devices.pickup_notes.note_example import scribble, signed

pytestmark = pytest.mark.usefixtures("reference")
NOW = cast.NOW
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def donation(donor_user):
    return cast.donation(
        donor=cast.donor(donor_user),
        status="scheduled",
        delivery="pick_up",
        data_agreement="signed",
        scheduled_for=timezone.now() + timedelta(minutes=1),
    )


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


def made(note):
    rendering.render(note.document_id)
    note.document.refresh_from_db()
    return note


def test_devices_with_a_tag_or_serial_stand_alone_the_others_are_counted(donation, actor):
    same = {"donation": donation, "status": "registered", "line": 2}
    numbers = [cast.device(**same).number for _ in range(3)]
    tagged = cast.device(**same | {"line": 1}, asset_tag="MW-1", serial="S1")
    OfferedLine.objects.create(donation=donation, line=3, goods="loose_disks", count=4, description="aus Servern")
    rows = json.loads(issue(donation, actor=actor, now=NOW).document.content)["goods"]
    assert [(row["count"], row["asset_tag"], row["device"]) for row in rows] == [
        ("1", "MW-1", tagged.number),
        ("3", "", f"{numbers[0]} … {numbers[-1]}"),
        ("4", "", ""),
    ]
    assert "aus Servern" in rows[2]["name"]


@pytest.mark.parametrize("media", ["yes", "unknown"])
def test_media_with_data_are_not_collected_without_an_agreement(donation, actor, media):
    donation.data_agreement, donation.media_with_data = "open", media
    donation.save()
    with pytest.raises(TransitionRefused, match=r"Art\. 28 DSGVO"):
        issue(donation, actor=actor, now=NOW)


def test_it_is_issued_anew_under_its_number_only_when_something_changed(donation, actor):
    cast.device(donation=donation, status="registered")
    first = made(issue(donation, actor=actor, now=NOW))
    with pytest.raises(TransitionRefused, match="sagt das alles schon"):
        issue(donation, actor=actor, now=LATER)
    cast.device(donation=donation, status="registered", serial="NEU")
    second = issue(donation, actor=actor, now=LATER)
    assert (second.document.number, second.document.version) == (first.document.number, 2)


def test_signing_on_screen_supersedes_the_unsigned_version_and_a_further_one_has_its_own_number(donation, actor):
    device = cast.device(donation=donation, status="registered")
    first = made(issue(donation, actor=actor, now=NOW))
    document = sign(first.document, signed(), actor, LATER)
    first.document.refresh_from_db()
    assert (first.document.status, document.version, document.number) == ("superseded", 2, first.document.number)
    assert document.signatures.get().kind == SignatureKind.SCREEN
    assert json.loads(document.content)["signed"]["marks"]["donor"]["name"] == "KARLA BERGER"
    with pytest.raises(TransitionRefused, match="inzwischen"):
        sign(first.document, signed(), actor, LATER)
    assert issue(donation, actor=actor, now=LATER).document.number != document.number
    assert device.number in document.content


def test_a_note_signed_by_hand_is_closed_and_the_next_has_a_number_of_its_own(donation, actor):
    first = made(issue(donation, actor=actor, now=NOW))
    first.document.signatures.create(signed_on=NOW.date(), recorded_by=actor.user)
    second = issue(donation, actor=actor, now=LATER)
    first.refresh_from_db()
    assert (first.signed, first.active, second.document.number != first.document.number) == (True, True, True)


def address(name, document):
    return reverse(name, args=[document.number, document.version])


def typed(**changes):
    return {
        "place": "Leipzig",
        "remark": "",
        "donor_name": "Karla Berger",
        "donor_drawing": json.dumps(scribble(0)),
        "collector_name": "Jonas Otte",
        "collector_drawing": json.dumps(scribble(1)),
        **changes,
    }


class TestSigningPage:
    @pytest.fixture
    def document(self, donation, actor):
        return made(issue(donation, actor=actor, now=NOW)).document

    def test_both_sign_and_the_signed_paper_opens(self, client, coordinator, document, donation):
        client.force_login(coordinator)
        answer = client.post(address("document_sign", document), typed(remark="einer fehlt"), follow=True)
        page = answer.content.decode()
        assert "Karla Berger" in page and "einer fehlt" in page and "<path d=" in page
        assert donation.pick_up_notes.standing().get().signed

    @pytest.mark.parametrize(
        "changes",
        [
            {"donor_drawing": ""},
            {"donor_drawing": "[[1,2,3,4]]"},
            {"donor_drawing": "[" * 5000},
            {"collector_drawing": "[[0,0,99999,99999]]"},
            {"collector_drawing": json.dumps([[0, 0, 900, 300]] * 300)},
            {"donor_name": ""},
            {"donor_name": "\U0001f600"},
        ],
    )
    def test_bad_input_signs_nothing_and_keeps_what_was_written(self, client, coordinator, document, donation, changes):
        client.force_login(coordinator)
        answer = client.post(address("document_sign", document), typed(**changes))
        page = answer.content.decode()
        assert answer.status_code == 200 and "kern-alert--danger" in page and "Jonas Otte" in page
        assert not donation.pick_up_notes.standing().get().signed

    def test_the_donor_reads_it_and_does_not_hold_out_the_telephone(self, client, donor_user, document):
        client.force_login(donor_user)
        assert client.get(address("document_detail", document)).status_code == 200
        assert client.get(address("document_sign", document)).status_code == 403

    def test_a_volunteer_sees_it_only_on_the_day_they_drive_and_the_look_is_written_down(
        self, client, volunteer, document, donation
    ):
        client.force_login(volunteer)
        page = reverse("donation_pick_up_note", args=[donation.number])
        assert [client.get(url).status_code for url in (address("document_sign", document), page)] == [404, 404]
        Appointment.objects.create(donation=donation, driver=volunteer, starts_at=donation.scheduled_for)
        assert [client.get(url).status_code for url in (address("document_sign", document), page)] == [200, 200]
        assert client.get(address("document_download", document)).status_code == 200
        assert PickUpLook.objects.filter(user=volunteer, donation=donation).count() == 2
        donation.scheduled_for -= timedelta(days=2)
        donation.save()
        assert client.get(address("document_detail", document)).status_code == 404


class TestNotePage:
    def test_it_leads_to_the_agreement_first(self, client, coordinator, donation):
        donation.data_agreement = "open"
        donation.save()
        client.force_login(coordinator)
        page = client.get(reverse("donation_pick_up_note", args=[donation.number])).content.decode()
        assert reverse("donation_agreement", args=[donation.number]) in page

    def test_it_issues_and_offers_to_sign(self, client, coordinator, donation):
        client.force_login(coordinator)
        url = reverse("donation_pick_up_note", args=[donation.number])
        client.post(url)
        note = made(donation.pick_up_notes.get())
        page = client.get(url).content.decode()
        assert address("document_sign", note.document) in page
