"""Lists: devices in use, and reports."""

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.columns import Column
from accounts.pages.lists import BulkAction, ListPage
from recipients.enums import Agreement
from recipients.models import Allocation, DeviceReport
from recipients.models.report import OPEN_REPORTS, ReportStatus
from recipients.reports.filters import InUseFilter, ReportFilter
from recipients.reports.finding import in_use
from recipients.views.access import VIEW, has_any

COORDINATION = "recipients.view_request"
NEED = "item__need__request"


def _report_page(row: Allocation) -> str:
    if row.report:
        return reverse("report_detail", args=[row.report])
    return reverse("report_new", args=[row.pk])


def _report_word(row: Allocation) -> str:
    return str(ReportStatus(row.report_status).label) if row.report else _("Report …")


def _loan_end(row: Allocation) -> object:
    return row.loan_until if row.item.need.agreement == Agreement.LOAN else None


def _loss_word(row: Allocation) -> str:
    if row.item.need.agreement != Agreement.LOAN:
        return ""
    return _("is not brought back …") if _is_overdue(row) else _("is lost …")


def _is_overdue(row: Allocation) -> str:
    end = _loan_end(row)
    return _("overdue") if end and end < timezone.localdate() else ""


class InUseList(ListPage):
    """What is in use, with the way to report something; loans with their last day."""

    model = Allocation
    filterset_class = InUseFilter
    title = gettext_lazy("Devices in use")
    template_name = "recipients/reports/in_use.html"
    search_hint = gettext_lazy("H4F number, request number, institution")
    default_sort = "-since"
    related = ("device__category", "item__need__request__institution")
    empty_text = gettext_lazy("No device has been handed over yet.")
    bulk_actions = (BulkAction(gettext_lazy("Extend loans"), "loan_extend", permission="recipients.manage_handover"),)
    columns = (
        Column("device", gettext_lazy("Number"), value="device.number", sort="device__number", code=True),
        Column("title", gettext_lazy("Device"), value="device.title", main=True),
        Column("code", gettext_lazy("Pupil code"), value="item.need.pupil_code", code=True, in_export=False),
        Column(
            "institution",
            gettext_lazy("Institution"),
            value="item.need.request.institution",
            sort=f"{NEED}__institution__sort_name",
            permission=COORDINATION,
        ),
        Column(
            "since",
            gettext_lazy("Since"),
            value=lambda row: timezone.localdate(row.status_since),
            sort="status_since",
            numeric=True,
            data_label=gettext_lazy("since"),
        ),
        Column("agreement", gettext_lazy("Gift or loan"), value="item.need.get_agreement_display"),
        Column(
            "loan_until",
            gettext_lazy("On loan until"),
            value=_loan_end,
            sort="loan_until",
            numeric=True,
            data_label=gettext_lazy("until"),
        ),
        Column("overdue", gettext_lazy("Note"), value=_is_overdue),
        Column(
            "lost",
            gettext_lazy("Loss"),
            value=_loss_word,
            link=lambda row: reverse("loan_lost", args=[row.pk]),
            permission="recipients.manage_handover",
            in_export=False,
        ),
        Column("report", gettext_lazy("Report"), value=_report_word, link=_report_page, in_export=False),
    )

    def has_permission(self) -> bool:
        return has_any(self.request.user, VIEW)

    def get_queryset(self) -> QuerySet:
        return in_use(self.request.user).select_related(*self.related)


class ReportList(ListPage):
    """Reports, those that somebody has to decide on first."""

    model = DeviceReport
    filterset_class = ReportFilter
    title = gettext_lazy("Defects and returns")
    template_name = "recipients/reports/list.html"
    search_hint = gettext_lazy("H4F number, institution")
    default_sort = "turn"
    related = ("allocation__device__category", "allocation__item__need__request__institution")
    empty_text = gettext_lazy("Nothing has been reported.")
    columns = (
        Column(
            "device",
            gettext_lazy("Number"),
            value="allocation.device.number",
            sort="allocation__device__number",
            code=True,
            link=lambda row: reverse("report_detail", args=[row.pk]),
        ),
        Column("title", gettext_lazy("Device"), value="allocation.device.title", main=True),
        Column("status", gettext_lazy("Status"), badge="devicereport", sort="status"),
        Column("kind", gettext_lazy("What"), value="get_kind_display", sort="kind"),
        Column("reason", gettext_lazy("Reason"), value="get_reason_display", sort="reason"),
        Column("replacement", gettext_lazy("Replacement"), sort="replacement", data_label=gettext_lazy("Replacement")),
        Column(
            "institution",
            gettext_lazy("Institution"),
            value="allocation.item.need.request.institution",
            sort="allocation__item__need__request__institution__sort_name",
            permission=COORDINATION,
        ),
        Column(
            "since",
            gettext_lazy("Reported"),
            value=lambda row: timezone.localdate(row.created_at),
            sort="created_at",
            numeric=True,
            data_label=gettext_lazy("reported"),
        ),
    )

    def has_permission(self) -> bool:
        return has_any(self.request.user, VIEW)

    def get_queryset(self) -> QuerySet:
        waiting = When(status=ReportStatus.REPORTED, then=Value(0))
        open_ones = When(status__in=OPEN_REPORTS, then=Value(1))
        turn = Case(waiting, open_ones, default=Value(2), output_field=IntegerField())
        return super().get_queryset().annotate(turn=turn)
