"""Papers for days without internet, as PDFs to print ahead."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.permissions import permitted
from devices.models import Device
from devices.sheets import gather
from devices.sheets.content import WorkCard
from devices.sheets.intake_list import draw_intake_list
from devices.sheets.work_card import draw_work_cards
from donations.models import Donation

MOST_CARDS = 200


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.refurbish_device")
def work_cards(request: HttpRequest) -> HttpResponse:
    """Cards of picked devices (`?number=H4F-000123&number=…`). A list's bulk button posts `pick`, which leads here."""
    if request.method == "POST":
        query = urlencode({"number": request.POST.getlist("pick")[:MOST_CARDS]}, doseq=True)
        return redirect(f"{reverse('work_cards')}?{query}")
    visible = Device.objects.visible_to(request.user).filter(number__in=request.GET.getlist("number")[:MOST_CARDS])
    devices = list(visible.select_related("category", "location").order_by("number"))
    if not devices:
        raise Http404
    name = devices[0].number if len(devices) == 1 else "devices"
    return _pdf(draw_work_cards(gather.work_cards(devices), gather.texts(), gather.issuer_name()), f"work-card-{name}")


@require_safe
@permitted("devices.refurbish_device")
def blank_work_card(request: HttpRequest) -> HttpResponse:
    """A card to fill in by hand."""
    return _pdf(draw_work_cards([WorkCard()], gather.texts(), gather.issuer_name()), "work-card")


@require_safe
@permitted("devices.receive_device")
def intake_list(request: HttpRequest, number: str) -> HttpResponse:
    """What is announced of a donation."""
    donation = get_object_or_404(Donation.objects.expected(), number=number)
    sheet = gather.intake_sheet(donation)
    pdf = draw_intake_list(sheet, gather.texts(sheet.device_count), gather.issuer_name())
    return _pdf(pdf, f"intake-{donation.number}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.pdf"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
