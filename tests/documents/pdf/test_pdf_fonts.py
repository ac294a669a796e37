"""The faces of papers: made once, the same everywhere, and honest about what they can't draw."""

import hashlib
import os
import subprocess
import sys

import pytest
from reportlab.pdfbase import pdfmetrics

from documents.pdf import DRAWING_VERSION, RENDERER, MissingGlyph, renderer
from documents.pdf.fonts import (
    BOLD,
    REGULAR,
    WEIGHTS,
    check_glyphs,
    font_folder,
    font_hashes,
    font_path,
    register,
)
from documents.pdf.typesetting import Style, width


def test_parallel_builders_make_the_same_files_and_leave_nothing_else(tmp_path):
    environment = os.environ | {"H4F_FONT_DIR": str(tmp_path)}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "documents.pdf.fonts"]
    builders = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    results = [builder.communicate(timeout=120) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], results
    made = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()}
    assert made == {font_path(face).name: font_hashes()[face] for face in WEIGHTS}


def test_font_folder_is_what_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("H4F_FONT_DIR", str(tmp_path))
    assert font_folder() == tmp_path


def test_registering_twice_changes_nothing():
    register()
    before = pdfmetrics.getFont(REGULAR)
    register()
    assert pdfmetrics.getFont(REGULAR) is before


def test_each_weight_has_its_own_postscript_name():
    register()
    names = {pdfmetrics.getFont(face).face.name.decode() for face in (REGULAR, BOLD)}
    assert names == {REGULAR, BOLD}


def test_bold_is_wider_than_regular():
    assert width("Gerät", Style(10, 12, bold=True)) > width("Gerät", Style(10, 12))


@pytest.mark.parametrize(
    "text",
    [
        "Übergabeprotokoll – §§\u00a0521–524 BGB · 14″ „ß“ …",
        "Người nhận thiết bị",
        "Ім’я та прізвище ґЄї",
        "Łódź Čeština ığş",
    ],
)
def test_texts_of_our_languages_can_be_drawn(text):
    check_glyphs([text])


def test_missing_glyph_is_named_with_the_text_around_it():
    with pytest.raises(MissingGlyph) as refused:
        check_glyphs(["Notebook", "Lenovo ☃ T480"])
    assert refused.value.character == "☃"
    assert refused.value.code_point == "U+2603"
    assert refused.value.context == "Lenovo ☃ T480"
    assert str(refused.value) == "No glyph for U+2603 SNOWMAN in “Lenovo ☃ T480”"


def test_a_control_character_is_a_missing_glyph():
    with pytest.raises(MissingGlyph) as refused:
        check_glyphs(["PF1A\x002B3C"])
    assert refused.value.code_point == "U+0000"


def test_renderer_names_drawing_libraries_and_fonts():
    assert renderer()["drawing"] == DRAWING_VERSION
    assert renderer()["fonts"] == font_hashes()
    assert f'"{REGULAR}":"{font_hashes()[REGULAR]}"' in RENDERER
