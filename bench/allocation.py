"""How long the best allocation takes to compute and to prove, how much memory, and how good it is beside others.

Each size runs in a process of its own, so that its peak is its own. Needs and devices are like real ones: schools with
types, most of them with caps, siblings, class sets of one model, sets of computer and monitor, minimum specs by grade,
60 models that came over two years. The proposal is compared with the bound of the linear relaxation, which another
solver computes, and with giving the devices first come, first served. At the end 1,000 pairs are confirmed at once.

With few monitors the sets of computer and monitor compete, and it is no flow any more.

    python bench/allocation.py [--needs 10000 --devices 8000] [--monitors 0.25] [--seed 1]
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recipients.proposing.problem import Device, Item, Need, Problem

SIZES = ((1_000, 800), (10_000, 8_000))
NOTEBOOK, DESKTOP, MONITOR = 1, 2, 3
GB = 1024
TODAY = date(2026, 11, 23)
# Memory in GB and cores of the minimum specs by category and type of school, as `recipients/reference` has them.
SPECS = {
    (NOTEBOOK, "primary"): (4, 2),
    (NOTEBOOK, "middle"): (8, 2),
    (NOTEBOOK, "upper"): (8, 4),
    (DESKTOP, "primary"): (4, 2),
    (DESKTOP, "middle"): (8, 2),
    (DESKTOP, "upper"): (8, 2),
}
LEVELS = ("primary", "middle", "upper")
# 60 models: what a make has inside differs from device to device.
NOTEBOOKS = [f"Notebook {number}" for number in range(36)]
DESKTOPS = [f"Desktop {number}" for number in range(16)]
MONITORS = [f"Monitor {number}" for number in range(8)]


def main() -> None:
    """Measures each size in its own process and prints; in such a process it measures one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--needs", type=int)
    parser.add_argument("--devices", type=int)
    parser.add_argument("--monitors", type=float, default=0.25, help="their share of the devices")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.needs and arguments.devices:
        problem = make_problem(arguments.needs, arguments.devices, random.Random(arguments.seed), arguments.monitors)
        print(json.dumps(measure(problem)))
        return
    figures = {}
    for needs, devices in SIZES:
        same = (f"--seed={arguments.seed}", f"--monitors={arguments.monitors}")
        figures = _in_a_process(__file__, f"--needs={needs}", f"--devices={devices}", *same)
    confirming = _in_a_process(str(Path(__file__).with_name("confirming.py")))
    print(json.dumps(figures | {key: value for key, value in confirming.items() if key.startswith("confirm_")}))


def _in_a_process(*command: str) -> dict:
    """Runs a script, shows what it prints, returns its last line."""
    output = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout
    print(output, end="")
    return json.loads(output.splitlines()[-1])


def measure(problem: Problem) -> dict:
    """Proposes for one problem; the seconds hold the import of the solver, too."""
    needs, devices = len(problem.needs), len(problem.devices)
    started = time.perf_counter()
    from recipients.proposing.engine import propose

    proposal = propose(problem)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if not proposal.proof.optimal:
        raise RuntimeError(f"not proven: {proposal.proof}")
    from recipients.proposing.comparing import first_come_weight, relaxation_bound

    goals, bound = proposal.goals, relaxation_bound(problem)
    print(f"{len(goals.served)} of {needs} needs served, {len(proposal.pairs)} of {devices} devices given")
    print(f"class sets: {goals.alike} of {goals.alike_of} devices of the model of their set")
    return {
        "bench": "allocation",
        "needs": needs,
        "devices": devices,
        "seconds": round(seconds, 2),
        "peak_mib": round(peak),
        "ratio_to_bound": round(goals.weight / bound, 6),
        "ratio_to_greedy": round(goals.weight / first_come_weight(problem), 4),
    }


def make_problem(needs: int, devices: int, chance: random.Random, monitors: float = 0.25) -> Problem:
    """A problem of this size; the same seed makes the same one."""
    schools = {number: chance.choice(LEVELS) for number in range(1, max(12, needs // 160) + 1)}
    rows = tuple(_needs(needs, schools, chance))
    share = needs / len(schools)
    caps = {school: round(share * chance.uniform(0.3, 1.2)) for school in schools if chance.random() < 0.8}
    stock = tuple(_device(number, chance, monitors) for number in range(1, devices + 1))
    return Problem(rows, stock, caps=caps)


def _needs(count: int, schools: dict[int, str], chance: random.Random) -> Iterator[Need]:
    number = 0
    while number < count:
        school = chance.choice(list(schools))
        together = chance.randint(10, 28) if chance.random() < 0.01 else 1
        level, class_set = schools[school], number + 1 if together > 1 else None
        categories = (NOTEBOOK,) if together > 1 or chance.random() < 0.7 else (DESKTOP,)
        if categories == (DESKTOP,) and chance.random() < 0.6:
            categories = (DESKTOP, MONITOR)
        weight = _weight(chance)
        household = f"F{chance.randint(1, 40)}" if together == 1 and chance.random() < 0.15 else ""
        for _one in range(min(together, count - number)):
            number += 1
            items = tuple(_item(number * 10 + place, what, level) for place, what in enumerate(categories))
            yield Need(number, school, weight, number, items, household=household, class_set=class_set)


def _weight(chance: random.Random) -> int:
    """Facts and full weeks of waiting."""
    facts = sum(points for points, share in ((40, 0.4), (30, 0.2), (15, 0.3)) if chance.random() < share)
    return facts + chance.randint(0, 60)


def _item(pk: int, category: int, level: str) -> Item:
    gigabytes, cores = SPECS.get((category, level), (0, 0))
    return Item(pk, category, gigabytes * GB, cores)


def _device(number: int, chance: random.Random, monitors: float) -> Device:
    category = chance.choices((NOTEBOOK, DESKTOP, MONITOR), (55, 20, 75 * monitors / (1 - monitors)))[0]
    ready = TODAY - timedelta(days=chance.randint(1, 700))
    if category == MONITOR:
        return Device(number, category, ready, model=chance.choice(MONITORS))
    model = chance.choice(NOTEBOOKS if category == NOTEBOOK else DESKTOPS)
    memory = chance.choices((2, 4, 8, 12, 16, 32), (5, 25, 40, 5, 20, 5))[0]
    return Device(number, category, ready, memory * GB, chance.choice((2, 2, 4, 4, 6, 8)), model)


if __name__ == "__main__":
    main()
