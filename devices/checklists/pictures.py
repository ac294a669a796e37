"""Pictures beside a step: bounded, drawn anew so that nothing the camera wrote stays in them, stored by their hash."""

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from documents import storage

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
# Longest side in pixels: sharp on a phone and on the bench's screen.
LONGEST_SIDE = 1280
JPEG_QUALITY = 82
FORMATS = ("PNG", "JPEG")
WHITE = "#ffffff"


class PictureRefused(Exception):
    """A file that is no picture for a step; the message is for people."""


def store_picture(content: bytes) -> str:
    """Makes a small JPEG of an uploaded PNG or JPEG and stores it. Returns its key. Raises PictureRefused for anything
    else, and for one too large; OSError when nothing can be stored."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(_("The picture is larger than 10 MB. Please choose a smaller one."))
    return storage.put_once(_drawn_anew(content))


def _drawn_anew(content: bytes) -> bytes:
    """The picture upright, within LONGEST_SIDE, on white, without metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _opened(content)
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise PictureRefused(_("This is no picture that can be read. Please choose a PNG or JPEG.")) from error
    except Image.DecompressionBombWarning as error:
        raise PictureRefused(_("The picture has too many pixels.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ground = Image.new("RGB", upright.size, WHITE)
    ground.paste(upright, mask=upright.getchannel("A"))
    written = BytesIO()
    ground.save(written, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return written.getvalue()


def _opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureRefused(_("The picture has too many pixels."))
    picture.load()
    return picture
