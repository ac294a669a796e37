"""One door for every file: what it is, is told by its bytes, never by its name."""

from devices.spreadsheets.files.table import MOST_BYTES, Table, UnreadableTable
from devices.spreadsheets.files.text import read_text

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
PAGE = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")


def read_table(content: bytes, sheet: str = "") -> Table:
    """The table of a CSV or XLSX file. Raises: UnreadableTable, and never anything else."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable("too_large", most=MOST_BYTES // (1024 * 1024))
    if not content.strip():
        raise UnreadableTable("empty")
    if content.startswith(OLD_OFFICE):
        raise UnreadableTable("old_office")
    if content.startswith(ZIP):
        # Loaded when the first workbook is read: every start of the program would pay for it.
        from devices.spreadsheets.files.workbook import read_workbook

        return read_workbook(content, sheet)
    if content.startswith(b"%PDF"):
        raise UnreadableTable("pdf")
    if content.startswith(PICTURES):
        raise UnreadableTable("not_a_table")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE):
        raise UnreadableTable("web_page")
    return read_text(content)
