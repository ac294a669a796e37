"""How many snapshots a second the web service takes in, in one process, with 0, 1,000 and 10,000 devices in the house.

Each is a request of its own with everything that belongs to it: token, 137 KB of JSON, reading, the original on the
disk, the rows and their history, the commit. Every second one finds its device (announced with its serial number) and
fills it in, the others are of machines that nobody knows and wait in the inbox. The houses take turns, so that a noisy
machine is as noisy for each of them.

    python bench/reports.py [--database postgresql] [--rounds 9] [--slice 40] [--profile]
"""

import argparse
import cProfile
import json
import pstats
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.databases import KINDS, Databases, program_with

SIZES = (0, 1_000, 10_000)
ADDRESS = "/api/v1/snapshot/"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--slice", type=int, default=40, help="snapshots in one turn of a house")
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    arguments = parser.parse_args()
    with program_with(arguments.database) as databases:
        measure(databases, arguments)


def measure(databases: Databases, arguments: argparse.Namespace) -> None:
    """Builds the houses, lets them take turns, prints each figure and the line of JSON."""
    from bench.house import fill, volunteer
    from bench.sample import BESIDE, Machine, Sample

    sample = Sample(BESIDE.read_bytes())
    user, secret = volunteer()
    for size in SIZES:
        databases.copy("base", f"house_{size}")
        databases.use(f"house_{size}")
        fill((Machine(number) for number in range(1, size + 1)), sample, user)
        databases.settle()
        databases.use("base")
    machines = (Machine(number) for number in count(500_000))
    seconds: dict[int, list[float]] = {size: [] for size in SIZES}
    profile = cProfile.Profile() if arguments.profile else None
    for turn in range(arguments.rounds + 1):
        for size in SIZES:
            databases.use(f"house_{size}")
            spent = take_turn(list(islice(machines, arguments.slice)), sample, secret, profile)
            # The first turn warms up.
            seconds[size] += [spent] if turn else []
    report(arguments, seconds)
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


def take_turn(machines: list, sample, secret: str, profile: cProfile.Profile | None) -> float:
    """Seconds that the service needs for one snapshot of each of these machines, every second one of which is known."""
    from django.test import Client

    from bench.house import register

    register(machines[::2], sample)
    bodies = [sample.of(machine) for machine in machines]
    client = Client(headers={"authorization": f"Bearer {secret}"})
    client.get("/healthz")
    if profile:
        profile.enable()
    started = time.perf_counter()
    answers = [client.post(ADDRESS, body, content_type="application/json") for body in bodies]
    spent = time.perf_counter() - started
    if profile:
        profile.disable()
    check(answers, machines)
    return spent


def check(answers: list, machines: list) -> None:
    """Every second one found its device, the others did not. Raises RuntimeError: then the figure would say nothing."""
    expected: Iterator[bool] = (number % 2 == 0 for number in range(len(machines)))
    for answer, machine, found in zip(answers, machines, expected, strict=True):
        said = answer.json()
        if answer.status_code != 200 or (said["dhid"] == f"H4F-{machine.number}") != found:
            raise RuntimeError(f"{answer.status_code} {said}")


def report(arguments: argparse.Namespace, seconds: dict[int, list[float]]) -> None:
    """Medians over the turns; flatness is the median of what the fullest house reached of the empty one's rate."""
    rates = {
        size: round(statistics.median(arguments.slice / one for one in spent), 1) for size, spent in seconds.items()
    }
    for size, spent in seconds.items():
        turns = ", ".join(f"{arguments.slice / one:.0f}" for one in spent)
        print(f"{size:>6} devices: {rates[size]} snapshots a second (turns: {turns})")
    ratios = [empty / full for empty, full in zip(seconds[0], seconds[SIZES[-1]], strict=True)]
    figures = {f"rate_{size}": rate for size, rate in rates.items()}
    flatness = round(statistics.median(ratios), 3)
    print(json.dumps({"bench": "reports", "database": arguments.database, **figures, "flatness": flatness}))


if __name__ == "__main__":
    main()
