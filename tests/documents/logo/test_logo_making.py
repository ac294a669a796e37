"""From an uploaded picture to black dots; what comes from outside is looked at first."""

import io
import struct
import zlib

import pytest
from PIL import Image

from documents.logo import making
from tests.documents.logo.logo_cast import file_of, wide_logo


def dots(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and has nothing in it."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_black_on_white_without_margins_in_its_own_proportions(kind):
    made = dots(making.make(wide_logo(kind)))
    assert (made.mode, made.format, made.width) == ("1", "PNG", making.DOTS)
    assert abs(made.height - making.DOTS / 2) <= 2
    assert [made.getpixel(at) for at in ((2, 2), (200, 66), (80, 66))] == [255, 0, 255]


def test_a_made_logo_is_made_again_alike_and_carries_nothing_else():
    made = making.make(wide_logo())
    assert making.make(made) == made == making.read_back(made)
    telling = io.BytesIO()
    Image.open(io.BytesIO(made)).save(telling, "PNG", dpi=(72, 72), comment="x")
    assert telling.getvalue() != made == making.read_back(telling.getvalue())


@pytest.mark.parametrize("mode", ["P", "LA", "I;16", "CMYK", "1"])
def test_pictures_of_other_kinds_are_read_too(mode):
    plain = Image.new("L", (60, 60), 255)
    plain.paste(0, (10, 10, 30, 50))
    levels = plain.point(lambda level: level * 257.0, mode="I").convert("I;16") if mode == "I;16" else plain
    image = levels if mode == "I;16" else plain.convert(mode)
    made = dots(making.make(file_of(image, "JPEG" if mode == "CMYK" else "PNG")))
    assert made.height == making.DOTS and abs(made.width - making.DOTS / 2) <= 2
    assert made.getextrema()[0] == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kein lesbares"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "kein lesbares"),
        (b"%PDF-1.4 %%EOF", "kein lesbares"),
        (file_of(Image.new("L", (9, 9)), "GIF"), "kein lesbares"),
        (wide_logo()[:600], "kein lesbares"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "kein lesbares"),
        (png_header(4001, 4000), "zu viele Pixel"),
        (png_header(60_000, 60_000), "kein lesbares"),
        (b"x" * (making.MOST_BYTES + 1), "größer als 2 MB"),
        (file_of(Image.new("L", (50, 50), 255)), "nichts zu sehen"),
        (file_of(Image.new("LA", (50, 50), (255, 255))), "nichts zu sehen"),
    ],
    ids=["empty", "svg", "pdf", "gif", "cut", "twisted", "many pixels", "bomb", "long", "white", "white on clear"],
)
def test_what_is_no_logo_is_refused_with_a_sentence(content, said):
    with pytest.raises(making.LogoRefused, match=said):
        making.make(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"x" * 30, wide_logo(), file_of(Image.new("1", (9, 9))), file_of(Image.new("1", (264, 300)))],
    ids=["empty", "noise", "colours", "small", "high"],
)
def test_what_a_browser_sends_back_is_looked_at(content):
    with pytest.raises(making.LogoRefused):
        making.read_back(content)


def test_dark_and_light_are_parted_between_them():
    histogram = [0] * 256
    histogram[40], histogram[90], histogram[230] = 100, 50, 400
    assert making.threshold(histogram) in range(90, 230)
