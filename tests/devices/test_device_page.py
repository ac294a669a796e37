"""A device's page: what each reader sees of it, and every reason of the gate."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.pages.qr import qr_path
from custody.actor import Actor
from custody.models import Note
from devices import stages
from devices.checking import pass_remaining
from devices.enums import IN_WORKSHOP, DeviceStatus
from devices.facts import change_facts
from devices.models import Check
from devices.undo import may_ask
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def page(client, user, device, **query) -> str:
    client.force_login(user)
    response = client.get(reverse("device_detail", args=[device.number]), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def started(volunteer):
    device = cast.device(status="received", serial="D8FTRY1", asset_tag="IT-04417")
    stages.start_refurbishment(device, actor=Actor.person(volunteer))
    device.refresh_from_db()
    return device


def test_it_says_what_the_device_is_and_what_comes_next(client, volunteer, started):
    html = page(client, volunteer, started)
    for text in ("Dell Latitude E5530", "D8FTRY1", "IT-04417", "in Aufbereitung", "Durchlauf 1", "Nächster Schritt"):
        assert text in html


def test_every_reason_of_the_gate_shows_at_once(client, senior_volunteer, started):
    disk = cast.medium(started)
    stages.put_on_hold(started, kind="part", reason="Netzteil", actor=Actor.person(senior_volunteer))
    html = page(client, senior_volunteer, started)
    assert "Noch nicht ausgabebereit: 4 von 4 fehlen" in html
    for text in (
        "1 Datenträger ist noch zu löschen.",
        "Die Endkontrolle ist noch nicht unterschrieben.",
        "Das Gerät wartet auf Ersatzteil.",
        disk.serial,
    ):
        assert text in html


def test_a_step_that_a_guard_refuses_says_why(client, senior_volunteer, started):
    cast.medium(started)
    html = page(client, senior_volunteer, started)
    assert html.count("1 Datenträger ist noch zu löschen.") == 3


def test_the_code_holds_the_number_and_has_no_style(client, volunteer, started):
    html = page(client, volunteer, started)
    path, size = qr_path(started.number)
    assert f'viewBox="0 0 {size} {size}"' in html and path in html
    assert " style=" not in html and "<script>" not in html


@pytest.mark.parametrize(
    "status",
    [status for status in DeviceStatus if status != DeviceStatus.IN_REFURBISHMENT],
)
def test_every_status_has_its_page(client, coordinator, status):
    page(client, coordinator, cast.device(status=status))


def test_the_processor_is_said_shortly_and_stored_as_the_firmware_said_it(client, volunteer, started):
    change_facts(started, {"cpu": "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz"}, actor=Actor.person(volunteer))
    html = page(client, volunteer, started)
    started.refresh_from_db()
    assert "Intel Core i5-6300U" in html and "2.40GHz" not in html and "2.40GHz" in started.cpu


def test_more_media_and_history_cost_no_more_queries(client, coordinator, started):
    client.force_login(coordinator)
    address = reverse("device_detail", args=[started.number])
    counts = []
    for _round in range(2):
        cast.medium(started)
        change_facts(started, {"cpu": f"i{_round}"}, actor=Actor.person(coordinator))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]


OUTSIDE = [status for status in DeviceStatus if status not in IN_WORKSHOP]


class TestWhatIsOffered:
    """Only what the services would do."""

    def device_of(self, status, **fields):
        device = cast.device(status=status, checklist=cast.category().checklists.first(), **fields)
        return device, cast.medium(device, status="erased")

    @pytest.mark.parametrize("status", OUTSIDE)
    def test_nothing_that_needs_the_device_in_hand_once_it_is_out(self, client, coordinator, status):
        device, disk = self.device_of(status)
        erasure = disk.settled_by
        html = page(client, coordinator, device)
        for name, key in (
            ("medium_add", device.number),
            ("evidence_upload", device.number),
            ("medium_settle", disk.pk),
        ):
            assert reverse(name, args=[key]) not in html
        assert reverse("erasure_retract", args=[erasure.pk]) in html, "then coordination is alerted"
        assert "Die Löschung war falsch" in html
        assert f"/devices/{device.number}/checks/" not in html
        assert "Alle übrigen" not in html

    @pytest.mark.parametrize("status", IN_WORKSHOP)
    def test_media_reports_and_erasures_while_it_is_here(self, client, volunteer, status):
        device, disk = self.device_of(status)
        erasure = disk.settled_by
        html = page(client, volunteer, device)
        for name in ("medium_add", "evidence_upload"):
            assert reverse(name, args=[device.number]) in html
        assert reverse("erasure_retract", args=[erasure.pk]) in html

    @pytest.mark.parametrize("status", IN_WORKSHOP)
    def test_steps_of_the_checklist_are_links_in_refurbishment_and_on_the_shelf(self, client, volunteer, status):
        device, _disk = self.device_of(status)
        step = device.checklist.steps.first()
        link = reverse("device_check", args=[device.number, step.code])
        html = page(client, volunteer, device)
        assert (f'href="{link}"' in html) == (status in ("in_refurbishment", "ready", "reserved"))
        assert (step.name in html) == (status != "returned")

    def test_a_disk_that_was_taken_out_is_settled_wherever_its_device_is(self, client, volunteer):
        device, disk = self.device_of("handed_over")
        type(disk).objects.filter(pk=disk.pk).update(status="removed", location=cast.location())
        html = page(client, volunteer, device)
        assert reverse("medium_settle", args=[disk.pk]) in html
        assert reverse("evidence_upload", args=[device.number]) in html

    @pytest.mark.parametrize("status", DeviceStatus)
    def test_a_hold_where_somebody_can_wait_for_something(self, client, volunteer, status):
        device, _disk = self.device_of(status)
        over = {"rejected", "recycled", "dismantled", "delivered", "handed_over", "lost"}
        offered = reverse("device_step", args=[device.number, "hold"]) in page(client, volunteer, device)
        assert offered == (status not in over)

    def test_taking_back_is_offered_to_its_author_for_a_day_and_to_coordination(
        self, client, volunteer, senior_volunteer, coordinator, started
    ):
        link = reverse("device_step", args=[started.number, "undo"])
        offered = [link in page(client, person, started) for person in (volunteer, senior_volunteer, coordinator)]
        assert offered == [True, False, True]
        assert not may_ask(started, volunteer, timezone.now() + timedelta(hours=25))

    def test_steps_that_nobody_did_are_not_open_any_more_at_the_end(self, client, volunteer):
        device, _disk = self.device_of("recycled")
        done, not_done = device.checklist.steps.all()[:2]
        Check.objects.create(
            device=device, cycle=1, step=done, result="passed", done_by=volunteer, done_at=cast.NOW, minutes=3
        )
        html = page(client, volunteer, device)
        assert done.name in html and not_done.name not in html

    def test_only_a_lent_device_in_use_is_offered_to_be_reported_lost(self, client, senior_volunteer):
        here, given = (self.device_of(status)[0] for status in ("ready", "handed_over"))
        offered = [
            reverse("device_step", args=[device.number, "lost"]) in page(client, senior_volunteer, device)
            for device in (here, given)
        ]
        assert offered == [True, False]

    def test_a_promised_device_says_why_it_cannot_be_reported_lost(
        self, client, senior_volunteer, school_user, coordinator
    ):
        device, _disk = self.device_of("ready")
        request = cast.request(cast.institution(school_user), school_user)
        cast.allocation(device, cast.need(request).items.get(), coordinator)
        client.force_login(senior_volunteer)
        html = client.get(reverse("device_step", args=[device.number, "lost"])).content.decode()
        assert "Das ist jetzt nicht möglich" in html and "disabled" in html

    def test_a_step_is_offered_once(self, client, volunteer):
        device, _disk = self.device_of("received")
        html = page(client, volunteer, device)
        assert html.count(reverse("device_step", args=[device.number, "start"])) == 1

    def test_the_shelf_of_a_device_that_left_is_its_last_one(self, client, volunteer):
        here, gone = (cast.device(status=status, location=cast.location()) for status in ("ready", "handed_over"))
        assert "Letzter Lagerort" not in page(client, volunteer, here)
        html = page(client, volunteer, gone)
        assert "Letzter Lagerort" in html and html.count("Regal A-01") == 1


class TestHistory:
    def with_event(self, device, by, old, new, text):
        device.events.create(
            sequence=50,
            kind="status_changed",
            old_status=old,
            new_status=new,
            happened_at=cast.NOW,
            recorded_at=cast.NOW,
            via="person",
            actor=by,
            note=Note.objects.create(text=text),
        )

    def test_volunteers_see_neither_reasons_nor_people_from_outside(self, client, volunteer, school_user):
        device = cast.device(status="handed_over")
        self.with_event(device, school_user, "handed_over", "returned", "Schule am Park gab es zurück")
        html = page(client, volunteer, device)
        assert "durch die Einrichtung" in html
        assert "Schule am Park" not in html and school_user.name not in html

    def test_coordination_sees_them(self, client, coordinator, school_user):
        device = cast.device(status="handed_over")
        self.with_event(device, school_user, "handed_over", "returned", "Schule am Park gab es zurück")
        html = page(client, coordinator, device)
        assert "Schule am Park gab es zurück" in html and school_user.name in html

    def test_a_donor_is_not_named_to_volunteers(self, client, volunteer, donor_user):
        donor = cast.donor(donor_user, name="Geheime Spenden GmbH")
        device = cast.device(donation=cast.donation(status="received", donor=donor))
        assert "Geheime Spenden" not in page(client, volunteer, device)

    def test_facts_that_changed_are_named_without_their_words(self, volunteer, started):
        change_facts(started, {"serial": "NEU1", "maker": "Dell"}, actor=Actor.person(volunteer))
        assert started.events.get(kind="facts_changed").data == {"fields": ["serial"]}


class TestWhoMayLook:
    @pytest.mark.parametrize("role", ["donor_user", "school_user", "administrator"])
    def test_others_have_no_device_page(self, client, request, started, role):
        client.force_login(request.getfixturevalue(role))
        assert client.get(reverse("device_detail", args=[started.number])).status_code == 403

    def test_the_donor_itself_follows_the_donation_instead(self, client, donor_user):
        device = cast.device(donation=cast.donation(status="received", donor=cast.donor(donor_user)))
        client.force_login(donor_user)
        assert client.get(reverse("device_detail", args=[device.number])).status_code == 403

    def test_an_unknown_number_is_not_found(self, client, volunteer):
        client.force_login(volunteer)
        assert client.get("/devices/H4F-999999/").status_code == 404
        assert client.get("/devices/anything/").status_code == 404


def test_ticks_of_an_earlier_cycle_are_not_shown_as_valid(client, volunteer, started):
    pass_remaining(started, actor=Actor.person(volunteer))
    name = started.checklist.steps.first().name
    assert name in page(client, volunteer, started)
    type(started).objects.filter(pk=started.pk).update(status="returned")
    html = page(client, volunteer, started)
    assert name not in html.split('id="checks"')[1].split("</section>")[0]
    assert "in Ordnung" not in html.split('id="checks"')[1].split("</section>")[0]


def test_a_returned_device_shows_nothing_of_the_last_cycle_as_done(client, volunteer, started):
    """Checks, signature and erasure of the cycle before do not stand under the new one."""
    device = cast.device(status="returned", checklist=started.checklist, status_since=cast.NOW)
    cast.medium(device, status="erased")
    Check.objects.create(
        device=device,
        cycle=1,
        step=started.checklist.steps.first(),
        result="passed",
        done_by=volunteer,
        done_at=cast.NOW,
    )
    client.force_login(volunteer)
    response = client.get(reverse("device_detail", args=[device.number]))
    assert [condition.met for condition in response.context["gate"]] == [False, False, False]
    assert response.context["checks"] == [] and not response.context["gate_open"]
    assert "vom letzten Durchlauf" in response.content.decode()
