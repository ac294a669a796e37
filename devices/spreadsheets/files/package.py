"""Opening a workbook's package: a zip of XML from somebody else's machine. Its sizes are looked at before anything is
unpacked, and its XML may define no entities."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from devices.spreadsheets.files.table import UnreadableTable

MOST_ENTRIES = 2_000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_OF_ONE_PART = 100 * 1024 * 1024
DEEPEST = 40
# A million cells with their values and formulas; more would keep a worker busy for nothing.
MOST_ELEMENTS = 4_000_000
CHUNK = 1 << 16
SEPARATOR = "|"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_DRIVE = re.compile(r"^/+")

Attributes = dict[str, str]
Begin = Callable[[str, Attributes], None]
Ended = Callable[[str], None]
Said = Callable[[str], None]


class Package:
    """The parts of a workbook by name. Raises: UnreadableTable for what is no workbook or unpacks to too much."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise UnreadableTable("broken_workbook") from error
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise UnreadableTable("unpacks_to_too_much")
        self._entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}
        self._refuse_others()

    def _refuse_others(self) -> None:
        kind = self._entries.get("mimetype")
        if kind is not None and kind.file_size < 200 and self._bytes(kind).startswith(OPEN_DOCUMENT):
            raise UnreadableTable("open_document")
        if "xl/workbook.bin" in self._entries:
            raise UnreadableTable("binary_workbook")

    def has(self, name: str) -> bool:
        return _DRIVE.sub("", name).lower() in self._entries

    def parse(self, name: str, *, begin: Begin, ended: Ended | None = None, said: Said | None = None) -> None:
        """Reads one part of XML: `begin(tag, attributes)`, `ended(tag)` and `said(text)` are called in its order, tags
        and attributes without their namespaces. Never more than the zip declares is unpacked, as Python stops there.
        Raises: UnreadableTable, and what the callbacks raise."""
        entry = self._entries.get(_DRIVE.sub("", name).lower())
        if entry is None:
            raise UnreadableTable("broken_workbook")
        if entry.file_size > MOST_OF_ONE_PART:
            raise UnreadableTable("unpacks_to_too_much")
        parser = _parser(begin, ended, said)
        try:
            with self._zip.open(entry) as file:
                while part := file.read(CHUNK):
                    parser.Parse(part, False)
                parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, *_ODD) as error:
            raise UnreadableTable("broken_workbook") from error

    def _bytes(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, *_ODD) as error:
            raise UnreadableTable("broken_workbook") from error


# Encrypted entries, unknown compressions, damaged streams.
_ODD = (RuntimeError, NotImplementedError, EOFError, OSError)


def _parser(begin: Begin, ended: Ended | None, said: Said | None) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    depth = count = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > DEEPEST:
            raise UnreadableTable("broken_workbook")
        if count > MOST_ELEMENTS:
            raise UnreadableTable("unpacks_to_too_much")
        begin(tag.rpartition(SEPARATOR)[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if ended:
            ended(tag.rpartition(SEPARATOR)[2])

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    if said:
        parser.CharacterDataHandler = said
    return parser


def _refuse(*_declaration: object) -> None:
    raise UnreadableTable("entities")


def attribute(attributes: Attributes, name: str) -> str:
    """An attribute whatever its namespace is called; nothing when it is not there."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.rpartition(SEPARATOR)[2] == name), "")
