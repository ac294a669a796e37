"""Whatever the bytes are: rows, or one named reason, never another error."""

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.spreadsheets.files.read import read_table
from devices.spreadsheets.files.table import Table, UnreadableTable
from tests.devices.spreadsheets.lists import repacked, xlsx

BOOK = xlsx(["Seriennummer", "Modell"], ["PF1", 12], ["PF2", 1.5])
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
HEADS = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"sep=;\n", b'Seriennummer;Modell\n"')


def answers(content: bytes) -> None:
    try:
        assert isinstance(read_table(content), Table)
    except UnreadableTable as unreadable:
        assert unreadable.code


@settings(max_examples=50, deadline=None)
@given(head=st.sampled_from(HEADS), content=st.binary(max_size=300))
def test_any_bytes(head, content):
    answers(head + content)


@settings(max_examples=30, deadline=None)
@given(place=st.integers(0, len(BOOK) - 1), byte=st.integers(0, 255))
def test_a_workbook_with_one_wrong_byte(place, byte):
    answers(BOOK[:place] + bytes([byte]) + BOOK[place + 1 :])


@settings(max_examples=30, deadline=None)
@given(
    part=st.sampled_from(PARTS),
    tags=st.lists(st.sampled_from(["row", "c", "v", "f", "is", "t", "si", "xf", "cellXfs", "mergeCell"]), max_size=8),
    value=st.text(max_size=8),
    name=st.sampled_from(["r", "t", "s", "ref", "numFmtId", "hidden"]),
)
def test_a_workbook_with_a_part_of_nonsense(part, tags, value, name):
    from xml.sax.saxutils import quoteattr

    safe = "".join(letter for letter in value if letter.isprintable())
    xml = "".join(f"<{tag} {name}={quoteattr(safe)}>" for tag in tags) + safe.replace("<", "").replace("&", "")
    xml += "".join(f"</{tag}>" for tag in reversed(tags))
    answers(repacked(BOOK, {part: f"<x>{xml}</x>".encode()}))
