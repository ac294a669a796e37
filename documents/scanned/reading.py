"""Reads scans page by page, in a process of its own: what a hostile file does to it, it does to nobody else.

Run as `python -m documents.scanned.reading FILE KIND FOLDER FIRST`, KIND being pdf or picture: it prints how many pages
there are, and for each from the FIRST (0 is the first of the file) on writes FOLDER/<page>.jpg and prints one line of
JSON. Neither settings nor database are known here.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

DPI, SHARPER_DPI = 200, 300
POINTS_PER_INCH = 72
# A4 at 300 dpi has 8.7 million pixels; larger sheets are read with fewer dots.
MOST_PIXELS_DRAWN = 12_000_000
MOST_PIXELS_OPENED = 80_000_000
KEPT_LONGEST_SIDE, QUALITY = 1700, 72
DARK, MOST_DARK_OF_A_BLANK_PAGE = 150, 0.0006
MARGIN_OF_A_SCAN = 0.04
MOST_MEMORY_BYTES, MOST_CPU_SECONDS = 2_000_000_000, 600
MOST_BYTES_WRITTEN, MOST_OPEN_FILES = 50_000_000, 64
PDF = "pdf"


class Seen(NamedTuple):
    """One page: texts of its QR codes, by how many degrees it is to be turned clockwise to stand upright, whether
    anything is on it."""

    codes: list[str]
    turn: int
    is_blank: bool


def look(page: Image.Image) -> Seen:
    """What is on a page in greys."""
    found = [code for code in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode) if code.text]
    turn = _turn(found[0].orientation) if found else 0
    codes = list(dict.fromkeys(code.text for code in found))
    return Seen(codes, turn, not found and is_blank(page))


def _turn(orientation: int) -> int:
    """The quarter turn, clockwise, that brings a code upright which is turned by so many degrees, clockwise."""
    return -90 * round(orientation / 90) % 360


def is_blank(page: Image.Image) -> bool:
    """The back of a sheet: nothing but paper and a little dust; the edges, where scanners cast shadows, don't count."""
    small = page.reduce(4) if min(page.size) > 400 else page
    edge = round(max(small.size) * MARGIN_OF_A_SCAN)
    inner = small.crop((edge, edge, small.width - edge, small.height - edge)) if min(small.size) > 3 * edge else small
    counts = inner.histogram()
    return sum(counts[:DARK]) <= MOST_DARK_OF_A_BLANK_PAGE * sum(counts)


def read_pdf(document: pypdfium2.PdfDocument, first: int) -> Iterator[tuple[int, Image.Image, Seen]]:
    """Page by page; one without a code is drawn once more with more dots."""
    for index in range(first, len(document)):
        page = document[index]
        drawn = _draw(page, DPI)
        seen = look(drawn)
        if not seen.codes and not seen.is_blank:
            seen = look(_draw(page, SHARPER_DPI))
        yield index, drawn, seen


def _draw(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    scale = dpi / POINTS_PER_INCH
    width, height = page.get_size()
    pixels = width * height * scale * scale
    if pixels > MOST_PIXELS_DRAWN:
        scale *= (MOST_PIXELS_DRAWN / pixels) ** 0.5
    return page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")


def read_picture(content: bytes) -> tuple[Image.Image, Seen]:
    """A photo or scan as a picture, upright as the camera meant it."""
    image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    if image.width * image.height > MOST_PIXELS_OPENED:
        raise ValueError("too many pixels")
    image.draft("L", (4000, 4000))
    grey = ImageOps.exif_transpose(image).convert("L")
    if grey.width * grey.height > MOST_PIXELS_DRAWN:
        grey.thumbnail((4200, 4200))
    return grey, look(grey)


def keep(page: Image.Image, path: Path) -> None:
    """The picture that people see and that is filed: readable when printed, small enough for thousands."""
    page.thumbnail((KEPT_LONGEST_SIDE, KEPT_LONGEST_SIDE), Image.Resampling.LANCZOS)
    page.save(path, "JPEG", quality=QUALITY, optimize=True)


def main(file: str, kind: str, folder: str, first: str) -> None:
    """The process: bounded in memory, time and files by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES_WRITTEN, MOST_BYTES_WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    content = Path(file).read_bytes()
    if kind == PDF:
        document = pypdfium2.PdfDocument(content)
        _say({"pages": len(document)})
        pages = read_pdf(document, int(first))
    else:
        _say({"pages": 1})
        pages = iter([(0, *read_picture(content))])
    for index, picture, seen in pages:
        keep(picture, Path(folder) / f"{index}.jpg")
        _say({"page": index, **seen._asdict()})


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:5])
