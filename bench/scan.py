"""How long the scan page takes with 100 and with 100,000 devices in the house.

Asked are an H4F number, a serial number, a disk's serial number and something that nobody knows; the houses take turns.

    python bench/scan.py [--database postgresql] [--rounds 9]
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.databases import KINDS, Databases, program_with

SIZES = (100, 100_000)
TIMES = 10


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    with program_with(arguments.database) as databases:
        measure(databases, arguments)


def measure(databases: Databases, arguments: argparse.Namespace) -> None:
    """Builds the houses, lets them take turns, prints each figure and the line of JSON."""
    from bench.house import fill, volunteer
    from bench.sample import BESIDE, Machine, Sample

    sample = Sample(BESIDE.read_bytes())
    user, _secret = volunteer()
    known = Machine(77)
    disk = known.like(sample.report.storage[0].serial)
    asked = ("H4F-000077", known.like(sample.report.serial), disk, "nobody knows this")
    for size in SIZES:
        databases.copy("base", f"house_{size}")
        databases.use(f"house_{size}")
        fill((Machine(number) for number in range(1, size + 1)), sample, user)
        databases.settle()
        databases.use("base")
    seconds: dict[tuple[int, str], list[float]] = {(size, text): [] for size in SIZES for text in asked}
    for turn in range(arguments.rounds + 1):
        for size in SIZES:
            databases.use(f"house_{size}")
            for text in asked:
                spent = ask(user, text)
                # The first turn warms up.
                seconds[size, text] += [spent] if turn else []
    report(arguments, seconds)


def ask(user, text: str) -> float:
    """Seconds for one answer of the scan page, on average of a few."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    client.get("/scan/")
    started = time.perf_counter()
    for _time in range(TIMES):
        if client.get("/scan/", {"q": text}).status_code not in (200, 302):
            raise RuntimeError(f"no answer for {text}")
    return (time.perf_counter() - started) / TIMES


def report(arguments: argparse.Namespace, seconds: dict[tuple[int, str], list[float]]) -> None:
    """Medians in milliseconds; flatness is how much of the small house's speed the large one keeps, at worst."""
    small, large = SIZES
    texts = [text for size, text in seconds if size == small]
    ratios = []
    for text in texts:
        took = {size: 1000 * statistics.median(seconds[size, text]) for size in SIZES}
        pairs = zip(seconds[small, text], seconds[large, text], strict=True)
        ratios.append(statistics.median(one / other for one, other in pairs))
        print(f"{text}: {took[small]:.1f} ms with {small}, {took[large]:.1f} ms with {large:,} devices")
    figures = {f"ms_{size}": _median(seconds, size) for size in SIZES}
    line = {"bench": "scan", "database": arguments.database, **figures, "flatness": round(min(ratios), 3)}
    print(json.dumps(line))


def _median(seconds: dict[tuple[int, str], list[float]], size: int) -> float:
    return round(
        1000 * statistics.median(one for (of, _text), all_ in seconds.items() if of == size for one in all_), 2
    )


if __name__ == "__main__":
    main()
