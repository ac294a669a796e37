"""Pasted tables: read, understood, never a crash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipients.pasting import words
from recipients.pasting.cells import together
from recipients.pasting.table import LONGEST_CELL, LONGEST_TEXT, PastedRow, UnreadableTable, read


def cells(text: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read(text, most_rows=60).rows]


FULL = {"code": "M7K-4TR", "grade": "7", "category": "Notebook", "facts": "AJ, KG"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M7K-4TR\t7\tNotebook\tAJ, KG", FULL),
        ("M7K-4TR; 7; Notebook; AJ, KG", FULL),
        ("M7K-4TR,7,Notebook,AJ,KG", FULL | {"basis": "AJ", "facts": "KG"}),
        ('"M7K-4TR";"7";"Notebook";"AJ, KG"', FULL),
        ("M7K-4TR;7;Notebook;LP;AJ;KG", FULL | {"basis": "LP"}),
        ("Klasse;Code;Gerät;Angaben\n7;M7K-4TR;Notebook;AJ, KG", FULL),
        ("\ufeffCode;Klasse;Gerät;Angaben\n\n;;;\nM7K-4TR;7;Notebook;AJ, KG\n", FULL),
        ("M7K-4TR", {"code": "M7K-4TR"}),
    ],
)
def test_rows_are_read_whatever_separates_them(text, expected):
    assert cells(text) == [expected]


def test_columns_that_nobody_needs_are_named_and_not_read():
    table = read("Vorname\tKlasse\tGeburtsdatum\tGerät\nAnna\t7\t1.2.2014\tLaptop", most_rows=60)
    assert table.ignored == ["Vorname", "Geburtsdatum"]
    assert [dict(row.cells) for row in table.rows] == [{"grade": "7", "category": "Laptop"}]
    assert [row.line for row in table.rows] == [2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n\t\n;;", "empty"), ("x" * (LONGEST_TEXT + 1), "too_long"), ("a;1\n" * 61, "too_many")],
)
def test_what_is_no_small_table_is_refused(text, reason):
    with pytest.raises(UnreadableTable) as refusal:
        read(text, most_rows=60)
    assert refusal.value.reason == reason


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from('aK7;,\t\n"\0\r\u2028 é-'), max_size=300))
def test_any_text_is_read_within_bounds_or_refused(text):
    try:
        table = read(text, most_rows=20)
    except UnreadableTable:
        return
    assert 0 <= len(table.rows) <= 20
    assert all(cell and len(cell) <= LONGEST_CELL for row in table.rows for cell in row.cells.values())


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_any_cell_is_understood_or_named(text):
    for understand in (
        words.grade,
        words.answer,
        words.facts,
        lambda cell: words.devices(cell, {}),
        lambda cell: words.basis(cell, {}),
    ):
        try:
            understand(text)
        except words.NotUnderstood as unknown:
            assert unknown.word in text


@pytest.mark.parametrize("text", ["7", "07", "7b", "7 B", "Kl. 7", "7. Klasse", "Klasse 7a", "Jg. 7", "grade 7"])
def test_grades_are_understood_without_the_letter_of_the_class(text):
    assert words.grade(text) == 7


@pytest.mark.parametrize("text", ["", "sieben", "7-8", "123", "K7x"])
def test_what_is_no_grade_is_named(text):
    with pytest.raises(words.NotUnderstood):
        words.grade(text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Laptop", ["notebook"]),
        ("NB", ["notebook"]),
        ("PC + Bildschirm", ["desktop", "monitor"]),
        ("Rechner und Monitor", ["desktop", "monitor"]),
        ("AiO", ["all_in_one"]),
        ("desktop-arbeitsplatz", ["set-desktop-workplace"]),
    ],
)
def test_devices_are_understood_by_their_usual_names(text, keys):
    assert words.devices(text, {"desktop arbeitsplatz": "set-desktop-workplace"}) == keys


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", {}),
        ("AJ, kein Gerät", {"final_year": "yes", "no_device_at_home": "yes"}),
        ("Abschlussjahr: nein; GS?", {"final_year": "no", "siblings_share": "unknown"}),
        ("KG=x / Leihe", {"no_device_at_home": "yes", "agreement": "loan"}),
    ],
)
def test_facts_are_understood_with_their_abbreviations(text, said):
    assert words.facts(text) == said


def test_a_fact_that_nobody_knows_is_named():
    with pytest.raises(words.NotUnderstood) as unknown:
        words.facts("AJ, Mutter krank")
    assert unknown.value.word == "Mutter krank"


def test_facts_in_columns_of_their_own_are_said_in_one_cell():
    row = PastedRow(
        2, {"code": "K12", "final_year": "x", "siblings_share": "nein", "no_device_at_home": "?", "basis": "LP"}
    )
    said = together(row, with_basis=False)
    assert set(said.cells) == {"code", "facts"}
    assert words.facts(said.cells["facts"]) == {"final_year": "yes", "siblings_share": "no"}
