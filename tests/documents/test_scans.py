"""What is taken as the scan of a signed paper, and what is not."""

import io

import pytest
from PIL import Image

from documents import scans
from tests import cast

PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    file = io.BytesIO()
    Image.new("1", size).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "found"), [(PDF, scans.PDF), (cast.png(), scans.PNG), (picture("JPEG"), scans.JPEG)]
)
def test_a_scan_is_known_by_its_content(content, found):
    assert scans.media_type(content) == found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leer"),
        (PDF[:-8], "keine vollständige"),
        (b"MZ\x90\x00", "keine vollständige"),
        (picture("GIF"), "keine vollständige"),
        (cast.png()[:-20], "keine vollständige"),
        (picture("PNG", (9_500, 9_000)), "zu viele Bildpunkte"),
        (b"%PDF-" + b"x" * scans.MOST_BYTES, "größer als 10 MB"),
    ],
)
def test_other_files_get_a_sentence(content, said):
    with pytest.raises(scans.UnreadableScan, match=said):
        scans.media_type(content)


def test_the_photo_of_a_telephone_with_a_second_picture_is_a_jpeg():
    assert scans.media_type(cast.photo_of_two_pictures()) == scans.JPEG
