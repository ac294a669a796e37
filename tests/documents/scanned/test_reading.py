"""Scans are read as they come: turned, askew, coarse, hostile."""

import io
from pathlib import Path

import pytest
from PIL import Image

from documents.scanned import pictures, reading, watching
from tests.documents.scanned import scan_cast

ADDRESS = "https://geraete.example.org/v/abcdefghijklmnopqrstuv/"


@pytest.mark.parametrize(("dpi", "turn"), [(150, 3), (150, 180), (200, 90), (300, 267)])
def test_a_code_is_found_however_the_page_lies(dpi, turn):
    (page,) = scan_cast.scanned(scan_cast.paper(ADDRESS), dpi=dpi, turn=turn)
    seen = reading.look(page)
    assert seen.codes == [ADDRESS]
    assert seen.turn == round(turn / 90) * 90 % 360


def test_a_page_turned_upright_needs_no_turning_any_more():
    (page,) = scan_cast.scanned(scan_cast.paper(ADDRESS), turn=90)
    file = io.BytesIO()
    page.save(file, "JPEG")
    upright = pictures.turned(file.getvalue(), reading.look(page).turn)
    with Image.open(io.BytesIO(upright)) as image:
        assert reading.look(image.convert("L")).turn == 0
        assert image.height > image.width


def test_only_the_back_of_a_sheet_is_blank():
    assert reading.is_blank(scan_cast.blank())
    (page,) = scan_cast.scanned(scan_cast.paper(""), dpi=100)
    assert not reading.look(page).is_blank


def test_equal_pictures_make_equal_pdfs():
    file = io.BytesIO()
    scan_cast.blank().save(file, "JPEG")
    assert pictures.as_pdf([file.getvalue()], title="Scan") == pictures.as_pdf([file.getvalue()], title="Scan")


def pages_of(tmp_path: Path, content: bytes, kind: str, **options) -> list[watching.PageRead]:
    file = tmp_path / "original"
    file.write_bytes(content)
    return list(watching.pages_of(file, kind, tmp_path, most=10, **options))


def test_the_process_gives_page_by_page(tmp_path):
    scans = [*scan_cast.scanned(scan_cast.paper(ADDRESS)), scan_cast.blank()]
    first, second = pages_of(tmp_path, scan_cast.as_one_pdf(scans), "pdf")
    assert (first.codes, first.is_blank, second.codes, second.is_blank) == ([ADDRESS], False, [], True)
    assert first.picture.startswith(b"\xff\xd8")
    assert [path.name for path in tmp_path.iterdir()] == ["original"]


def test_the_process_knows_nothing_of_the_site(tmp_path, monkeypatch):
    monkeypatch.setenv("H4F_SECRET_KEY", "secret-of-the-site")
    file = tmp_path / "original"
    file.write_bytes(scan_cast.paper(""))
    reader = watching.Reader(file, "pdf", tmp_path, seconds=60, begun=lambda: None)
    reader.start(0)
    environment = Path(f"/proc/{reader.process.pid}/environ").read_bytes()
    limits = Path(f"/proc/{reader.process.pid}/limits").read_text()
    reader.stop()
    assert b"PATH=" in environment
    assert b"H4F" not in environment
    assert f"Max open files            {reading.MOST_OPEN_FILES} " in limits


def test_a_file_that_is_none_is_refused_as_a_whole(tmp_path):
    with pytest.raises(watching.UnreadableFile):
        pages_of(tmp_path, b"%PDF-1.7 nothing %%EOF", "pdf")


class BreaksAt(watching.Reader):
    """A reader whose process says nothing of one page."""

    broken = 1

    def page(self, index: int) -> watching.PageRead | None:
        read = super().page(index)
        return None if index == self.broken else read


def test_a_page_that_breaks_the_process_costs_that_page_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "Reader", BreaksAt)
    scans = [scan_cast.scanned(scan_cast.paper(ADDRESS), dpi=100)[0], scan_cast.blank(), scan_cast.blank()]
    read = pages_of(tmp_path, scan_cast.as_one_pdf(scans), "pdf")
    assert [bool(page.picture) for page in read] == [True, False, True]
    assert read[1] == watching.UNREADABLE
