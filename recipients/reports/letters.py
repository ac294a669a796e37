"""The institution is told of each step of a report once."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from recipients.models import DeviceReport
from recipients.notices.letters import TO_INSTITUTION, Notice, people_of, send

EXAMPLE = {"number": "H4F-000123", "advice": "Bitte halten Sie die Einschalttaste 20 Sekunden lang gedrückt."}


def _notice(code: str, label, occasion, subject) -> Notice:
    return Notice(code, label, occasion, TO_INSTITUTION, subject, EXAMPLE)


RECEIVED = _notice(
    "report_received", _("Report received"), _("When an institution reports something."), _("Your report on %(number)s")
)
AWAITED = _notice(
    "report_awaited",
    _("Device shall come back"),
    _("When coordination takes a device back."),
    _("Please bring us %(number)s"),
)
REPAIR = _notice(
    "report_repair_awaited",
    _("Device shall come for repair"),
    _("When coordination decides on a repair."),
    _("Please bring us %(number)s for repair"),
)
ADVICE = _notice("report_advice", _("Advice"), _("When coordination answers with advice."), _("About %(number)s"))
IN_REPAIR = _notice(
    "report_in_repair", _("Device in repair"), _("When the workshop takes a device in."), _("%(number)s is in repair")
)
REPAIRED = _notice(
    "report_repaired", _("Device repaired"), _("When the device was given back."), _("%(number)s is repaired")
)
RETURNED = _notice(
    "report_returned",
    _("Device came back"),
    _("When a reported device has come back for good."),
    _("%(number)s is back with us"),
)
LOST = _notice("report_lost", _("Device lost"), _("When a reported device is lost."), _("%(number)s is lost"))
NOTICES = (RECEIVED, AWAITED, REPAIR, ADVICE, IN_REPAIR, REPAIRED, RETURNED, LOST)


def tell(notice: Notice, report: DeviceReport, *, advice: str = "") -> int:
    """One mail for each of its people; in the transaction of the step, whose line of history the key names."""
    line = report.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    words = {"number": report.allocation.device.number, "advice": advice, "replacement": report.replacement}
    people = people_of(report.allocation.item.need.request.institution)
    path = reverse("report_detail", args=[report.pk])
    return send(notice, people, once=f"{report.pk}:{line}", path=path, words=words)
