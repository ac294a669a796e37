"""Whatever the bytes are: facts or ``UnreadableReport``, never another exception, in bounded time."""

import gzip
import json
import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.importers.facts import ErasureReport, HardwareReport, UnreadableReport
from devices.importers.inspect import inspection
from devices.importers.messages import MESSAGES, REASONS, UNREADABLE, WARNINGS
from devices.importers.recognise import read

LSHW = json.dumps(
    {
        "id": "pc",
        "class": "system",
        "product": "20L5CTO1WW (LENOVO_MT_20L5)",
        "vendor": "LENOVO",
        "version": "ThinkPad T480",
        "serial": "PF1ABCDE",
        "configuration": {"chassis": "notebook", "uuid": "44454C4C-3800-1046-8054-C4C04F525931"},
        "children": [
            {"id": "memory", "class": "memory", "description": "System Memory", "size": 2**33},
            {"id": "cpu", "class": "processor", "product": "Intel", "size": 10**9, "configuration": {"cores": "4"}},
            {"id": "disk", "class": "disk", "logicalname": ["/dev/sda"], "serial": "Z2AYPLNP", "size": 250059350016},
        ],
    },
    indent=1,
)
SMARTCTL = json.dumps({"smartctl": {}, "model_name": "ST1", "serial_number": "A", "user_capacity": {"bytes": 5}})
INXI = json.dumps(
    [{"000#1#0#Machine": [{"000#0#1#Type": "Laptop", "001#1#1#System": "Dell", "002#1#2#product": "E7240"}]}]
)
DMIDECODE = (
    "# dmidecode 3.3\n\nSystem Information\n\tManufacturer: Dell Inc.\n\tUUID: 4c4c4544-0043-5110-8036-b5c04f565931\n"
)
SNAPSHOT = json.dumps(
    {"type": "Snapshot", "data": {"lshw": json.loads(LSHW), "smart": [json.loads(SMARTCTL)], "inxi": INXI}}
)
WORKBENCH_11 = json.dumps(
    {"device": {"type": "Laptop", "model": "X"}, "components": [{"type": "HardDrive", "size": 476940}]}
)
UPOWER = "  native-path: BAT0\n  power supply: yes\n    energy-full: 41.3 Wh\n    energy-full-design: 48 Wh\n"
NWIPE = """[2024/07/01 09:00:00]    info: nwipe 0.42
[2024/07/01 09:00:01]  notice: Found /dev/sda, ATA, HGST HTS725050A7,  500 GB, S/N=TF755AWHKL0LHM
[2024/07/01 09:00:03]  notice: Invoking method 'PRNG Stream' on /dev/sda
[2024/07/01 09:00:03]  notice:   verify       = 1 (last pass)
[2024/07/01 11:51:39]  notice: Finished final round 1 of 1 on /dev/sda

******************************* Erasure Summary ********************************
       sda |          500107862016 |         500107862016 |           100.00%
********************************* Drive Status *********************************
       sda | Erased |   98 MB/s | 02:51:36 | HGST HTS725050A7/TF755AWHKL0LHM
[2024/07/01 11:51:40] Total Throughput   98 MB/s, PRNG Stream, 1R+B+VL
"""
TEXTS = [LSHW, SMARTCTL, INXI, DMIDECODE, SNAPSHOT, WORKBENCH_11, UPOWER, NWIPE]
FORMATS = ["lshw", "smartctl", "inxi", "dmidecode", "workbench", "workbench", "upower", "nwipe"]
EXAMPLES = 3000 if os.environ.get("H4F_SOAK") else 50
QUICK = settings(max_examples=EXAMPLES, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
# Names that the readers look for, so that random values reach their insides.
NAMES = """
    id class children system disk processor memory storage power configuration capabilities description product vendor
    serial size logicalname businfo uuid chassis cores smartctl device model_name serial_number user_capacity bytes
    nvme_namespaces ata_smart_attributes table raw value data type Snapshot components credentialSubject evidence
    operation output lshw smart inxi dmidecode events actions HardDrive Battery MeasureBattery RamModule interface
    000#1#0#Machine 001#1#0#Drives 002#0#1#ID-1 003#0#2#size 004#1#0#Battery 005#0#2#condition 006#1#0#CPU
    007#1#1#Topology 008#1#3#cores 1.82TiB /dev/nvme0n1 mmc@0:1 core cpu:0 bank:0 namespace NVMe
"""
WORDS = st.sampled_from(NAMES.split())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=6), inner, max_size=6),
    max_leaves=25,
)


def reads_or_refuses(data: bytes) -> None:
    try:
        report = read(data)
    except UnreadableReport as problem:
        assert str(problem)
    else:
        assert isinstance(report, HardwareReport | ErasureReport)
        assert {warning.code for warning in report.warnings} <= set(WARNINGS)
        if isinstance(report, ErasureReport):
            assert {reason for medium in report.media for reason in medium.reasons} <= set(REASONS)
    json.dumps(inspection("x", data), ensure_ascii=False).encode()


def test_each_code_means_one_thing():
    assert len(MESSAGES) == len(WARNINGS) + len(REASONS) + len(UNREADABLE)


@pytest.mark.parametrize(("text", "name"), list(zip(TEXTS, FORMATS, strict=True)))
def test_the_format_is_known_by_content_in_any_wrapping(text, name):
    forms = [text.encode(), gzip.compress(text.encode()), text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()]
    forms.append(text.replace("\n", "\r\n").encode())
    assert [read(form).format for form in forms] == [name] * 5


def test_line_ends_of_windows_change_no_fact():
    for text in TEXTS:
        assert read(text.replace("\n", "\r\n").encode()) == read(text.encode())


@pytest.mark.parametrize("text", ["{}", "[]", '{"a": 1}', "[1, 2]", '"text"', "hello", '{"id": "a"}', '[[{"id": 1}]]'])
def test_files_of_no_known_tool_are_refused(text):
    with pytest.raises(UnreadableReport) as problem:
        read(text.encode())
    assert problem.value.code in {"unknown_format", "invalid_json"}


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes(data):
    reads_or_refuses(data)


@QUICK
@given(VALUES)
def test_any_json(value):
    reads_or_refuses(json.dumps(value).encode())


@QUICK
@given(st.sampled_from(TEXTS), st.data())
def test_cut_doubled_and_shuffled_texts(text, data):
    lines = text.splitlines(keepends=True)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for changed in (
        text[:end],
        text[start:],
        text[:start] + text[end:],
        text[:end] + text[start:],
        text[:start] + data.draw(st.text(max_size=8)) + text[start:],
        "".join(data.draw(st.permutations(lines))),
    ):
        reads_or_refuses(changed.encode("utf-8", "surrogatepass"))


def leaves(value, path=()):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from leaves(inner, (*path, key))


@QUICK
@given(st.sampled_from([LSHW, SMARTCTL, INXI, SNAPSHOT, WORKBENCH_11]), VALUES, st.data())
def test_any_value_in_any_place_of_a_real_report(text, value, data):
    report = json.loads(text)
    *path, last = data.draw(st.sampled_from(list(leaves(report))))
    place = report
    for key in path:
        place = place[key]
    place[last] = value
    reads_or_refuses(json.dumps(report).encode())


@pytest.mark.parametrize(
    "data",
    [
        b'{"id": "' + b"a" * 5_000_000 + b'", "class": "system"}',
        b'[{"id": "a", "class": "disk"},' * 60_000,
        b"[2024/07/01 09:00:00]    info: nwipe 0.42\n" * 10_000,
        b"[2024/07/01 09:00:00]  notice: Found /dev/sda, " + b", " * 500_000 + b"S/N=",
        b"[2024/07/01 09:00:00]  notice: " + b"HIDDEN SECTORS DETECTED" * 40_000,
        b"# dmidecode 3.3\n" + b"Handle 0x0001\nMemory Device\n\tSize: 8 GB\n" * 40_000,
        b"# dmidecode 3.3\nSystem Information\n" + b"\t" * 500_000 + b"a" * 500_000,
        b"  native-path: BAT0\n  power supply: yes\n" * 40_000,
        b"[" + b'{"000#1#0#Drives": [{"001#1#1#ID": "/dev/sda", "002#0#2#size": "9.9 PiB"}]},' * 20_000 + b"{}]",
        b" " * 1_000_000 + b"x",
        b"\n" * 500_000 + b"{",
        b"[2024/07/01 09:00:00]  notice: Found /dev/sda, "
        + b" " * 900
        + b"\n"
        + b"nwipe" * 10
        + b"\n"
        + NWIPE.encode() * 300,
        b"***** Drive Status *****\n"
        + b"".join(b"   x%d | Erased | 0 B/s | 00:00:01 | a/b\n" % at for at in range(20_000)),
        b'[{"smartctl": {}, "serial_number": "a"},' * 20_000 + b"{}]",
        json.dumps(
            {"data": {"smartctl": [{"smartctl": {}, "serial_number": str(at)} for at in range(4_000)]}}
        ).encode(),
        b"\n" * 500_000 + b"x",
        b" \n\t" * 200_000 + b": x",
        b"# dmidecode 3.3\n" + b"\n \t" * 100_000,
        b"  native-path: BAT0\n  power supply: yes\n" + b"\n a" * 500_000,
    ],
)
def test_large_and_odd_files_take_bounded_time(data):
    begun = time.process_time()
    reads_or_refuses(data)
    assert time.process_time() - begun < 8
