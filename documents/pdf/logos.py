"""The logo in the letterhead. A paper's frozen content names it by the SHA-256 of its file, so that the same content
gives the same bytes; where files lie, the owner of the storage says."""

import functools
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from reportlab.pdfbase.pdfdoc import PDFName

from documents.pdf.errors import LogoMissing
from documents.pdf.streams import Stream, packed

# Kept in memory: a pile may hold papers of several versions, hardly of more.
MOST_KEPT = 16

_readers: list[Callable[[str], bytes]] = []


def read_with(reader: Callable[[str], bytes]) -> None:
    """Says how a logo's file is read by its key; the reader raises LogoMissing."""
    _readers[:] = [reader]


@dataclass(frozen=True)
class Logo:
    """Black dots on white: rows from the top, eight dots in a byte, each row in bytes of its own; 0 is black."""

    width: int
    height: int
    dots: bytes

    @property
    def name(self) -> str:
        """What a PDF calls it; equal dots have equal names."""
        return f"logo{hashlib.sha256(self.dots).hexdigest()[:12]}"

    def stream(self) -> Stream:
        """The picture as an object of a PDF: one bit for a dot, no mask, nothing transparent."""
        facts = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": self.width,
            "Height": self.height,
            "ColorSpace": PDFName("DeviceGray"),
            "BitsPerComponent": 1,
        }
        return packed(self.dots, facts)


def logo_from(png: bytes) -> Logo:
    """The dots of a PNG as documents.logo.making writes it."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        return Logo(image.width, image.height, image.convert("1").tobytes())


@functools.lru_cache(maxsize=MOST_KEPT)
def logo_of(key: str) -> Logo | None:
    """The logo under a key; None without one: then the letterhead has the drawn mark. Raises: LogoMissing."""
    if not key:
        return None
    for reader in _readers:
        return logo_from(reader(key))
    raise LogoMissing(key)
