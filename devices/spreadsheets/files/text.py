"""CSV as programs and people save it: any usual encoding, any usual separator."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from devices.spreadsheets.files.table import MOST_COLUMNS, Table, TableRow, UnreadableTable, checked_size, tidy
from devices.spreadsheets.files.titles import known_titles

SEPARATORS = (";", ",", "\t", "|")
MARKS_OF_ORDER = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows, then old DOS programs, then old Macs. Every byte is a letter in one of the last two.
ONE_BYTE = ("cp1252", "cp850", "mac_roman")
GERMAN = re.compile("[äöüÄÖÜß]")
# What umlauts look like in the wrong one of these encodings.
UNLIKELY = re.compile(r"[a-zA-Z][„”™Žá‰šŸ€\x80-\x9fõ÷³Í╔Ì▄─ﬂ†¸÷ƒ‹¤¶¼][a-zA-Z]")
SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)
LOOKED_AT = 40
SAMPLE = 65_536
MOST_LINES_IN_A_CELL = 20
_ODD_CHARACTERS = re.compile(r"[\x01-\x08\x0e-\x1f]")


def read_text(content: bytes) -> Table:
    """The rows of a text file. Raises: UnreadableTable."""
    text, encoding = decode(content)
    text, named = _without_separator_line(text.replace("\x00", ""))
    if len(_ODD_CHARACTERS.findall(text[:SAMPLE])) > 8:
        raise UnreadableTable("not_a_table")
    separator = named or find_separator(text[:SAMPLE])
    rows = list(_rows(text, separator, first=2 if named else 1))
    if not any(any(row.cells) for row in rows):
        raise UnreadableTable("empty")
    return Table(rows, encoding=encoding, separator=separator)


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises: UnreadableTable."""
    for mark, encoding in MARKS_OF_ORDER:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    if wide := _without_mark_of_order(content):
        return _strictly(content, wide), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _one_byte(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTable("encoding") from error


def _without_mark_of_order(content: bytes) -> str:
    """UTF-16 without its mark: of Latin text every second byte is zero."""
    sample = content[:2000]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half >= 4 and odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if half >= 4 and even > 0.7 * half and odd < 0.1 * half else ""


def _one_byte(content: bytes) -> tuple[str, str]:
    """Of the encodings with one byte a letter, the one in which this looks most like German."""
    readings = [(content.decode(encoding, "replace"), encoding) for encoding in ONE_BYTE]
    return max(readings, key=lambda reading: _likelihood(reading[0][: 16 * SAMPLE]))


def _likelihood(text: str) -> int:
    return len(GERMAN.findall(text)) - 3 * len(UNLIKELY.findall(text)) - 5 * text.count("\ufffd")


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" names the separator."""
    found = SEPARATOR_LINE.match(text)
    return (text[found.end() :], found[1]) if found and found[1] in SEPARATORS else (text, "")


def find_separator(sample: str) -> str:
    """The separator by which the first lines fall into known titles, else into rows of the most even width."""
    return max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[int, int, int]:
    try:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), LOOKED_AT))
    except csv.Error:
        return (0, 0, 0)
    widths = [len(row) for row in rows if any(row)]
    usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0
    titles = max((known_titles(row) for row in rows if len(row) <= MOST_COLUMNS), default=0)
    return (titles, widths.count(usual) if usual > 1 else 0, usual)


def _rows(text: str, separator: str, *, first: int) -> Iterator[TableRow]:
    """Raises UnreadableTable beyond the limits, or where a quotation mark is never closed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    cells, filled, line = 0, 0, first
    try:
        for texts in reader:
            row = _row(line, texts)
            line = first + reader.line_num
            filled += not row.is_empty
            cells += len(row.cells)
            checked_size(filled, len(row.cells), cells)
            yield row
    except csv.Error as error:
        raise UnreadableTable("broken_line", line=line) from error


def _row(number: int, texts: list[str]) -> TableRow:
    marks: dict[int, str] = {}
    for text in texts:
        if text.count("\n") > MOST_LINES_IN_A_CELL:
            raise UnreadableTable("open_quote", line=number)
    cells = [tidy(text, marks, column) for column, text in enumerate(texts[: MOST_COLUMNS + 1])]
    while cells and not cells[-1]:
        cells.pop()
    return TableRow(number, cells, marks)
