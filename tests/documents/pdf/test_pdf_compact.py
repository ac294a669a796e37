import re
import tracemalloc

import pypdfium2

from documents.pdf.fonts import REGULAR, check_glyphs
from documents.pdf.paper import Paper
from documents.pdf.typesetting import DATA

PAGES = 600


def paper(*, shared: bool, pages: int) -> bytes:
    made = Paper(title="Stapel", author="Initiative", shared=shared)
    for page in range(1, pages + 1):
        made.bookmark(f"Blatt {page}")
        made.stamp("part", lambda y: made.text(20, 40, "Auf jedem Blatt", DATA))
        made.text(20, 60, f"Blatt {page}", DATA)
        made.end_page()
    return made.bytes()


def test_a_pile_says_the_same_in_fewer_bytes_and_its_bookmarks_lead_to_its_pages():
    plain, pile = paper(shared=False, pages=PAGES), paper(shared=True, pages=PAGES)
    assert len(pile) < len(plain) / 2
    assert pile.startswith(b"%PDF-1.5")
    read = pypdfium2.PdfDocument(pile)
    assert len(read) == PAGES
    assert [mark.get_dest().get_index() for mark in read.get_toc()] == list(range(PAGES))
    for page in (0, PAGES - 1):
        assert read[page].get_textpage().get_text_range().split("\r\n") == ["Auf jedem Blatt", f"Blatt {page + 1}"]
    assert read.get_metadata_dict()["Author"] == "Initiative"


def test_a_pile_keeps_of_a_page_only_what_the_file_will_have_of_it():
    made = Paper(title="Stapel", author="Initiative", shared=True)
    tracemalloc.start()
    for page in range(50):
        made.qr(100, 100, f"https://h4f.example.org/v/{page:022x}/", side=30)
        for line in range(40):
            made.text(20, 20 + 5 * line, f"Zeile {line} auf Blatt {page}", DATA)
        made.end_page()
        if page == 9:
            of_ten, _most = tracemalloc.get_traced_memory()
    kept, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # As text a page would have 8,000 bytes, and its code's path 60,000 in small pieces.
    assert kept - of_ten < 40 * 6_000
    assert len(pypdfium2.PdfDocument(made.bytes())) == 50


def test_a_pile_of_the_same_papers_has_the_same_bytes():
    assert paper(shared=True, pages=3) == paper(shared=True, pages=3)


def test_more_characters_than_a_subset_holds_stand_in_the_right_order():
    text = "".join(chr(code) for code in [*range(0xC0, 0x180), *range(0x400, 0x450), *range(0x1EA0, 0x1EF0)])
    check_glyphs((text,))
    made = Paper(title="Zeichen", author="Initiative")
    lines = [text[start : start + 40] for start in range(0, len(text), 40)]
    for row, line in enumerate([*lines, lines[0]]):
        made.glyphs(20, 20 + 5 * row, line, REGULAR, 8)
    made.end_page()
    pdf = made.bytes()
    assert len(re.findall(rb"/FontFile2", pdf)) == 2
    said = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert said.split("\r\n") == [*lines, lines[0]]
