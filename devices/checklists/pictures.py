"""Pictures beside a step: made small like photos of devices, without anything that the camera wrote, and stored."""

from django.utils.translation import gettext as _

from devices.photos.pictures import TOO_MANY_PIXELS, UnreadablePicture, make
from documents import storage

MOST_BYTES = 10 * 1024 * 1024


class PictureRefused(Exception):
    """A file that is no picture for a step; the message is for people."""


def store_picture(content: bytes) -> str:
    """Makes a JPEG of an uploaded picture and stores it. Returns its key. Raises PictureRefused for a file that is none
    or is too large; OSError when nothing can be stored."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(_("The picture is larger than 10 MB. Please choose a smaller one."))
    try:
        small = make(content).large
    except UnreadablePicture as error:
        if error.code == TOO_MANY_PIXELS:
            raise PictureRefused(_("The picture has too many pixels.")) from error
        raise PictureRefused(_("This is no picture that can be read. Please choose a PNG or JPEG.")) from error
    return storage.put_once(small)
