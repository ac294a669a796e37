"""Reader of ``upower -i`` and ``upower --dump``: the health of a machine's batteries."""

import re
from collections.abc import Iterator

from .battery import health
from .facts import HardwareReport, UnreadableReport

FIELD = re.compile(r"^[ \t]*([a-z][a-z -]*):[ \t]+(\S.*)$", re.MULTILINE)
NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)")
DEVICE = "/org/freedesktop/UPower/devices/"
# Of a whole room's power, not of the machine's.
EXTERNAL = re.compile(r"^[ \t]*ups[ \t]*$", re.MULTILINE)


def looks_like(text: str) -> bool:
    """Whether this is a text of upower."""
    return "/org/freedesktop/UPower" in text or (
        re.search(r"^[ \t]*native-path:", text, re.MULTILINE) is not None and "power supply:" in text
    )


def read(text: str) -> HardwareReport:
    """Read the batteries of the machine; those of mice and phones power no machine.

    Raises:
        UnreadableReport: no battery of a machine in it.
    """
    shares = [share for block in _devices(text) if (share := _full_and_design(block))]
    # A battery that holds nothing beside one that does is an empty slot or dead: it powers nothing.
    found = health([share for share in shares if share[0]] or shares)
    if found is None:
        raise UnreadableReport("no_machine")
    return HardwareReport(format="upower", battery_health=found)


def _devices(text: str) -> Iterator[str]:
    """What is said of each device: after its path, be it in a heading or in the command, or from its first line on."""
    lines: list[str] = []
    named = False
    for line in text.splitlines():
        is_first = line.lstrip().startswith("native-path:")
        if DEVICE in line or (is_first and named):
            yield "\n".join(lines)
            lines, named = [], False
        named = named or is_first
        lines.append(line)
    yield "\n".join(lines)


def _full_and_design(block: str) -> tuple[float, float] | None:
    """What a battery holds and was built for; upower adds up all of them once more for its display."""
    if "/DisplayDevice" in block or EXTERNAL.search(block):
        return None
    fields: dict[str, str] = {}
    for name, value in FIELD.findall(block):
        fields.setdefault(name, value.strip())
    if fields.get("power supply", "yes") != "yes" or fields.get("present") == "no":
        return None
    full, design = _number(fields.get("energy-full")), _number(fields.get("energy-full-design"))
    if design is not None:
        # Where the firmware does not know it, upower prints no energy at all and a capacity of 100 %.
        return (full, design) if full is not None and design else None
    percent = _number(fields.get("capacity"))
    return (percent, 100.0) if percent is not None else None


def _number(text: str | None) -> float | None:
    match = NUMBER.match(text or "")
    return float(match[1].replace(",", ".")) if match else None
