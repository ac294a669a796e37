"""Device labels: what they say, where they stand, and that a scanner reads them."""

import json
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from devices.labelling.layouts import layout_of
from devices.models import LabelSheet
from devices.papers import LabelContent, LabelLayout, LocationContent, draw_labels, draw_test_page
from devices.reference import FOLDER
from documents.pdf import DoesNotFit, MissingGlyph
from tests.documents.pdf.pdf_reading import codes, font_names, page_images, page_texts

MM = 150 / 25.4
LAYOUTS: dict[str, LabelLayout] = {
    row["code"]: layout_of(LabelSheet(**row)) for row in json.loads((FOLDER / "label_sheets.json").read_text())
}
AVERY_L4736, AVERY_L7160, ROLL_62MM = (LAYOUTS[code] for code in ("avery_l4736", "avery_l7160", "roll_62mm"))
# The smallest labels that a sheet may have.
SMALLEST = replace(AVERY_L4736, name="smallest", label_width=32.0, label_height=16.0)


def labels(count, **changes):
    return [
        LabelContent(**({"number": f"H4F-{123 + index:06d}", "category": "Notebook", "model": "Lenovo T480"} | changes))
        for index in range(count)
    ]


def ink(image, layout, position):
    """Is anything printed at this position (1 = top left) of a sheet?"""
    row, column = divmod(position - 1, layout.columns)
    left, top = layout.left + column * layout.pitch_x, layout.top + row * layout.pitch_y
    box = (left * MM, top * MM, (left + layout.label_width) * MM, (top + layout.label_height) * MM)
    return image.crop(tuple(round(edge) for edge in box)).getextrema() != (255, 255)


def as_printed(page: Image.Image) -> Image.Image:
    """As a laser printer leaves it and a telephone sees it: black dots that bled a little, slightly out of focus."""
    return page.point(lambda grey: 255 * (grey > 127)).filter(ImageFilter.GaussianBlur(2))


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), SMALLEST], ids=lambda layout: layout.name)
@pytest.mark.parametrize(
    "label",
    [
        LabelContent("H4F-000123", "Notebook", "Lenovo T480", "i5 · 16 GB", "Hardware4Future"),
        LabelContent("H4F-000123", is_blank=True),
        LocationContent("VERSCHLUSS-DATENTRAEGER", "Verschluss Datenträger"),
    ],
    ids=["device", "blank", "location"],
)
def test_code_of_every_layout_is_read_after_printing_at_300_dpi(layout, label):
    page = page_images(draw_labels([label], layout), dpi=300)[0]
    corner = page.crop((0, 0, page.width // layout.columns, int((layout.top + layout.pitch_y) * 300 / 25.4)))
    assert codes(as_printed(corner)) == [getattr(label, "number", None) or label.code]


def test_modules_of_a_code_are_whole_dots_of_a_printer_with_300_dpi():
    page = page_images(draw_labels(labels(1), ROLL_62MM), dpi=300)[0]
    code = page.crop((0, 0, int(24.5 * 300 / 25.4), page.height)).point(lambda grey: 255 * (grey < 128)).getbbox()
    assert (code[2] - code[0], code[3] - code[1]) == (pytest.approx(210, abs=1), pytest.approx(210, abs=1))


def test_a_full_sheet_is_read_back_in_order():
    image = page_images(draw_labels(labels(48), AVERY_L4736), dpi=200)[0]
    assert codes(image) == [f"H4F-{123 + index:06d}" for index in range(48)]


def test_label_says_number_category_and_model():
    assert page_texts(draw_labels(labels(1), AVERY_L4736)) == ["H4F 000123 Notebook Lenovo T480"]


def test_roll_says_issuer_and_facts_too():
    label = LabelContent("H4F-000123", "Notebook", "Lenovo ThinkPad T480", "i5-8350U · 16 GB", "Hardware für Bildung")
    assert page_texts(draw_labels([label], ROLL_62MM)) == [
        "Hardware für Bildung H4F-000123 Notebook Lenovo ThinkPad T480 i5-8350U · 16 GB"
    ]


def test_roll_has_one_label_per_page():
    pages = pypdfium2.PdfDocument(draw_labels(labels(3), ROLL_62MM))
    assert [page.get_size() for page in pages] == [pytest.approx((62 / 25.4 * 72, 29 / 25.4 * 72), abs=0.1)] * 3


@pytest.mark.parametrize("start_at", [1, 7, 48])
def test_labels_start_at_the_position_asked_for(start_at):
    image = page_images(draw_labels(labels(1), AVERY_L4736, start_at))[0]
    assert [place for place in range(1, 49) if ink(image, AVERY_L4736, place)] == [start_at]


def test_a_second_sheet_starts_at_its_first_position():
    first, second = page_images(draw_labels(labels(4), AVERY_L4736, start_at=46))
    assert [place for place in range(1, 49) if ink(first, AVERY_L4736, place)] == [46, 47, 48]
    assert [place for place in range(1, 49) if ink(second, AVERY_L4736, place)] == [1]


@pytest.mark.parametrize("start_at", [0, 49])
def test_a_position_off_the_sheet_is_refused(start_at):
    with pytest.raises(ValueError, match="not on a sheet of 48 labels"):
        draw_labels(labels(1), AVERY_L4736, start_at)


def test_offset_moves_everything():
    plain = page_images(draw_labels(labels(1), AVERY_L4736), dpi=254)[0]
    moved = page_images(draw_labels(labels(1), AVERY_L4736, dx_mm=2, dy_mm=-1), dpi=254)[0]
    left, top, _, _ = plain.point(lambda grey: 255 - grey).getbbox()
    moved_left, moved_top, _, _ = moved.point(lambda grey: 255 - grey).getbbox()
    assert (moved_left - left, moved_top - top) == (pytest.approx(20, abs=1), pytest.approx(-10, abs=1))


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), SMALLEST], ids=lambda layout: layout.name)
def test_a_long_model_is_cut_and_stays_on_its_label(layout):
    model = "Fujitsu Esprimo Q558 Mini-PC mit sehr langem Namen und noch mehr"
    pdf = draw_labels(labels(1, model=model), layout)
    assert page_texts(pdf)[0].endswith("…")
    ends = page_images(pdf)[0].point(lambda grey: 255 - grey).getbbox()[2] / MM
    assert ends <= layout.left + layout.label_width - 1


def test_a_reserved_number_prints_without_device():
    assert page_texts(draw_labels([LabelContent("H4F-000900")], AVERY_L4736)) == ["H4F 000900"]


def test_a_blank_label_has_lines_to_write_on():
    written, blank = (
        page_images(draw_labels([LabelContent("H4F-000900", is_blank=is_blank)], ROLL_62MM))[0]
        for is_blank in (False, True)
    )
    below = (int(30 * MM), int(16 * MM), int(61 * MM), int(28 * MM))
    assert written.crop(below).getextrema() == (255, 255)
    assert blank.crop(below).getextrema()[0] < 200


def test_a_locations_label_says_its_name_in_full_and_its_code():
    label = LocationContent("VERSCHLUSS-DATENTRAEGER", "Verschluss Datenträger")
    assert page_texts(draw_labels([label], AVERY_L4736)) == ["Verschluss Datenträger VERSCHLUSS-DATENTRAEGER"]


def test_a_name_that_is_too_long_for_two_lines_is_cut_with_dots():
    label = LocationContent("X-1", "Zwischenlager hinter der Donaudampfschifffahrtsgesellschaftstür links")
    text = page_texts(draw_labels([label], SMALLEST))[0]
    assert text.startswith("Zwischen")
    assert "…" in text
    assert text.endswith("X-1")


def test_a_test_page_has_an_outline_and_a_number_for_each_place():
    assert page_texts(draw_test_page(AVERY_L7160))[0].split() == [str(place) for place in range(1, 22)]
    image = page_images(draw_test_page(AVERY_L7160, dx_mm=2))[0]
    assert image.point(lambda grey: 255 - grey).getbbox()[0] == pytest.approx((7.2 + 2) * MM, abs=2)


def test_a_number_too_long_for_the_code_is_refused():
    with pytest.raises(DoesNotFit):
        draw_labels([LabelContent("H4F-12345678")], AVERY_L4736)


def test_missing_glyph_is_named():
    with pytest.raises(MissingGlyph):
        draw_labels(labels(1, model="ThinkPad ☃"), AVERY_L4736)


def test_no_labels_are_refused():
    with pytest.raises(ValueError, match="no label"):
        draw_labels([], AVERY_L4736)


def test_labels_are_the_same_bytes_each_time_and_carry_their_fonts():
    pdf = draw_labels(labels(5), AVERY_L4736)
    assert draw_labels(labels(5), AVERY_L4736) == pdf
    assert {name.split("+")[1] for name in font_names(pdf)} == {"H4FNotoSans-Regular", "H4FNotoSans-Bold"}
