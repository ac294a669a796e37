"""A phone's camera as scanner: a label before a (made-up) camera is read by the decoder that we serve, under our own
policy, and its device is put on the shelf."""

from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import CHROMIUM, FLAGS, Live, forbidden
from tests.e2e.people import sign_in, submit

WIDTH, HEIGHT, MODULE = 640, 480, 12
WHITE, BLACK, GREY = b"\xeb", b"\x10", b"\x80"
VOLUNTEER = "werkstatt@example.org"


def film(path: Path, text: str) -> None:
    """A film of a still label, as Chromium's made-up camera plays it (YUV4MPEG2)."""
    matrix = segno.make(text, error="h", version=1, micro=False).matrix
    left, top = (WIDTH - len(matrix) * MODULE) // 2, (HEIGHT - len(matrix) * MODULE) // 2
    light = bytearray(WHITE * (WIDTH * HEIGHT))
    for row, modules in enumerate(matrix):
        line = b"".join((BLACK if dark else WHITE) * MODULE for dark in modules)
        for y in range(top + row * MODULE, top + (row + 1) * MODULE):
            light[y * WIDTH + left : y * WIDTH + left + len(line)] = line
    frame = b"FRAME\n" + bytes(light) + GREY * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2)


@pytest.fixture
def number(new_page: Callable[..., Page]) -> str:
    """A device of the workshop."""
    page = new_page()
    sign_in(page, VOLUNTEER)
    page.goto("/devices/?status=in_refurbishment")
    return page.locator("table .h4f-code").first.inner_text()


def test_the_camera_reads_a_label_and_the_device_is_on_the_shelf(live: Live, browser: Browser, tmp_path, number):
    film(tmp_path / "label.y4m", number)
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'label.y4m'}",
    ]
    seeing = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera])
    page = seeing.new_page(base_url=live.url, locale="de-DE", viewport={"width": 390, "height": 800})
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if forbidden(line.text) else None)
    sign_in(page, VOLUNTEER)
    page.goto("/scan/piles/new/move/")
    page.select_option("select[name=location]", label="Regal C-04")
    submit(page)
    page.get_by_role("button", name="Kamera").click()
    expect(page.locator("#pile-lines")).to_contain_text(f"{number}nach Regal C-04", use_inner_text=False)
    page.get_by_role("button", name="Kamera aus").click()
    expect(page.locator("video")).to_be_hidden()
    page.keyboard.type("h4f9", delay=5)
    page.keyboard.press("Enter")
    expect(page.locator("#pile-lines li").first).to_contain_text("H4F-000009")
    seeing.close()
    assert complaints == []
