"""Receipts with what was drawn on a screen on the lines at their foot."""

from recipients.papers import draw_receipt
from tests.recipients.receipt_example import example_content, signed


def test_who_did_not_sign_has_an_empty_line():
    nobody = signed()
    nobody["signed"] = {**nobody["signed"], "marks": {}}
    by_hand = {**nobody, "signed": None}
    assert draw_receipt(example_content(**nobody)) == draw_receipt(example_content(**by_hand))
