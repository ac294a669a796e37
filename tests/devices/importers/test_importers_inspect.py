import io
import json
import os
import subprocess
import sys
from pathlib import Path

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


def test_a_log_tells_of_an_ssd_whose_model_does_not():
    line = inspection("nwipe.log", LOG.replace("ATA, ST3808110AS", " ATA-SSD, ST250LM010").encode())
    assert [one["kind"] for one in line["storage"]] == ["ssd"]


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


def test_the_command_takes_any_file_name_and_kind_of_file_without_a_database(tmp_path):
    names = [b"caf\xe9.json", "ü ñ.json".encode(), b"locked.json", b"empty", b"loop"]
    paths = [Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))) for name in names]
    for path in paths[:3]:
        path.write_text(json.dumps([DISK | {"product": "Portégé"}]), encoding="utf-8")
    paths[2].chmod(0)
    paths[3].touch()
    paths[4].symlink_to(paths[4])
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    call_command("inspect_report", *map(str, paths), "/dev/zero", stdout=out)
    out.seek(0)
    lines = [json.loads(line) for line in out]
    assert [line["format"] for line in lines[:2]] == ["lshw", "lshw"]
    assert lines[0]["storage"][0]["model"] == "Portégé"
    assert [line["warnings"] for line in lines[3:]] == [["empty"], ["missing_file"], ["too_large"]]


def test_the_command_needs_no_settings_no_secret_and_no_database(tmp_path):
    (tmp_path / "disk.json").write_text(json.dumps([DISK]))
    command = [sys.executable, Path(__file__).resolve().parents[3] / "manage.py", "inspect_report", "disk.json"]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout)["storage"][0]["serial"] == "5LR30DTZ"
    assert [path.name for path in tmp_path.iterdir()] == ["disk.json"]


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
