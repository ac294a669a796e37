"""What an institution reports of a device in use: a defect, or that it comes back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from custody.lifecycle import Lifecycle
from custody.models import Event, Stateful
from recipients.models.allocation import Allocation


class ReportKind(models.TextChoices):
    """What is the matter."""

    DEFECT = "defect", _("it has a defect")
    RETURN = "return", _("it comes back")


class ReportReason(models.TextChoices):
    """Why: chosen, so that nobody has to write. The first belong to a defect, the others to a return."""

    NO_START = "no_start", _("it does not start")
    BATTERY = "battery", _("the battery")
    POWER_SUPPLY = "power_supply", _("the power supply")
    DISPLAY = "display", _("the display")
    KEYBOARD = "keyboard", _("keyboard or mouse")
    NETWORK = "network", _("network or sound")
    SOFTWARE = "software", _("programs or password")
    DAMAGED = "damaged", _("damaged by a fall or liquid")
    OTHER_DEFECT = "other_defect", _("another defect")
    NOT_NEEDED = "not_needed", _("it is not needed any more")
    HAS_ANOTHER = "has_another", _("there is another device now")
    LEFT = "left", _("left the school")
    LOAN_OVER = "loan_over", _("the loan is over")
    OTHER_RETURN = "other_return", _("another reason")


DEFECTS = tuple(ReportReason)[:9]


class ReportStatus(models.TextChoices):
    """How far it is."""

    REPORTED = "reported", pgettext_lazy("report", "reported")
    AWAITED = "awaited", pgettext_lazy("report", "comes back")
    REPAIR_AWAITED = "repair_awaited", pgettext_lazy("report", "comes for repair")
    IN_REPAIR = "in_repair", pgettext_lazy("report", "in repair")
    SETTLED = "settled", pgettext_lazy("report", "settled")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "withdrawn")


class ReportOutcome(models.TextChoices):
    """How it was settled."""

    ADVISED = "advised", _("answered with advice")
    RETURNED = "returned", _("the device came back")
    REPAIRED = "repaired", _("repaired and given back")
    LOST = "lost", _("the device is lost")


_S = ReportStatus
OPEN_REPORTS = (_S.REPORTED, _S.AWAITED, _S.REPAIR_AWAITED, _S.IN_REPAIR)
REPORT = Lifecycle(
    "devicereport",
    {
        _S.REPORTED: {_S.AWAITED, _S.REPAIR_AWAITED, _S.IN_REPAIR, _S.SETTLED, _S.WITHDRAWN},
        _S.AWAITED: {_S.IN_REPAIR, _S.SETTLED, _S.WITHDRAWN},
        _S.REPAIR_AWAITED: {_S.IN_REPAIR, _S.SETTLED, _S.WITHDRAWN},
        _S.IN_REPAIR: {_S.SETTLED},
    },
)


class DeviceReportQuerySet(models.QuerySet):
    """Questions about reports."""

    def open(self) -> "DeviceReportQuerySet":
        """Those that somebody still has to do something about."""
        return self.filter(status__in=OPEN_REPORTS)

    def visible_to(self, user: User) -> "DeviceReportQuerySet":
        """Those of the allocations that the person may see."""
        return self.filter(allocation__in=Allocation.objects.visible_to(user))


class DeviceReport(Stateful):
    """An institution says that a device in use has a defect or comes back. What it writes beside is the note of the
    report's first line of history, which retention can erase."""

    lifecycle = REPORT

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("what"), max_length=8, choices=ReportKind.choices)
    reason = models.CharField(_("reason"), max_length=16, choices=ReportReason.choices)
    replacement = models.BooleanField(_("replacement asked for"), default=False)
    status = models.CharField(_("status"), max_length=24, choices=ReportStatus.choices, default=ReportStatus.REPORTED)
    outcome = models.CharField(_("outcome"), max_length=12, choices=ReportOutcome.choices, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DeviceReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation"], condition=Q(status__in=OPEN_REPORTS), name="report_one_open_per_allocation"
            ),
            models.CheckConstraint(
                condition=~Q(status=ReportStatus.SETTLED) | ~Q(outcome=""), name="report_settled_has_an_outcome"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.DEFECT, reason__in=DEFECTS)
                | (Q(kind=ReportKind.RETURN) & ~Q(reason__in=DEFECTS)),
                name="report_reason_belongs_to_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allocation.device} · {self.get_kind_display()}"


class DeviceReportEvent(Event):
    """History of a report."""

    subject = models.ForeignKey(DeviceReport, on_delete=models.PROTECT, related_name="events")
