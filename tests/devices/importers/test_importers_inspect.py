import io
import json

from django.core.management import call_command

from devices.importers.inspect import inspection

KEYS = [
    "file",
    "format",
    "category",
    "maker",
    "model",
    "serial",
    "uuid",
    "cpu",
    "cores",
    "ram_mib",
    "storage",
    "battery_health",
    "warnings",
]
DISK = {"id": "disk", "class": "disk", "product": "ST3808110AS", "serial": "5LR30DTZ", "size": 80000000000}
LOG = """[2024/07/01 09:00:01]  notice: Found /dev/sda, ATA, ST3808110AS,   80 GB, S/N=5LR30DTZ
[2024/07/01 09:00:03]  notice: Invoking method 'Verify Zeros' on /dev/sda
"""


def test_a_hardware_report_is_one_flat_line():
    line = inspection("a.json", json.dumps([DISK]).encode())
    assert list(line) == KEYS
    assert (line["file"], line["format"], line["category"], line["warnings"]) == ("a.json", "lshw", None, [])
    assert line["storage"] == [
        {"kind": "hdd", "model": "ST3808110AS", "serial": "5LR30DTZ", "bytes": 80000000000},
    ]


def test_an_erasure_log_names_its_media_and_why_they_are_not_settled():
    line = inspection("nwipe.log", LOG.encode())
    assert list(line) == KEYS
    assert (line["format"], line["serial"]) == ("nwipe", None)
    assert line["storage"] == [{"kind": "hdd", "model": "ST3808110AS", "serial": "5LR30DTZ", "bytes": None}]
    assert line["warnings"] == ["version_untested", "not_finished", "verify_only", "not_verified"]


def test_an_unreadable_file_has_its_reason():
    line = inspection("x.pdf", b"%PDF-1.7")
    assert list(line) == KEYS
    assert (line["format"], line["storage"], line["warnings"]) == (None, [], ["pdf"])


def test_a_tool_that_could_read_nothing_is_known_all_the_same():
    line = inspection("x.json", b'{"smartctl": {"exit_status": 2}, "device": {"name": "/dev/sda"}}')
    assert (line["format"], line["storage"], line["warnings"]) == ("smartctl", [], ["no_machine"])


def test_a_wiped_medium_is_what_its_path_or_name_tells():
    log = LOG.replace("/dev/sda", "/dev/nvme0n1").replace("ST3808110AS", "Unheard of")
    assert inspection("nwipe.log", log.encode())["storage"][0]["kind"] == "nvme"


def test_the_command_prints_a_line_for_every_file_and_a_bad_one_stops_nothing(tmp_path, monkeypatch):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps([DISK]))
    bad.write_bytes(b"\x00\x01")
    out = io.StringIO()
    call_command("inspect_report", str(bad), str(tmp_path / "absent"), str(tmp_path), str(good), stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["format"], line["warnings"]) for line in lines] == [
        (None, ["binary"]),
        (None, ["missing_file"]),
        (None, ["missing_file"]),
        ("lshw", []),
    ]
    assert lines[3]["file"] == str(good)
