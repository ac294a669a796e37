import pytest

from accounts.models import User
from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from documents.models import Document
from donations.models import Donation
from recipients import delivering, receipts
from recipients.models import Handover, Need
from tests import cast
from tests.conftest import person
from tests.recipients import handover_cast
from tests.recipients.shared_world import shared_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two devices on the cart for a school."""
    with shared_world(django_db_blocker):
        coordinator = person("Anna Berger", Role.COORDINATOR)
        school = cast.institution(person("Sabine Schule", Role.INSTITUTION))
        yield handover_cast.packed(school, coordinator).pk


@pytest.fixture
def packed(world, db):
    return Handover.objects.get(pk=world)


@pytest.fixture
def coordinator(world, db):
    return User.objects.get(email="anna.berger@example.org")


@pytest.fixture
def school(packed):
    return packed.institution


@pytest.fixture
def actor(world, volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def school_user(world, db):
    return User.objects.get(email="sabine.schule@example.org")


@pytest.fixture
def at_school(school_user):
    return Actor.person(school_user)


@pytest.fixture
def under_way(packed, coordinator):
    return handover_cast.set_out(packed, coordinator)


def statuses(handover):
    handover.refresh_from_db()
    rows = handover.allocations.order_by("pk")
    return handover.status, list(rows.values_list("status", "device__status", "item__need__status"))


def test_the_first_scan_sets_the_handover_under_way(packed, actor):
    first = packed.allocations.order_by("pk").first()
    scanned = delivering.scan_out(packed, first.device.number, actor=actor)
    assert (scanned.outcome, scanned.what, scanned.allocation) == ("ok", first.device.number, first)
    assert statuses(packed) == (
        "under_way",
        [("delivered", "delivered", "reserved"), ("reserved", "reserved", "reserved")],
    )


@pytest.mark.parametrize("typed", ["lower", "digits", "sharp s", "serial", "asset tag"])
def test_a_device_is_known_however_it_is_scanned(packed, actor, typed):
    device = packed.allocations.first().device
    Device.objects.filter(pk=device.pk).update(asset_tag="INV-77a")
    text = {
        "lower": device.number.lower(),
        "digits": device.number.removeprefix("H4F-"),
        "sharp s": device.number.lower().replace("-", "ß"),
        "serial": f" {device.serial.lower()} ",
        "asset tag": "inv-77A",
    }[typed]
    assert delivering.scan_out(packed, text, actor=actor).outcome == "ok"


def test_a_second_scan_is_told_and_changes_nothing(packed, actor):
    number = packed.allocations.first().device.number
    delivering.scan_out(packed, number, actor=actor)
    before = statuses(packed)
    scanned = delivering.scan_out(packed, number, actor=actor)
    assert scanned.outcome == "again"
    assert scanned.text.startswith("schon ausgegeben um")
    assert statuses(packed) == before


def test_a_device_of_another_handover_is_told(packed, actor, coordinator):
    other = handover_cast.packed(cast.institution(), coordinator)
    device = other.allocations.first().device
    scanned = delivering.scan_out(packed, device.number, actor=actor)
    assert (scanned.outcome, scanned.text) == ("odd", f"gehört zur Übergabe {other.number}")
    device.refresh_from_db()
    assert device.status == "reserved"


def test_a_device_of_no_handover_is_told_with_its_status(packed, actor, coordinator):
    device = handover_cast.erased_notebook(coordinator)
    scanned = delivering.scan_out(packed, device.number, actor=actor)
    assert (scanned.outcome, scanned.text) == ("odd", "steht nicht auf dieser Übergabe: ausgabebereit")


@pytest.mark.parametrize("typed", ["H4F-000001", "nothing like it", "", "   "])
def test_what_nobody_knows_is_told(packed, actor, typed):
    scanned = delivering.scan_out(packed, typed, actor=actor)
    assert (scanned.outcome, scanned.text) == ("bad", "unbekannte Nummer")


def test_a_serial_that_two_devices_share_delivers_neither(packed, actor):
    Device.objects.filter(allocations__handover=packed).update(serial="TWIN")
    assert delivering.scan_out(packed, "TWIN", actor=actor).outcome == "bad"
    assert statuses(packed)[0] == "packed"


def test_nothing_leaves_before_it_is_packed(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    scanned = delivering.scan_out(handover, handover.allocations.first().device.number, actor=actor)
    assert (scanned.outcome, scanned.text) == ("bad", "Die Übergabe ist noch nicht gepackt.")


def test_nothing_leaves_without_a_standing_receipt(packed, actor, coordinator):
    receipt = packed.receipts.active().first()
    receipts.void(receipt, actor=Actor.person(coordinator), reason="falsch")
    device = receipt.allocations.get().device
    scanned = delivering.scan_out(packed, device.number, actor=actor)
    assert scanned.outcome == "bad"
    assert statuses(packed)[0] == "packed"


def test_all_confirmed_need_device_and_donation_follow(under_way, at_school):
    Donation.objects.update(status="received")
    assert delivering.confirm(under_way, exceptions={}, actor=at_school) == (2, 0)
    assert statuses(under_way) == ("closed", [("handed_over", "handed_over", "fulfilled")] * 2)
    assert under_way.confirmed_at is not None
    assert set(Donation.objects.values_list("status", flat=True)) == {"settled"}
    assert not Device.objects.filter(first_handed_over_at=None).exists()
    assert set(Document.objects.values_list("status", flat=True)) == {"ready"}


def test_all_except_one(under_way, at_school, school_user):
    kept, missing = under_way.allocations.order_by("pk")
    assert delivering.confirm(under_way, exceptions={missing.pk: "Kind war krank"}, actor=at_school) == (1, 1)
    assert statuses(under_way) == (
        "closed",
        [("handed_over", "handed_over", "fulfilled"), ("released", "delivered", "open")],
    )
    missing.refresh_from_db()
    event = missing.events.last()
    assert (event.note.text, event.actor) == ("Kind war krank", school_user)
    receipt = missing.receipts.get()
    assert (receipt.active, receipt.document.status) == (False, "voided")
    assert kept.receipts.get().active


def test_of_a_need_with_two_devices_the_receipt_is_replaced_by_one_without(school, coordinator, at_school):
    rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
    handover = handover_cast.under_way(school, coordinator, allocations=rows)
    delivering.confirm(handover, exceptions={rows[1].pk: "defekt"}, actor=at_school)
    assert statuses(handover) == (
        "closed",
        [("handed_over", "handed_over", "reserved"), ("released", "delivered", "reserved")],
    )
    old, new = Document.objects.filter(receipt__handover=handover).order_by("version")
    assert (old.status, new.version, new.receipt.active) == ("superseded", 2, True)
    assert list(new.receipt.allocations.all()) == [rows[0]]
    assert '"open":"1 Notebook"' in new.content


def test_none_was_handed_over(under_way, at_school):
    reasons = {row.pk: "niemand da" for row in under_way.allocations.all()}
    assert delivering.confirm(under_way, exceptions=reasons, actor=at_school) == (0, 2)
    assert statuses(under_way) == ("closed", [("released", "delivered", "open")] * 2)


def test_an_exception_needs_its_reason(under_way, at_school):
    allocation = under_way.allocations.first()
    before = statuses(under_way)
    with pytest.raises(TransitionRefused, match="warum"):
        delivering.confirm(under_way, exceptions={allocation.pk: " "}, actor=at_school)
    assert statuses(under_way) == before


def test_an_exception_of_another_handover_is_refused(under_way, at_school, coordinator):
    foreign = handover_cast.under_way(cast.institution(), coordinator).allocations.first()
    with pytest.raises(TransitionRefused, match="nicht auf dieser Übergabe"):
        delivering.confirm(under_way, exceptions={foreign.pk: "falsch"}, actor=at_school)


def test_confirming_twice_is_refused(under_way, at_school):
    delivering.confirm(under_way, exceptions={}, actor=at_school)
    with pytest.raises(TransitionRefused, match="nichts mehr zu bestätigen"):
        delivering.confirm(under_way, exceptions={}, actor=at_school)


def test_what_is_still_here_keeps_the_handover_open(packed, actor, at_school):
    first = packed.allocations.order_by("pk").first()
    delivering.scan_out(packed, first.device.number, actor=actor)
    delivering.confirm(packed, exceptions={}, actor=at_school)
    assert statuses(packed) == (
        "under_way",
        [("handed_over", "handed_over", "fulfilled"), ("reserved", "reserved", "reserved")],
    )


def test_while_a_receipt_is_being_replaced_nothing_is_excepted(under_way, at_school):
    handover = under_way
    Document.objects.update(status="queued")
    with pytest.raises(TransitionRefused, match="wird noch erstellt"):
        delivering.confirm(handover, exceptions={handover.allocations.first().pk: "krank"}, actor=at_school)
    assert statuses(handover)[0] == "under_way"


def test_a_defect_of_a_confirmed_device_takes_nothing_else_along(under_way, at_school):
    """A refusal of one device refuses the whole confirmation."""
    first, second = under_way.allocations.order_by("pk")
    Device.objects.filter(pk=second.device_id).update(status="lost")
    with pytest.raises(TransitionRefused):
        delivering.confirm(under_way, exceptions={}, actor=at_school)
    first.refresh_from_db()
    assert first.status == "delivered"
    assert set(Need.objects.values_list("status", flat=True)) == {"reserved"}
