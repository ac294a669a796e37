"""Pages of reports: which device, what is the matter, what is decided, what became of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.history import lines_for
from recipients.models import Allocation, DeviceReport
from recipients.models.report import REPORT, ReportOutcome, ReportStatus
from recipients.reports import forms, reporting
from recipients.reports.finding import in_use, meant
from recipients.views.access import FILE, VIEW, with_any
from recipients.views.steps import Question, ask

MANAGE = reporting.MANAGE
READ_AND_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def report_find(request: HttpRequest) -> HttpResponse:
    """By number or code; several devices of one code are offered to choose from."""
    form = forms.FindForm(typed(request))
    found: list[Allocation] = []
    if form.is_bound and form.is_valid():
        found = meant(request.user, form.cleaned_data["device"])
        if len(found) == 1:
            return redirect(_page_for(found[0]))
        if not found:
            text = _("No device in use here has this number or code. Please look at the label or the receipt again.")
            form.add_error("device", text)
    rows = [{"allocation": row, "url": _page_for(row)} for row in found]
    return render(request, "recipients/reports/find.html", {"form": form, "rows": rows})


def _page_for(row: Allocation) -> str:
    return reverse("report_detail", args=[row.report]) if row.report else reverse("report_new", args=[row.pk])


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def report_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What is the matter with this device in use."""
    rows = in_use(request.user).select_related("device__category", "item__need__request__institution")
    allocation = get_object_or_404(rows, pk=pk)
    if allocation.report:
        return redirect(_page_for(allocation))
    form = forms.ReportForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            row = reporting.report(allocation, **form.cleaned_data, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("Thank you, your report has arrived. You read here what becomes of it, and get a mail each time.")
            flash(request, text, undo_page=reverse("report_withdraw", args=[row.pk]))
            return redirect("report_detail", pk=row.pk)
    return render(request, "recipients/reports/new.html", {"form": form, "allocation": allocation})


@never_cache
@require_safe
@with_any(VIEW)
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what is next, what happened."""
    row = visible(request, pk)
    manages = request.user.has_perm(MANAGE)
    files = manages or request.user.has_perm("recipients.file_request")
    context = {
        "report": row,
        "facts": _facts(row),
        "history": lines_for(request.user, row),
        "statuses": ReportStatus,
        "outcomes": ReportOutcome,
        "manages": manages,
        "may_withdraw": files and REPORT.allows(row.status, ReportStatus.WITHDRAWN),
        "may_undo": files and reporting.may_undo(row),
    }
    return render(request, "recipients/reports/detail.html", context)


def visible(request: HttpRequest, pk: int) -> DeviceReport:
    """The report, if its reader may see it; else 404."""
    rows = DeviceReport.objects.visible_to(request.user)
    related = ("allocation__device__category", "allocation__item__need__request__institution", "reported_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _facts(row: DeviceReport) -> list[tuple[str, object]]:
    need = row.allocation.item.need
    return [
        (_("What is the matter?"), row.get_kind_display()),
        (_("Reason"), row.get_reason_display()),
        (_("Replacement asked for"), _("yes") if row.replacement else _("no")),
        (_("Outcome"), row.get_outcome_display()),
        (_("Pupil code"), need.pupil_code),
        (_("Gift or loan"), need.get_agreement_display()),
        (_("Institution"), need.request.institution),
        (_("Need"), need),
    ]


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Repair, back for good, or advice."""
    row = visible(request, pk)
    if row.status != ReportStatus.REPORTED:
        flash(request, _("This report has been decided on already."), level=messages.INFO)
        return redirect("report_detail", pk=pk)
    form = forms.DecisionForm(typed(request), initial={"replacement": row.replacement})
    if form.is_bound and form.is_valid():
        try:
            done = _decide(row, form.cleaned_data, request)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, done, undo_page="" if form.cleaned_data["is_here"] else reverse("report_undo", args=[pk]))
            return redirect("report_detail", pk=pk)
    return render(request, "recipients/reports/decide.html", {"form": form, "report": row})


def _decide(row: DeviceReport, said: dict, request: HttpRequest) -> str:
    """Returns what happened, for people."""
    words, actor = said["words"], request.actor
    if said["decision"] == forms.ADVICE:
        reporting.advise(row, words=words, actor=actor)
        return _("Your advice goes out to the institution by mail.")
    if said["decision"] == forms.REPAIR:
        reporting.repair(row, words=words, actor=actor)
        done = _("The institution is asked to bring the device for repair.")
    else:
        reporting.take_back_device(row, replacement=said["replacement"], words=words, actor=actor)
        done = _("The institution is asked to bring the device back.")
    if said["is_here"]:
        reporting.arrived(row, actor=actor)
        done = _here(row)
    return done


def _here(row: DeviceReport) -> str:
    number = row.allocation.device.number
    if row.status == ReportStatus.IN_REPAIR:
        return _("%(number)s is in repair. The workshop says when it is given back.") % {"number": number}
    return _("%(number)s is returned and waits for the workshop. The step is taken back on its page.") % {
        "number": number
    }


@require_POST
@permitted(MANAGE)
def report_arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """The device is here."""
    row = visible(request, pk)
    try:
        reporting.arrived(row, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _here(row), undo_page=reverse("device_step", args=[row.allocation.device.number, "undo"]))
    return redirect("report_detail", pk=pk)


def _question(row: DeviceReport, title: str, text: str, button: str) -> Question:
    page = reverse("report_detail", args=[row.pk])
    crumbs = (reverse("report_list"), _("Defects and returns"), page, row.allocation.device.number)
    return Question(title=title, text=text, button=button, back=page, crumbs=crumbs)


def _asked(request: HttpRequest, row: DeviceReport, question: Question, act: Callable, done: str) -> HttpResponse:
    undo = reverse("report_undo", args=[row.pk])
    return ask(
        request, question, lambda reason: act(row, reason=reason, actor=request.actor), done=done, undo_page=undo
    )


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def report_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """It can't be repaired."""
    row = visible(request, pk)
    form = forms.GiveUpForm(typed(request), initial={"replacement": row.replacement})
    text = _("The device stays with us for good and begins a new cycle in the workshop.")
    question = _question(row, _("It can't be repaired"), text, _("Record the return"))

    def act(reason: str) -> None:
        wanted = form.cleaned_data["replacement"]
        reporting.give_up_repair(row, replacement=wanted, words=reason, actor=request.actor)

    undo = reverse("device_step", args=[row.allocation.device.number, "undo"])
    done = _("%(number)s is returned.") % {"number": row.allocation.device.number}
    return ask(request, question, act, done=done, form=form, undo_page=undo)


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It has settled itself."""
    row = visible(request, pk)
    text = _("Nobody does anything about it any more. You can report the device anew at any time.")
    question = _question(row, _("Withdraw the report"), text, _("Withdraw"))
    return _asked(request, row, question, reporting.withdraw, _("The report is withdrawn."))


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def report_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The last decision was a mistake."""
    row = visible(request, pk)
    text = _("The report is as it was before. A mail that has gone out does not come back.")
    question = _question(row, _("Take back the last step"), text, _("Take back"))
    return _asked(request, row, question, reporting.undo, _("The last step is taken back."))
