"""Receipts that wait in the middle of their drawing, so that a fault can strike there for certain."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from documents.registry import KINDS

FOLDER = "H4F_TEST_HELD_RECEIPTS"
KIND = "handover_receipt"
BEGUN = ".begun"


class Holds:
    """Files named after receipts' numbers: as long as one is there, the drawing of that receipt waits and says so."""

    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, numbers: Iterable[str]) -> None:
        for number in numbers:
            (self.folder / number).touch()

    def forget_what_began(self) -> None:
        """Who is still at it says so again."""
        for path in self.folder.glob(f"*{BEGUN}"):
            path.unlink(missing_ok=True)

    def is_one_drawn(self) -> bool:
        """Whether a worker is in the middle of a receipt."""
        return any(self.folder.glob(f"*{BEGUN}"))

    def let_go_on(self) -> None:
        """Those that are being drawn."""
        for path in self.folder.glob(f"*{BEGUN}"):
            path.with_suffix("").unlink(missing_ok=True)

    def let_all_go_on(self) -> None:
        for path in self.folder.iterdir():
            path.unlink(missing_ok=True)


def hold_receipts() -> None:
    """In a worker that was told where the holds lie, receipts wait for them."""
    if FOLDER in os.environ:
        KINDS[KIND] = replace(KINDS[KIND], draw=_held(KINDS[KIND].draw, Path(os.environ[FOLDER])))


def _held(draw: Callable, folder: Path) -> Callable:
    def drawn(contents) -> bytes:
        for content in contents:
            hold = folder / content["number"]
            while hold.exists():
                hold.with_name(hold.name + BEGUN).touch()
                time.sleep(0.02)
        return draw(contents)

    return drawn
