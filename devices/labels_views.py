"""Label sheets: chosen on a page, answered as a PDF to save and print."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.permissions import permitted
from devices.intake import AWAITED
from devices.labels import labels_of
from devices.models import Device
from devices.papers import AVERY_L4736, AVERY_L7160, LAYOUTS, ROLL_62MM, draw_labels
from donations.models import Donation

PRINT = "devices.refurbish_device"
MOST_LABELS = 1000
SHEETS = [
    (AVERY_L4736.name, _("Avery L4736: 48 labels, 45.7 × 21.2 mm")),
    (AVERY_L7160.name, _("Avery L7160: 21 labels, 63.5 × 38.1 mm")),
    (ROLL_62MM.name, _("Roll, 62 × 29 mm")),
]
ARRIVED, ALL = "arrived", "all"


class LabelForm(forms.Form):
    """Which sheet, and where on it to begin: sheets are used up over several days."""

    layout = forms.ChoiceField(label=_("Sheet or roll"), choices=SHEETS, widget=forms.RadioSelect)
    start_at = forms.IntegerField(
        label=_("Start at label"),
        help_text=_("1 is the one at the top left; count along the rows."),
        min_value=1,
        max_value=max(layout.per_page for layout in LAYOUTS.values()),
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        layout = LAYOUTS.get(cleaned.get("layout", ""))
        if layout and cleaned.get("start_at", 1) > layout.per_page:
            self.add_error("start_at", _("This sheet has %(count)d labels.") % {"count": layout.per_page})
        return cleaned


class DonationLabelForm(LabelForm):
    """Also: only for what is here, or for everything that was announced."""

    which = forms.ChoiceField(
        label=_("For which devices?"),
        choices=[(ARRIVED, _("those that have arrived")), (ALL, _("all that were announced"))],
        widget=forms.RadioSelect,
    )
    field_order = ["which", "layout", "start_at"]


DEFAULTS = {"layout": AVERY_L4736.name, "start_at": 1, "which": ARRIVED}


@require_safe
@permitted(PRINT)
def donation_labels(request: HttpRequest, number: str) -> HttpResponse:
    """Labels of a donation's devices."""
    donation = get_object_or_404(Donation.objects.expected(), number=number)
    devices = donation.devices.select_related("category").order_by("pk")
    here = devices.exclude(status__in=AWAITED)
    form = DonationLabelForm(request.GET if "layout" in request.GET else None, initial=DEFAULTS)
    context = {"form": form, "donation": donation, "all_count": devices.count(), "here_count": here.count()}
    if form.is_bound and form.is_valid():
        chosen = list(devices if form.cleaned_data["which"] == ALL else here)
        if chosen:
            return _sheet(chosen, form, name=donation.number)
        form.add_error(
            "which", _("Nothing has arrived yet. Choose all that were announced, or take something in first.")
        )
    return render(request, "devices/intake/labels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(PRINT)
def device_labels(request: HttpRequest) -> HttpResponse:
    """Labels of picked devices (`?number=H4F-000123&number=…`). A list's bulk button posts `pick`, which leads here."""
    if request.method == "POST":
        query = urlencode({"number": request.POST.getlist("pick")[:MOST_LABELS]}, doseq=True)
        return redirect(f"{reverse('device_labels')}?{query}")
    numbers = request.GET.getlist("number")[:MOST_LABELS]
    devices = list(
        Device.objects.visible_to(request.user).filter(number__in=numbers).select_related("category").order_by("pk")
    )
    if not devices:
        raise Http404
    form = LabelForm(request.GET if "layout" in request.GET else None, initial=DEFAULTS)
    if form.is_bound and form.is_valid():
        return _sheet(devices, form, name=devices[0].number if len(devices) == 1 else "devices")
    return render(request, "devices/intake/labels.html", {"form": form, "devices": devices})


def _sheet(devices: list[Device], form: LabelForm, *, name: str) -> HttpResponse:
    layout = LAYOUTS[form.cleaned_data["layout"]]
    pdf = draw_labels(labels_of(devices), layout, start_at=form.cleaned_data["start_at"])
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="labels-{name}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )
