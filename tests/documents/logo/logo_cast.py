"""Pictures as people upload them."""

import io

from PIL import Image, ImageDraw

BLUE, YELLOW = (0, 80, 160), (255, 230, 120)


def file_of(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def wide_logo(kind: str = "PNG") -> bytes:
    """A blue ellipse, twice as wide as high, with a yellow rectangle left of its middle, in an empty margin: clear in
    a PNG, white in a JPEG."""
    image = Image.new("RGBA", (500, 300), (0, 0, 0, 0) if kind == "PNG" else "white")
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((50, 50, 450, 250), fill=BLUE)
    drawing.rectangle((130, 110, 230, 190), fill=YELLOW)
    return file_of(image if kind == "PNG" else image.convert("RGB"), kind)
