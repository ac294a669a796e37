"""Titles of asset systems and people, and which columns they are guessed to be."""

import pytest

from devices.spreadsheets.files.kinds import kind_of, kind_of_model
from devices.spreadsheets.files.titles import field_of, find_header, guess_columns

EXPORTS = {
    "snipe-it": (
        "Asset Tag,Asset Name,Model,Model No.,Category,Manufacturer,Serial,Purchase Date,Cost,Status,Location",
        {"asset_tag": 0, "model": 2, "category": 4, "maker": 5, "serial": 6, "bought": 7},
    ),
    "glpi": (
        "Name;Entität;Status;Hersteller;Seriennummer;Inventarnummer;Typ;Modell;Prozessor;Letzte Änderung",
        {"maker": 3, "serial": 4, "asset_tag": 5, "category": 6, "model": 7, "cpu": 8},
    ),
    "lansweeper": (
        "AssetName,Type,Manufacturer,Model,Serialnumber,Memory,Processor,Purchased,Barcode",
        {"category": 1, "maker": 2, "model": 3, "serial": 4, "ram": 5, "cpu": 6, "bought": 7, "asset_tag": 8},
    ),
    "sap": (
        "Anlage;UNr.;Anlagenbezeichnung;Aktivierung;Anschaffungswert;Menge;Serialnummer;Hersteller der Anlage",
        {"asset_tag": 0, "model": 2, "bought": 3, "count": 5, "serial": 6, "maker": 7},
    ),
    "by hand": (
        "lfd. Nr.|Geräteart|Hersteller|Modell|Serien-Nr.|Invent.-Nr.|Stk.|RAM (GB)|Baujahr|Displaygröße|Bemerkung",
        {"category": 1, "maker": 2, "model": 3, "serial": 4, "count": 6, "ram": 7, "bought": 8, "display": 9},
    ),
}


@pytest.mark.parametrize("system", EXPORTS)
def test_columns_of_exports_are_guessed(system):
    line, expected = EXPORTS[system]
    separator = next(mark for mark in ";|," if mark in line)
    titles = line.split(separator)
    rows = [["Notebook"] * len(titles)]
    assert guess_columns(titles, rows, kind_of) == expected


def test_typ_is_the_kind_or_the_model_as_its_values_are():
    titles = ["Typ", "Seriennummer"]
    assert guess_columns(titles, [["Notebook", "1"], ["Monitor", "2"]], kind_of)["category"] == 0
    assert guess_columns(titles, [["E5530", "1"], ["P2419H", "2"]], kind_of) == {"model": 0, "serial": 1}


def test_of_two_alike_titles_the_fuller_column_is_taken():
    rows = [["", "PF1"], ["", "PF2"]]
    assert guess_columns(["Seriennummer", "Seriennummer"], rows, kind_of) == {"serial": 1}


def test_longer_titles_count_by_their_beginning():
    assert field_of("Seriennummer (laut Typenschild)")[0] == "serial"
    assert field_of("Bemerkung zur Seriennummer") is None


def test_titles_are_found_below_what_stands_above_them():
    rows = [["Inventarliste der Muster GmbH"], ["Stand", "11/2026"], ["Seriennummer", "Modell"], ["PF1", "X"]]
    assert find_header(rows) == 2
    assert find_header([["nur", "Unbekanntes"], ["1", "2"]]) == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Notebook/Laptop", "notebook"),
        ("Tower PC (SFF)", "desktop"),
        ("All-in-One PC", "all_in_one"),
        ("TFT-Monitor 24 Zoll", "monitor"),
        ("IP-Telefon", "phone"),
        ("Mäuse", "peripheral"),
        ("2-in-1", "notebook"),
        ("Multifunktionsgerät", "printer"),
        ("Toaster", ""),
    ],
)
def test_kinds_as_lists_call_them(text, code):
    assert kind_of(text) == code


def test_models_tell_their_kind():
    assert kind_of_model("Lenovo ThinkPad T480") == "notebook"
    assert kind_of_model("OptiPlex 7050") == "desktop"
    assert kind_of_model("E5530") == ""
