"""CSV in every usual encoding and with every usual separator."""

import pytest

from devices.spreadsheets.files.read import read_table
from devices.spreadsheets.files.table import LONGEST_CELL, UnreadableTable

LINES = [["Gerätetyp", "Seriennummer", "Stückzahl"], ["Bildschirm groß", "A1", "2"], ["Mäuse", "", "10"]]


def written(separator=";", encoding="utf-8", lines=LINES):
    return "\r\n".join(separator.join(line) for line in lines).encode(encoding)


def refused(content):
    with pytest.raises(UnreadableTable) as caught:
        read_table(content)
    return caught.value.code


def texts(content):
    return [row.cells for row in read_table(content).rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "mac_roman"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_umlauts_and_columns_are_right(encoding, separator):
    table = read_table(written(separator, encoding))
    assert [row.cells for row in table.rows] == LINES
    assert table.separator == separator


def test_excel_names_the_separator_in_a_line_of_its_own():
    table = read_table(b"sep=|\r\nSeriennummer|Modell; mit Strich\r\nA1|X; Y\r\n")
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ["Seriennummer", "Modell; mit Strich"]),
        (3, ["A1", "X; Y"]),
    ]


def test_a_comma_within_a_text_does_not_make_it_the_separator():
    content = b'Modell;Seriennummer\n"Dock, schwarz";A1\nMonitor 24, 16:9, HDMI;A2\n'
    assert texts(content) == [["Modell", "Seriennummer"], ["Dock, schwarz", "A1"], ["Monitor 24, 16:9, HDMI", "A2"]]


def test_rows_keep_their_line_of_the_file_though_cells_have_several_lines():
    table = read_table(b'Modell;Seriennummer\n"zwei\nZeilen";A1\n\nX;A2\n')
    assert [(row.number, row.cells) for row in table.rows if any(row.cells)] == [
        (1, ["Modell", "Seriennummer"]),
        (2, ["zwei Zeilen", "A1"]),
        (5, ["X", "A2"]),
    ]


def test_leading_zeros_stay():
    assert texts(b"Inventarnummer;Modell\n000123;X\n")[1] == ["000123", "X"]


def test_the_apostrophe_of_an_export_is_no_part_of_the_value():
    assert texts(b"Seriennummer;Modell\n'=1+1;'s Heft\n")[1] == ["=1+1", "'s Heft"]


def test_a_text_that_is_too_long_is_cut_and_marked():
    row = read_table(b"Seriennummer;Modell\nA1;" + b"x" * 900).rows[1]
    assert (len(row.cells[1]), row.marks) == (LONGEST_CELL, {1: "cut"})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n;;\r\n", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_office"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "web_page"),
        (b"PK\x03\x04 broken", "broken_workbook"),
        (b"\xff\xfe\x00\xd8\x41", "encoding"),
        (bytes(range(1, 32)) * 40, "not_a_table"),
        (b'Modell;Seriennummer\n"nie zu;A1\n' + b"X;A\n" * 30, "open_quote"),
        (b"Modell;" + b'"' + b"x" * 200_000 + b'"', "broken_line"),
        (b";".join([b"x"] * 101), "too_many_columns"),
        (b"x;y\n" * 20_001, "too_many_rows"),
    ],
)
def test_what_cannot_be_taken_says_why(content, code):
    assert refused(content) == code


def test_a_file_beyond_the_limit_is_not_looked_at(monkeypatch):
    monkeypatch.setattr("devices.spreadsheets.files.read.MOST_BYTES", 10)
    assert refused(b"Seriennummer;Modell") == "too_large"
