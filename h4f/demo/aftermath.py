"""What schools report of devices in use: one report that waits for a decision, one device that comes for repair."""

from datetime import timedelta

from custody.actor import Actor
from devices.enums import DeviceStatus
from h4f.demo.calendar import Calendar
from h4f.demo.people import Cast
from recipients.enums import AllocationStatus
from recipients.models import Allocation, DeviceReport, Handover
from recipients.reports import reporting


def report_troubles(handover: Handover, cast: Cast, calendar: Calendar) -> None:
    """Of the devices of one past handover that are still in use."""
    member = Actor.person(handover.institution.members.get().user)
    used = handover.allocations.filter(status=AllocationStatus.HANDED_OVER, device__status=DeviceStatus.HANDED_OVER)
    first, second = used.order_by("pk")[:2]
    _report(first, member, calendar, reason="battery", details="Hält ohne Netzteil nur fünf Minuten.", days=1)
    repair = _report(second, member, calendar, reason="keyboard", details="Drei Tasten gehen nicht.", days=6)
    decided_at = calendar.at(5, "10:15")
    reporting.repair(repair, words="Bitte bis Freitag vorbeibringen.", actor=cast.coordinator, now=decided_at)


def _report(
    used: Allocation, member: Actor, calendar: Calendar, *, reason: str, details: str, days: int
) -> DeviceReport:
    said = {"kind": "defect", "reason": reason, "replacement": reason == "battery", "details": details}
    return reporting.report(used, **said, actor=member, now=calendar.at(days, "11:20") + timedelta(minutes=days))
