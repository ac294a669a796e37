"""The Löschprotokoll: what it says of each medium, when it is final, and how it stays true."""

import itertools
import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from custody.actor import Actor
from custody.models import Mail
from custody.services import change_status
from devices.enums import MediumStatus
from devices.erasure import retract
from devices.media import add_medium
from devices.models import Device, ErasureProtocol, StorageMedium
from devices.protocols import following
from devices.protocols.fates import reckon
from devices.protocols.issuing import issue
from documents import rendering
from documents.versions import NothingNew
from tests import cast

pytestmark = pytest.mark.usefixtures("reference")
NOW = cast.NOW
LATER = NOW + timedelta(hours=1)
COUNTING = itertools.count()


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def donation(donor_user):
    return cast.donation(donor=cast.donor(donor_user), status="received")


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


def host(donation, **fields) -> Device:
    return cast.device(donation=donation, status="in_refurbishment", **fields)


def erased(device: Device, **fields) -> StorageMedium:
    person = User.objects.get_or_create(email="werkbank@example.org")[0]
    proof = {
        "level": "clear",
        "method": "PRNG Stream",
        "tool": "nwipe",
        "tool_version": "0.38",
        "verified": True,
        "finished_at": NOW,
        "operator": person,
        "evidence": cast.evidence(device, sha256=f"abababab{next(COUNTING):056x}"),
    }
    return cast.medium(device, status="erased", entered_at=NOW - timedelta(hours=2), proof=proof, **fields)


def content_of(protocol: ErasureProtocol) -> dict:
    return json.loads(protocol.document.content)


def made(protocol: ErasureProtocol) -> ErasureProtocol:
    rendering.render(protocol.document_id)
    protocol.document.refresh_from_db()
    return protocol


def test_a_settled_medium_stands_with_its_host_method_proof_and_a_code_for_the_person(donation, actor):
    device = host(donation, asset_tag="MW-17")
    medium = erased(device, kind="ssd", maker="Samsung", model="MZ-7LN256", serial="S3TZ", size_bytes=256_060_514_304)
    (row,) = content_of(issue(donation, actor=actor, now=NOW))["settled_media"]
    assert row == {
        "device": device.number,
        "asset_tag": "MW-17",
        "name": "Samsung MZ-7LN256",
        "serial": "S3TZ",
        "kind": "SSD",
        "size": "256 GB",
        "level": "Clear",
        "method": "Zufallsdaten",
        "tool": "nwipe 0.38",
        "verification": "zurückgelesen",
        "date": "24.11.2026",
        "operator": f"EH-{medium.settled_by.operator_id:02d}",
        "evidence": "abababab",
    }


def test_an_interim_state_lists_what_is_open_lost_and_not_looked_at(donation, actor):
    device = host(donation)
    erased(device)
    cast.medium(device)
    cast.medium(device, status="removed", location=cast.location())
    cast.medium(device, status="lost", status_since=NOW)
    unseen = host(donation)
    said = cast.device_without_media(donation=donation)
    cast.device(donation=donation, category=cast.category("monitor"))
    cast.device(donation=donation, status="registered")
    protocol = issue(donation, actor=actor, now=NOW)
    content = content_of(protocol)
    assert not protocol.is_final
    assert [(row["state"], row["reason"]) for row in content["open_media"]] == [
        ("noch zu löschen", "in der Werkstatt"),
        ("noch zu löschen", "ausgebaut, liegt unter Verschluss"),
        ("Verlust", "fehlt seit 24.11.2026"),
    ]
    assert [row["device"] for row in content["unseen_devices"]] == [unseen.number]
    assert [row["device"] for row in content["without_media"]] == [said.number]
    assert content["notice"]["heading"].replace("\xa0", " ") == (
        "2 von 4 Datenträgern sind noch nicht gelöscht. 1 von 4 Datenträgern ist verloren. "
        "In 1 Gerät wurde noch nicht nach Datenträgern gesehen. 1 Gerät ist noch nicht eingetroffen."
    )
    assert [figure["count"] for figure in content["figures"]] == [4, 0, 1, 0, 2, 1]


def test_the_final_one_supersedes_the_interim_one_under_the_same_number_and_mails_the_donor_once(
    donation, actor, donor_user
):
    device = host(donation)
    medium = cast.medium(device)
    first = made(issue(donation, actor=actor, now=NOW))
    settle(medium)
    second = made(issue(donation, actor=actor, now=LATER))
    first.refresh_from_db()
    assert (first.document.status, first.active, second.is_final) == ("superseded", False, True)
    assert (second.document.number, second.document.version) == (first.document.number, 2)
    mail = Mail.objects.get(kind="erasure_final")
    assert mail.recipient == donor_user.email
    assert reverse("document_detail", args=[second.document.number, 2]) in mail.body


def settle(medium: StorageMedium) -> None:
    erasure = cast.erasure(medium)
    StorageMedium.objects.filter(pk=medium.pk).update(status="erased", settled_by=erasure)
    Device.objects.filter(pk=medium.device_id).update(unsettled_media=0)


def test_nothing_is_issued_twice_for_the_same_state_or_while_the_paper_is_being_made(donation, actor):
    erased(host(donation))
    protocol = issue(donation, actor=actor, now=NOW)
    with pytest.raises(Exception, match="wird noch erstellt"):
        issue(donation, actor=actor, now=LATER)
    made(protocol)
    with pytest.raises(NothingNew):
        issue(donation, actor=actor, now=LATER)


def test_the_system_issues_the_final_one_when_the_last_medium_is_settled(donation):
    device = host(donation)
    erased(device)
    medium = cast.medium(device)
    assert following.follow(donation.pk, now=NOW) is None
    settle(medium)
    protocol = following.follow(donation.pk, now=NOW)
    assert protocol.is_final and protocol.document.issued_by is None
    assert following.follow(donation.pk, now=LATER) is None and following.follow_all(now=LATER) == 0
    assert Mail.objects.filter(kind="erasure_final").count() == 1


@pytest.mark.parametrize(
    "what", ["nothing that holds data", "lost medium", "awaited device", "unknown donor", "not looked at"]
)
def test_the_system_leaves_to_people_what_is_not_simply_done(donation, what):
    if what == "nothing that holds data":
        cast.device(donation=donation, category=cast.category("monitor"))
    else:
        erased(host(donation))
    if what == "lost medium":
        cast.loose_medium(donation=donation, status="lost")
    elif what == "awaited device":
        cast.device(donation=donation, status="registered")
    elif what == "unknown donor":
        donation.donor = None
        donation.save()
    elif what == "not looked at":
        host(donation)
    assert following.follow_all(now=NOW) == 0


def test_a_retraction_after_the_final_paper_supersedes_it_and_alerts_coordination(donation, actor, coordinator):
    medium = erased(host(donation))
    made(issue(donation, actor=actor, now=NOW))
    retract(medium.settled_by, actor=actor, reason="falscher Datenträger", now=LATER)
    protocol = following.follow_medium(medium.pk, now=LATER)
    assert (protocol.is_final, protocol.document.version) == (False, 2)
    assert Mail.objects.get(kind="erasure_reopened").recipient == coordinator.email


def test_a_medium_found_after_the_final_paper_is_noticed_without_any_step(donation, actor):
    device = host(donation)
    erased(device)
    made(issue(donation, actor=actor, now=NOW))
    add_medium(device, {"kind": "ssd", "serial": "X-1"}, actor=actor, now=LATER)
    assert following.follow_all(now=LATER) == 1
    assert not donation.erasure_protocols.standing().get().is_final


def test_what_a_pupil_leaves_on_a_disk_is_none_of_the_donors_business(donation, actor):
    device = host(donation)
    medium = erased(device)
    made(issue(donation, actor=actor, now=NOW))
    Device.objects.filter(pk=device.pk).update(first_handed_over_at=LATER, cycle=2)
    StorageMedium.objects.filter(pk=medium.pk).update(status="pending", settled_by=None, cycle=2)
    cast.medium(Device.objects.get(pk=device.pk), entered_at=LATER + timedelta(days=1), cycle=2)
    assert following.follow_all(now=LATER) == 0
    assert [fate.medium for fate in reckon(donation).fates] == [medium]


def test_a_donation_that_has_not_arrived_gets_no_protocol(actor, donor_user):
    offered = cast.donation(donor=cast.donor(donor_user))
    with pytest.raises(Exception, match="sobald etwas eingegangen ist"):
        issue(offered, actor=actor)


def test_a_step_of_a_medium_rings_for_its_donation(donation, actor, django_capture_on_commit_callbacks):
    medium = erased(host(donation))
    with django_capture_on_commit_callbacks(execute=True):
        change_status(medium, MediumStatus.PENDING, actor=actor, settled_by=None)
        settle(medium)
    assert donation.erasure_protocols.get().is_final


def test_reading_a_donation_costs_the_same_for_one_device_and_for_five(donation, django_assert_num_queries):
    erased(host(donation))
    host(donation)
    with django_assert_num_queries(5):
        reckon(donation)
    for _number in range(4):
        erased(host(donation), serial="")
        host(donation)
    with django_assert_num_queries(5):
        reckon(donation)


class TestPages:
    def test_coordination_issues_it_from_the_donations_page(self, client, coordinator, donation):
        erased(host(donation))
        client.force_login(coordinator)
        page = client.get(reverse("donation_detail", args=[donation.number])).content.decode()
        address = reverse("donation_protocol", args=[donation.number])
        assert address in page
        assert "Schlussprotokoll" in client.get(address).content.decode()
        answer = client.post(address, follow=True)
        assert donation.erasure_protocols.get().document.number in answer.content.decode()
        again = client.post(address, follow=True).content.decode()
        assert donation.erasure_protocols.count() == 1 and "wird noch erstellt" in again

    def test_the_donor_may_have_an_interim_state_at_any_time_and_waits_for_the_final_one(
        self, client, donor_user, donation
    ):
        device = host(donation)
        cast.medium(device)
        client.force_login(donor_user)
        address = reverse("donation_protocol", args=[donation.number])
        assert address in client.get(reverse("donation_detail", args=[donation.number])).content.decode()
        client.post(address)
        protocol = donation.erasure_protocols.get()
        assert (protocol.is_final, protocol.document.issued_by) == (False, donor_user)
        made(protocol)
        settle(device.media.get())
        assert "<button class" not in client.get(address).content.decode().split("h4f-narrow")[1].split("</form>")[0]
        client.post(address)
        assert donation.erasure_protocols.count() == 1

    def test_the_donor_reads_and_downloads_it_others_do_not(
        self, client, donation, actor, donor_user, other_donor_user, volunteer
    ):
        erased(host(donation))
        document = made(issue(donation, actor=actor, now=NOW)).document
        addresses = [reverse(name, args=[document.number, 1]) for name in ("document_detail", "document_download")]
        for person, status in ((donor_user, 200), (other_donor_user, 404), (volunteer, 404)):
            client.force_login(person)
            assert [client.get(address).status_code for address in addresses] == [status, status]
        client.force_login(donor_user)
        assert "zurückgelesen" in client.get(addresses[0]).content.decode()
        assert client.get(addresses[1]).content.startswith(b"%PDF")

    def test_a_donor_without_an_account_gets_it_by_the_link_of_the_mail(self, client, actor):
        donation = cast.donation(donor=cast.donor(email="spende@example.org"), status="received")
        erased(host(donation))
        document = made(issue(donation, actor=actor, now=NOW)).document
        mail = Mail.objects.get(kind="erasure_final")
        address = next(line for line in mail.body.splitlines() if line.startswith("http"))
        page = client.get(address.removeprefix(settings.PUBLIC_URL)).content.decode()
        link = re.search(rf'href="([^"]+/{document.number}/1/)"', page).group(1)
        assert client.get(link).content.startswith(b"%PDF")
        assert client.get(link.replace(document.number, "L-2026-99999")).status_code == 404
