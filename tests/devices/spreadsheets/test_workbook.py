"""XLSX as asset systems and people save it, and as attackers do."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from devices.spreadsheets.files import package
from devices.spreadsheets.files.read import read_table
from devices.spreadsheets.files.table import UnreadableTable
from tests.devices.spreadsheets.lists import repacked, xlsx

SHEET = "xl/worksheets/sheet1.xml"
BEGIN = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def texts(content, sheet=""):
    return [row.cells for row in read_table(content, sheet).rows]


def refused(content, sheet=""):
    with pytest.raises(UnreadableTable) as caught:
        read_table(content, sheet)
    return caught.value.code


def with_sheet(xml: bytes) -> bytes:
    return repacked(xlsx(["x"]), {SHEET: BEGIN + xml + b"</worksheet>"})


class TestCells:
    def test_numbers_are_texts_as_a_person_would_write_them(self):
        assert texts(xlsx([1, 2.0, 2.5, 10**11, -3, True, "007"])) == [
            ["1", "2", "2.5", "100000000000", "-3", "1", "007"]
        ]

    def test_days_are_days_whatever_their_format(self):
        def german(book: Workbook) -> None:
            book.active["B1"].number_format = "DD.MM.YYYY"

        assert texts(xlsx([date(2018, 3, 14), datetime(2019, 1, 2, 8, 30)], change=german)) == [
            ["2018-03-14", "2019-01-02"]
        ]

    def test_leading_zeros_of_a_format_are_kept(self):
        def zeros(book: Workbook) -> None:
            book.active["A1"].number_format = "00000000"

        assert texts(xlsx([4711], change=zeros)) == [["00004711"]]

    def test_a_number_of_more_than_fifteen_digits_was_cut_by_the_spreadsheet(self):
        row = read_table(xlsx([123456789012345678, "PF1"])).rows[0]
        assert row.marks == {0: "rounded"}

    def test_a_formula_counts_by_its_last_result_and_is_marked_without_one(self):
        xml = b'<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>NOW()</f></c></row></sheetData>'
        row = read_table(with_sheet(xml)).rows[0]
        assert (row.cells, row.marks) == (["2", ""], {1: "formula"})

    def test_the_error_of_a_formula_is_marked(self):
        xml = b'<sheetData><row r="1"><c r="A1" t="e"><f>A9</f><v>#REF!</v></c></row></sheetData>'
        row = read_table(with_sheet(xml)).rows[0]
        assert (row.cells, row.marks) == (["#REF!"], {0: "broken"})

    def test_texts_in_runs_are_one_text_and_reading_help_is_none(self):
        xml = (
            b'<sheetData><row><c t="inlineStr"><is><r><t>Lati</t></r><r><t>tude</t></r><rPh><t>x</t></rPh></is></c>'
            b'<c t="str"><v>B</v></c></row></sheetData>'
        )
        assert texts(with_sheet(xml)) == [["Latitude", "B"]]

    def test_sheets_with_a_prefix_before_each_tag_are_read(self):
        name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xml = (
            b'<x:worksheet xmlns:x="' + name + b'"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is>'
            b"<x:t>PF1</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
        )
        rows = read_table(repacked(xlsx(["x"]), {SHEET: xml})).rows
        assert [(row.number, row.cells) for row in rows] == [(2, ["", "PF1"])]


class TestRows:
    def test_a_text_that_covers_several_rows_belongs_to_each_and_is_marked(self):
        def merge(book: Workbook) -> None:
            book.active.merge_cells("A1:A3")

        rows = read_table(xlsx(["Notebook", "PF1"], [None, "PF2"], [None, "PF3"], change=merge)).rows
        assert [row.cells for row in rows] == [["Notebook", f"PF{number}"] for number in (1, 2, 3)]
        assert [row.marks for row in rows] == [{}, {0: "merged"}, {0: "merged"}]

    def test_hidden_rows_say_so(self):
        def hide(book: Workbook) -> None:
            book.active.row_dimensions[2].hidden = True

        assert [row.hidden for row in read_table(xlsx(["a"], ["b"], change=hide)).rows] == [False, True]

    def test_empty_rows_keep_the_numbers_of_the_others(self):
        assert [row.number for row in read_table(xlsx(["Titel"], [], [], ["a", "b"])).rows] == [1, 4]


class TestSheets:
    def several(self, book: Workbook) -> None:
        devices = book.create_sheet("Geräte")
        devices.append(["Stand 2026"])
        devices.append(["Seriennummer", "Modell", "Hersteller"])
        hidden = book.create_sheet("Intern")
        hidden.append(["Seriennummer", "Modell", "Hersteller", "Kategorie"])
        hidden.sheet_state = "hidden"

    def test_the_one_that_looks_like_a_list_of_devices_is_taken(self):
        table = read_table(xlsx(["Deckblatt", "Seriennummer"], change=self.several))
        assert (table.sheet, table.sheets) == ("Geräte", ["Sheet", "Geräte"])

    def test_another_one_can_be_named_but_no_hidden_one(self):
        book = xlsx(["Deckblatt"], change=self.several)
        assert texts(book, "Sheet") == [["Deckblatt"]]
        assert refused(book, "Intern") == "no_such_sheet"


class TestAttacks:
    def test_a_bomb_is_not_unpacked(self, monkeypatch):
        monkeypatch.setattr(package, "MOST_UNPACKED", 1_000_000)
        bomb = repacked(xlsx(["x"]), {"xl/media/zeros.bin": b"\0" * 2_000_000})
        assert len(bomb) < 20_000
        assert refused(bomb) == "unpacks_to_too_much"

    def test_a_part_that_lies_about_its_size_is_cut_there(self):
        whole = xlsx(["x"])
        at = whole.rindex(SHEET.encode())
        # The size that the central directory declares, 22 bytes before the name.
        lying = whole[: at - 22] + (100).to_bytes(4, "little") + whole[at - 18 :]
        assert refused(lying) == "broken_workbook"

    def test_entities_are_refused_whatever_the_part(self):
        laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        book = xlsx(["x"])
        for part in (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"):
            assert refused(repacked(book, {part: laughs + b"<x>&b;</x>"})) == "entities"

    def test_an_outside_file_is_never_fetched(self):
        outside = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
        assert refused(repacked(xlsx(["x"]), {SHEET: outside})) == "entities"

    def test_deep_nesting_is_refused(self):
        assert refused(with_sheet(b"<a>" * 60 + b"</a>" * 60)) == "broken_workbook"

    def test_elements_without_end_are_refused(self, monkeypatch):
        monkeypatch.setattr(package, "MOST_ELEMENTS", 1_000)
        assert refused(with_sheet(b"<a/>" * 1_000)) == "unpacks_to_too_much"

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (b'<row r="99999999"><c r="A1"><v>1</v></c></row>', "broken_workbook"),
            (b'<row r="2"/><row r="1"/>', "broken_workbook"),
            (b'<c r="A1"><row r="1"/></c>', "broken_workbook"),
            (b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "too_many_cells"),
            (b'<row r="1"><c r="CZ1"><v>1</v></c></row>', "too_many_columns"),
            (b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>', "empty"),
            (b'<row r="1"><c r="A1"><v>1e999</v></c></row>', "empty"),
        ],
    )
    def test_impossible_cells(self, cell, code):
        assert refused(with_sheet(b"<sheetData>" + cell + b"</sheetData>")) == code

    def test_archives_that_are_no_workbook(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("liste.csv", "a;b")
        assert refused(file.getvalue()) == "no_workbook"

    def test_other_office_files_are_named(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        assert refused(file.getvalue()) == "open_document"
        assert refused(repacked(xlsx(["x"]), {"xl/workbook.bin": b"1"})) == "binary_workbook"
