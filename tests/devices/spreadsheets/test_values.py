"""What cells mean, and the sentence for each that means nothing."""

from decimal import Decimal

import pytest

from devices.spreadsheets.files.values import Kinds, read_row

KINDS = Kinds({"notebook": "notebook", "monitor": "monitor", "bildschirme": "monitor"}, {"gerät x": "notebook"})


def read(**texts):
    marks = texts.pop("marks", {})
    return read_row({"category": "Notebook", **texts}, marks, KINDS, this_year=2026)


def problem(**texts):
    found = [(one.field, one.code) for one in read(**texts).problems]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "count"), [("", 1), ("20", 20), ("20 Stk.", 20), ("2,0", 2), ("500", 500), ("k.A.", 1), ("5x", 5)]
)
def test_counts(text, count):
    assert (read(count=text).count, problem(count=text)) == (count, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-3", "negative"),
        ("0", "zero"),
        ("501", "too_many"),
        ("1000000", "too_many"),
        ("1.000.000", "too_many"),
        ("2,5", "no_number"),
        ("zwanzig", "no_number"),
        ("9" * 30, "no_number"),
    ],
)
def test_counts_that_are_none(text, code):
    assert problem(count=text) == ("count", code)


def test_a_number_of_a_device_belongs_to_one():
    assert problem(count="2", serial="PF1") == ("count", "one_device")
    assert problem(count="2", asset_tag="IT-1") == ("count", "one_device")


@pytest.mark.parametrize("text", ["To be filled by O.E.M.", "System Serial Number", "Default string", "0000000"])
def test_serials_that_are_placeholders(text):
    assert problem(serial=text) == ("serial", "placeholder")


@pytest.mark.parametrize("text", ["-", "n/a", "k.A.", "unbekannt", "Ohne", "?"])
def test_words_for_nothing_are_nothing(text):
    assert (read(serial=text).serial, problem(serial=text, asset_tag=text)) == ("", None)


def test_asset_tags_may_be_any_digits():
    assert problem(asset_tag="12345") is None
    assert problem(asset_tag="Asset Tag") == ("asset_tag", "placeholder")


@pytest.mark.parametrize("text", ["1.23E+11", "1,23457E+14"])
def test_numbers_that_the_spreadsheet_shortened(text):
    assert problem(serial=text) == ("serial", "rounded")


@pytest.mark.parametrize(
    ("mark", "name", "code"),
    [
        ("formula", "serial", "formula"),
        ("broken", "ram", "broken"),
        ("cut", "model", "cut"),
        ("rounded", "asset_tag", "rounded"),
        ("merged", "serial", "merged"),
        ("merged", "count", "merged"),
    ],
)
def test_marks_of_the_file_are_told_at_their_cell(mark, name, code):
    assert problem(**{name: "8", "marks": {name: mark}}) == (name, code)


def test_a_kind_over_several_rows_is_right():
    assert problem(marks={"category": "merged"}) is None


def test_texts_longer_than_a_device_may_have():
    assert problem(model="x1" * 61) == ("model", "too_long")


def test_kinds_by_the_houses_names_by_common_words_and_by_what_a_person_said():
    assert read(category="Bildschirme").category == "monitor"
    assert read(category="Laptop").category == "notebook"
    assert read(category="Gerät X").category == "notebook"
    assert problem(category="Toaster") == ("category", "unknown_kind")
    # A common word for a kind that this house does not take.
    assert problem(category="Server") == ("category", "unknown_kind")


def test_a_row_without_a_kind_has_that_of_its_model_or_the_chosen_one():
    assert read(category="", model="Latitude 5400").category == "notebook"
    assert problem(category="", model="X") == ("category", "no_kind")
    chosen = Kinds(KINDS.named, otherwise="monitor")
    assert read_row({"model": "X"}, {}, chosen, this_year=2026).category == "monitor"


@pytest.mark.parametrize(
    ("text", "gibibytes"),
    [("8 GB", 8), ("8", 8), ("8192", 8), ("8192 MB", 8), ("2x4 GB DDR4", 8), ("16,0GB", 16), ("17179869184", 16)],
)
def test_memory(text, gibibytes):
    assert read(ram=text).ram_gib == gibibytes


@pytest.mark.parametrize(
    ("text", "inches"), [('15,6"', "15.6"), ("24 Zoll", "24.0"), ("61 cm", "24.0"), ("14", "14.0")]
)
def test_displays(text, inches):
    assert read(display=text).inches == Decimal(inches)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019", 2019),
        ("14.03.2019", 2019),
        ("2019-03-14", 2019),
        ("2019-03-14 00:00:00", 2019),
        ("03/2019", 2019),
        ("Mrz 2019", 2019),
        ("14.3.19", 2019),
        ("20190314", 2019),
        ("43538", 2019),
        ("-", None),
    ],
)
def test_years_however_they_are_written(text, year):
    assert (read(bought=text).year, problem(bought=text)) == (year, None)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("bought", "irgendwann", "no_day"),
        ("bought", "2031", "future"),
        ("bought", "1066", "no_day"),
        ("ram", "viel", "no_memory"),
        ("ram", "0", "no_memory"),
        ("display", "groß", "no_display"),
        ("display", "9000", "no_display"),
    ],
)
def test_facts_that_are_none(name, text, code):
    assert problem(**{name: text}) == (name, code)


def test_every_mistake_of_a_row_is_told():
    found = read(category="Toaster", count="-1", serial="Default string").problems
    assert {(one.field, one.code) for one in found} == {
        ("category", "unknown_kind"),
        ("count", "negative"),
        ("serial", "placeholder"),
    }
