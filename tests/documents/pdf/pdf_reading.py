"""Reading a PDF back as a person or a telephone would: its text, its codes, its pixels."""

import re

import pypdfium2
import zxingcpp
from PIL import Image

A4_POINTS = (595.28, 841.89)


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, white space as single spaces."""
    pages = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().replace("\xa0", " ").split()) for page in pages]


def page_images(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    """Each page as a grey image."""
    return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def codes(image: Image.Image) -> list[str]:
    """The texts of all codes on a page, in reading order."""
    found = zxingcpp.read_barcodes(image)
    ordered = sorted(found, key=lambda code: (round(code.position.top_left.y / 20), code.position.top_left.x))
    return [code.text for code in ordered]


def font_names(pdf: bytes) -> set[str]:
    """The names in all font dictionaries, without the tag of a subset."""
    return {name.decode() for name in re.findall(rb"/BaseFont /(\S+)", pdf)}


def last_ink(image: Image.Image) -> int:
    """The lowest row that is not blank."""
    return image.point(lambda grey: 255 - grey).getbbox()[3]


def inside_margins(image: Image.Image, margin: float = 5 / 25.4 * 72) -> bool:
    """Whether all ink is where an old laser printer can print."""
    left, top, right, bottom = image.point(lambda grey: 255 - grey).getbbox()
    return min(left, top, image.width - right, image.height - bottom) > margin
