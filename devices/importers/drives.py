"""What a drive is, told from its model name: hdd, ssd, nvme, emmc; volume, card reader or optical drive."""

import re
from typing import Any

from .facts import ReportWarning, StorageFact, UnreadableReport
from .placeholders import clean, fact, whole_number

MOST_MEDIA = 500
NVME = re.compile(r"\bnvme\b|\bpcie? ssd\b", re.IGNORECASE)
SSD = re.compile(
    r"""
    ssd | solid[ ]state | m\.?sata | \bnvme | \bm\.2\b
    | ^(?:samsung\s+)?mz[-_]?[a-z0-9]{3} | ^(?:micron|crucial)?[ _-]*mtfd | ^(?:crucial[ _])?ct\d{3,4}[a-z]
    | ^m4-ct | ^c[0-9]{3}-ct
    | ^(?:kingston\s+)?s(?:a400|uv[345]00|kc[2-6]00|v[123]00|hf[sw]|ms[12]00|hp?m|v310|hss|edc|vp[12]00|kc)
    | ^(?:intel\s+)?ssds[a-z]{2} | ^(?:sandisk\s+)?(?:sd[5-9][a-z]{2}|sdssd|sd[5-9]s) | ^(?:wdc\s+)?wds\d
    | ^lite-?on | \bliteonit\b | ^(?:toshiba\s+)?(?:thns|thnsn|tr\d{3}|ksg|kbg|kxg|q\s?300) | ^hfs\d | sk\s?hynix
    | ^plextor\s+px | \bocz[- ] | \bvertex\d? | ^corsair\s+(?:force|neutron|cssd) | \bspcc\b
    | ^patriot\s+(?:burst|blast|p2)
    | \badata\s+(?:su|sp|sx) | ^apple\s+ssd | ^transcend\s+ts\d+.*(?:s3|ss|mts) | ^ts\d+g(?:ssd|mts|ms) | \binnodisk\b
    | ^ramaxel | ^biwin | ^netac | ^kingspec | ^goodram | ^intenso | ^apacer | ^teclast | ^phison | ^sata[ ]ssd
    """,
    re.IGNORECASE | re.VERBOSE,
)
HDD = re.compile(
    r"""
    ^st\d{2,5}[a-z]{1,2}\d* | ^st\d{7,}[a-z]{1,3} | ^(?:seagate|maxtor|quantum|hitachi|hgst|fujitsu|excelstor)\b
    | ^wdc?\s+wd\d | ^wd\d{2,} | ^(?:hitachi|hgst)?\s*(?:h[tdu][stpe]\d|huh|hus|hua|hcc|htc|ic\d{2}[a-z]\d)
    | ^(?:toshiba\s+)?(?:mq\d{2}|mk\d{4}|dt\d{2}aca|md\d{2}aca|mg\d{2}aca|hdw[a-z]\d)
    | ^samsung\s+(?:hd|hm|hn|sp|st|sv|sw)-?m?\d
    | ^(?:hd|hm|hn-m|sp)\d{3}[a-z]{2} | ^(?:fujitsu\s+)?m[hp][a-z]\d{4}[a-z]{2} | ^ic\d{2}[nl]\d | ^apple\s+hdd
    | ^maxtor\s | ^mbd?\d{4} | ^mb\d{4}[a-z] | \bmomentus\b | \bbarracuda\b | \bcaviar\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
READER = re.compile(
    r"""card.?reader | multi.?card | multi.?reader | \bsd/mmc | \bcrw\b | compact[ ]?flash | \bms/ms | \bsm/xd
    | memory[ ]?stick | \bcf[ ]reader | flash[ ]reader | storage[ ]device[ ](?:cf|sm|sd|ms)""",
    re.IGNORECASE | re.VERBOSE,
)
STICK = re.compile(
    r"""datatraveler | \bcruzer\b | jetflash | \bflash[ ]disk\b | \busb[ ](?:flash|disk|drive|stick|device)\b
    | store[ ]n[ ]go | \bultra[ ](?:fit|usb)\b | flash[ ]voyager | \bdt[ ]?101\b""",
    re.IGNORECASE | re.VERBOSE,
)
OPTICAL = re.compile(
    r"\b(?:dvd|cd|bd)[-+ ]?(?:rom|rw|ram|r|re|writer|reader)\b|\bdvd|\bblu-?ray|cdrom|cd-rom|\bcddvdw", re.IGNORECASE
)
VIRTUAL_MEDIA = re.compile(
    r"virtual (?:cd|dvd|floppy|media|flash)|\bvirtual.?(?:cd|dvd)rom|\bidrac\b|\blcdrive\b|\bilo\b", re.IGNORECASE
)
RAID_VOLUME = re.compile(
    r"""\bperc\b | \blogical.?(?:volume|drive|disk)\b | \braid\d?\b | \bmegaraid\b | smart[ ]array | \bserveraid\b
    | \bmr\d{4} | virtual.?(?:disk|drive)""",
    re.IGNORECASE | re.VERBOSE,
)


def kind_from_model(model: str | None) -> str | None:
    """hdd, ssd or nvme where a model name gives it away, else None."""
    if not model:
        return None
    if NVME.search(model):
        return "nvme"
    if SSD.search(model):
        return "ssd"
    return "hdd" if HDD.search(model) else None


def is_no_medium(*texts: str | None) -> bool:
    """Whether these names speak of a stick, an optical drive, a card reader or a management controller's medium."""
    joined = " ".join(text for text in texts if text)
    return any(pattern.search(joined) for pattern in (STICK, READER, OPTICAL, VIRTUAL_MEDIA))


def medium(
    *,
    kind: str | None,
    model: Any,
    serial: Any,
    capacity: Any,
    maker: Any = None,
    warnings: list[ReportWarning],
) -> StorageFact:
    """One medium with its placeholders removed; tells what is missing in ``warnings``. Capacity in bytes."""
    name = fact(model)
    number = fact(serial, "disk_serial", warnings)
    if number is None and clean(serial) is None:
        warnings.append(ReportWarning("disk_serial_missing", name or ""))
    if name and RAID_VOLUME.search(name):
        warnings.append(ReportWarning("raid_volume", name))
    vendor = fact(maker)
    if vendor and vendor.upper() in {"ATA", "USB", "NVME", "SCSI"}:
        vendor = None
    return StorageFact(
        kind=kind or kind_from_model(name),
        model=name,
        serial=number,
        bytes=whole_number(capacity),
        maker=vendor,
    )


def without_repeats(media: list[StorageFact]) -> tuple[StorageFact, ...]:
    """Each medium once: one that has the serial and capacity of an earlier one is the same.

    Raises:
        UnreadableReport: more than any machine holds.
    """
    if len(media) > MOST_MEDIA:
        raise UnreadableReport("too_complex")
    seen: dict[tuple[str | None, int | None, int], StorageFact] = {}
    for index, found in enumerate(media):
        key = (found.serial, found.bytes, 0 if found.serial else index)
        seen.setdefault(key, found)
    return tuple(seen.values())
