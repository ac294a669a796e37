"""What can't be computed is refused before anything is computed."""

from collections import Counter
from collections.abc import Iterable

from recipients.proposing.classes import reaches
from recipients.proposing.problem import Device, InputContradicts, Item, Need, PinImpossible, Problem


def check(problem: Problem) -> None:
    """Raises InputContradicts for the first key that stands twice or number that is negative, and PinImpossible for the
    first pin that can't be obeyed."""
    items = [item for need in problem.needs for item in need.items]
    _once("need", (need.pk for need in problem.needs))
    _once("item", (item.pk for item in items))
    _once("device", (device.pk for device in problem.devices))
    for what, key, number in _numbers(problem, items):
        if number < 0:
            raise InputContradicts(what, key)
    for need in problem.needs:
        if not need.items:
            raise InputContradicts("need without items", need.pk)
    _check_pins(problem)


def _once(what: str, keys: Iterable[int]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise InputContradicts(f"{what} twice", key)


def _numbers(problem: Problem, items: Iterable[Item]) -> Iterable[tuple[str, int, int]]:
    yield from (("weight", need.pk, need.weight) for need in problem.needs)
    yield from (("minimum", item.pk, min(item.min_ram_mib, item.min_cores)) for item in items)
    yield from (("device", device.pk, min(device.ram_mib, device.cores)) for device in problem.devices)
    yield from (("cap", institution, cap) for institution, cap in problem.caps.items())


def _check_pins(problem: Problem) -> None:
    devices = {device.pk: device for device in problem.devices}
    places = {item.pk: (need, item) for need in problem.needs for item in need.items}
    items, used = Counter(item for item, _device in problem.pins), Counter(device for _item, device in problem.pins)
    needs: list[Need] = []
    for item, device in sorted(problem.pins):
        if item not in places or device not in devices:
            raise PinImpossible("unknown", item, device)
        if items[item] > 1 or used[device] > 1:
            raise PinImpossible("twice", item, device)
        if why := _contradiction(problem, *places[item], devices[device], needs):
            raise PinImpossible(why, item, device)
        needs.append(places[item][0])


def _contradiction(problem: Problem, need: Need, item: Item, device: Device, before: list[Need]) -> str:
    """Which rule a pin breaks, with the needs that were pinned before it; "" for none."""
    if not reaches(device, item):
        return "spec"
    if (item.pk, device.pk) in problem.forbidden:
        return "forbidden"
    if need.begun or need in before:
        return ""
    others = {other.pk: other for other in before if other.institution == need.institution and not other.begun}
    if len(others) >= problem.caps.get(need.institution, len(others) + 1):
        return "cap"
    household = (need.institution, need.household)
    taken = household in problem.busy_households or any(need.household == one.household for one in others.values())
    return "household" if need.household and taken else ""
