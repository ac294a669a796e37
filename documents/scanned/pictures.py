"""Pages as they are shown, and the PDF that is kept with a paper."""

import io
from collections.abc import Sequence

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.scanned.reading import QUALITY

_QUARTERS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def turned(picture: bytes, turn: int) -> bytes:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    if not turn:
        return picture
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as image:
        file = io.BytesIO()
        image.transpose(_QUARTERS[turn]).save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def as_pdf(pages: Sequence[bytes], *, title: str) -> bytes:
    """One PDF of pictures, each on an A4 page of its own; equal pictures give equal bytes."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for picture in pages:
        image = ImageReader(io.BytesIO(picture))
        width, height = image.getSize()
        sheet = A4 if height >= width else A4[::-1]
        scale = min(sheet[0] / width, sheet[1] / height)
        canvas.setPageSize(sheet)
        canvas.drawImage(image, 0, sheet[1] - height * scale, width * scale, height * scale)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
