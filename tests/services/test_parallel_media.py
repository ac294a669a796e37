"""The erasure gate where others write at the same moment, and where somebody writes plain SQL."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from custody.actor import Actor
from devices import stages
from devices.enums import EvidenceKind
from devices.erasure import confirm_by_person, media_named_by, settle_by_report
from devices.evidence import take_original
from devices.importers.facts import ErasureReport, HardwareReport, MediumErasure, StorageFact
from devices.inbox_decisions import choose
from devices.loose_media import put_in
from devices.media import add_medium
from devices.models import Device, Erasure, StorageMedium
from devices.originals import Original
from devices.rematching import retract_match
from recipients import delivering, receipts
from recipients.models import Allocation
from tests import cast
from tests.devices.printouts import lshw, take
from tests.recipients import handover_cast
from tests.services.test_parallel_handover import PAUSE_SECONDS, done, slowly, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
ROUNDS = 3
LATER = cast.NOW


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def erased(serial: str | None, *reasons: str) -> MediumErasure:
    return MediumErasure(
        "/dev/sda", serial=serial, erased=True, verification="last", finished_at=LATER, reasons=tuple(reasons)
    )


def counts_are_true() -> bool:
    return all(device.unsettled_media == device.media.unsettled().count() for device in Device.objects.all())


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_line_of_a_log_named_for_two_media_settles_one(actor, _round):
    media = [cast.medium(cast.device(), entered_at=cast.NOW) for _number in range(2)]
    report = ErasureReport(tool="nwipe", media=(erased(None, "serial_missing"),))
    proof = cast.evidence(media[0].device, actor.user)
    said = {"actor": actor, "note": "stand daneben", "finished_at": LATER, "now": LATER}
    acts = [done(lambda m=m: confirm_by_person(m, 0, report, proof, **said) and None) for m in media]
    # The second one looks at what is settled while the first one writes it.
    first, second = slowly(acts[0]), slowly(acts[1], after='FROM "devices_erasure"', pause=15 * PAUSE_SECONDS)
    assert sorted(together([first, second])) == ["done", "refused"]
    assert Erasure.objects.filter(evidence=proof).count() == 1 and counts_are_true()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_matches_whose_disks_go_back_to_each_other_do_not_wait_in_a_circle(actor, _round, valkey):
    devices = [cast.device(serial=f"BOX{number}", maker="", model="") for number in range(2)]
    for number, device in enumerate(devices):
        Device.objects.filter(pk=device.pk).update(status_since=cast.NOW - timedelta(days=1))
        cast.medium(device, serial=f"DISK{number}")
    matches = []
    for device, disk in zip(devices, ("DISK1", "DISK0"), strict=True):
        result = take(lshw(device.serial, disk), actor.user)
        choose(result.item, device, actor=actor, now=LATER)
        matches.append(result.evidence.matches.get())
    acts = [slowly(done(lambda m=m: retract_match(m, actor=actor, reason="falsch") and None)) for m in matches]
    assert together(acts) == ["done", "done"]
    assert {disk.serial: disk.device.serial for disk in StorageMedium.objects.all()} == {
        "DISK0": "BOX0",
        "DISK1": "BOX1",
    }
    assert counts_are_true()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_logs_that_name_the_same_media_in_another_order_do_not_wait_in_a_circle(actor, _round):
    media = [cast.medium(cast.device(), entered_at=cast.NOW) for _number in range(3)]
    lines = [erased(medium.serial) for medium in media]

    def settle(order, proof):
        report = ErasureReport(tool="nwipe", media=tuple(order))
        with transaction.atomic():
            return len(settle_by_report(report, proof, media_named_by(report), actor=actor, now=LATER).settled)

    proofs = [cast.evidence(media[0].device, actor.user) for _number in range(2)]
    orders = (lines, lines[::-1])
    settled = together([slowly(lambda o=o, p=p: settle(o, p)) for o, p in zip(orders, proofs, strict=True)])
    assert sum(settled) == 3 and counts_are_true()


def test_two_reports_of_one_device_at_once_are_both_taken(actor, valkey):
    device = cast.device(status="in_refurbishment", serial="SER1")

    def upload(**facts) -> str:
        disk = StorageFact(kind="ssd", serial="D1")
        report = HardwareReport(format="lshw", serial="SER1", storage=(disk,), **facts)
        original = Original("lshw.json", repr(facts).encode(), EvidenceKind.HARDWARE_REPORT, report)
        return take_original(device, original, actor=actor, now=LATER).outcome

    assert together([slowly(lambda: upload(cpu="i5")), slowly(lambda: upload(ram_mib=8192))]) == ["read", "read"]
    device.refresh_from_db()
    assert (device.cpu, device.ram_mib, device.media.get().serial) == ("i5", 8192, "D1")
    assert device.unsettled_media == 1 and counts_are_true()
    sequences = list(device.events.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))


@pytest.mark.parametrize("pause", [0.05, 0.3])
def test_a_medium_found_while_its_device_is_scanned_out_holds_nothing_up(school, actor, valkey, pause):
    handover = handover_cast.packed(school, actor.user)
    device = handover.allocations.select_related("device").first().device
    found, scanned = together(
        [
            slowly(done(lambda: add_medium(device, {"kind": "ssd"}, actor=actor) and None), pause=pause),
            slowly(lambda: str(delivering.scan_out(handover, device.number, actor=actor).outcome)),
        ]
    )
    device.refresh_from_db()
    stayed = (found, scanned != "ok", device.status, device.unsettled_media) == ("done", True, "in_refurbishment", 1)
    left = (found, scanned, device.status, device.unsettled_media) == ("refused", "ok", "delivered", 0)
    assert stayed != left and counts_are_true()


@pytest.mark.parametrize("pause", [0.05, 0.3])
def test_a_defect_found_while_receipts_are_issued_holds_nothing_up(school, actor, valkey, pause):
    handover = handover_cast.planned(school, actor.user)
    device = handover.allocations.first().device
    together(
        [
            slowly(done(lambda: stages.send_back(device, actor=actor, reason="Display")), pause=pause),
            slowly(lambda: receipts.issue(handover, actor=actor, now=cast.NOW)),
        ]
    )
    device.refresh_from_db()
    promised = Allocation.objects.filter(device=device, status="reserved").exists()
    assert promised == (device.status == "reserved")


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE devices_device SET unsettled_media = 0",
        "UPDATE devices_device SET unsettled_media = 0, status = 'ready'",
        "UPDATE devices_storagemedium SET device_id = NULL",
        "UPDATE devices_storagemedium SET status = 'lost'",
        "UPDATE devices_storagemedium SET status = 'erased', settled_by_id = (SELECT id FROM devices_erasure)",
        "DELETE FROM devices_storagemedium",
    ],
)
def test_plain_sql_is_refused(statement):
    disk = cast.medium(cast.device(status="in_refurbishment"))
    cast.erasure(disk, outcome="removed")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert StorageMedium.objects.unsettled().get().device.unsettled_media == 1


def test_two_crossed_disks_that_two_people_decide_about_do_not_wait_in_a_circle(actor, valkey):
    devices = [cast.device(status="in_refurbishment", serial=serial) for serial in ("SER1", "SER2")]
    for device, disk in zip(devices, ("D1", "D2"), strict=True):
        cast.medium(device, serial=disk)
    items = []
    for device, disk in zip(devices, ("D2", "D1"), strict=True):
        storage = (StorageFact(kind="ssd", serial=disk),)
        report = HardwareReport(format="lshw", serial=device.serial, storage=storage)
        original = Original("lshw.json", disk.encode(), EvidenceKind.HARDWARE_REPORT, report)
        items.append(take_original(device, original, actor=actor, now=LATER).item)
    acts = [
        slowly(done(lambda i=item, d=device: choose(i, d, actor=actor, now=LATER) and None))
        for item, device in zip(items, devices, strict=True)
    ]
    assert together(acts) == ["done", "done"]
    assert [device.media.get().serial for device in devices] == ["D2", "D1"] and counts_are_true()


def test_two_disks_put_into_each_others_devices_do_not_wait_in_a_circle(actor):
    devices = [cast.device(status="in_refurbishment") for _number in range(2)]
    media = [cast.medium(device, status="removed", location=cast.location()) for device in devices]
    acts = [
        slowly(done(lambda m=medium, d=device: put_in(m, d, actor=actor, now=LATER)))
        for medium, device in zip(media, reversed(devices), strict=True)
    ]
    assert together(acts) == ["done", "done"]
    assert [device.media.get() for device in devices] == media[::-1] and counts_are_true()
