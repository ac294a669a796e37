import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from accounts.pages import exports
from accounts.pages.columns import Column
from accounts.pages.exports import harmless
from devices.models import Device

NUMBER = Column("number", "Nummer")


def cells_of(response, kind: str) -> list[list]:
    data = b"".join(response.streaming_content)
    if kind == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.rows]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert harmless(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("value", ["a=b", "H4F-000123", "", None, 5, -5, Decimal("-1.5"), date(2026, 11, 24)])
def test_everything_else_stays_as_it_is(value):
    assert harmless(value) == value


def test_lazy_words_and_characters_that_no_file_holds_are_cleaned_too():
    assert harmless(gettext_lazy("=1")) == "'=1"
    assert harmless("a\x00b\x1fc") == "abc"


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_dangerous_cells_are_harmless_in_the_file(make_devices, kind):
    make_devices(1, serial='=HYPERLINK("http://example.org")', model="+49 341", maker="@SUM(A1)")
    columns = [NUMBER, Column("serial", "Serial"), Column("model", "Model"), Column("maker", "Maker")]
    response = exports.export(Device.objects.all(), columns, kind=kind, name="things")
    assert cells_of(response, kind)[1] == [
        "H4F-000001",
        '\'=HYPERLINK("http://example.org")',
        "'+49 341",
        "'@SUM(A1)",
    ]


def test_a_spreadsheet_holds_dangerous_cells_as_texts(make_devices):
    make_devices(1, serial="=1+1")
    response = exports.export(Device.objects.all(), [Column("serial", "=Serial")], kind="xlsx", name="things")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.data_type for [cell] in sheet.rows] == ["s", "s"]


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("csv", ["2026-11-24 10:00", "2026-11-24", "3", "ja", "", "eingegangen"]),
        ("xlsx", [datetime(2026, 11, 24, 10), datetime(2026, 11, 24), 3, True, None, "eingegangen"]),
    ],
)
def test_values_keep_their_kind_and_codes_become_words(make_devices, kind, written):
    make_devices(1)
    columns = [
        Column("moment", "m", value=lambda device: datetime(2026, 11, 24, 9, tzinfo=UTC)),
        Column("day", "d", value=lambda device: date(2026, 11, 24)),
        Column("count", "c", value=lambda device: 3),
        Column("told", "t", value=lambda device: True),
        Column("cores", "n"),
        Column("status", "s", badge="device"),
    ]
    response = exports.export(Device.objects.all(), columns, kind=kind, name="things")
    found = cells_of(response, kind)[1]
    assert found[:5] == written[:5]
    assert found[5] == str(Device.objects.get().get_status_display())


def test_columns_that_are_for_the_page_alone_stay_out(make_devices):
    make_devices(1)
    columns = [NUMBER, Column("maker", "Maker", in_export=False)]
    response = exports.export(Device.objects.all(), columns, kind="csv", name="things")
    assert cells_of(response, "csv")[0] == ["Nummer"]


def test_the_file_is_named_after_the_list_and_the_day(make_devices):
    response = exports.export(Device.objects.all(), [NUMBER], kind="csv", name="geraete")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="geraete-20')
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_spreadsheet_of_too_many_rows_is_refused_and_csv_is_not(make_devices, monkeypatch):
    monkeypatch.setattr(exports, "XLSX_ROWS", 2)
    make_devices(1, 2, 3)
    with pytest.raises(exports.TooManyRows):
        exports.export(Device.objects.all(), [NUMBER], kind="xlsx", name="things")
    response = exports.export(Device.objects.all(), [NUMBER], kind="csv", name="things")
    assert len(cells_of(response, "csv")) == 4
