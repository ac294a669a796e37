"""Receipts with what was drawn on a screen on the lines at their foot."""

import math

from recipients.papers import draw_receipt
from tests import golden
from tests.recipients.receipt_example import bilingual_content, example_content


def written(seed: int, letters: int = 9) -> list[list[int]]:
    """A signature as a pen draws it: loops from left to right, some of them high, and a line below."""
    points: list[int] = []
    for step in range(14 * letters):
        turn = 2 * math.pi * step / 14
        tall = 120 if (step // 14 + seed) % 4 == 0 else 45
        points += [round(90 + 6.1 * step + 40 * math.cos(turn)), round(190 - tall * math.sin(turn) + 4 * seed)]
    return [points, [110, 300 - 10 * seed, 480, 280 + 5 * seed, 860, 300 - 15 * seed]]


def signed(**changes: object) -> dict[str, object]:
    """What signing on screen adds to a content: the second version, with place, time and drawings."""
    marks = {
        code: {"name": "", "strokes": written(seed)} for seed, code in enumerate(("giver", "recipient", "guardian"))
    }
    when = "18.03.2026, 10:24 Uhr"
    said = {"place": "Musterstadt", "signed_at": when, "remark": "", "marks": marks}
    return {"version": 2, "place": "Musterstadt", "date": f"{when}, am Bildschirm", "signed": said, **changes}


def test_what_the_pens_drew_stands_on_the_lines():
    golden.assert_pages_approved(draw_receipt(example_content(**signed())), "receipt-signed-on-screen")


def test_beside_a_language_from_right_to_left_too():
    content = bilingual_content("ar", **signed())
    golden.assert_pages_approved(draw_receipt(content), "receipt-signed-on-screen-ar")


def test_who_did_not_sign_has_an_empty_line():
    nobody = signed()
    nobody["signed"] = {**nobody["signed"], "marks": {}}
    by_hand = {**nobody, "signed": None}
    assert draw_receipt(example_content(**nobody)) == draw_receipt(example_content(**by_hand))
