import re

import pypdfium2
import pytest

from documents.pdf.paper import Paper
from documents.pdf.typesetting import DATA, NAME

STREAM = re.compile(rb"/Length (\d+).*?>>\nstream\n", re.DOTALL)
FONT = re.compile(rb"/Length1 \d+.*?endstream", re.DOTALL)


def paper(*texts: str, shared: bool = False) -> bytes:
    made = Paper(title="Probe", author="Initiative", shared=shared)
    for text in texts:
        made.stamp("head", lambda y: made.text(20, 20 + y, "Auf jedem Blatt", NAME))
        made.text(20, 40, text, DATA)
        made.end_page()
    return made.bytes()


def said(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_papers_that_differ_in_everyday_characters_have_the_same_fonts():
    one, other = (
        FONT.findall(paper("Zwei Rechner, 16 GB")),
        FONT.findall(paper("Gerät PF1A-2B3C (§ 5), größer & älter!")),
    )
    assert len(one) == 2
    assert one == other


def test_a_character_of_other_languages_is_in_the_file_that_has_it_and_in_no_later_one():
    plain = paper("Łódź, 7 km")
    assert said(plain) == ["Auf jedem Blatt\r\nŁódź, 7 km"]
    assert plain == paper("Łódź, 7 km")
    assert FONT.findall(paper("Lodz"))[1] != FONT.findall(plain)[1]
    assert FONT.findall(paper("Lodz")) == FONT.findall(paper("Leipzig"))


@pytest.mark.parametrize("shared", [False, True])
def test_streams_are_as_long_as_they_say_and_end_on_a_line_of_their_own(shared):
    pdf = paper("eins", "zwei", shared=shared)
    found = list(STREAM.finditer(pdf))
    assert len(found) == pdf.count(b"endstream") > 5
    for stream in found:
        end = stream.end() + int(stream.group(1))
        assert pdf[end : end + 10] == b"\nendstream"
