"""How fast handover receipts are drawn, made by workers and put into piles, beside a yardstick that only writes.

The yardstick is a bare reportlab canvas that replays the same texts, lines and finished QR paths with the same embedded
fonts: nothing is measured or laid out (`bench/yardstick.py`). Every receipt differs. Ways take turns receipt for
receipt, or pile for pile, so that a noisy machine is as noisy for each of them.

    python bench/receipts.py [--receipts 300] [--rounds 3] [--pile 1000]
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.yardstick import recorded, replay
from recipients.papers import draw_receipts
from recipients.papers.content import ReceiptContent
from tests.recipients.receipt_example import MEDIUM, MONITOR, example_content, example_device

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def receipt(number: int) -> ReceiptContent:
    """The receipt of one pupil as it is frozen, in all that differs different from every other one's."""
    code = f"{LETTERS[number % 24]}{number % 10}{LETTERS[number // 24 % 24]}-{number % 9}{LETTERS[number // 7 % 24]}R"
    medium = MEDIUM | {"serial": f"S3TZNX0K{number:06d}", "reference": f"nwipe 0.38 · Bericht {number * 7919:012x}"}
    device = example_device(number, serial=f"PF{number:06X}", media=[medium], defects=f"Kratzer, Gerät {number}")
    monitor = MONITOR | {"number": f"H4F-{500_000 + number:06d}", "serial": f"CN-0ABC-{number:05d}"}
    token = f"{number * 2654435761 % 2**64:016x}{number:06x}"
    return example_content(
        number=f"Q-2026-{number:05d}",
        pupil={"code": code, "school_grade": str(5 + number % 8)},
        devices=[device, monitor],
        verification_url=f"https://h4f.example.org/v/{token}/",
    )


def spent(work: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def render_ratio(count: int) -> tuple[float, float, int]:
    """Our speed in the yardstick's, milliseconds of the yardstick, bytes of a receipt. The texts of a receipt are met
    for the first time when it is drawn, as in a worker."""
    contents = [receipt(number) for number in range(1, count + 11)]
    ours, bare, sizes = [], [], []
    for number, content in enumerate(contents):
        drawn: list[bytes] = []
        taken = spent(lambda content=content, drawn=drawn: drawn.append(draw_receipts([content])))
        with recorded() as calls:
            draw_receipts([content])
        written = spent(lambda calls=calls: replay([calls]))
        # The first ten warm up.
        if number >= 10:
            ours.append(taken)
            bare.append(written)
            sizes.append(len(drawn[0]))
    ratio = statistics.median(bare) / statistics.median(ours)
    return ratio, statistics.median(bare) * 1000, round(statistics.median(sizes))


def pile_ratio(count: int, rounds: int) -> tuple[float, int]:
    """Our time for a pile of so many in that of the yardstick's document of as many pages, and the pile's bytes."""
    contents = [receipt(number) for number in range(1, count + 1)]
    documents = []
    for content in contents:
        with recorded() as calls:
            draw_receipts([content])
        documents.append(calls)
    ratios, size = [], 0
    for _round in range(rounds):
        drawn: list[bytes] = []
        written = spent(lambda: replay(documents))
        taken = spent(lambda drawn=drawn: drawn.append(draw_receipts(contents)))
        ratios.append(taken / written)
        size = len(drawn[0])
    return statistics.median(ratios), size


def pile_peak_mib(count: int) -> float:
    """The most memory that a process of its own needs to draw the pile."""
    said = subprocess.run(
        [sys.executable, __file__, "--only-pile", str(count)], capture_output=True, text=True, check=True
    )
    return float(said.stdout)


def draw_pile(count: int) -> None:
    """Draws one pile and prints the process's peak in MiB."""
    draw_receipts([receipt(number) for number in range(1, count + 1)])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--receipts", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pile", type=int, default=1000)
    parser.add_argument("--only-pile", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only_pile:
        draw_pile(arguments.only_pile)
        return
    ratio, yardstick_ms, size = render_ratio(arguments.receipts)
    print(f"yardstick {yardstick_ms:.1f} ms a receipt, ours {yardstick_ms / ratio:.1f} ms, {size} bytes")
    pile, pile_bytes = pile_ratio(arguments.pile, arguments.rounds)
    print(f"pile of {arguments.pile}: {pile:.2f} of the yardstick's time, {pile_bytes} bytes")
    figures = {
        "render_ratio": round(ratio, 2),
        "pile_ratio": round(pile, 2),
        "pile_peak_mib": round(pile_peak_mib(arguments.pile)),
        "bytes": size,
    }
    print(json.dumps({"bench": "receipts", **figures}))


if __name__ == "__main__":
    main()
