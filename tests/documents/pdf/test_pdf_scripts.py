"""Lines from right to left: forms of letters, order, brackets, Latin phrases; and what no face can draw."""

import unicodedata

import pytest

from documents.pdf import MissingGlyph
from documents.pdf.fonts import ARABIC_REGULAR, REGULAR
from documents.pdf.scripts import runs, visual


def read_back(line: str) -> str:
    """What stands on the paper, with the letters in their plain forms."""
    return unicodedata.normalize("NFKC", visual(line, "ar"))


def test_other_scripts_stay_as_they_are():
    assert visual("Người nhận (1)", "vi") == "Người nhận (1)"


def test_letters_take_their_forms_and_run_from_the_right():
    assert visual("سلام", "ar") == "\ufee1\ufefc\ufeb3"


def test_brackets_are_mirrored_around_arabic_and_not_within_a_latin_phrase():
    assert read_back("(نص)") == "(صن)"
    assert read_back("نص § 63 (5) AO نص") == "صن § 63 (5) AO صن"


def test_a_phrase_in_brackets_keeps_its_order():
    assert read_back("نص (Art.\u00a013 DSGVO).") == ".(Art. 13 DSGVO) صن"


def test_numbers_keep_their_order_and_the_full_stop_ends_the_line_at_the_left():
    assert read_back("بعد 30 يوم.") == ".موي 30 دعب"


def test_the_joiner_of_farsi_forms_letters_and_is_not_printed():
    with_joiner, without = visual("می\u200cشود", "fa"), visual("میشود", "fa")
    assert "\u200c" not in with_joiner
    assert with_joiner != without
    assert len(with_joiner) == len(without)


def test_the_possessive_mark_of_farsi_is_printed():
    assert visual("شماره\u0654 H4F", "fa").endswith("\ufba4\ufead\ufe8e\ufee4\ufeb7")


def test_each_run_has_a_face_that_has_its_characters():
    assert [face for _text, face in runs("نص DSGVO", "ar", bold=False)] == [REGULAR, ARABIC_REGULAR]


@pytest.mark.parametrize(("line", "code_point"), [("نص ☃", "U+2603"), ("نص ࢠ", "U+08A0"), ("كتاب 漢", "U+6F22")])
def test_a_missing_glyph_is_named(line, code_point):
    with pytest.raises(MissingGlyph) as refused:
        runs(line, "ar", bold=False)
    assert refused.value.code_point == code_point
