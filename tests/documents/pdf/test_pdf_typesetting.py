"""Breaking and fitting text."""

import pytest

from documents.pdf import DoesNotFit
from documents.pdf.cleaning import clean
from documents.pdf.typesetting import CAPTION, DATA, NAME, Style, fit, shrink_or_cut, width, wrap, wrap_runs


def test_accents_are_composed_and_white_space_is_single():
    assert clean(" Gera\u0308t \n\t Nr.\u00a07 Schul\u00adhof ") == "Gerät Nr.\u00a07 Schulhof"


def test_no_line_is_wider_than_its_column_and_no_word_is_lost():
    text = "Wir haften nur für Vorsatz, grobe Fahrlässigkeit und arglistig verschwiegene Mängel."
    lines = wrap(text, DATA, 40.0)
    assert len(lines) > 2
    assert all(width(line, DATA) <= 40.0 for line in lines)
    assert " ".join(lines) == text


def test_no_break_space_holds_figures_together():
    lines = wrap("Haftung nach §§\u00a0521–524\u00a0BGB", DATA, width("Haftung nach §§", DATA) + 1)
    assert "§§\u00a0521–524\u00a0BGB" in lines


def test_a_serial_wider_than_its_column_breaks_after_a_hyphen():
    assert wrap("CN-0ABC12-74261", DATA, width("CN-0ABC12-742", DATA)) == ("CN-0ABC12-", "74261")


def test_a_word_without_a_hyphen_breaks_where_the_column_ends():
    lines = wrap("W" * 30, DATA, width("W" * 12, DATA) + 0.1)
    assert [len(line) for line in lines] == [12, 12, 6]


def test_a_narrow_column_still_ends():
    assert "".join(wrap("WWWW", DATA, 0.1)) == "WWWW"


def test_no_text_has_no_line():
    assert wrap("", DATA, 40.0) == ()


def test_run_in_head_shortens_the_first_line_only():
    lines = wrap_runs((("Schenkung.", NAME), ("Die Geräte gehören der Schülerin.", DATA)), 45.0)
    (head_offset, head, head_style), (offset, _, _) = lines[0]
    assert (head_offset, head, head_style) == (0.0, "Schenkung.", NAME)
    assert offset > width("Schenkung.", NAME)
    assert [len(line) for line in lines[1:]] == [1] * (len(lines) - 1)
    assert lines[1][0][0] == 0.0


def test_what_does_not_fit_names_its_place():
    with pytest.raises(DoesNotFit) as refused:
        fit("Übergabeprotokoll", DATA, 10.0, "title")
    assert (refused.value.place, refused.value.text) == ("title", "Übergabeprotokoll")


def test_a_line_shrinks_before_it_is_cut():
    style = Style(7, 8)
    room = width("HP EliteBook 840 G5", style) - 1
    assert shrink_or_cut("HP EliteBook 840 G5", style, room, 6)[0] == "HP EliteBook 840 G5"
    shown, smaller = shrink_or_cut("HP EliteBook 840 G5 mit Dockingstation", style, room, 6)
    assert shown.endswith("…")
    assert smaller.size == 6
    assert width(shown, smaller) <= room


def test_a_short_line_keeps_its_size():
    assert shrink_or_cut("HP", CAPTION, 40.0, 6) == ("HP", CAPTION)
