"""From an upload to two pictures that say nothing but what they show. Bytes in, bytes out; no Django."""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LARGE, THUMBNAIL = 1600, 320
QUALITY = 82
# What Pillow raises for files that are cut, twisted or made to harm.
DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
NOT_A_PICTURE, HEIC, TOO_MANY_PIXELS, BROKEN = "not_a_picture", "heic", "too_many_pixels", "broken"


class UnreadablePicture(Exception):
    """No picture can be made of this. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pictures:
    """Two JPEG files, and the size of the large one in pixels."""

    large: bytes
    width: int
    height: int
    thumbnail: bytes


def look(content: bytes) -> None:
    """Reads the first bytes only: is it a picture of a kind and size that is taken? Raises UnreadablePicture."""
    _opened(content).close()


def can_be_seen(content: bytes) -> bool:
    """Whether a picture can be made of all of it, not only of its first bytes."""
    try:
        make(content)
    except UnreadablePicture:
        return False
    return True


def make(content: bytes) -> Pictures:
    """The picture upright, at most LARGE and THUMBNAIL pixels long, on white where it was transparent, without EXIF,
    colour profile, comments or further frames. Raises UnreadablePicture."""
    with _opened(content) as image:
        try:
            large = _upright_and_small(image)
        except (*DAMAGED, Image.DecompressionBombError, MemoryError) as error:
            raise UnreadablePicture(BROKEN) from error
    thumbnail = large.copy()
    thumbnail.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return Pictures(_jpeg(large), large.width, large.height, _jpeg(thumbnail))


def _opened(content: bytes) -> Image.Image:
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise UnreadablePicture(HEIC)
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise UnreadablePicture(TOO_MANY_PIXELS) from error
    except DAMAGED as error:
        raise UnreadablePicture(NOT_A_PICTURE) from error
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise UnreadablePicture(TOO_MANY_PIXELS)
    return image


def _upright_and_small(image: Image.Image) -> Image.Image:
    """Made small before it is turned and its colours are changed: that keeps the memory low."""
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    if upright.mode != "RGBA":
        return upright.convert("RGB")
    white = Image.new("RGB", upright.size, "white")
    white.paste(upright, mask=upright.getchannel("A"))
    return white


def _jpeg(image: Image.Image) -> bytes:
    """A new image carries nothing of the old file: only its pixels are written."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()
