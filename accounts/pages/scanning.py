"""What hand scanners type. They act as keyboards, often with the wrong layout: an English scanner on a German
computer types ß for -, and y and z change places; the other way round / stands for -."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DASHES = str.maketrans({"ß": "-", "ẞ": "-", "/": "-", "_": "-", "–": "-", "—": "-", "‐": "-"})
_SWAP = str.maketrans("YZ", "ZY")
_DEVICE = re.compile(r"H4F[- ]?([0-9O]{1,6})")
_DONATION = re.compile(r"S[- ]?(\d{4})[- ]([0-9O]{1,5})")
_BARE = re.compile(r"\d{1,6}")


def normalise_scan(text: str) -> list[str]:
    """What a scanned or typed text may stand for, the likeliest first, all in capitals. An empty list for
    nothing.

    A number of ours comes out complete (`123`, `h4f123` and `h4fß000123` give H4F-000123). What was typed is
    kept as a candidate too, as a serial number may look like anything, then its reading with a dash, then
    with y and z swapped.
    """
    bare = _CONTROL.sub("", text).strip()
    # The dash has to be found before capitals are made, since "ß".upper() is "SS".
    dashed = bare.translate(_DASHES).upper()
    typed = bare.replace("ß", "ẞ").upper()
    candidates = [_own_number(dashed), typed, dashed, typed.translate(_SWAP), dashed.translate(_SWAP)]
    return list(dict.fromkeys(candidate for candidate in candidates if candidate))


def _own_number(text: str) -> str | None:
    """A device's or a donation's number written out, or None when the text is neither."""
    if match := _DEVICE.fullmatch(text):
        return f"H4F-{match[1].replace('O', '0'):0>6}"
    if match := _DONATION.fullmatch(text):
        return f"S-{match[1]}-{match[2].replace('O', '0'):0>5}"
    if _BARE.fullmatch(text):
        return f"H4F-{text:0>6}"
    return None
