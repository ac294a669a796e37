import pytest

from devices.importers.capacity import (
    binary_size,
    drive_capacity,
    drive_capacity_from_megabytes,
    mebibytes,
    memory_from_megabytes,
    quantity,
)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("8 GB", 8 * 2**30),
        ("8192 MB", 8 * 2**30),
        ("8 GiB", 8 * 2**30),
        ("15.53 GiB", round(15.53 * 2**30)),
        ("16384 kB", 2**24),
        ("512 MB (Double-bank Connection)", 2**29),
        ("No Module Installed", None),
        ("Unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_sizes_of_memory(text, size):
    assert binary_size(text) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("465.76 GiB", 500107862016),
        ("238.47 GiB", 256060514304),
        ("931.51 GiB", 1000204886016),
        ("1.82 TiB", 2000398934016),
        ("74.53 GiB", 80026361856),
        ("465.8 GiB", round(465.8 * 2**30)),
        ("256 GiB", 2**38),
        ("29.12 GiB", round(29.12 * 2**30)),
        ("N/A", None),
    ],
)
def test_a_rounded_capacity_becomes_the_nominal_one_where_it_is_one(text, size):
    assert drive_capacity(text) == size


@pytest.mark.parametrize(
    ("megabytes", "size"),
    [
        (500107, 500107862016),
        (500108, 500107862016),
        (476940, 500107862016),
        (305245, 320072933376),
        (238475, 250059350016),
        (30533, 32017047552),
        (76293, 80_000_000_000),
        (76856, 76856 * 2**20),
        (30000.0, 30_000_000_000),
        (250059.0, 250059350016),
        (30533.83, 32017047552),
        (240057.409536, 240057409536),
        (15758.000128, 15758000128),
        (15028.0005, round(15028.0005 * 2**20)),
        ("160042.0 MB", 160041885696),
        ("476940.0 mebibyte", 500107862016),
        ("500.108 GB", 500107862016),
        ("MB", None),
        (True, None),
        (-5, None),
        (float("inf"), None),
        (None, None),
    ],
)
def test_megabytes_of_workbench_are_decimal_or_binary(megabytes, size):
    assert drive_capacity_from_megabytes(megabytes) == size


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("662.0 hour * milliampere", 662.0),
        (4400, 4400.0),
        ("1.2.3", None),
        ("9" * 40, None),
        ("-1", None),
        ([], None),
        (float("nan"), None),
    ],
)
def test_quantities_are_printed_with_or_without_a_unit(printed, number):
    assert quantity(printed) == number


@pytest.mark.parametrize(
    ("megabytes", "mebibyte"),
    [("1024.0 mebibyte", 1024), (2048.0, 2048), (2048, 2048), (4295, 4096), (8590, 8192), (1000, 1000), (0, None)],
)
def test_memory_modules_come_in_binary_sizes(megabytes, mebibyte):
    assert memory_from_megabytes(megabytes) == mebibyte


def test_bytes_become_whole_mebibytes():
    assert mebibytes(522129408) == 498
    assert mebibytes(0) is None
    assert mebibytes(None) is None
