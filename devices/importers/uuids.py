"""The machine's UUID in one spelling, whichever tool printed it.

SMBIOS 2.6 stores the first three fields of the UUID little-endian; Linux and dmidecode swap them from that
version on and print older tables as they are. lshw before 02.19 never swaps. Dell has stored them little-endian
all along, which shows in the readable part: 4c4c4544 is "DELL" backwards. For other makers nothing in a report
tells the order for sure: it stays as printed, and who compares two has to look
at both orders.
"""

import re
from typing import Any

from .facts import ReportWarning
from .placeholders import clean

HEXADECIMAL = re.compile(
    r"\{?([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})\}?"
)
DELL_SWAPPED = "44454c4c"
COUNTED_UP = re.compile(r"12345678-1234-1234-1234-|01234567-89ab-cdef-")
PLACEHOLDERS = frozenset(
    {
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "00010002-0003-0004-0005-000600070008",
        "12345678-1234-5678-90ab-cddeefaabbcc",
        "12345678-1234-5678-9012-123456789abc",
        "00112233-4455-6677-8899-aabbccddeeff",
        "fefefefe-fefe-fefe-fefe-fefefefefefe",
        "efbeadde-efbe-adde-efbe-addeefbeadde",
        "deadbeef-dead-beef-dead-beefdeadbeef",
        "ffffffff-ffff-ffff-ffff-fffffffffff0",
        "00000000-0000-0000-0000-000000000001",
        "11111111-2222-3333-4444-555555555555",
        "a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a0a0",
    }
)


def swapped(uuid: str) -> str:
    """The same UUID with its first three fields in the other byte order."""
    time_low, time_mid, time_high, *rest = uuid.split("-")
    fields = [bytes.fromhex(field)[::-1].hex() for field in (time_low, time_mid, time_high)]
    return "-".join([*fields, *rest])


def is_placeholder_uuid(uuid: str) -> bool:
    """Whether firmware prints this UUID on many machines (in either byte order, or nearly all one digit)."""
    digits = uuid.replace("-", "")
    return (
        len(set(digits)) == 1
        or COUNTED_UP.match(uuid) is not None
        or uuid in PLACEHOLDERS
        or swapped(uuid) in PLACEHOLDERS
    )


def machine_uuid(value: Any, warnings: list[ReportWarning]) -> str | None:
    """The UUID in lower-case hex with dashes, Dell's in Linux's byte order; None for placeholders, with a warning."""
    text = clean(value)
    match = HEXADECIMAL.fullmatch(text or "")
    if match is None:
        if text:
            warnings.append(ReportWarning("placeholder_uuid", text))
        return None
    uuid = "-".join(match.groups()).lower()
    if is_placeholder_uuid(uuid):
        warnings.append(ReportWarning("placeholder_uuid", uuid))
        return None
    return swapped(uuid) if uuid.startswith(DELL_SWAPPED) else uuid
