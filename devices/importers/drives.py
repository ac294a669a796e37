"""What a drive is, told from its model name: hdd, ssd, nvme, emmc; volume, card reader or optical drive."""

import re
from typing import Any

from .facts import ReportWarning, StorageFact, UnreadableReport
from .placeholders import clean, fact, whole_number

MOST_MEDIA = 500
# Model names as drives and lshw (which cuts them to 16 characters) print them, by makers' numbering.
NVME = re.compile(
    r"""
    \bnvme | _nvme_ | \bpcie?[ ]?ssd\b | ^(?:samsung\s+)?mz[-_]?(?:v|ql|wl)[a-z0-9] | \bssd[ ]9[5-9]0\b
    | ^(?:intel\s+)?ssdpe | ^k[xb]g\d\d | ^ct\d{3,4}p\d | (?:^|_)hfm\d | (?:^|_)hfs\d{3}g[de]9 | ^mtfdh[ab]
    | ^wds\d{3}g\d[xb]\dc | \bsn[5-8]\d0s?\b | ^apple\s+ssd\s+ap\d
    | ^kingston\s+(?:sa[12]000|snv|om8p|rbusnp|skc[23]\d00)
    | \bsx8[12]00 | ^lense[23]0 | ^umis[ ]rpj | ^ssstc\s+cl | \bca[35]-8d
    """,
    re.IGNORECASE | re.VERBOSE,
)
# These make no hard disks.
FLASH_ONLY = r"""
adata apacer biwin colorful corsair crucial dogfish drevo emtec faspeed foresee goldenfir goodram hikvision hyperx
innodisk integral intenso kingdian kingfast kingspec kingston kioxia leven lexar lite-?on liteonit micron mushkin netac
ocz orico patriot phison plextor pny ramaxel sandisk silicon\s?power spcc sk\s?hynix ssstc superms?peed t-force team
teclast transcend umis verbatim walram xraydisk zotac
"""
SSD = re.compile(
    rf"""
    ^(?:{"|".join(FLASH_ONLY.split())})(?![a-z])
    | ssd | solid[ ]state | m\.?sata | \bm\.2\b | ^(?:samsung\s+)?mz[-_]?[a-z0-9]{{3}} | ^(?:c\d00[ _-])?mtfd
    | ^ct\d{{3,4}}[a-z] | ^[cm]\d{{1,3}}-ct
    | ^s(?:a400|uv[345]00|kc[2-6]00|v[123]00|hf|ms[12]00|h10|v310|hss|edc|vp[12]00)
    | ^sd[5-9][a-z]{{2}} | ^sd[5-9]s | ^(?:wdc\s+)?wds\d | \bsa5[01]0\b | ^cv\d-[c8] | ^l[cmgj][a-z]-\d
    | ^(?:toshiba[ -]+)?(?:thns|tr\d{{3}}|ksg|q\s?300|vt180|tl100|px0\d) | ^hfs\d | ^ssdsc | ^hus(?:mm|ml|mr|sl|tr)
    | \bvertex\d? | ^gigabyte\s+gp- | ^ts\d+g(?:ssd|m[ts]) | ^mzil | ^(?:ek|vk|lk|eo|mo|vo|vr)\d{{4,6}}[a-z]{{4,5}}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
HDD = re.compile(
    r"""
    ^st\d{3,}[a-z]{1,3} | ^(?:seagate|maxtor|quantum|hitachi|hgst|fujitsu|excelstor)\b | ^wdc?\s+wd\d | ^wd\d{2,}
    | ^(?:wdc\s+)?wuh\d | ^h[tdu][stpe]\d | ^(?:huh|hus|hua|huc|hcc|htc)\d | ^ic\d{2}[a-z]\d | ^h10\d{4}
    | ^(?:toshiba\s+)?(?:mq\d{2}|mk\d{4}|dt\d{2}aca|m[dg]\d{2}[as]|al\d{2}s|hdw[a-z]\d)
    | ^samsung\s+(?:hd|hm|hn|sp|st|sv|sw)-?m?\d | ^(?:hd|hm|hn-m|sp)\d{3}[a-z]{2}
    | ^(?:fujitsu\s+)?m[hp][a-z]\d{4}[a-z]{2} | ^m[ab][a-z]\d{4}[a-z]c | ^apple\s+hdd
    | ^(?:mb|mm|eg|eh|ef|vb|gb|gj|db|dg)\d{4}[a-z]{4,5}$ | \bmomentus\b | \bbarracuda\b | \bcaviar\b | ^mbd\d{4}
    """,
    re.IGNORECASE | re.VERBOSE,
)
READER = re.compile(
    r"""card.{0,3}reader | multi.?card | multi.?reader | \bsd/mmc | \bcrw\b | compact[ ]?flash | \bms/ms | \bsm/xd
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
    | \bmr\d{4} | \bsmc\d{4}\b | virtual.?(?:disk|drive) | \bdellboss\b""",
    re.IGNORECASE | re.VERBOSE,
)


def kind_from_model(model: str | None) -> str | None:
    """hdd, ssd or nvme where a model name gives it away, else None."""
    if not model or STICK.search(model):
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
