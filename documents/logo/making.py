"""From an uploaded picture to black dots on white. Bytes in, bytes out; what comes from outside is hostile."""

import io
import struct
import zlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG")
# Of the longer side. Papers show it in 11 mm: that is a little over 600 dots per inch.
DOTS = 264
# What is looked at before it is cut to what can be seen: keeps memory and time low.
_LOOKED_AT = 4 * DOTS
# Of 255 levels of grey: a picture that differs less from its paper can't be told from it in black.
LEAST_CONTRAST = 64
# What Pillow raises for files that are cut, twisted or made to harm.
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


class LogoRefused(ValidationError):
    """A file that no logo can be made of. The message is for people."""


def make(content: bytes) -> bytes:
    """A PNG of black dots: on white where the picture was transparent, without empty margins, its longer side of DOTS.
    Raises LogoRefused."""
    if len(content) > MOST_BYTES:
        raise LogoRefused(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    with _opened(content) as image:
        if image.width * image.height > MOST_PIXELS:
            raise LogoRefused(_("The picture has too many pixels. Please choose a smaller one."))
        try:
            grey = _grey(image)
        except (*_DAMAGED, Image.DecompressionBombError, MemoryError) as error:
            raise unreadable() from error
    return _png(_black(grey))


def read_back(content: bytes) -> bytes:
    """A logo that `make` has made and that a browser sends back, written anew. Raises LogoRefused for anything else."""
    if len(content) > MOST_BYTES:
        raise unreadable()
    with _opened(content) as image:
        if image.mode != "1" or max(image.size) != DOTS:
            raise unreadable()
        try:
            image.load()
        except _DAMAGED as error:
            raise unreadable() from error
        return _png(image)


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except (*_DAMAGED, Image.DecompressionBombError) as error:
        raise unreadable() from error


def unreadable() -> LogoRefused:
    """What is said of a file that is no picture."""
    return LogoRefused(_("This is no PNG or JPEG picture that can be read. Please save the logo as a PNG."))


def _grey(image: Image.Image) -> Image.Image:
    """Upright, small, and on white paper."""
    if image.mode.startswith("I"):
        # 16 bits for a level of grey.
        image = image.convert("I").point(lambda level: level * (1 / 257)).convert("L")
    if image.mode != "L":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((_LOOKED_AT, _LOOKED_AT), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "RGBA":
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    return upright.convert("L")


def _black(grey: Image.Image) -> Image.Image:
    darkest, lightest = grey.getextrema()
    if lightest - darkest < LEAST_CONTRAST:
        raise LogoRefused(_("In black on white nothing could be seen of this picture. Please choose a darker logo."))
    level = threshold(grey.histogram())
    cut = grey.crop(grey.point(lambda value: 255 * (value <= level)).getbbox())
    scale = DOTS / max(cut.size)
    size = tuple(max(1, round(side * scale)) for side in cut.size)
    scaled = cut.resize(size, Image.Resampling.LANCZOS)
    return scaled.point(lambda value: 255 * (value > level), mode="1")


def threshold(histogram: Sequence[int]) -> int:
    """The level of grey up to which a dot counts as black: it parts dark from light best (Otsu 1979)."""
    total, mass = sum(histogram), sum(level * count for level, count in enumerate(histogram))
    best, found, dark, dark_mass = 0.0, 0, 0, 0
    for level, count in enumerate(histogram):
        dark, dark_mass = dark + count, dark_mass + level * count
        if not 0 < dark < total:
            continue
        between = (mass * dark - dark_mass * total) ** 2 / (dark * (total - dark))
        if between > best:
            best, found = between, level
    return found


def _png(image: Image.Image) -> bytes:
    """A new image carries nothing of the old file: only its dots are written."""
    bare = Image.new("1", image.size)
    bare.paste(image)
    file = io.BytesIO()
    bare.save(file, "PNG", optimize=True)
    return file.getvalue()
