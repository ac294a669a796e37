"""Which device a report speaks of, and when a person has to say."""

import pytest
from django.db import connection

from devices.enums import InboxReason, MatchHow
from devices.importers.facts import HardwareReport, StorageFact
from devices.matching import akin, find_device, keys_of, keys_of_devices
from tests import cast

pytestmark = pytest.mark.django_db
UUID = "4c4c4544-0038-4610-8054-c4c04f525931"
SWAPPED = "44454c4c-3800-1046-8054-c4c04f525931"


def report(*disks: str, **facts) -> HardwareReport:
    return HardwareReport(format="lshw", storage=tuple(StorageFact(serial=serial) for serial in disks), **facts)


def found(finding) -> tuple:
    return (finding.device, finding.how, finding.reason)


class TestFinding:
    def test_by_the_serial_number_in_any_spelling(self):
        device = cast.device(serial="d8ftry1", model="")
        assert found(find_device(report(serial="D8FTRY1"))) == (device, MatchHow.SERIAL, "")

    def test_else_by_the_uuid_also_byte_swapped(self):
        device = cast.device(uuid=UUID)
        for uuid in (UUID, SWAPPED):
            assert found(find_device(report(uuid=uuid, serial="NEW1"))) == (device, MatchHow.UUID, "")

    def test_else_by_the_board_or_a_known_disk(self):
        board = cast.device(board_serial="BRD-77")
        disk = cast.medium(cast.device(), serial="TF755AWHKL0LHM")
        assert found(find_device(report(board_serial="brd-77"))) == (board, MatchHow.BOARD_SERIAL, "")
        assert found(find_device(report("TF755AWHKL0LHM"))) == (disk.device, MatchHow.DISK, "")

    def test_nothing_in_common_is_no_device(self):
        cast.device(serial="OTHER1")
        cast.device(serial="", uuid="", board_serial="")
        assert found(find_device(report("Z1", serial="NEW1"))) == (None, "", InboxReason.UNMATCHED)
        assert found(find_device(report())) == (None, "", InboxReason.UNMATCHED)

    def test_a_removed_disk_alone_may_lie_on_any_bench(self):
        disk = cast.medium(cast.device(), serial="TF755AWHKL0LHM", status="removed", location=cast.location())
        finding = find_device(report("TF755AWHKL0LHM"))
        assert (finding.reason, finding.candidates) == (InboxReason.DISK_AWAY, (disk.device,))


class TestConflicts:
    def test_two_devices_with_the_serial_number(self):
        both = (cast.device(serial="D8FTRY1"), cast.device(serial="D8FTRY1"))
        finding = find_device(report(serial="D8FTRY1"))
        assert (finding.reason, finding.candidates) == (InboxReason.SEVERAL, both)

    def test_the_same_serial_number_and_another_model(self):
        device = cast.device(serial="D8FTRY1", model="Latitude E5530")
        finding = find_device(report(serial="D8FTRY1", model="OptiPlex 7050"))
        assert (finding.reason, finding.candidates) == (InboxReason.OTHER_MODEL, (device,))

    def test_a_disk_known_in_another_device(self):
        device, other = cast.device(serial="D8FTRY1", model=""), cast.device()
        cast.medium(other, serial="TF755AWHKL0LHM")
        finding = find_device(report("TF755AWHKL0LHM", serial="D8FTRY1"))
        assert (finding.reason, finding.candidates) == (InboxReason.DISK_ELSEWHERE, (device, other))

    def test_a_disk_of_a_device_with_another_serial_number(self):
        other = cast.device(serial="OTHER1")
        cast.medium(other, serial="TF755AWHKL0LHM")
        finding = find_device(report("TF755AWHKL0LHM", serial="NEW1"))
        assert (finding.reason, finding.candidates) == (InboxReason.OTHER_SERIAL, (other,))

    def test_the_uuid_of_a_device_without_serial_number_beside_the_serial_number_of_another(self):
        device, twin = cast.device(serial="D8FTRY1", model=""), cast.device(uuid=UUID)
        finding = find_device(report(serial="D8FTRY1", uuid=UUID))
        assert (finding.reason, finding.candidates) == (InboxReason.SEVERAL, (device, twin))

    def test_a_uuid_that_the_maker_printed_twice_is_no_conflict(self):
        device = cast.device(serial="D8FTRY1", model="")
        cast.device(serial="OTHER1", uuid=UUID)
        assert found(find_device(report(serial="D8FTRY1", uuid=UUID))) == (device, MatchHow.SERIAL, "")

    def test_uploaded_for_a_device_only_contradictions_are_looked_for(self):
        device = cast.device(model="typed wrongly")
        expected = find_device(report("Z1", serial="NEW1", model="OptiPlex 7050"), expected=device)
        assert found(expected) == (device, MatchHow.UPLOADED_THERE, "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Latitude E5530", "Latitude E5530 non-vPro", True),
        ("E5530", "Latitude E5530", True),
        ("EliteBook 840 G3", "HP EliteBook 840 G3", True),
        ("ThinkPad L13", "ThinkPad L 13 Gen 2", True),
        ("Latitude E5530", "Latitude E5540", False),
        ("OptiPlex 7050", "Latitude 7050", False),
    ],
)
def test_one_model_name_may_only_say_more(one, other, same):
    assert akin(one, other) is same


def test_what_waits_is_found_by_what_a_device_has():
    device = cast.device(serial="d8ftry1", uuid=UUID, board_serial="brd 77")
    cast.medium(device, serial="S4EVNX0M123456789012345")
    waiting = report("S4EVNX0M123456789012", serial="D8FTRY1", uuid=SWAPPED, board_serial="BRD 77")
    assert keys_of_devices([device]) <= keys_of(waiting)


@pytest.mark.parametrize("table", ["devices_device", "devices_storagemedium"])
def test_no_table_is_read_from_end_to_end(table, django_assert_max_num_queries):
    """The plan of each query names an index, so that a full house is as fast as an empty one."""
    cast.medium(cast.device(serial="D8FTRY1"), serial="TF755AWHKL0LHM")
    with django_assert_max_num_queries(3) as asked:
        find_device(report("TF755AWHKL0LHM", serial="D8FTRY1", uuid=UUID, board_serial="BRD-77"))
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        assert not [step for step in plan if step.startswith(f"SCAN {table}")], plan
