"""The Löschprotokoll as a picture, and what must stand on every page."""

import pytest

from devices.protocols.paper import check_protocol, draw_protocols
from documents.pdf import DoesNotFit, MissingGlyph
from tests.devices.protocols.protocol_example import final_content, settled
from tests.documents.pdf.pdf_reading import codes, page_images, page_texts


def test_every_page_names_the_paper_and_repeats_the_head():
    texts = page_texts(draw_protocols([final_content(count=100)]))
    assert len(texts) == 5
    for number, text in enumerate(texts, start=1):
        assert "L-2026-00008" in text and f"Seite {number} von 5" in text
        assert "Hersteller und Modell" in text


def test_its_code_leads_to_the_verification_page():
    content = final_content(count=1)
    assert codes(page_images(draw_protocols([content]))[0]) == [content["verification_url"]]


def test_same_content_gives_the_same_bytes():
    assert draw_protocols([final_content(count=3)]) == draw_protocols([final_content(count=3)])


def test_long_serials_and_tags_take_more_lines_and_lose_nothing():
    row = settled(0, serial="S" * 80, asset_tag="INV-" + "1" * 60, name="Maker " + "Model " * 18)
    text = page_texts(draw_protocols([final_content(count=1, settled_media=[row])]))[0]
    assert "S" * 80 in text.replace(" ", "") and "1" * 60 in text.replace(" ", "")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"donation_number": "\U0001f600"}, MissingGlyph),
        ({"addressee": {"name": "Amt", "lines": ["Zeile"] * 7}}, DoesNotFit),
    ],
)
def test_what_cannot_be_printed_is_refused_before_a_number_is_taken(changes, error):
    with pytest.raises(error):
        check_protocol(final_content(count=1, **changes))


@pytest.mark.parametrize("count", [1, 12, 13, 14, 15, 16, 40, 44, 45])
def test_the_closing_block_never_stands_alone(count):
    last = page_texts(draw_protocols([final_content(count=count)]))[-1]
    assert "verantwortlich für die Datenlöschung" in last and "H4F-" in last
