"""What firmware prints where nobody filled in a fact; two machines are never matched on these."""

import re
from typing import Any

from .facts import ReportWarning

LONGEST_FACT = 200

PHRASES = frozenset(
    phrase.strip()
    for phrase in """
    none, null, nil, n/a, na, n.a., not specified, notspecified, unspecified, not applicable, notapplicable,
    not available, notavailable, not present, not provided, not settable, not defined, undefined, undef, not set,
    unset, unknown, unknown product, unknown manufacturer, unknow, empty, [empty], <empty>, (empty), blank, default,
    default string, defaultstring, default_string, string, oem, o.e.m., o.e.m, oem string, oem_string, oem_serial,
    oem default string, oem manufacturer, oem product, to be filled by o.e.m., to be filled by o.e.m,
    to be filled by oem, to be filled by 0.e.m., to be filled by o.e.m.., to be filled, tobefilledbyo.e.m.,
    fill by oem, filled by oem, filled by o.e.m., to be determined, tbd, system manufacturer, system product name,
    system product, system name, system version, system serial number, system serial, system sku, system sku number,
    system uuid, system board, system board serial number, system model, product name, productname, product_name,
    product serial number, product serial, product version, product, manufacturer name, manufacturer, maker, vendor,
    vendor name, model name, model, serial, serial number, serialnumber, serial_number, serial no, serial no.,
    sernum, ser.no., sn, s/n, sku, sku number, sku_number, chassis manufacture, chassis manufacturer, chassis serial,
    chassis serial number, chassis version, base board, base board serial number, baseboard serial number,
    board serial number, board serial, mainboard serial number, motherboard serial number, mb-1234567890,
    type1productconfigid, type1sku0, type1family, invalid, invalid entry, invalid serial, error, bad index,
    <bad index>, <out of spec>, out of spec, no enclosure, asset, asset tag, asset-tag, asset-1234567890, asset tag#,
    asset tag number, no asset tag, no asset information, no serial, no serial number, no-serial, noserial, no sn,
    no s/n, number, evaluation, eval, sample, test, dummy, your system manufacturer, your product name, 1234, 12345,
    123456, 1234567, 12345678, 123456789, 1234567890, 12345678901, 123456789012, 01234567, 012345678, 0123456789,
    01234567890, 987654321, 9876543210, 0987654321, 0123456789abcdef, 123456789abcdef, abcdefgh, abc123, insyde, crb,
    no dimm, no module installed, no device, no battery, not installed, removed, redacted, filtered, [redacted],
    xxxxx, serial-number, [to be filled by o.e.m.], to be filled by oem., to be filled by user, not specify
    """.split(",")
)
PATTERNS = re.compile(
    r"""
    [\W_]*                                        # nothing but marks
    | (?:0|f|x|\?|\.|\*|-|\s)+                    # zeros, Fs, masks and mixtures of them
    | 1
    | (?:bsn|ssn|pcsn|csn|mbsn|psn)\d*1234567890\d*
    | (?:sernum|assettagnum|array\d_|partnum|manufacturer|modulepartnumber)\d+
    | type\d+\s*-.*
    | to[ ]be[ ]filled[ ]by.*
    """,
    re.VERBOSE,
)
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(value: Any) -> str | None:
    """A printed text without surrounding space, control characters and half characters; None if empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = INVISIBLE.sub(" ", str(value)[: 4 * LONGEST_FACT]).strip()
    return text[:LONGEST_FACT].strip() or None


def is_placeholder(text: str) -> bool:
    """Whether a text stands where a fact should be, like ``To be filled by O.E.M.`` or all zeros."""
    folded = " ".join(text.casefold().split())
    return folded in PHRASES or PATTERNS.fullmatch(folded) is not None


def fact(value: Any, name: str = "", warnings: list[ReportWarning] | None = None) -> str | None:
    """A printed text as a fact: None for nothing and for placeholders.

    A placeholder is told as warning ``placeholder_<name>`` when ``warnings`` is given.
    """
    text = clean(value)
    if text is None or not is_placeholder(text):
        return text
    if warnings is not None:
        warnings.append(ReportWarning(f"placeholder_{name}", text))
    return None


def whole_number(value: Any, largest: int = 2**62) -> int | None:
    """A positive whole number from a number or digits (with separators); None for anything else."""
    if isinstance(value, str):
        digits = re.sub(r"[\s,._']", "", value[:40])
        value = int(digits) if digits.isascii() and digits.isdigit() else None
    if isinstance(value, float):
        value = int(value) if abs(value) <= largest else None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= largest:
        return None
    return value
