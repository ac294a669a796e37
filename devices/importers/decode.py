"""From uploaded bytes to text, and from text to JSON values, within bounds."""

import codecs
import json
import re
import zlib
from typing import Any

from .facts import UnreadableReport

MOST_GZIP_MEMBERS = 100
LIMIT_BYTES = 20 * 1024 * 1024
LIMIT_CONTAINERS = 200_000
LIMIT_VALUES = 1_000_000
LIMIT_DEPTH = 64
# The reader of JSON makes no subclasses of them, so that a look at the type is enough.
CONTAINERS = frozenset({dict, list})

# UTF-32 first: its little-endian mark begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GZIP_MAGIC = b"\x1f\x8b"
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
# A string runs to its end or to that of the text, so that no character is read twice.
JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|\}\s*(?=\{)|,\s*(?=[}\]])', re.DOTALL)
# A prompt like "[name@machine ~]$" begins with a bracket too.
JSON_BEGINS = re.compile(r'^[ \t]*+([\[{])(?=\s*+["\[{\]}])', re.MULTILINE)
BETWEEN_VALUES = re.compile(r"[\s,\]]*")


def text_of(data: bytes) -> str:
    """Decode an uploaded file.

    Gzip is unpacked; UTF-8, UTF-16 and UTF-32 with a mark, UTF-8 without one, and Latin-1 are understood.

    Raises:
        UnreadableReport: empty, larger than ``LIMIT_BYTES`` (also unpacked), damaged or not text.
    """
    if data.startswith(GZIP_MAGIC):
        data = _inflated(data)
    if len(data) > LIMIT_BYTES:
        raise UnreadableReport("too_large")
    if data.startswith(b"%PDF"):
        raise UnreadableReport("pdf")
    text = _decoded(data)
    if "\0" in text or len(CONTROL.findall(text)) > len(text) // 100:
        raise UnreadableReport("binary")
    if not text.strip():
        raise UnreadableReport("empty")
    return text


def _inflated(data: bytes) -> bytes:
    unpacked = b""
    for _ in range(MOST_GZIP_MEMBERS):
        if not data.startswith(GZIP_MAGIC):
            return unpacked
        inflater = zlib.decompressobj(wbits=31)
        try:
            unpacked += inflater.decompress(data, LIMIT_BYTES + 1 - len(unpacked))
        except zlib.error as error:
            raise UnreadableReport("damaged_gzip") from error
        if len(unpacked) > LIMIT_BYTES:
            raise UnreadableReport("too_large")
        if not inflater.eof:
            raise UnreadableReport("damaged_gzip")
        data = inflater.unused_data
    raise UnreadableReport("too_complex")


def _decoded(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableReport("binary") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def json_values(text: str) -> tuple[list[Any], bool]:
    """Read every JSON value of a text, and whether it had to be repaired.

    Tools print warnings before and after their JSON, and lshw 02.18 leaves out brackets and commas between
    objects and puts commas before closing brackets.

    Raises:
        UnreadableReport: not JSON even so, nested too deeply or too many values.
    """
    _check_size(text)
    start = _start_of_json(text)
    try:
        values, repaired = _parsed(text[start:])
    except RecursionError as error:
        raise UnreadableReport("too_complex") from error
    except ValueError as error:
        raise UnreadableReport("invalid_json") from error
    check_depth(values)
    return values, repaired


def check_depth(values: list[Any]) -> None:
    """Raises UnreadableReport for values that are nested more deeply than any tool does."""
    if _depth_exceeds(values, LIMIT_DEPTH):
        raise UnreadableReport("too_complex")


def _check_size(text: str) -> None:
    if text.count("{") + text.count("[") > LIMIT_CONTAINERS or text.count(",") > LIMIT_VALUES:
        raise UnreadableReport("too_complex")


def _start_of_json(text: str) -> int:
    found = JSON_BEGINS.search(text)
    if found is None:
        raise UnreadableReport("invalid_json")
    return found.start(1)


def _parsed(text: str) -> tuple[list[Any], bool]:
    try:
        return [json.loads(text, strict=False)], False
    except ValueError:
        pass
    values = _sequence(text)
    if values is not None:
        return values, len(values) > 1
    values = _sequence(JSON_TOKEN.sub(_repaired_token, text))
    if values is None:
        raise UnreadableReport("invalid_json")
    return values, True


def _repaired_token(match: re.Match[str]) -> str:
    token = match.group()
    if token[0] == "}":
        return "},"
    return "" if token[0] == "," else token


def _sequence(text: str) -> list[Any] | None:
    """Objects one after another, with or without commas and brackets between them; None if damaged."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 1 if text.startswith("[") else 0
    while (position := BETWEEN_VALUES.match(text, position).end()) < len(text):
        if text[position] != "{":
            return values if _is_chatter(text[position:]) else None
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError:
            return None
        values.append(value)
    return values or None


def _is_chatter(rest: str) -> bool:
    """Whether what follows the JSON is a line that a tool printed for people."""
    return len(rest) < 2000 and not re.search(r'[{}"]', rest)


def _depth_exceeds(values: list[Any], limit: int) -> bool:
    level = [value for value in values if type(value) in CONTAINERS]
    for _ in range(limit):
        if not level:
            return False
        # One comprehension, since reports have tens of thousands of values.
        level = [
            child
            for value in level
            for child in (value.values() if type(value) is dict else value)
            if type(child) in CONTAINERS
        ]
    return bool(level)
