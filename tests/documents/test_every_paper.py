"""Every paper that the product prints, in every language: as approved, and fit for a laser printer and an archive.

Each is drawn once here. tests/papers.py has the examples; docs/operate.md says what of PDF/A-2b is not met.
"""

import ast
import io
import re
import zlib
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from documents.registry import KINDS
from recipients.enums import ReceiptLanguage
from tests import golden
from tests.papers import EXAMPLES

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "custody", "devices", "documents", "donations", "h4f", "recipients")
ONE_PAGE_BYTES = 60_000
SMALLEST_TYPE = 6.5
A4_PIXELS = (827, 1170)
# Old laser printers leave so much of each edge blank, in pixels.
MARGIN = 5 / 25.4 * golden.DPI
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_paper_looks_as_approved_and_can_be_printed_and_kept(name):
    pdf = EXAMPLES[name].draw()
    pages = golden.assert_pages_approved(pdf, name)
    assert len(pdf) < ONE_PAGE_BYTES * len(pages)
    assert_fonts_are_embedded_subsets(pdf)
    assert_facts(pdf)
    assert_made_as_pdf_a(pdf)
    if not name.startswith("label"):
        assert all(keeps_margin(page) for page in pages)
        assert type_sizes(pdf) and min(type_sizes(pdf)) >= SMALLEST_TYPE


def assert_fonts_are_embedded_subsets(pdf: bytes) -> None:
    objects = pdf + b"".join(unpacked(pdf))
    fonts = set(re.findall(rb"/BaseFont\s*/(\S+)", objects))
    assert fonts and all(re.fullmatch(rb"[A-Z]{6}\+H4FNotoSans(Arabic)?-(Regular|Bold)", name) for name in fonts), fonts
    assert len(re.findall(rb"/FontFile2\b", objects)) == len(re.findall(rb"/BaseFont\b", objects))
    assert b"/Type1" not in objects


def assert_facts(pdf: bytes) -> None:
    facts = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert facts["Title"] and facts["Author"] and facts["Creator"] == "Hardware4Future"
    assert re.search(rb"/Lang\s*\(de\)", pdf + b"".join(unpacked(pdf)))


def assert_made_as_pdf_a(pdf: bytes) -> None:
    objects = pdf + b"".join(unpacked(pdf))
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>B</pdfaid:conformance>", objects)
    assert b"/GTS_PDFA1" in objects and b"/DestOutputProfile" in objects
    assert not re.search(rb"/DeviceRGB|/DeviceCMYK|/Encrypt|/JavaScript|/SMask|/LZWDecode", objects)


def unpacked(pdf: bytes) -> list[bytes]:
    """What the streams of a file hold that are text: pages, and objects that are kept together."""
    found = []
    for packed in STREAM.findall(pdf):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return [content for content in found if b" Tf" in content or b"/Type" in content]


def type_sizes(pdf: bytes) -> set[float]:
    """In points, of all texts."""
    return {float(size) for content in unpacked(pdf) for size in re.findall(rb"/\S+ ([\d.]+) Tf", content)}


def keeps_margin(page) -> bool:
    """Whether all ink is where an old laser printer can print."""
    ink = page.point(lambda grey: 255 - grey).getbbox()
    if ink is None:
        return True
    left, top, right, bottom = ink
    return page.size == A4_PIXELS and min(left, top, page.width - right, page.height - bottom) > MARGIN


@pytest.mark.parametrize("name", ["receipt_gift-vi", "receipt_gift-ar"])
def test_a_face_says_the_widths_that_its_glyphs_have_and_no_text_names_a_missing_one(name):
    """PDF/A-2b asks for both, and for a single table of codes in a face like ours, which names no encoding."""
    pdf = EXAMPLES[name].draw()
    objects = dict(re.findall(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S))
    faces = [said for said in objects.values() if b"/BaseFont" in said]
    assert len(faces) >= 2 and not any(b"/Encoding" in said for said in faces)
    for said in faces:
        described = objects[re.search(rb"/FontDescriptor (\d+)", said).group(1)]
        face = face_in(objects[re.search(rb"/FontFile2 (\d+)", described).group(1)])
        (table,) = face["cmap"].tables
        widths = [float(width) for width in re.search(rb"/Widths \[(.*?)\]", said, re.S).group(1).split()]
        real = {code: face["hmtx"][glyph][0] * 1000 / face["head"].unitsPerEm for code, glyph in table.cmap.items()}
        assert {code for code, width in real.items() if abs(width - widths[code]) > 1} == set()
        assert {*range(1, len(widths))} == real.keys()
    (page,) = [content for content in unpacked(pdf) if b" Tf" in content]
    assert not re.search(rb"\(([^)]|\\\))*(\0|\\000)", page)


def face_in(stream: bytes) -> TTFont:
    return TTFont(io.BytesIO(zlib.decompress(STREAM.search(stream).group(1))))


def test_no_function_that_draws_a_paper_is_without_approved_pages():
    shown = {(example.by.__module__, example.by.__name__) for example in EXAMPLES.values()}
    assert drawing_functions() - shown == set()


@cache
def sources() -> dict[str, str]:
    """What the product's modules say that may draw, by their names; the building blocks left aside."""
    found = {}
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        if ROOT / "documents" / "pdf" not in path.parents:
            text = path.read_text(encoding="utf-8")
            if "Paper(" in text or "draw_" in text:
                found[".".join(path.relative_to(ROOT).with_suffix("").parts)] = text
    return found


@cache
def drawing_functions() -> set[tuple[str, str]]:
    """Module and name of each public function `draw_…` that gives bytes."""
    found = set()
    for module, text in sources().items():
        if "def draw_" in text:
            functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
            found |= {(module, one.name) for one in functions if one.name.startswith("draw_") and gives_bytes(one)}
    return found


def gives_bytes(function: ast.FunctionDef) -> bool:
    return isinstance(function.returns, ast.Name) and function.returns.id == "bytes"


def test_a_file_is_opened_nowhere_but_in_a_function_that_is_found():
    """Whoever makes a Paper without a function `draw_…` would print something without approved pages."""
    modules = {module for module, _name in drawing_functions()}
    makers = {name for name, text in sources().items() if re.search(r"(?<![\w.])(Paper|draw_each)\(", text)}
    assert makers and makers <= modules


def test_each_paper_with_a_second_language_is_shown_in_all_of_them():
    languages = {}
    for example in EXAMPLES.values():
        if example.paper:
            languages.setdefault(example.paper, set()).add(example.language)
    assert languages and {*map(frozenset, languages.values())} == {frozenset(ReceiptLanguage.values)}


def test_each_kind_of_issued_paper_is_shown():
    modules = {example.by.__module__ for example in EXAMPLES.values()}
    assert {kind.code for kind in KINDS.values() if kind.draw.__module__ not in modules} == set()


def test_no_approved_page_is_left_of_a_paper_that_is_gone():
    names = {path.stem.rpartition("-")[0] for path in golden.APPROVED.glob("*.png")}
    assert names == EXAMPLES.keys()
