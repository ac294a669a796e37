"""A second language beside the German one, set in columns."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from documents.pdf import DoesNotFit
from documents.pdf.reading_help import end_aligned, leading, set_line, set_lines
from documents.pdf.typesetting import CLAUSE, CLAUSE_HEAD

ARABIC = "يمكنكم سحب الموافقة في أي وقت (DSGVO) دون أي ضرر لكم أو لطفلكم."


def ends(line, room):
    """(left edge, right edge) of a line in its column, in mm."""
    rights = [start + stringWidth(text, face, size) / 72 * 25.4 for start, text, face, size in line]
    return line[0][0], max(rights)


def test_lines_from_the_right_end_at_the_right_edge_of_their_column():
    lines = set_lines([(ARABIC, CLAUSE)], 40.0, "ar")
    assert len(lines) > 1
    for line in lines:
        left, right = ends(line, 40.0)
        assert left >= -0.01
        assert right == pytest.approx(40.0, abs=0.01)


def test_a_bold_head_stands_at_the_right_before_its_text():
    (line,) = set_lines([("حقوقكم.", CLAUSE_HEAD), ("معلومات", CLAUSE)], 80.0, "ar")
    bold = [offset for offset, _text, face, _size in line if face.endswith("Bold")]
    regular = [offset for offset, _text, face, _size in line if not face.endswith("Bold")]
    assert min(bold) > max(regular)


def test_lines_of_other_scripts_begin_at_the_left():
    lines = set_lines([("Ваші права.", CLAUSE_HEAD), ("Ви можете відкликати згоду будь-коли.", CLAUSE)], 40.0, "uk")
    assert [line[0][0] for line in lines] == [0.0] * len(lines)


def test_a_line_can_be_moved_to_the_right_edge():
    line = end_aligned(set_line("Згода", CLAUSE, 40.0, "uk", "title"), 40.0)
    assert ends(line, 40.0)[1] == pytest.approx(40.0, abs=0.01)
    assert end_aligned([], 40.0) == []


def test_what_does_not_fit_is_named():
    with pytest.raises(DoesNotFit, match="title"):
        set_line("Your rights and more", CLAUSE, 20.0, "en", "title")
    with pytest.raises(DoesNotFit, match="Datenschutzbeauftragte"):
        set_lines([("Datenschutzbeauftragte", CLAUSE)], 10.0, "en")


def test_scripts_from_the_right_need_more_between_their_lines():
    assert leading(CLAUSE, "ar").line == pytest.approx(CLAUSE.line * 1.1)
    assert leading(CLAUSE, "tr") == CLAUSE
