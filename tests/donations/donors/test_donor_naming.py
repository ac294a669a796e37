"""Two spellings of one donor have one key."""

import pytest

from donations.donors.naming import keys_of, name_key, phone_key, town_key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Müller & Söhne GmbH & Co. KG", "Mueller Soehne"),
        ("Kulturverein e. V.", "kulturverein e.V."),
        ("Kultur-Verein eV", "Kulturverein"),
        ("BÄCKEREI  Groß", "Baeckerei Gross"),
    ],
)
def test_a_name_is_known_without_legal_form_punctuation_and_spelling(first, second):
    assert name_key(first) == name_key(second) != ""


def test_different_names_stay_different_and_a_legal_form_alone_is_a_name():
    assert name_key("Lindner Logistik") != name_key("Lindner Bau")
    assert name_key("GmbH") == "gmbh"


@pytest.mark.parametrize("phone", ["+49 (0)341 12 34-56", "0341/123456", "0049 341 123456", "+49 341 123456"])
def test_a_phone_number_is_known_however_it_was_written(phone):
    assert phone_key(phone) == "0341123456"


def test_an_extension_alone_tells_nobody_apart():
    assert phone_key("-12") == ""


def test_keys_of_a_donor_without_address():
    found = keys_of({"name": "Ina"})
    assert (found["sort_name"], found["town_key"], found["phone_key"], found["search_text"]) == ("ina", "", "", "ina")
    assert town_key("Köln") == town_key("Koeln")
