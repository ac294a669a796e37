"""Lists of schools, as different programs save them, become rows with sentences for what is wrong."""

import pytest

from recipients.school_lists.reading import UnreadableList, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
TITLES = "Dienststellenschlüssel;Schulname;Schulart;Straße;PLZ;Ort;Telefon;E-Mail"
SCHOOL = "4310101;Grundschule am Auwald;Grundschule;Auwaldweg 1;04179;Leipzig;0341 11;Post@Auwald.example"
VALUES = {
    "official_number": "4310101",
    "name": "Grundschule am Auwald",
    "school_type": "primary",
    "street": "Auwaldweg 1",
    "postcode": "04179",
    "city": "Leipzig",
    "phone": "0341 11",
    "email": "post@auwald.example",
    "contact": "",
}


def one(line: str, titles: str = TITLES):
    (row,) = read(f"{titles}\n{line}\n".encode())
    return row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_usual_encoding_and_separator(encoding, separator):
    text = f"{TITLES}\n{SCHOOL}\n".replace(";", separator)
    (row,) = read(text.encode(encoding))
    assert (row.number, row.values, row.errors) == (2, VALUES, [])


def test_titles_may_stand_below_a_heading_and_be_the_ministrys():
    titles = "institution_key;name;school_types;street;house_number;postcode;community"
    text = f"Liste der Schulen;;;;;;\n{titles}\n4310101;Auwald;Grundschule;Auwaldweg;1;04179;Leipzig\n"
    (row,) = read(text.encode())
    assert (row.number, row.values["street"], row.errors) == (3, "Auwaldweg 1", [])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Oberschule", "secondary"),
        ("Mittelschule", "secondary"),
        ("GYMNASIUM", "grammar"),
        ("Berufliches Gymnasium", "vocational_grammar"),
        ("Förderschule mit dem Förderschwerpunkt Lernen", "special"),
        ("Gemeinschaftsschule (öffentlich)", "community"),
    ],
)
def test_types_are_known_by_what_lists_call_them(said, code):
    row = one(SCHOOL.replace(";Grundschule;", f";{said};"))
    assert (row.values["school_type"], row.errors) == (code, [])


@pytest.mark.parametrize(
    ("line", "errors"),
    [
        (SCHOOL.replace("4310101", "43101"), ["Die Schulnummer hat sieben Ziffern, zum Beispiel 4330123."]),
        (SCHOOL.replace("4310101", ""), ["Es fehlt: amtliche Schulnummer."]),
        (SCHOOL.replace(";Grundschule;", ";Zauberschule;"), ["Eine Schulart „Zauberschule“ kennen wir nicht."]),
        (SCHOOL.replace("Post@Auwald.example", "Post"), ["„Post“ ist keine E-Mail-Adresse."]),
        (SCHOOL.replace("Grundschule am Auwald", "x" * 200), [f"„{'x' * 40}…“ ist zu lang."]),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(line, errors):
    assert one(line).errors == errors


def test_a_postcode_that_lost_its_zero_gets_it_back():
    assert one(SCHOOL.replace("04179", "4179")).values["postcode"] == "04179"
    assert one(SCHOOL.replace("04179", "0417")).errors


def test_a_number_that_stands_twice_names_the_first_row():
    rows = read(f"{TITLES}\n{SCHOOL}\n{SCHOOL}\n".encode())
    assert [row.errors for row in rows] == [[], ["Dieselbe Schulnummer steht in Zeile 2."]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "In der Datei steht nichts"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "keine Tabelle"),
        (b"a;b\n1;2\n", "keine Zeile mit Überschriften"),
        (TITLES.encode(), "keine Zeilen"),
        (b"x" * (4 * 1024 * 1024 + 1), "4 MB"),
    ],
)
def test_a_file_that_is_no_list_gets_one_clear_sentence(content, sentence):
    with pytest.raises(UnreadableList, match=sentence):
        read(content)
