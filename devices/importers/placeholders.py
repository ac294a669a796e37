"""What firmware prints where nobody filled in a fact; two machines are never matched on these."""

import re
from typing import Any

from .facts import ReportWarning

LONGEST_FACT = 200

PHRASES = """
(empty), 01234567, 012345678, 0123456789, 01234567890, 0123456789abcdef, 0987654321, 1234, 12345, 123456,
1234567, 12345678, 123456789, 1234567890, 12345678901, 123456789012, 123456789abcdef, 987654321, 9876543210,
<bad index>, <empty>, <out of spec>, [empty], [no information found], [redacted], [to be filled by o.e.m.], abc123,
abcdefgh, asset, asset tag, asset tag number, asset tag#, asset-1234567890, asset-tag, bad index, base board, base board
serial number, baseboard serial number, blank, board serial, board serial number, chassis manufacture,
chassis manufacturer, chassis serial, chassis serial number, chassis version, crb, default, default string,
default_string, defaultstring, dummy, empty, error, eval, evaluation, fill by oem, filled by o.e.m., filled
by oem, filtered, insyde, invalid, invalid entry, invalid serial, lenovo product, mainboard serial number, maker,
manufacturer, manufacturer name, mb-1234567890, model, model name, motherboard serial number, n.a., n/a, na,
nil, no dimm, no asset information, no asset tag, no battery, no device, no dimm, no enclosure, no module installed,
no s/n, no serial, no serial number, no sn, no-serial, none, noserial, not applicable, not available, not
defined, not installed, not present, not provided, not set, not settable, not specified, not specify,
notapplicable, notavailable, notspecified, null, number, o.e.m, o.e.m., oem, oem default string, oem
manufacturer, oem product, oem string, oem_serial, oem_string, out of spec, product, product name, product
serial, product serial number, product version, product_name, productname, redacted, removed, s/n, sample,
ser.no., serial, serial no, serial no., serial number, serial-number, serial_number, serialnumber, sernum,
sku, sku number, sku_number, sn, string, system board, system board serial number, system manufacturer,
system model, system name, system product, system product name, system serial, system serial number, system
sku, system sku number, system uuid, system version, tbd, test, to be determined, to be filled, to be filled
by 0.e.m., to be filled by o.e.m, to be filled by o.e.m., to be filled by o.e.m.., to be filled by oem, to
be filled by oem., to be filled by user, tobefilledbyo.e.m., type1family, type1productconfigid, type1sku0,
undef, undefined, unknow, unknown, unknown manufacturer, unknown product, unset, unspecified, vendor, vendor
name, xxxxx, your product name, your system manufacturer
"""
PLACEHOLDERS = frozenset(" ".join(phrase.split()) for phrase in PHRASES.split(","))
PATTERNS = re.compile(
    r"""
    [\W_]*                                        # nothing but marks
    | (?:0|f|x|\?|\.|\*|-|\s)+                    # zeros, Fs, masks and mixtures of them
    | 1
    | (?:bsn|ssn|pcsn|csn|mbsn|psn)\d*1234567890\d*
    | (?:sernum|assettagnum|array\d_|partnum|manufacturer|modulepartnumber)\d+
    | type\d+\s*-.*
    | (?:s/?n|[a-z]{1,6})?[-_ ]?0?123456789[0a-f]*  # counted up
    | 0?(?:1234567890)+[1-9]{0,9}
    | ([a-z0-9])\1{5,}                               # one character over and over
    | (?:system|product|board|base[ _]?board|chassis|no)[ _-](?:serial|version|model|name|sku)(?:[ _-](?:number|no))?
    | \(?(?:null|nan)\)? | not[ ]filled | tbd[ ]by[ ]\w+
    | to[ ]be[ ]filled[ ]by.*
    | unknown[ ]\(\w+\)
    | \(no[ ]ata[ ]pass[ ]thru\)
    """,
    re.VERBOSE,
)
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(value: Any) -> str | None:
    """A printed text without surrounding space, control characters and half characters; None if empty."""
    if type(value) is str and len(value) <= LONGEST_FACT and value.isprintable():
        # Nearly all of them: a report has thousands.
        return value.strip() or None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value)[: 4 * LONGEST_FACT]
    if not text.isprintable():
        text = INVISIBLE.sub(" ", text)
    return text.strip()[:LONGEST_FACT].strip() or None


def is_placeholder(text: str) -> bool:
    """Whether a text stands where a fact should be, like ``To be filled by O.E.M.`` or all zeros."""
    folded = " ".join(text.casefold().split())
    return folded in PLACEHOLDERS or PATTERNS.fullmatch(folded) is not None


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
