"""A reserved device goes back to the workshop: its reservation, its receipt and its place on the handover end."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import stages
from devices.enums import HoldKind, MediumKind
from devices.media import add_medium
from devices.models import Device
from documents.enums import DocumentStatus
from documents.models import Document
from documents.rendering import render
from recipients import delivering, handovers
from recipients.history import lines_for
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def helper(volunteer):
    return Actor.person(volunteer)


def found_disk(device: Device, by: Actor) -> None:
    add_medium(Device.objects.get(pk=device.pk), {"kind": MediumKind.SSD}, actor=by)
    device.refresh_from_db()


def test_a_disk_found_in_a_reserved_device_frees_the_need_and_coordination_reads_it(school, coordinator, helper):
    (allocation,) = handover_cast.reserved(school, coordinator, needs=1)
    found_disk(allocation.device, helper)
    allocation.refresh_from_db()
    need = allocation.item.need
    need.refresh_from_db()
    assert (allocation.status, need.status) == ("released", "open")
    assert (allocation.device.status, allocation.device.unsettled_media) == ("in_refurbishment", 1)
    assert allocation.events.last().note.text == "Im Gerät ist wieder ein Datenträger zu löschen."
    line = next(line for line in lines_for(coordinator, need) if not line.is_state)
    assert line.text == "Gerät ging zurück in die Werkstatt"
    assert line.note == f"Jonas Otte · {allocation.device.number}"


def test_a_packed_handover_of_which_nothing_is_left_is_cancelled(school, coordinator, helper):
    handover = handover_cast.packed(school, coordinator)
    first, second = handover.allocations.order_by("pk")
    handovers.take_off(first, actor=Actor.person(coordinator), reason="bleibt hier")
    handover.refresh_from_db()
    assert handover.status == "packed"
    stages.send_back(second.device, actor=helper, reason="Scharnier gebrochen")
    handover.refresh_from_db()
    assert (handover.status, handover.events.last().note.text) == ("cancelled", "Kein Gerät ist mehr darauf.")


def test_a_device_with_a_defect_leaves_the_handover_and_its_receipt_is_void(school, coordinator, helper):
    handover = handover_cast.packed(school, coordinator)
    first, second = handover.allocations.order_by("pk")
    stages.send_back(first.device, actor=helper, reason="Scharnier gebrochen")
    first.refresh_from_db()
    assert (first.status, first.handover, first.device.status) == ("released", None, "in_refurbishment")
    assert Document.objects.get(receipt__need=first.item.need).status == "voided"
    assert list(handover.receipts.active().values_list("need", flat=True)) == [second.item.need_id]
    (line,) = [line for line in lines_for(coordinator, handover) if line.text == "Gerät ging zurück in die Werkstatt"]
    assert line.note == f"Jonas Otte · {first.device.number}"


def test_the_rest_of_a_set_gets_a_new_version_of_its_receipt(school, coordinator, helper):
    rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
    handover = handover_cast.packed(school, coordinator, allocations=rows)
    stages.send_back(rows[0].device, actor=helper, reason="Akku defekt")
    receipt = handover.receipts.active().get()
    assert (receipt.document.version, list(receipt.allocations.all())) == (2, [rows[1]])
    render(receipt.document_id)
    receipt.document.refresh_from_db()
    assert receipt.document.status == DocumentStatus.READY


def test_the_last_device_that_was_still_here_closes_a_handover_whose_others_were_answered(school, coordinator, helper):
    handover = handover_cast.packed(school, coordinator)
    first, second = handover.allocations.order_by("pk")
    actor = Actor.person(coordinator)
    delivering.scan_out(handover, first.device.number, actor=actor)
    handover.refresh_from_db()
    delivering.confirm(handover, exceptions={}, actor=actor)
    handover.refresh_from_db()
    assert handover.status == "under_way"
    found_disk(second.device, helper)
    handover.refresh_from_db()
    assert handover.status == "closed"


def test_while_its_receipt_is_being_made_it_stays_and_says_why(school, coordinator, helper):
    handover = handover_cast.with_receipts(school, coordinator)
    allocation = handover.allocations.first()
    Document.objects.update(status="queued")
    with pytest.raises(TransitionRefused, match="wird noch erstellt"):
        found_disk(allocation.device, helper)
    allocation.refresh_from_db()
    assert (allocation.status, allocation.device.media.count()) == ("reserved", 1)


def test_what_is_on_hold_is_not_scanned_out(school, coordinator, helper):
    handover = handover_cast.packed(school, coordinator)
    device = handover.allocations.first().device
    stages.put_on_hold(device, kind=HoldKind.PART, reason="Deckel wackelt", actor=helper)
    scanned = delivering.scan_out(handover, device.number, actor=helper)
    device.refresh_from_db()
    assert (scanned.outcome, device.status) == ("bad", "reserved")
    assert scanned.text == "Das Gerät wartet auf Ersatzteil."
