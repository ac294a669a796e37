"""Real files cut, doubled, shuffled and scratched, and hostile ones: facts or ``UnreadableReport``, in bounded time.

``H4F_SOAK=1`` tries many more, and hostile files of full size.
"""

import gzip
import json
import os
import random
import time

import pytest

from devices.importers.decode import LIMIT_BYTES
from devices.importers.facts import ErasureReport, HardwareReport, UnreadableReport
from devices.importers.inspect import inspection
from devices.importers.recognise import read

SOAK = bool(os.environ.get("H4F_SOAK"))
TRIES = 60 if SOAK else 1
SIZE = LIMIT_BYTES if SOAK else 400_000
SECONDS = 30 if SOAK else 8
SAMPLES = """
    lshw/e5530.json lshw/7900.json lshw/lenovo-thinkcentre-edge.json lshw/all-series.json lshw/TM1613.json
    lshw/optiplex-gx520.json lshw/toshiba.json lshw/virtualbox-client.json smartctl/smart-ata-full.json
    smartctl/smart-nvme-failed.json workbench/latitude-e7240.json workbench/thinkcentre-m73.json
    nwipe/nwipe-0.42-two-loop-devices.log nwipe/nwipe-0.34-one-loop-device.log nwipe/nwipe-0.42-latitude-e5530.log
"""


def reads_or_refuses(data: bytes) -> None:
    begun = time.process_time()
    try:
        assert isinstance(read(data), HardwareReport | ErasureReport)
    except UnreadableReport as problem:
        assert str(problem)
    assert time.process_time() - begun < SECONDS


def shuffled(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


def scratched(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 5, 200))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def moved(data: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:] + data[start:end]


DAMAGES = {
    "cut off": lambda data, dice: data[: dice.randrange(len(data))],
    "cut before": lambda data, dice: data[dice.randrange(len(data)) :],
    "doubled": lambda data, dice: data + data[: dice.randrange(len(data))],
    "shuffled": shuffled,
    "scratched": scratched,
    "moved": moved,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", SAMPLES.split())
def test_a_damaged_real_file_is_read_or_refused(sample, name, damage):
    data, dice = sample(name), random.Random(f"{name} {damage}")
    for _ in range(TRIES):
        reads_or_refuses(DAMAGES[damage](data, dice))


@pytest.mark.parametrize("name", SAMPLES.split())
def test_a_file_twice_in_one_or_in_another_wrapping_tells_the_same_machine(sample, name):
    data = sample(name)
    text = data.decode()
    wrapped = [gzip.compress(data, 1), text.encode("utf-16"), gzip.compress(text.encode("utf-16"), 1)]
    assert all(read(each) == read(data) for each in wrapped)
    doubled = inspection(name, data + data)
    assert doubled["serial"] in (None, inspection(name, data)["serial"])


NOTICE = b"[2024/07/01 09:00:00]  notice: "
HOSTILE = {
    "paths in one line": NOTICE + b"/dev/sda" * 100 + b"\n",
    "names of methods": NOTICE + b"Invoking method '" * 40 + b"\n",
    "runs of nwipe": b"[2024/07/01 09:00:00]    info: nwipe 0.42\n" + NOTICE + b"Invoking method 'PRNG' on /dev/sda\n",
    "rows of nwipe": b"***** Drive Status *****\n  sda | Erased | 0 B/s | 00:00:01 | a/b\n",
    "memory devices": b"# dmidecode 3\nSystem Information\n\tManufacturer: A\n\nMemory Device\n\tSize: 8 GB\n\n",
    "blank lines in dmidecode": b"# dmidecode 3\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
    "backslashes": b'{"a":"' + b"\\" * 200,
    "closing brackets": b'{"id":"a","class":"b"}' + b"} {" * 50,
    "spaces after brackets": b'{"id":"a"}' + b" " * 3000,
    "batteries": b"  native-path: BAT0\n  power supply: yes\n    energy-full: 5 Wh\n",
    "dashes": b"  native-path: BAT0\n  power supply: yes\n" + b" a-" * 200,
    "tabs": b"\t" * 1000,
}


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_file_of_many_units_takes_bounded_time(unit):
    reads_or_refuses(HOSTILE[unit] * (SIZE // len(HOSTILE[unit])))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(b"a" * (LIMIT_BYTES + 1), 1), "too_large"),
        (gzip.compress(gzip.compress(b'{"id": "a"}')), "binary"),
        (gzip.compress(b"") * 200, "too_complex"),
        (gzip.compress(b'{"id": "a"}')[:-9], "damaged_gzip"),
        (b"[" * 100_000, "too_complex"),
        (b'{"a":' * 100_000, "too_complex"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "too_complex"),
        (b"[2024/07/01 09:00:00]  info: nwipe\n" * 100_001, "too_complex"),
    ],
    # A packed file's bytes carry the time of packing: no name for a test.
    ids=["much packed", "packed twice", "many packed", "cut", "brackets", "braces", "levels", "lines"],
)
def test_bombs_are_refused(data, code):
    with pytest.raises(UnreadableReport) as problem:
        read(data)
    assert problem.value.code == code


def test_json_in_strings_in_json_is_opened_only_where_a_snapshot_has_it():
    text = json.dumps({"lshw": json.dumps({"id": "pc", "class": "system", "serial": "X1"})})
    assert read(json.dumps({"data": text}).encode()).serial == "X1"
    for _ in range(12):
        text = json.dumps({"data": text})
    with pytest.raises(UnreadableReport):
        read(text.encode())
