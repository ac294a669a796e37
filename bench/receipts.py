"""How fast handover receipts are drawn, made by workers and put into piles, beside a yardstick that only writes.

The yardstick is a bare reportlab canvas that replays the same texts, lines and finished QR paths with the same embedded
fonts: nothing is measured or laid out (`bench/yardstick.py`). Every receipt differs, also from those of other rounds:
none was seen before by the process that draws it. Ways take turns receipt for receipt, or pile for pile, so that a
noisy machine is as noisy for each of them.

Two workers make the receipts of a batch on PostgreSQL with a broker, from the bell to the last row and file on the
disk, beside two yardstick processes. The speed of WeasyPrint (one process, the same page) is measured where it is
installed.

    python bench/receipts.py [--receipts 300] [--rounds 5] [--pile 1000] [--made 600]
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import weasy
from bench.workers import WARM_UP, program, seconds_of_yardstick, seconds_to_make, workers

if TYPE_CHECKING:
    from bench.yardstick import Call
    from recipients.papers.content import ReceiptContent

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def receipt(number: int) -> "ReceiptContent":
    """The receipt of one pupil as it is frozen, in all that differs different from every other one's."""
    from tests.recipients.receipt_example import MEDIUM, MONITOR, example_content, example_device

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


def draw(contents: "list[ReceiptContent]") -> bytes:
    """As the program draws them."""
    from recipients.papers import draw_receipts

    return draw_receipts(contents)


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
        taken = spent(lambda content=content, drawn=drawn: drawn.append(draw([content])))
        calls = calls_of(content)
        written = spent(lambda calls=calls: replayed([calls]))
        # The first ten warm up.
        if number >= 10:
            ours.append(taken)
            bare.append(written)
            sizes.append(len(drawn[0]))
    ratio = statistics.median(bare) / statistics.median(ours)
    return ratio, statistics.median(bare) * 1000, round(statistics.median(sizes))


def calls_of(content: "ReceiptContent") -> "list[Call]":
    """What the yardstick replays of it."""
    from bench.yardstick import recorded

    with recorded() as calls:
        draw([content])
    return calls


def replayed(documents: "list[list[Call]]") -> bytes:
    """The yardstick's file."""
    from bench.yardstick import replay

    return replay(documents)


def fresh(count: int, number_of_round: int) -> "list[ReceiptContent]":
    """So many receipts that no other round has."""
    first = 1 + (number_of_round + 1) * count
    return [receipt(number) for number in range(first, first + count)]


def made_ratios(count: int, rounds: int) -> tuple[float, float]:
    """The speed of two workers in that of two yardstick processes, and a receipt's milliseconds through the workers."""
    ours, bare = [], []
    with workers():
        seconds_to_make([receipt(number) for number in range(1, WARM_UP + 1)])
        for number in range(rounds):
            receipts = fresh(count, number)
            documents = [calls_of(content) for content in receipts]
            bare.append(seconds_of_yardstick(documents))
            ours.append(seconds_to_make(receipts))
    ratio = statistics.median(written / taken for written, taken in zip(bare, ours, strict=True))
    return ratio, statistics.median(ours) / count * 1000


def pile_ratio(count: int, rounds: int) -> tuple[float, int]:
    """Our time for a pile of so many in that of the yardstick's document of as many pages, and the pile's bytes."""
    ratios, size = [], 0
    for number in range(rounds):
        contents, drawn = fresh(count, number), []
        taken = spent(lambda contents=contents, drawn=drawn: drawn.append(draw(contents)))
        documents = [calls_of(content) for content in contents]
        ratios.append(taken / spent(lambda documents=documents: replayed(documents)))
        size = len(drawn[0])
    return statistics.median(ratios), size


def pile_peak_mib(count: int) -> float:
    """The most memory that a process of its own needs to draw the pile."""
    said = subprocess.run(
        [sys.executable, __file__, "--only-pile", str(count)], capture_output=True, text=True, check=True
    )
    return float(said.stdout)


def draw_pile(count: int) -> None:
    """Draws one pile and prints the process's peak in MiB, of this program alone: what the caller held when it was
    started does not count."""
    import django

    django.setup()
    draw([receipt(number) for number in range(1, count + 1)])
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(peak.group(1)) / 1024)


def measure(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    ratio, yardstick_ms, size = render_ratio(arguments.receipts)
    print(f"yardstick {yardstick_ms:.1f} ms a receipt, ours {yardstick_ms / ratio:.1f} ms, {size} bytes")
    pile, pile_bytes = pile_ratio(arguments.pile, arguments.rounds)
    print(f"pile of {arguments.pile}: {pile:.2f} of the yardstick's time, {pile_bytes} bytes")
    made, made_ms = made_ratios(arguments.made, arguments.rounds)
    weasy_ms = weasy.milliseconds_a_page([receipt(number) for number in range(1, 24)])
    print(f"two workers: {made_ms:.1f} ms a receipt; WeasyPrint: {weasy_ms or 0:.0f} ms")
    figures = {
        "render_ratio": round(ratio, 2),
        "celery_ratio": round(made, 2),
        "weasyprint_ratio": round(weasy_ms / made_ms, 1) if weasy_ms else None,
        "pile_ratio": round(pile, 2),
        "pile_peak_mib": round(pile_peak_mib(arguments.pile)),
        "bytes": size,
    }
    print(json.dumps({"bench": "receipts", **figures}))


def main() -> None:
    """Reads what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--receipts", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pile", type=int, default=1000)
    parser.add_argument("--made", type=int, default=600)
    parser.add_argument("--only-pile", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only_pile:
        draw_pile(arguments.only_pile)
        return
    with program():
        measure(arguments)


if __name__ == "__main__":
    main()
