"""The pages of papers, compared as pixels with images that a person has looked at and approved.

pdfium draws them: it comes with the pinned packages, so that every machine draws alike. After a change that is meant,
`H4F_APPROVE=1 make test` writes those images anew that differ; look at each of them before it is committed.
A failed comparison leaves three pictures of each page in `build/golden`: what was approved, what was drawn, and
`…-difference.png`, where ink that went is red, ink that came is blue, and what stayed is grey.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

APPROVED = Path(__file__).parent / "golden"
SEEN = Path(__file__).resolve().parents[1] / "build" / "golden"
DPI = 100
# Approved pages are kept in so many levels of grey: half the bytes of 256.
LEVELS = 16
STEP = 255 // (LEVELS - 1)
# In 255 levels of grey: less is rounding, of the approved page or of another processor, not ink.
INVISIBLE = STEP
MEANT = "where that is meant, H4F_APPROVE=1 writes them anew"


def assert_pages_approved(pdf: bytes, name: str) -> list[Image.Image]:
    """Each page of the PDF looks like the approved image `tests/golden/<name>-<page>.png`, and there are as many.
    Returns the pages."""
    pages = [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    if os.environ.get("H4F_APPROVE"):
        _approve(pages, name)
    differing = [number for number, page in enumerate(pages, start=1) if _differs(page, f"{name}-{number}")]
    approved = len(approved_pages(name))
    look = f"see {SEEN}/{name}-*-difference.png; {MEANT}"
    assert len(pages) == approved, f"{name}: {len(pages)} pages drawn, {approved} approved, {look}"
    assert not differing, f"{name}: pages {differing} differ from the approved ones, {look}"
    return pages


def approved_pages(name: str) -> list[Path]:
    """The files of a paper's approved pages."""
    return [path for path in APPROVED.glob(f"{name}-*.png") if path.stem.removeprefix(f"{name}-").isdigit()]


def _approve(pages: Sequence[Image.Image], name: str) -> None:
    APPROVED.mkdir(exist_ok=True)
    wanted = {APPROVED / f"{name}-{number}.png": page for number, page in enumerate(pages, start=1)}
    for path in {*approved_pages(name)} - wanted.keys():
        path.unlink()
    for path, page in wanted.items():
        if not path.exists() or _unlike(page, _read(path)):
            _coarse(page).save(path, optimize=True, bits=4)


def _coarse(page: Image.Image) -> Image.Image:
    levels = page.point(lambda grey: (grey + STEP // 2) // STEP)
    image = Image.frombytes("P", page.size, levels.tobytes())
    image.putpalette([level * STEP for level in range(LEVELS) for _colour in "rgb"])
    return image


def _read(path: Path) -> Image.Image:
    return Image.open(path).convert("L")


def _unlike(page: Image.Image, approved: Image.Image) -> bool:
    return page.size != approved.size or ImageChops.difference(page, approved).getextrema()[1] > INVISIBLE


def _differs(page: Image.Image, name: str) -> bool:
    """Whether it does; then the pictures are left."""
    path = APPROVED / f"{name}.png"
    approved = _read(path) if path.exists() else Image.new("L", page.size, "white")
    if path.exists() and not _unlike(page, approved):
        return False
    SEEN.mkdir(parents=True, exist_ok=True)
    approved.save(SEEN / f"{name}-approved.png")
    page.save(SEEN / f"{name}-drawn.png")
    _overlaid(approved, page).save(SEEN / f"{name}-difference.png")
    return True


def _overlaid(approved: Image.Image, drawn: Image.Image) -> Image.Image:
    """What is only on the approved page in red, what is only on the drawn one in blue, what is on both in grey."""
    size = max(approved.width, drawn.width), max(approved.height, drawn.height)
    before, now = (_grown(image, size) for image in (approved, drawn))
    both = ImageChops.lighter(before, now).point(lambda grey: 128 + grey // 2)
    only_before = ImageChops.subtract(now, before)
    only_now = ImageChops.subtract(before, now)
    red = ImageChops.subtract(both, only_now)
    green = ImageChops.subtract(ImageChops.subtract(both, only_now), only_before)
    blue = ImageChops.subtract(both, only_before)
    return Image.merge("RGB", (red, green, blue))


def _grown(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    grown = Image.new("L", size, "white")
    grown.paste(image)
    return grown
