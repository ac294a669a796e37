"""How long it takes to confirm a proposal of 1,000 pairs, calculated from needs and devices: with a limit of the
school's own for its school year, beside those of 100 other schools, and with households.

    python bench/confirming.py [--database postgresql] [--pairs 1000]

The last line is JSON; `bench/allocation.py` prints the same figure beside its own.
"""

import argparse
import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.databases import KINDS, program_with

PAIRS = 1000
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEEDS_A_REQUEST = 50
# One need in so many is of a household whose others wait at other schools.
HOUSEHOLDS = 7
# So many other schools have a limit of their own.
OTHER_SCHOOLS = 100
SCHOOL_YEAR = {"first_day": date(2026, 8, 1), "last_day": date(2027, 7, 31)}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    arguments = parser.parse_args()
    with program_with(arguments.database):
        seconds = confirm_seconds(arguments.pairs)
    print(f"{arguments.pairs} pairs on {arguments.database}: {seconds:.2f} s")
    figures = {"bench": "confirming", "database": arguments.database, "confirm_pairs": arguments.pairs}
    print(json.dumps(figures | {"confirm_seconds": round(seconds, 2)}))


def confirm_seconds(count: int = PAIRS) -> float:
    """Seconds of confirming one proposal of so many pairs in the program's database, which is set up and empty."""
    from custody.actor import Actor
    from recipients.proposals import deciding

    actor = Actor.person(_coordinator())
    proposal = _proposal(count, actor)
    begun = time.perf_counter()
    decided = deciding.confirm(proposal, actor=actor, now=NOW)
    seconds = time.perf_counter() - begun
    if len(decided.made) != count:
        raise AssertionError(f"{len(decided.refused)} pairs were refused: {list(decided.refused.values())[:3]}")
    return seconds


def _coordinator():
    from django.contrib.auth.models import Group

    from accounts.models import User
    from accounts.roles import Role

    user = User.objects.create_user("coordinator@example.org", name="Anna Berger")
    user.groups.set(Group.objects.filter(name=Role.COORDINATOR))
    return user


def _proposal(count: int, actor):
    """Of needs of several requests and ready notebooks that fit, each with the history of its own; the limit leaves the
    school just as many device sets."""
    from recipients.proposals import running, starting
    from recipients.proposals.scope import Scope

    _items(count, actor.user), _devices(count, actor.user), _limits(count, actor.user)
    proposal = starting.start(Scope(), held_until=NOW.date() + timedelta(days=14), actor=actor, now=NOW)
    running.work_through(proposal.pk, now=NOW)
    proposal.refresh_from_db()
    if (proposal.status, proposal.served) != ("ready", count):
        raise AssertionError(f"{proposal.served} of {count} needs are served: {proposal.status} {proposal.error}")
    return proposal


def _limits(count: int, user) -> None:
    """The waiting school's own leaves it `count` device sets of this school year; the others' are never reached."""
    from recipients.models import AllocationCap, Institution

    waiting = Institution.objects.get()
    others = [_school(f"Grundschule {number}") for number in range(1, OTHER_SCHOOLS + 1)]
    AllocationCap.objects.bulk_create(
        AllocationCap(institution=school, device_sets=count, set_by=user, set_at=NOW, **SCHOOL_YEAR)
        for school in [waiting, *others]
    )


def _school(name: str):
    from recipients.models import Institution

    return Institution.objects.create(
        kind="school", name=name, street="Parkweg 7", postcode="04159", city="Leipzig", status="approved"
    )


def _items(count: int, user) -> list:
    from devices.models import Category
    from recipients.models import MinimumSpec, Need, NeedItem, Request

    school = _school("Oberschule am Musterpark")
    spec = MinimumSpec.objects.get(code="notebook-middle")
    requests = Request.objects.bulk_create(
        Request(
            number=f"B-2026-{number:05d}",
            institution=school,
            status="approved",
            attested_by_function="head",
            entitlement_seen_on=date(2026, 11, 2),
            submitted_at=NOW,
            filed_by=user,
        )
        for number in range(1, count // NEEDS_A_REQUEST + 2)
    )
    needs = Need.objects.bulk_create(
        Need(
            request=requests[number // NEEDS_A_REQUEST],
            position=number % NEEDS_A_REQUEST + 1,
            pupil_code=f"K{number}",
            school_grade=7,
            household_code=f"H{number}" if number % HOUSEHOLDS == 0 else "",
            queued_since=NOW,
        )
        for number in range(count)
    )
    category = Category.objects.get(code="notebook")
    return NeedItem.objects.bulk_create(NeedItem(need=need, category=category, minimum_spec=spec) for need in needs)


def _devices(count: int, user) -> list:
    from custody.actor import Actor
    from custody.services import Line, record_many
    from devices.models import Category, Device
    from donations.models import Donation

    donation = Donation.objects.create(number="S-2026-00001", status="received", received_on=NOW.date())
    category = Category.objects.get(code="notebook")
    devices = Device.objects.bulk_create(
        Device(
            number=f"H4F-{number:06d}",
            donation=donation,
            category=category,
            status="ready",
            ram_mib=8192,
            cores=4,
            status_since=NOW,
        )
        for number in range(1, count + 1)
    )
    lines = [Line(device, "status_changed", "in_refurbishment", "ready") for device in devices]
    record_many(lines, actor=Actor.person(user), happened_at=NOW)
    return devices


if __name__ == "__main__":
    main()
