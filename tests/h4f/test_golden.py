"""What whoever changes a paper gets to see."""

import pytest
from PIL import Image

from devices.papers import LabelContent, draw_labels
from tests import golden
from tests.papers import LAYOUTS

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def folders(tmp_path, monkeypatch):
    monkeypatch.setattr(golden, "APPROVED", tmp_path / "approved")
    monkeypatch.setattr(golden, "SEEN", tmp_path / "seen")
    return tmp_path


def label(*numbers: str) -> bytes:
    """A roll with these labels, a small page for each."""
    return draw_labels([LabelContent(number) for number in numbers], LAYOUTS[-1])


def test_a_page_that_differs_leaves_pictures_of_what_went_and_what_came(folders, monkeypatch):
    monkeypatch.setenv("H4F_APPROVE", "1")
    golden.assert_pages_approved(label("H4F-000123"), "label")
    monkeypatch.delenv("H4F_APPROVE")
    golden.assert_pages_approved(label("H4F-000123"), "label")
    assert not (folders / "seen").exists()
    with pytest.raises(AssertionError, match=r"pages \[1\] differ .*label-\*-difference.png"):
        golden.assert_pages_approved(label("H4F-000124"), "label")
    left = {path.name for path in (folders / "seen").iterdir()}
    assert left == {"label-1-approved.png", "label-1-drawn.png", "label-1-difference.png"}
    colours = {colour for _count, colour in Image.open(folders / "seen" / "label-1-difference.png").getcolors(100_000)}
    assert {RED, BLUE, (128, 128, 128), (255, 255, 255)} <= colours


def test_pages_too_many_and_papers_never_approved_fail_with_their_pictures(folders, monkeypatch):
    monkeypatch.setenv("H4F_APPROVE", "1")
    golden.assert_pages_approved(label("H4F-000123", "H4F-000124"), "label")
    monkeypatch.delenv("H4F_APPROVE")
    with pytest.raises(AssertionError, match="1 pages drawn, 2 approved"):
        golden.assert_pages_approved(label("H4F-000123"), "label")
    with pytest.raises(AssertionError, match="new: 1 pages drawn, 0 approved"):
        golden.assert_pages_approved(label("H4F-000123"), "new")
    assert (folders / "seen" / "new-1-difference.png").exists()
