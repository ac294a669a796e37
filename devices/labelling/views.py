"""Printing labels: chosen on a page, noted, answered as a PDF; printed again from the list of what was printed."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from devices.intake import AWAITED
from devices.labelling import reserved
from devices.labelling.filters import LabelRunFilter
from devices.labelling.forms import ALL, AgainForm, BlankLabelForm, DonationLabelForm, LabelForm, LocationLabelForm
from devices.labelling.runs import MOST_LABELS, pdf_of, print_labels
from devices.models import Device, LabelKind, LabelRun, Part
from donations.models import Donation

PRINT = "devices.refurbish_device"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


class LabelRunList(ListPage):
    """What was printed, the last one first."""

    model = LabelRun
    filterset_class = LabelRunFilter
    template_name = "devices/labels/runs.html"
    permission_required = PRINT
    title = gettext_lazy("Labels")
    default_sort = "-printed_at"
    related = ("sheet", "printer", "printed_by")
    empty_text = gettext_lazy("No labels have been printed yet. Tick devices in the list, or print blank labels.")
    columns = (
        Column(
            "printed_at",
            gettext_lazy("Printed"),
            sort="printed_at",
            link=lambda run: reverse("label_run", args=[run.pk]),
        ),
        Column("numbers", gettext_lazy("Labels"), value=lambda run: span(run.numbers), code=True, main=True),
        Column("count", gettext_lazy("Count"), value=lambda run: len(run.numbers), numeric=True),
        Column("kind", gettext_lazy("For"), value="get_kind_display", sort="kind"),
        Column("sheet", gettext_lazy("Sheet or roll"), value="sheet.name", sort="sheet__position"),
        Column("next_free", gettext_lazy("Next free"), numeric=True, data_label=gettext_lazy("next free")),
        Column("printed_by", gettext_lazy("By"), value="printed_by"),
    )

    def get_queryset(self) -> QuerySet:
        return LabelRun.objects.select_related(*self.related)


def span(numbers: Sequence[str]) -> str:
    """The first and the last of several numbers."""
    if len(numbers) == 1:
        return numbers[0]
    return _("%(first)s to %(last)s") % {"first": numbers[0], "last": numbers[-1]}


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def donation_labels(request: HttpRequest, number: str) -> HttpResponse:
    """Labels of a donation's devices."""
    donation = get_object_or_404(Donation.objects.expected(), number=number)
    devices = donation.devices.order_by("pk")
    here = devices.exclude(status__in=AWAITED)
    form = DonationLabelForm(typed(request), user=request.user)
    if form.is_bound and form.is_valid():
        chosen = devices if form.cleaned_data["which"] == ALL else here
        try:
            if numbers := list(chosen.values_list("number", flat=True)):
                return _printed(request, LabelKind.DEVICE, numbers, form)
            nothing = _("Nothing has arrived yet. Choose all that were announced, or take something in first.")
            form.add_error("which", nothing)
        except reserved.LabelRefused as refusal:
            many = _("This donation has more. Tick some of its devices in the list of devices instead.")
            form.add_error("which", f"{refusal} {many}")
    context = {"form": form, "donation": donation, "all_count": devices.count(), "here_count": here.count()}
    return render(request, "devices/labels/print.html", context)


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def device_labels(request: HttpRequest) -> HttpResponse:
    """Labels of picked devices (`?number=H4F-000123&number=…`). A list's bulk button posts `pick`, which leads here."""
    if "pick" in request.POST:
        query = urlencode({"number": request.POST.getlist("pick")[:MOST_LABELS]}, doseq=True)
        return redirect(f"{reverse('device_labels')}?{query}")
    asked = request.POST if request.method == "POST" else request.GET
    picked = Device.objects.visible_to(request.user).filter(number__in=asked.getlist("number")[:MOST_LABELS])
    numbers = list(picked.order_by("pk").values_list("number", flat=True))
    if not numbers:
        raise Http404
    form = LabelForm(typed(request), user=request.user)
    if form.is_bound and form.is_valid():
        return _printed(request, LabelKind.DEVICE, numbers, form)
    return render(request, "devices/labels/print.html", {"form": form, "numbers": numbers})


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def part_labels(request: HttpRequest) -> HttpResponse:
    """Labels of picked spare parts (`?number=T-000123&number=…`), as `device_labels` has them of devices."""
    if "pick" in request.POST:
        query = urlencode({"number": request.POST.getlist("pick")[:MOST_LABELS]}, doseq=True)
        return redirect(f"{reverse('part_labels')}?{query}")
    asked = request.POST if request.method == "POST" else request.GET
    picked = Part.objects.visible_to(request.user).filter(number__in=asked.getlist("number")[:MOST_LABELS])
    numbers = list(picked.order_by("pk").values_list("number", flat=True))
    if not numbers:
        raise Http404
    form = LabelForm(typed(request), user=request.user)
    if form.is_bound and form.is_valid():
        return _printed(request, LabelKind.PART, numbers, form)
    return render(request, "devices/parts/labels.html", {"form": form, "numbers": numbers})


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def blank_labels(request: HttpRequest) -> HttpResponse:
    """Labels with reserved numbers, for days without internet and piles at the door."""
    form = BlankLabelForm(typed(request), user=request.user, initial={"count": 10})
    if form.is_bound and form.is_valid():
        labels = reserved.reserve(form.cleaned_data["count"], actor=request.actor)
        return _printed(request, LabelKind.BLANK, [label.number for label in labels], form)
    return render(request, "devices/labels/blank.html", {"form": form})


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def location_labels(request: HttpRequest) -> HttpResponse:
    """Labels of shelves and benches, for moving and stocktaking by scanning."""
    form = LocationLabelForm(typed(request), user=request.user)
    if form.is_bound and form.is_valid():
        codes = [location.code for location in form.cleaned_data["locations"]]
        return _printed(request, LabelKind.LOCATION, codes, form)
    return render(request, "devices/labels/locations.html", {"form": form})


@require_http_methods(READ_AND_WRITE)
@permitted(PRINT)
def label_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One printing: its file once more, or some of its labels again on the next free place."""
    run = get_object_or_404(LabelRun.objects.select_related("sheet", "printer", "printed_by"), pk=pk)
    form = AgainForm(typed(request), user=request.user, printed=run.numbers)
    if form.is_bound and form.is_valid():
        return _printed(request, run.kind, form.cleaned_data["numbers"], form)
    facts = [
        (_("Labels"), span(run.numbers)),
        (_("Count"), len(run.numbers)),
        (_("For"), run.get_kind_display()),
        (_("Sheet or roll"), run.sheet.name),
        (_("Start at label"), run.start_at),
        (_("Printer"), run.printer or ""),
        (_("Printed"), run.printed_at),
        (_("By"), run.printed_by),
    ]
    return render(request, "devices/labels/run.html", {"run": run, "form": form, "facts": facts})


@never_cache
@require_safe
@permitted(PRINT)
def label_run_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The labels of a printing, to save and print."""
    run = get_object_or_404(LabelRun.objects.select_related("sheet", "printer"), pk=pk)
    try:
        content = pdf_of(run)
    except reserved.LabelRefused as refusal:
        raise Http404(str(refusal)) from refusal
    first = run.numbers[0] if len(run.numbers) == 1 else f"{run.numbers[0]}-{len(run.numbers)}"
    return pdf_answer(content, f"{pgettext('file name', 'labels')}-{first}.pdf")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF to be saved or printed, never sniffed as anything else."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _printed(request: HttpRequest, kind: str, numbers: Sequence[str], form: LabelForm) -> HttpResponse:
    """Notes the printing and leads to its file. The page that is opened next says where the sheet goes on."""
    run = print_labels(kind, numbers, actor=request.actor, **form.place)
    text = ngettext(
        "%(count)d label is made. It can be printed again from the list of labels.",
        "%(count)d labels are made. They can be printed again from the list of labels.",
        len(numbers),
    )
    flash(request, text % {"count": len(numbers)})
    return redirect("label_run_pdf", run.pk)
