"""How many snapshots a second the web service takes in, in one process, with 0, 1,000 and 10,000 devices in the house.

On PostgreSQL the process has as many threads as one of the web server in production, and each of them its connection to
the database, open already and warm, as the server keeps them. Each snapshot is a request of its own with everything
that belongs to it: token, 137 KB of JSON, reading, the original on the disk, the rows and their history, the commit.
Every second one finds its device (announced with its serial number) and fills it in, the others are of machines that
nobody knows and wait in the inbox. The houses take turns, so that a noisy machine is as noisy for each of them.

    python bench/reports.py [--database postgresql] [--rounds 7] [--slice 160] [--threads N]
"""

import argparse
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.databases import KINDS, Databases, program_with

if TYPE_CHECKING:
    from bench.sample import Sample

SIZES = (0, 1_000, 10_000)
ADDRESS = "/api/v1/snapshot/"
# As in `compose.yaml`. SQLite has one write lock: there threads would only wait for each other.
THREADS = {"postgresql": 4, "sqlite": 1}
# Snapshots that a thread takes in before the turn: PostgreSQL plans a statement for good when it comes the third time.
WARM = 8


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slice", type=int, default=160, help="snapshots in one turn of a house")
    parser.add_argument("--threads", type=int, help="requests at a time: 4 on PostgreSQL, 1 on SQLite")
    arguments = parser.parse_args()
    arguments.threads = arguments.threads or THREADS[arguments.database]
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
    for turn in range(arguments.rounds + 1):
        for size in SIZES:
            databases.use(f"house_{size}")
            taken = list(islice(machines, arguments.slice + WARM * arguments.threads))
            spent = take_turn(taken, sample, secret, arguments.threads)
            # The first turn warms up.
            seconds[size] += [spent] if turn else []
    report(arguments, seconds)


def take_turn(machines: list, sample: "Sample", secret: str, threads: int) -> float:
    """Seconds that the service needs for one snapshot of each of these machines, every second one of which is known."""
    from bench.house import register

    register(machines[::2], sample)
    bodies = [sample.of(machine) for machine in machines]
    warm = WARM * threads
    together = threading.Barrier(threads + 1)
    with ThreadPoolExecutor(threads) as pool:
        shares = [(bodies[one:warm:threads], bodies[warm + one :: threads]) for one in range(threads)]
        answering = [pool.submit(send, *share, secret, together) for share in shares]
        together.wait()
        started = time.perf_counter()
        answered = [one.result() for one in answering]
        spent = time.perf_counter() - started
    check((pair for pairs in answered for pair in pairs), dict(zip(bodies, machines, strict=True)), set(machines[::2]))
    return spent


def send(first: list[bytes], bodies: list[bytes], secret: str, together: threading.Barrier) -> list[tuple]:
    """What one thread of the server does in a turn: (body, answer) of each. It begins with all others, once it is warm:
    its connection is open and the statements are known to it."""
    from django.db import connection
    from django.test import Client

    client = Client(headers={"authorization": f"Bearer {secret}"})
    try:
        warming = [(body, client.post(ADDRESS, body, content_type="application/json")) for body in first]
        together.wait()
        answers = [(body, client.post(ADDRESS, body, content_type="application/json")) for body in bodies]
    except BaseException:
        # Whatever it was, it is raised again: only the others must not wait for this thread for ever.
        together.abort()
        raise
    finally:
        connection.close()
    return warming + answers


def check(answered: Iterable[tuple], machines: dict, known: set) -> None:
    """Every second one found its device, the others did not. Raises RuntimeError: then the figure would say nothing."""
    for body, answer in answered:
        machine, said = machines[body], answer.json()
        if answer.status_code != 200 or (said["dhid"] == f"H4F-{machine.number}") != (machine in known):
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
