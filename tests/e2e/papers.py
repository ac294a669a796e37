"""Reading a PDF back: its words, and its QR codes from the picture that would be printed."""

import pypdfium2
import zxingcpp

PRINT_DPI = 300


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def codes_of(pdf: bytes) -> list[str]:
    """What the QR codes of all pages hold, at the sharpness of an office printer."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=PRINT_DPI / 72).to_pil()
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    return found
