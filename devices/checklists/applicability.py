"""Which steps of its checklist a device is asked: the one rule for counting, pages, actions and guards."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, QuerySet

from devices.enums import AskedWhen, CheckResult
from devices.models import Check, ChecklistStep, Device

# The device's column that knows about a step's condition.
FACTS = {
    AskedWhen.HAS_BATTERY: "battery",
    AskedWhen.HAS_WEBCAM: "webcam",
    AskedWhen.HAS_OPTICAL_DRIVE: "optical_drive",
    AskedWhen.HAS_TOUCHSCREEN: "touchscreen",
    AskedWhen.HAS_WIRELESS: "wireless",
}
# A change of one of these changes what is asked.
COLUMNS = frozenset(FACTS.values()) | {"battery_health", "category"}
DONE = (CheckResult.PASSED, CheckResult.NOT_APPLICABLE)


def has(device: Device, condition: str) -> bool | None:
    """Whether the device has this hardware; None when nobody knows. A battery that was measured is there, and what
    the category is like counts as long as nobody said otherwise."""
    known = getattr(device, FACTS[AskedWhen(condition)])
    if known is None and condition == AskedWhen.HAS_BATTERY:
        return device.battery_health is not None or device.category.has_battery
    return known


def lifted(device: Device) -> list[AskedWhen]:
    """Conditions that are known not to hold. What is unknown is asked."""
    return [condition for condition in FACTS if has(device, condition) is False]


def asked_steps(device: Device) -> QuerySet[ChecklistStep]:
    """Every step that this device is asked, in the order of its checklist; none before refurbishment began."""
    return ChecklistStep.objects.filter(checklist=device.checklist_id).exclude(asked_when__in=lifted(device))


def unrecorded_steps(device: Device) -> QuerySet[ChecklistStep]:
    """Asked steps without any result in the device's present cycle."""
    recorded = Check.objects.filter(device=device, cycle=device.cycle)
    return asked_steps(device).exclude(pk__in=recorded.values("step"))


def recount_steps(pks: Iterable[int]) -> None:
    """Stores for these devices how many required steps are open or failed; call it in the transaction that touches
    checks, or facts that a step depends on."""
    devices = list(Device.objects.filter(pk__in=list(pks)).select_related("category"))
    required = _required({device.checklist_id for device in devices})
    checks = Check.objects.filter(device__in=devices, cycle=F("device__cycle"), result__in=DONE)
    done = set(checks.values_list("device", "step"))
    counted: dict[int, list[int]] = defaultdict(list)
    for device in devices:
        without = lifted(device)
        asked = [step for step, condition in required[device.checklist_id] if condition not in without]
        missing = sum(1 for step in asked if (device.pk, step) not in done)
        if missing != device.open_steps:
            counted[missing].append(device.pk)
    for missing, having in counted.items():
        Device.objects.filter(pk__in=having).update(open_steps=missing)


def _required(checklists: set[int | None]) -> dict[int | None, list[tuple[int, str]]]:
    """(step, condition) of the required steps by checklist."""
    found: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    steps = ChecklistStep.objects.filter(checklist__in=checklists - {None}, required=True)
    for checklist, step, condition in steps.values_list("checklist", "pk", "asked_when"):
        found[checklist].append((step, condition))
    return found
