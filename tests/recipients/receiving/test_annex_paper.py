"""The paper of a class set, read back from its PDF."""

import pytest

from recipients.papers import draw_receipt, draw_receipts, issue_check
from tests.documents.pdf.pdf_reading import last_ink, page_images, page_texts
from tests.recipients.class_set_example import example_class_set
from tests.recipients.receipt_example import MEDIUM, example_content

HEAD = "Nr. H4F-Nummer Seriennummer Zustand Bekannte Mängel Datenträger und Löschung"


@pytest.fixture(scope="module")
def pdf():
    return draw_receipt(example_class_set())


def test_it_is_signed_on_the_first_page_and_every_page_has_number_version_and_place(pdf):
    pages = page_texts(pdf)
    assert len(pages) == 3
    assert ["5 Unterschriften" in page for page in pages] == [True, False, False]
    assert [f"Seite {number} von 3" in page for number, page in enumerate(pages, start=1)] == [True] * 3
    assert [page.count("Q-2026-00017 · Fassung 1") > 0 for page in pages] == [True] * 3
    assert "30 × Lenovo ThinkPad T480" in pages[0] and "H4F-000001" not in pages[0]


def test_each_device_stands_in_the_annex_once_under_a_head_that_is_repeated(pdf):
    _first, *annex = page_texts(pdf)
    assert [page.count(HEAD) for page in annex] == [1, 1]
    assert [sum(page.count(f"H4F-{number:06d}") for page in annex) for number in range(1, 31)] == [1] * 30
    assert ["Lenovo ThinkPad T480 (Fortsetzung)" in page for page in annex] == [False, True]


def test_each_kind_has_its_own_head_and_numbers_go_on():
    _first, annex = page_texts(draw_receipt(example_class_set(count=12, kinds=3)))
    assert (annex.count(HEAD), "12 H4F-000012" in annex) == (3, True)


def test_devices_that_all_differ_find_room():
    content = example_class_set(count=60)
    devices = [device | {"name": f"Notebook {place}"} for place, device in enumerate(content["devices"])]
    kinds = [content["annex"]["kinds"][0] | {"name": device["name"], "count": 1} for device in devices]
    issue_check(content | {"devices": devices, "annex": content["annex"] | {"kinds": kinds}})


def test_a_device_with_many_disks_names_itself_again_on_the_next_page():
    content = example_class_set(count=4)
    media = [MEDIUM | {"serial": f"DISK{number:04d}"} for number in range(40)]
    devices = [content["devices"][0] | {"media": media}, *content["devices"][1:]]
    pages = page_texts(draw_receipt(content | {"devices": devices}))
    assert ["H4F-000001" in page for page in pages] == [False, *("DISK" in page for page in pages[1:])]
    assert len([page for page in pages if "DISK" in page]) == 3
    assert sum(page.count("DISK") for page in pages) == 40


@pytest.mark.parametrize("count", [19, 20, 60])
def test_nothing_is_drawn_over_the_foot(count):
    for page in page_images(draw_receipt(example_class_set(count=count)), dpi=72)[1:]:
        strip = page.crop((0, round(281.5 / 25.4 * 72), page.width, round(283 / 25.4 * 72)))
        assert strip.getextrema() == (255, 255)
        assert last_ink(page) < 290 / 25.4 * 72


def test_pages_of_a_pile_look_like_the_single_files():
    pile = [example_content(), example_class_set(number="Q-2026-00018"), example_content(number="Q-2026-00019")]
    together = page_images(draw_receipts(pile))
    alone = [image for content in pile for image in page_images(draw_receipt(content))]
    assert [image.tobytes() for image in together] == [image.tobytes() for image in alone]
