"""What hand scanners type. They act as keyboards, often with the wrong layout: an English scanner on a German
computer types ß for -, and y and z change places; the other way round / stands for -."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DASHES = str.maketrans({"ß": "-", "ẞ": "-", "/": "-", "_": "-", "–": "-", "—": "-", "‐": "-"})
_SWAP = str.maketrans("YZ", "ZY")
_DEVICE = re.compile(r"H4F[- ]?([0-9O]{1,7})")
_DONATION = re.compile(r"S[- ]?(\d{4})[- ]([0-9O]{1,5})")
_BARE = re.compile(r"\d{1,6}")
# The address of a device's page, its slashes already read as dashes.
_ADDRESS = re.compile(r".*DEVICES-(H4F-[0-9]{6,7})(?:-.*)?")
# What a scanner may put in front to say which kind of code it read (ISO/IEC 15424): "]C1", "]Q3".
_SYMBOLOGY = re.compile(r"^][A-Za-z][0-9A-Za-z]")
# What makers put before a serial number: GS1 identifier 21, "S/N:", the data identifier S (ANSI MH10.8.2).
_BEFORE_SERIAL = re.compile(r"^(?:\(21\)|S[-/]?N[-:. ]*|SERIAL[-:. ]+|S)(?=[0-9A-Z])")
# Lenovo: "1S", machine type and model (10 characters), serial number (8).
_LENOVO = re.compile(r"1S[0-9A-Z]{10}([0-9A-Z]{8})")


def normalise_scan(text: str) -> list[str]:
    """What a scanned or typed text may stand for, the likeliest first, all in capitals. An empty list for
    nothing.

    A number of ours comes out complete (`123`, `h4f123` and `h4fß000123` give H4F-000123). What was typed is
    kept as a candidate too, as a serial number may look like anything, then its reading with a dash, then
    with y and z swapped.
    """
    bare = _SYMBOLOGY.sub("", _CONTROL.sub("", text).strip())
    # The dash has to be found before capitals are made, since "ß".upper() is "SS".
    dashed = bare.translate(_DASHES).upper()
    typed = bare.replace("ß", "ẞ").upper()
    candidates = [_own_number(dashed), typed, dashed, typed.translate(_SWAP), dashed.translate(_SWAP)]
    return list(dict.fromkeys(candidate for candidate in candidates if candidate))


def weaker_readings(text: str) -> list[str]:
    """Serial numbers that the text may hold behind what makers print before them, in capitals; asked only when nothing
    is called like the text itself, since a serial number may begin with an S, too."""
    readings = []
    for candidate in normalise_scan(text):
        if match := _LENOVO.fullmatch(candidate):
            readings.append(match[1])
        readings.append(_BEFORE_SERIAL.sub("", candidate, count=1))
    known = set(normalise_scan(text))
    return [reading for reading in dict.fromkeys(readings) if reading not in known]


def _own_number(text: str) -> str | None:
    """A device's or a donation's number written out, or None when the text is neither."""
    if match := _ADDRESS.fullmatch(text):
        return match[1]
    if match := _DEVICE.fullmatch(text):
        return f"H4F-{match[1].replace('O', '0'):0>6}"
    if match := _DONATION.fullmatch(text):
        return f"S-{match[1]}-{match[2].replace('O', '0'):0>5}"
    if _BARE.fullmatch(text):
        return f"H4F-{text:0>6}"
    return None
