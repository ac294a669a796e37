"""nwipe's logs: what proves an erasure and what does not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from devices.importers.facts import ErasureReport, HostFacts
from devices.importers.nwipe import serial_matches
from devices.importers.recognise import read

BERLIN = ZoneInfo("Europe/Berlin")
STARS = "*" * 32


def log(
    *,
    version="0.42",
    method="PRNG Stream",
    status=" Erased ",
    serial="TF755AWHKL0LHM",
    share="100.00%",
    written=500107862016,
    verify="1 (last pass)",
    errors=0,
    extra="",
    finished=True,
    table=True,
    device="sda",
):
    """One drive's log as nwipe prints it; parts can be left out."""
    lines = [
        f"[2024/07/01 09:00:00]    info: nwipe {version}",
        f"[2024/07/01 09:00:01]  notice: Found /dev/{device}, ATA, HGST HTS725050A7E630,  500 GB, S/N={serial}",
        "[2024/07/01 09:00:02]  notice: Program options are set as follows...",
        f"[2024/07/01 09:00:02]  notice:   banner       = nwipe {version}",
        f"[2024/07/01 09:00:02]  notice:   method       = {method}",
        "[2024/07/01 09:00:02]  notice:   rounds       = 1",
        f"[2024/07/01 09:00:02]  notice:   verify       = {verify}",
        f"[2024/07/01 09:00:02]  notice: /dev/{device}, sect/blk/dev 512/4096/500107862016",
        f"[2024/07/01 09:00:03]  notice: Invoking method '{method}' on /dev/{device}",
        f"[2024/07/01 09:00:03]  notice: Starting round 1 of 1 on /dev/{device}",
    ]
    lines += [extra] if extra else []
    if finished:
        lines.append(f"[2024/07/01 11:51:39]  notice: Finished final round 1 of 1 on /dev/{device}")
    lines += ["", f"{STARS} Error Summary {STARS}", "!   Device | Pass Errors | Verifications Errors | Fdatasync"]
    lines += [f"       {device} |           {errors} |                    0 |                    0", "*" * 80]
    if table:
        lines += ["", f"{STARS} Erasure Summary {STARS}", "!   Device |  Bytes Erased |  Bytes Total | Percentage"]
        lines += [f"       {device} |  {written} |  500107862016 |   {share}", "*" * 80]
    if status:
        lines += ["", f"{STARS} Drive Status {STARS}", "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial"]
        lines += [f"!      {device} |{status}|   98 MB/s | 02:51:36 | HGST HTS725050A7E/{serial}", "-" * 80]
        lines += [f"[2024/07/01 11:51:40] Total Throughput   98 MB/s, {method}, 1R+B+VL", "*" * 80]
    return "\n".join(lines) + "\n"


def medium(**options):
    (only,) = read(log(**options).encode()).media
    return only


def test_a_finished_log_proves_the_erasure_of_its_medium():
    report = read(log().encode())
    (disk,) = report.media
    assert isinstance(report, ErasureReport)
    assert (report.tool, report.version, report.format) == ("nwipe", "0.42", "nwipe")
    assert (disk.device_path, disk.model, disk.serial) == ("/dev/sda", "HGST HTS725050A7E630", "TF755AWHKL0LHM")
    assert disk.bus == "ATA"
    assert (disk.method, disk.rounds, disk.verification) == ("PRNG Stream", 1, "last")
    assert (disk.bytes, disk.percent, disk.status) == (500107862016, 100.0, "Erased")
    assert (disk.erased, disk.reasons, disk.accepted) == (True, (), True)
    assert disk.started_at == datetime(2024, 7, 1, 9, 0, 3, tzinfo=BERLIN)
    assert disk.finished_at == datetime(2024, 7, 1, 11, 51, 39, tzinfo=BERLIN)


def test_local_time_is_that_of_berlin_in_summer_and_in_winter():
    winter = read(log().replace("2024/07/01", "2024/01/15").encode()).media[0]
    assert medium().finished_at.utcoffset().total_seconds() == 2 * 3600
    assert winter.finished_at.utcoffset().total_seconds() == 3600


@pytest.mark.parametrize(
    ("options", "reasons"),
    [
        ({"status": "-FAILED-"}, ("failed",)),
        ({"status": "UABORTED", "finished": False}, ("aborted",)),
        ({"status": "INSANITY", "finished": False}, ("insanity",)),
        ({"status": " Perhaps"}, ("status_unknown",)),
        ({"status": "", "table": False, "finished": False, "version": "0.34"}, ("not_finished",)),
        ({"method": "Verify Zeros"}, ("verify_only",)),
        ({"method": "Verify Ones (0xFF)"}, ("verify_only",)),
        ({"share": "99.98%"}, ("incomplete",)),
        ({"written": 500107861504}, ("incomplete",)),
        ({"table": False}, ("incomplete",)),
        ({"finished": False}, ("not_finished",)),
        ({"errors": 3}, ("failed",)),
        ({"extra": "[2024/07/01 11:00:00]   error: [FAILURE] /dev/sda may not be blanked"}, ("failed",)),
        ({"extra": "[2024/07/01 11:00:00]   debug: Status: /dev/sda, result=-1, pass_errors=0"}, ("failed",)),
        ({"extra": "[2024/07/01 11:00:00]  notice: Blanking device /dev/sda"}, ("not_finished",)),
    ],
)
def test_what_is_not_an_erasure(options, reasons):
    found = medium(**options)
    assert (found.erased, found.reasons, found.accepted) == (False, reasons, False)


@pytest.mark.parametrize(
    ("options", "reasons"),
    [
        (
            {"extra": "[2024/07/01 09:00:02] warning:  *** HIDDEN SECTORS DETECTED ! *** on /dev/sda"},
            ("hidden_sectors",),
        ),
        (
            {"extra": "[2024/07/01 09:00:02] warning: HIDDEN SECTORS INDETERMINATE! on /dev/sda, Some USB adapters"},
            ("hidden_sectors_unknown",),
        ),
        ({"extra": "[2024/07/01 09:00:02] warning: HIDDEN AREA DETECTED! on /dev/sda"}, ("hidden_sectors",)),
        ({"serial": ""}, ("serial_missing",)),
        ({"serial": "0000000000"}, ("serial_missing",)),
        ({"serial": "XXXXXXXXXXXXXXX"}, ("serial_masked",)),
        ({"serial": "????????"}, ("serial_masked",)),
        ({"verify": "0 (off)"}, ("not_verified",)),
        ({"method": "Secure Erase (ATA/NVMe)"}, ("erased_by_drive",)),
        ({"method": "Sanitize Crypto Erase (ATA/SCSI/NVMe)"}, ("erased_by_drive",)),
    ],
)
def test_an_erasure_that_a_person_must_look_at(options, reasons):
    found = medium(**options)
    assert (found.erased, found.reasons, found.accepted) == (True, reasons, False)


def test_hidden_sectors_of_another_drive_do_not_matter():
    extra = "[2024/07/01 09:00:02] warning:  *** HIDDEN SECTORS DETECTED ! *** on /dev/sdb"
    assert medium(extra=extra).accepted


def test_before_0_41_there_is_no_percentage_table():
    found = medium(version="0.34", table=False)
    assert (found.accepted, found.percent) == (True, None)


def test_random_data_after_a_command_of_the_drive_is_an_overwriting():
    assert medium(method="Secure Erase + PRNG + Verify").accepted


def test_a_version_nobody_knows_is_told():
    assert [warning.code for warning in read(log(version="0.50").encode()).warnings] == ["version_untested"]
    assert read(log(version="0.30", table=False).encode()).warnings == ()


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("ShredOS v2024.11_27_x86-64_0.38", "0.38"),
        ("ShredOS v2024.02.2_26.0_x86-64_0.37-nomodeset", "0.37"),
        ("ShredOS v2025.11_29_x86-64_v0.41", None),
        ("ShredOS v2025.11_29_x86-64_0.41", "0.41"),
    ],
)
def test_the_boot_stick_names_the_version_in_its_own_way(name, version):
    report = read(log(table=False).replace("nwipe 0.42", name).encode())
    assert report.version == version
    assert report.media[0].accepted is (version != "0.41")


def test_runs_of_the_boot_stick_in_one_file_are_kept_apart():
    text = log().replace("nwipe 0.42", "ShredOS v2025.11_29_x86-64_0.42")
    assert len(read((text + text).encode()).media) == 2


def test_a_drive_found_without_its_bus_has_its_model():
    text = log().replace("Found /dev/sda, ATA, HGST", "Found /dev/sda, ATA HGST")
    assert read(text.encode()).media[0].model == "HGST HTS725050A7E630"


def test_a_blanked_drive_is_finished():
    lines = "Blanking device /dev/sda", "[SUCCESS] Blanked device /dev/sda"
    assert medium(extra="\n".join(f"[2024/07/01 11:00:00]  notice: {line}" for line in lines)).accepted


def test_each_verification_is_named():
    assert medium(verify="2 (all passes)").verification == "all"
    assert medium(verify="0 (off)").verification == "none"


def test_a_log_cut_in_the_middle_is_not_finished():
    text = log()
    found = read(text[: text.index("Finished final")].encode()).media[0]
    assert (found.erased, found.reasons) == (False, ("not_finished", "incomplete"))
    assert found.serial == "TF755AWHKL0LHM"


def test_drives_that_were_found_but_not_chosen_are_no_media_of_the_log():
    extra = "[2024/07/01 09:00:01]  notice: Found /dev/sdb, USB, DataTraveler 3.0,    8 GB, S/N=0B8E680065E9"
    text = log().replace("[2024/07/01 09:00:02]  notice: Program", f"{extra}\n[2024/07/01 09:00:02]  notice: Program")
    assert [one.device_path for one in read(text.encode()).media] == ["/dev/sda"]


def test_runs_appended_to_one_file_are_kept_apart():
    report = read((log(status="UABORTED", finished=False) + log()).encode())
    assert [(one.serial, one.accepted, one.reasons) for one in report.media] == [
        ("TF755AWHKL0LHM", False, ("aborted",)),
        ("TF755AWHKL0LHM", True, ()),
    ]


def test_two_drives_of_a_run_have_their_own_results():
    good, bad = log(device="sda"), log(device="nvme0n1", serial="S41GNX0K801234", status="-FAILED-")
    merged = "\n".join(
        line for pair in zip(good.splitlines(), bad.splitlines(), strict=True) for line in dict.fromkeys(pair)
    )
    found = {one.device_path: (one.serial, one.accepted) for one in read(merged.encode()).media}
    assert found == {"/dev/sda": ("TF755AWHKL0LHM", True), "/dev/nvme0n1": ("S41GNX0K801234", False)}


def test_the_summary_alone_tells_model_serial_and_times():
    text = log()
    found = read(text[text.index(f"{STARS} Erasure") :].encode()).media[0]
    assert (found.model, found.serial, found.percent) == ("HGST HTS725050A7E", "TF755AWHKL0LHM", 100.0)
    assert found.finished_at == datetime(2024, 7, 1, 11, 51, 40, tzinfo=BERLIN)
    assert found.started_at == datetime(2024, 7, 1, 9, 0, 4, tzinfo=BERLIN)
    assert (found.method, found.verification) == ("PRNG Stream", "last")


def test_the_machine_it_ran_on_is_told_where_it_is_printed():
    lines = [
        "[2024/07/01 09:00:01]    info: system-manufacturer = Dell Inc.",
        "[2024/07/01 09:00:01]    info: system-product-name = Latitude E5530 non-vPro",
        "[2024/07/01 09:00:01]    info: system-serial-number = D8FTRY1",
        "[2024/07/01 09:00:01]    info: system-uuid = 4C4C4544-0038-4610-8054-C4C04F525931",
    ]
    host = read(log(extra="\n".join(lines)).encode()).host
    uuid = "4c4c4544-0038-4610-8054-c4c04f525931"
    assert host == HostFacts("Dell Inc.", "Latitude E5530 non-vPro", "D8FTRY1", uuid)


def test_an_anonymised_machine_is_no_machine():
    extra = "[2024/07/01 09:00:01]    info: system-serial-number = XXXXXXXXXXXXXXX"
    assert read(log(extra=extra).encode()).host is None


def test_impossible_dates_are_no_dates():
    found = read(log().replace("2024/07/01", "2024/13/41").encode()).media[0]
    assert (found.started_at, found.finished_at, found.reasons) == (None, None, ("time_missing",))


@pytest.mark.parametrize(
    ("full", "printed", "matches"),
    [
        ("TF755AWHKL0LHM", "TF755AWHKL0LHM", True),
        ("tf755awhkl0lhm ", "TF755AWHKL0LHM", True),
        ("20011ABCDEF123456789XYZ", "20011ABCDEF123456789", True),
        ("20011ABCDEF123456789XYZ", "20011ABCDEF12345678", False),
        ("TF755AWHKL0LHM", "TF755", False),
        ("TF755", "TF755AWHKL0LHM", False),
        ("", "", False),
        (None, None, False),
        ("XXXXX", "XXXXX", False),
        ("0000000000", "0000000000", False),
        ("????????????????????", "????????????????????", False),
    ],
)
def test_serials_match_in_full_or_by_the_twenty_characters_that_nwipe_prints(full, printed, matches):
    assert serial_matches(full, printed) is matches
