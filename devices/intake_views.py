"""Pages of taking in. Volunteers see numbers and counts here, never who gives or where they live."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.camera import with_camera
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from accounts.pages.scanning import normalise_scan
from custody.lifecycle import TransitionRefused
from devices import intake, intake_results
from devices.intake import AWAITED, LineResult, Outcome
from devices.intake_filters import IntakeFilter
from devices.intake_forms import IntakeForm, SurplusForm
from devices.labelling.reserved import LabelRefused
from devices.models import Category, Device, Location
from devices.offering import goods
from devices.registration import RegistrationRefused
from donations.models import Donation

RECEIVE = "devices.receive_device"
READ_AND_WRITE = ["GET", "HEAD", "POST"]
MOST_LINES_SHOWN = 100
# What the page says of devices; a donation may have thousands.
SHOWN = ("number", "donation", "line", "is_surplus", "status", "category", "maker", "model", "serial", "asset_tag")
LOCATION, HAPPENED_AT = "intake-location", "intake-happened-at"


class IntakeList(ListPage):
    """What is expected: donations with something that may still come."""

    model = Donation
    filterset_class = IntakeFilter
    template_name = "devices/intake/choose.html"
    permission_required = RECEIVE
    title = gettext_lazy("Intake")
    default_sort = "appointment"
    empty_text = gettext_lazy("Nothing is expected.")
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            sort="number",
            code=True,
            link=lambda d: reverse("donation_intake", args=[d.number]),
        ),
        Column("appointment", gettext_lazy("Appointment"), value="scheduled_for", sort="scheduled_for", main=True),
        Column("status", gettext_lazy("Status"), badge="donation", sort="status"),
        Column("delivery", gettext_lazy("Drop-off or pick-up"), value="get_delivery_display", sort="delivery"),
        Column(
            "awaited",
            gettext_lazy("Still to come"),
            sort="awaited",
            numeric=True,
            data_label=gettext_lazy("still to come"),
        ),
        Column("total", gettext_lazy("Devices"), sort="total", numeric=True, data_label=gettext_lazy("in all")),
    )

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        code = request.GET.get("code", "").strip()[:200]
        return self._lead_to(code) if code else super().get(request, *args, **kwargs)

    def _lead_to(self, code: str) -> HttpResponse:
        """The donation that something scanned belongs to."""
        candidates = normalise_scan(code)
        donations = Donation.objects.expected()
        devices = intake.find_devices([*candidates, code])
        found = donations.filter(Q(number__in=candidates) | Q(pk__in=devices.values("donation"))).first()
        if found:
            return redirect("donation_intake", found.number)
        flash(self.request, _("“%(code)s” is not known here.") % {"code": code}, level=messages.ERROR)
        return redirect("intake")

    def get_queryset(self) -> QuerySet:
        awaited = Count("devices", filter=Q(devices__status__in=AWAITED))
        expected = Donation.objects.expected().annotate(awaited=awaited, total=Count("devices"))
        return expected.filter(Q(awaited__gt=0) | Exists(goods.awaited().filter(donation=OuterRef("pk"))))


@dataclass(frozen=True)
class AnnouncedLine:
    """One row of the offer at the intake: how many came, how many may still come."""

    line: int
    category: Category
    title: str
    total: int
    awaited: int
    has_number: bool

    @property
    def arrived(self) -> int:
        return self.total - self.awaited


def _expected(number: str) -> Donation:
    return get_object_or_404(Donation.objects.expected(), number=number)


@require_http_methods(READ_AND_WRITE)
@with_camera
@permitted(RECEIVE)
def take_in(request: HttpRequest, number: str) -> HttpResponse:
    """The scan field; each line's outcome stands below it."""
    donation = _expected(number)
    if request.method != "POST":
        return _page(
            request,
            donation,
            IntakeForm(initial={"location": request.session.get(LOCATION), "happened_at": _moment(request)}),
        )
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return _page(request, donation, form)
    location, happened_at = form.cleaned_data["location"], form.cleaned_data["happened_at"]
    request.session[LOCATION] = location.pk if location else None
    request.session[HAPPENED_AT] = happened_at.isoformat() if happened_at else None
    try:
        results = intake.receive_lines(donation, form.lines, actor=request.actor, location=location, now=happened_at)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, donation, form)
    intake_results.remember(request, donation, results)
    return redirect("donation_intake", number)


def _page(request: HttpRequest, donation: Donation, form: IntakeForm) -> HttpResponse:
    devices = list(donation.devices.select_related("category").only(*SHOWN).order_by("line", "pk"))
    announced = [device for device in devices if not device.is_surplus]
    missing = sum(device.status in AWAITED for device in announced)
    without_number = list(goods.of(donation))
    open_goods = any(not line.outcome for line in without_number)
    lines = _announced_lines(announced)
    shown = _worth_showing(lines)
    context = {
        "donation": donation,
        "form": form,
        "results": intake_results.recall(request, donation),
        "lines": shown,
        "lines_left": len(lines) - len(shown),
        "announced": len(announced),
        "arrived": len(announced) - missing,
        "missing": missing,
        "goods": without_number,
        "surplus": [device for device in devices if device.is_surplus and device.status not in AWAITED],
        "not_yet_marked": any(device.status == AWAITED[0] for device in devices) or open_goods,
        "anything_arrived": any(device.status not in AWAITED for device in devices),
        "here": donation.received_on is not None,
    }
    return render(request, "devices/intake/intake.html", context)


def _announced_lines(devices: list[Device]) -> list[AnnouncedLine]:
    by_line: dict[int, list[Device]] = {}
    for device in devices:
        by_line.setdefault(device.line, []).append(device)
    return [
        AnnouncedLine(
            line,
            found[0].category,
            f"{found[0].maker} {found[0].model}".strip(),
            len(found),
            sum(device.status in AWAITED for device in found),
            bool(found[0].serial or found[0].asset_tag),
        )
        for line, found in sorted(by_line.items())
    ]


def _worth_showing(lines: list[AnnouncedLine]) -> list[AnnouncedLine]:
    """All lines, or of a long list (an imported one) those from which something is still awaited: what has no number to
    scan first, as only its button takes it in."""
    if len(lines) <= MOST_LINES_SHOWN:
        return lines
    awaited = sorted((line for line in lines if line.awaited), key=lambda line: (line.has_number, line.line))
    return sorted(awaited[:MOST_LINES_SHOWN], key=lambda line: line.line)


def _location(request: HttpRequest) -> Location | None:
    return Location.objects.filter(pk=request.session.get(LOCATION)).first()


def _moment(request: HttpRequest) -> datetime | None:
    """When this intake really happened, if it is being entered later; stays until it is emptied."""
    text = request.session.get(HAPPENED_AT)
    return datetime.fromisoformat(text) if text else None


@require_POST
@permitted(RECEIVE)
def take_next(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """A thing without any number takes its line's next one."""
    donation = _expected(number)
    try:
        device = intake.receive_next(
            donation, line, actor=request.actor, location=_location(request), now=_moment(request)
        )
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        intake_results.remember(request, donation, [LineResult("", Outcome.RECEIVED, device)])
        flash(
            request,
            _("This thing is now %(number)s. Please write the number on it or print its label.")
            % {"number": device.number},
        )
    return redirect("donation_intake", number)


@require_http_methods(READ_AND_WRITE)
@permitted(RECEIVE)
def surplus(request: HttpRequest, number: str) -> HttpResponse:
    """Something that nobody announced gets its number on the spot."""
    donation = _expected(number)
    form = SurplusForm(typed(request), initial=_scanned(request))
    if request.method == "POST" and form.is_valid():
        try:
            devices = intake.receive_surplus(
                donation,
                form.row,
                actor=request.actor,
                location=_location(request),
                number=form.cleaned_data["label"],
                now=_moment(request),
            )
        except LabelRefused as refusal:
            form.add_error("label", str(refusal))
        except (TransitionRefused, RegistrationRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            results = [LineResult("", Outcome.RECEIVED, device) for device in devices]
            intake_results.remember(request, donation, results)
            flash(request, _("Taken in as surplus: %(numbers)s") % {"numbers": _numbers(devices)})
            return redirect("donation_intake", number)
    return render(request, "devices/intake/surplus.html", {"donation": donation, "form": form})


def _scanned(request: HttpRequest) -> dict[str, str]:
    """What was scanned on the way here: a serial number, or a blank label."""
    return {name: request.GET.get(name, "")[:80] for name in ("serial", "label")}


def _numbers(devices: list[Device]) -> str:
    first, last = devices[0].number, devices[-1].number
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


@require_http_methods(READ_AND_WRITE)
@permitted(RECEIVE)
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Asks first, then marks what is still announced as not received."""
    donation = _expected(number)
    if request.method == "POST":
        try:
            count = intake.mark_rest_not_received(donation, actor=request.actor)
        except TransitionRefused as refusal:
            flash(request, str(refusal), level=messages.ERROR)
        else:
            flash(
                request,
                _("Marked as not received: %(count)d. What still comes is simply scanned here.") % {"count": count},
            )
        return redirect("donation_intake", number)
    rest = donation.devices.filter(status=AWAITED[0]).select_related("category").order_by("line", "pk")
    context = {"donation": donation, "rest": rest, "goods": goods.of(donation).filter(outcome="")}
    return render(request, "devices/intake/finish.html", context)


@require_POST
@permitted(RECEIVE)
def undo(request: HttpRequest, number: str, device: str) -> HttpResponse:
    """A line was wrong: the device is awaited again."""
    donation = _expected(number)
    row = get_object_or_404(donation.devices.visible_to(request.user), number=device)
    try:
        intake.take_back_intake(
            row,
            actor=request.actor,
            reason=_("taken in by mistake"),
            anyone=request.user.has_perm("devices.manage_device"),
        )
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("%(number)s is awaited again.") % {"number": row.number})
    return redirect("donation_intake", number)
