"""Pages of media: the list, a medium's own page and its steps, loose disks at intake, wipe stations."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices.enums import MediumStatus
from devices.erasure import Settlement, retract, settle_by_hand
from devices.evidence import take_unaddressed
from devices.importers.facts import HardwareReport, HostFacts, StorageFact
from devices.models import StorageMedium, WipeStation
from devices.originals import read_original
from devices.wipe_stations import attached_media, wipe_station_of
from documents import storage
from tests import cast
from tests.devices.importers.test_importers_nwipe import log as nwipe_log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def take_out(medium, by):
    settlement = Settlement(outcome=MediumStatus.REMOVED, finished_at=timezone.now(), location=cast.location())
    return settle_by_hand(medium, settlement, actor=Actor.person(by))


class TestTheList:
    def rows(self, client, **query):
        response = client.get(reverse("medium_list"), query)
        return {row.pk for row in response.context["object_list"]}

    def test_is_narrowed_by_place_and_found_by_serial_mark_model_and_device(self, client, volunteer):
        client.force_login(volunteer)
        loose = cast.loose_medium(serial="WD-WX11A1", maker="Western Digital")
        inside = cast.medium(cast.device(status="in_refurbishment"), model="HTS725050A7")
        taken_out = cast.medium(cast.device(status="in_refurbishment"))
        take_out(taken_out, volunteer)
        assert self.rows(client, place="loose_open") == self.rows(client, place="loose") == {loose.pk}
        assert self.rows(client, place="under_lock") == {taken_out.pk}
        assert self.rows(client, place="inside") == {inside.pk}
        assert self.rows(client, q="wdßwx11a1") == self.rows(client, q="WD-WX1") == {loose.pk}
        assert self.rows(client, q=loose.mark.lower()) == self.rows(client, q="western digital") == {loose.pk}
        assert self.rows(client, q=inside.device.number) == {inside.pk}
        assert self.rows(client, donation=loose.donation.number) == {loose.pk}
        assert self.rows(client, q="nichts") == set()

    def test_costs_the_same_for_three_as_for_one(self, client, volunteer, django_assert_num_queries):
        client.force_login(volunteer)
        cast.medium(cast.device())
        client.get(reverse("medium_list"))
        with django_assert_num_queries(6) as first:
            client.get(reverse("medium_list"))
        cast.medium(cast.device(location=cast.location()))
        cast.loose_medium(location=cast.location())
        with django_assert_num_queries(len(first)):
            client.get(reverse("medium_list"))


class TestOnesOwnPage:
    def test_shows_what_stands_and_what_was_taken_back_with_their_reasons(self, client, volunteer):
        client.force_login(volunteer)
        medium = cast.medium(cast.device(status="in_refurbishment"), serial="SER1", entered_at=timezone.now())
        erasure = take_out(medium, volunteer)
        retract(erasure, actor=Actor.person(volunteer), reason="war doch drin")
        html = client.get(reverse("medium_detail", args=[medium.pk])).content.decode()
        assert "zurückgenommen am" in html and "war doch drin" in html and "SER1" in html and medium.mark in html

    def test_history_follows_it_through_the_devices_it_was_in(self, client, volunteer):
        client.force_login(volunteer)
        first, second = cast.device(status="in_refurbishment"), cast.device(status="in_refurbishment")
        medium = cast.medium(first, entered_at=timezone.now())
        take_out(medium, volunteer)
        client.post(reverse("medium_step", args=[medium.pk, "put-in"]), {"number": second.number})
        html = client.get(reverse("medium_detail", args=[medium.pk])).content.decode()
        assert "ausgebaut" in html and "kam aus einem anderen Gerät: zu löschen" in html and second.number in html

    def test_one_entered_by_mistake_has_no_page_any_more(self, client, coordinator):
        client.force_login(coordinator)
        medium = cast.loose_medium()
        address = reverse("medium_step", args=[medium.pk, "mistaken"])
        assert client.post(address, {"reason": "gehört uns"}).url == reverse("medium_list")
        assert client.get(reverse("medium_detail", args=[medium.pk])).status_code == 404

    def test_a_refusal_keeps_what_was_typed(self, client, volunteer):
        client.force_login(volunteer)
        medium = cast.loose_medium()
        response = client.post(reverse("medium_step", args=[medium.pk, "mistaken"]), {"reason": "mein Grund"})
        assert response.status_code == 409 and "mein Grund" in response.content.decode()
        assert StorageMedium.objects.filter(pk=medium.pk).exists()

    def test_an_unknown_number_is_told(self, client, volunteer):
        client.force_login(volunteer)
        address = reverse("medium_step", args=[cast.loose_medium().pk, "put-in"])
        assert "Kein Gerät hat diese Nummer" in client.post(address, {"number": "999999"}).content.decode()

    def test_a_loose_one_is_settled_on_its_own_page(self, client, volunteer):
        client.force_login(volunteer)
        medium = cast.loose_medium(entered_at=timezone.now() - timedelta(hours=1))
        answer = {"outcome": "destroyed", "method": "drilled", "done_on": timezone.localdate().isoformat()}
        answer["proof"] = SimpleUploadedFile("drilled.png", cast.png())
        response = client.post(reverse("medium_settle", args=[medium.pk]), answer, follow=True)
        medium.refresh_from_db()
        assert medium.status == "destroyed"
        assert response.redirect_chain[-1][0] == reverse("medium_detail", args=[medium.pk])
        evidence = medium.settled_by.evidence
        assert client.get(reverse("evidence_download", args=[evidence.pk])).content == cast.png()


def test_loose_disks_are_added_at_intake_and_shown_to_coordination(client, volunteer, coordinator, donor_user):
    donation = cast.donation(donor=cast.donor(donor_user), status="received")
    client.force_login(volunteer)
    response = client.post(
        reverse("loose_medium_add", args=[donation.number]), {"kind": "hdd", "serial": "LOOSE77"}, follow=True
    )
    assert "LOOSE77" in response.content.decode() and donation.media.get().device is None
    address = reverse("donation_detail", args=[donation.number])
    client.force_login(coordinator)
    assert "LOOSE77" in client.get(address).content.decode()
    client.force_login(donor_user)
    assert "LOOSE77" not in client.get(address).content.decode()


def test_the_start_page_counts_what_lies_under_lock(client, volunteer):
    client.force_login(volunteer)
    take_out(cast.medium(cast.device(status="in_refurbishment")), volunteer)
    html = client.get(reverse("start")).content.decode()
    assert "Ausgebaut, noch offen" in html and f"{reverse('medium_list')}?place=under_lock" in html


class TestWipeStations:
    def station(self, **fields):
        return WipeStation.objects.create(
            **{"name": "Löschplatz", "serial": "5CG7", "own_disks": "OWN1\nOWN2", **fields}
        )

    def test_a_report_is_recognised_by_serial_or_uuid(self):
        uuid = "4c4c4544-0038-4610-8054-c4c04f525931"
        station = self.station(uuid=uuid)
        assert wipe_station_of(HardwareReport(format="lshw", serial="5cg7")) == station
        assert wipe_station_of(HostFacts(uuid=uuid.upper())) == station
        for other in (HardwareReport(format="lshw", serial="5CG8"), HardwareReport(format="lshw"), None):
            assert wipe_station_of(other) is None

    def test_one_out_of_use_is_a_machine_like_any_other(self):
        self.station(is_active=False)
        assert wipe_station_of(HardwareReport(format="lshw", serial="5CG7")) is None

    def test_only_what_was_put_into_it_counts(self):
        report = HardwareReport(format="lshw", storage=(StorageFact(serial="OWN1"), StorageFact(serial="THEIRS")))
        assert [disk.serial for disk in attached_media(self.station(), report)] == ["THEIRS"]

    def test_is_kept_on_its_page(self, client, coordinator):
        client.force_login(coordinator)
        client.post(reverse("wipe_station_new"), {"name": "Löschplatz", "serial": " 5CG7 ", "is_active": "on"})
        station = WipeStation.objects.get()
        assert (station.serial, station.entered_by) == ("5CG7", coordinator)
        client.post(reverse("wipe_station_edit", args=[station.pk]), {"name": "Löschplatz", "serial": "5CG7"})
        station.refresh_from_db()
        assert not station.is_active
        assert "Löschplatz" in client.get(reverse("wipe_station_list")).content.decode()

    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({"serial": "To be filled by O.E.M."}, "viele Rechner"),
            ({"serial": "5cg7"}, "schon zu einer anderen"),
            ({}, "nicht erkennen"),
        ],
    )
    def test_what_recognises_nothing_is_refused(self, client, coordinator, typed, word):
        self.station()
        client.force_login(coordinator)
        html = client.post(reverse("wipe_station_new"), {"name": "Neu", "is_active": "on", **typed}).content.decode()
        assert word in html and WipeStation.objects.count() == 1


def test_the_log_of_a_loose_disk_with_a_wrong_clock_is_confirmed_by_a_person(client, volunteer):
    client.force_login(volunteer)
    medium = cast.loose_medium(serial="TF755AWHKL0LHM", entered_at=timezone.now() - timedelta(hours=1))
    content = nwipe_log(serial=medium.serial).encode()
    result = take_unaddressed(stored(content), actor=Actor.person(volunteer), now=timezone.now())
    assert (result.settled, [verdict.reasons for verdict in result.verdicts]) == ([], [("too_early",)])
    page = reverse("evidence_detail", args=[result.evidence.pk])
    confirm = reverse("evidence_confirm", args=[result.evidence.pk, 0, medium.pk])
    assert confirm in client.get(page).content.decode()
    answer = {"done_on": timezone.localdate().isoformat(), "note": "Uhr war leer", "sure": "on"}
    assert client.post(confirm, answer).url == reverse("medium_detail", args=[medium.pk])
    medium.refresh_from_db()
    line = medium.events.get(kind="erasure_recorded")
    assert (medium.status, line.note.text, line.data["answered"]) == ("erased", "Uhr war leer", ["too_early"])
    assert medium.mark in client.get(page).content.decode()


def stored(content: bytes):
    original = read_original("nwipe.log", content)
    storage.put_once(content)
    return original


class TestASerialNumberThatIsKnown:
    """One disk entered twice would have to be erased twice; two disks with one number are rare, but there are some."""

    def post(self, client, address, **typed):
        return client.post(address, {"kind": "hdd", "serial": " loose77 ", **typed})

    def test_is_asked_for_before_a_loose_disk_is_entered_again(self, client, volunteer):
        client.force_login(volunteer)
        known = cast.loose_medium(serial="LOOSE77")
        address = reverse("loose_medium_add", args=[known.donation.number])
        asked = self.post(client, address).content.decode()
        assert "Diese Seriennummer ist schon eingetragen." in asked
        assert known.mark in asked and reverse("medium_detail", args=[known.pk]) in asked
        assert StorageMedium.objects.count() == 1
        assert self.post(client, address, another="on").status_code == 302
        assert StorageMedium.objects.count() == 2

    def test_is_asked_for_before_a_disk_of_another_device_is_added_by_hand(self, client, volunteer):
        client.force_login(volunteer)
        other, device = cast.device(), cast.device()
        cast.medium(other, serial="LOOSE77")
        asked = self.post(client, reverse("medium_add", args=[device.number])).content.decode()
        assert other.number in asked and not device.media.exists()

    def test_is_not_asked_for_when_it_only_begins_alike_or_was_entered_by_mistake(self, client, volunteer):
        client.force_login(volunteer)
        cast.loose_medium(serial="LOOSE777")
        cast.loose_medium(serial="LOOSE77", mistaken_at=timezone.now())
        donation = cast.donation(status="received")
        assert self.post(client, reverse("loose_medium_add", args=[donation.number])).status_code == 302
