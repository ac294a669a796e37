"""The pages of papers, compared as pixels with images that a person has looked at and approved.

pdfium draws them: it comes with the pinned packages, so that every machine draws alike. After a change that is meant,
`H4F_APPROVE=1 make test` writes the images anew; look at each of them before it is committed.
"""

import os
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

APPROVED = Path(__file__).parent / "golden"
# Where a failed comparison leaves what was drawn, and where it differs in black.
SEEN = Path(__file__).resolve().parents[1] / "build" / "golden"
DPI = 100
# In 255 levels of grey: less is rounding of another processor, not ink.
INVISIBLE = 8


def assert_pages_approved(pdf: bytes, name: str) -> None:
    """Each page of the PDF looks like the approved image `tests/golden/<name>-<page>.png`, and there are as many."""
    pages = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    if os.environ.get("H4F_APPROVE"):
        _approve(pages, name)
    approved = sorted(APPROVED.glob(f"{name}-[0-9]*.png"))
    assert len(pages) == len(approved), f"{name}: {len(pages)} pages drawn, {len(approved)} approved"
    differing = [number for number, page in enumerate(pages, start=1) if _differs(page, f"{name}-{number}")]
    assert not differing, f"{name}: pages {differing} differ from the approved ones, see {SEEN}"


def _approve(pages: list[Image.Image], name: str) -> None:
    APPROVED.mkdir(exist_ok=True)
    for old in APPROVED.glob(f"{name}-[0-9]*.png"):
        old.unlink()
    for number, page in enumerate(pages, start=1):
        page.save(APPROVED / f"{name}-{number}.png", optimize=True)


def _differs(page: Image.Image, name: str) -> bool:
    approved = Image.open(APPROVED / f"{name}.png")
    if page.size == approved.size:
        difference = ImageChops.difference(page, approved)
        if difference.getextrema()[1] <= INVISIBLE:
            return False
        _leave(ImageChops.invert(difference), f"{name}-difference")
    _leave(page, f"{name}-drawn")
    return True


def _leave(image: Image.Image, name: str) -> None:
    SEEN.mkdir(parents=True, exist_ok=True)
    image.save(SEEN / f"{name}.png")
