"""The picture or PDF of a paper that was signed by hand. What comes from outside is looked at before it is kept."""

import io

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from custody.lifecycle import TransitionRefused

MOST_BYTES = 10 * 1024 * 1024
# A page at 600 dpi has 35 million pixels.
MOST_PIXELS = 80_000_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
# A JPEG with further pictures behind it, as telephones make them, is opened as JPEG and then called MPO.
_PICTURES = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG}
# Programs put a line or two behind a PDF's end.
_TAIL = 2048


class UnreadableScan(TransitionRefused):
    """A file that is no scan of a paper. The message is for people."""


def media_type(content: bytes, *, most_bytes: int = MOST_BYTES) -> str:
    """What the file is by its content, whatever its name says. Raises UnreadableScan."""
    if not content:
        raise UnreadableScan(_("The file is empty. Please choose another one."))
    if len(content) > most_bytes:
        raise UnreadableScan(
            _("The file is larger than %(most)d MB. Please scan it again with fewer dots per inch.")
            % {"most": most_bytes // 1024**2}
        )
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL:]:
        return PDF
    return _picture(content)


def _picture(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UnreadableScan(_("The picture has too many pixels. Please scan it with fewer dots per inch."))
            found = _PICTURES[image.format]
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableScan(
            _("This is no complete PDF, JPEG or PNG file. Please scan the signed paper again.")
        ) from error
    return found
