"""The lines of an intake as its page shows them: kept in the session, so that each volunteer sees what they did last
at this donation, also after a reload."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.pages import status
from accounts.pages.scanning import normalise_scan
from devices.enums import DeviceStatus
from devices.intake import AWAITED, LineResult, Outcome
from devices.models import Device, ReservedNumber
from donations.enums import DonationStatus
from donations.models import Donation

KEPT = 30
TOO_LONG = 80
# Outcome → (class of the line, icon); rule 14 of the screens: ok, again, unknown, elsewhere are four tones.
LOOKS = {
    Outcome.RECEIVED: ("h4f-ok", "success"),
    Outcome.ALREADY: ("h4f-again", "info"),
    Outcome.DOUBLE: ("h4f-again", "info"),
    Outcome.UNKNOWN: ("h4f-bad", "danger"),
    Outcome.ELSEWHERE: ("h4f-odd", "warning"),
    Outcome.REFUSED: ("h4f-bad", "danger"),
}
SOUNDS = {"h4f-ok": "ok", "h4f-again": "again"}


@dataclass(frozen=True)
class ShownLine:
    """One line of the page. `undo_url` is posted to; `take_url` is posted to with `code`; `link_url` is a page."""

    css_class: str
    icon: str
    name: str
    text: str
    undo_url: str = ""
    take_url: str = ""
    link_url: str = ""
    link_label: str = ""

    @property
    def sound(self) -> str:
        """What a script sounds when this line is new."""
        return SOUNDS.get(self.css_class, "bad")


def remember(request: HttpRequest, donation: Donation, results: Iterable[LineResult]) -> None:
    """Puts new lines on top of those that this person did at this donation."""
    fresh = [[r.typed[:TOO_LONG], r.outcome, r.device.pk if r.device else None, r.reason] for r in results]
    kept = request.session.get(_key(donation), [])
    request.session[_key(donation)] = [*reversed(fresh), *kept][:KEPT]


def recall(request: HttpRequest, donation: Donation) -> list[ShownLine]:
    """The last lines, newest first, with what became of their devices since."""
    kept = request.session.get(_key(donation), [])
    pks = [pk for _typed, _outcome, pk, _reason in kept if pk]
    devices = Device.objects.select_related("category", "donation").in_bulk(pks)
    results = [LineResult(typed, Outcome(outcome), devices.get(pk), reason) for typed, outcome, pk, reason in kept]
    undone: set[int] = set()
    free = _free_labels(results)
    return [_shown(result, donation, undone, free) for result in results]


def _free_labels(results: Iterable[LineResult]) -> dict[str, str]:
    """{typed: number} of the lines that are a blank label on no device yet."""
    readings = {r.typed: normalise_scan(r.typed) for r in results if r.outcome == Outcome.UNKNOWN}
    known = ReservedNumber.objects.free().filter(number__in={text for texts in readings.values() for text in texts})
    numbers = set(known.values_list("number", flat=True)) if readings else set()
    found = {typed: next((text for text in texts if text in numbers), "") for typed, texts in readings.items()}
    return {typed: number for typed, number in found.items() if number}


def _key(donation: Donation) -> str:
    return f"intake-{donation.pk}"


def _shown(result: LineResult, donation: Donation, undone: set[int], free: Mapping[str, str]) -> ShownLine:
    css_class, icon = LOOKS[result.outcome]
    name = result.device.number if result.device else result.typed
    if result.outcome == Outcome.RECEIVED:
        return _received(result.device, donation, undone)
    if result.outcome == Outcome.UNKNOWN and result.typed in free:
        return _free_label(free[result.typed], donation)
    if result.outcome == Outcome.UNKNOWN:
        surplus = reverse("donation_intake_surplus", args=[donation.number])
        query = urlencode({"serial": result.typed})
        return ShownLine(
            css_class, icon, name, _("unknown"), link_url=f"{surplus}?{query}", link_label=_("Record as surplus")
        )
    take_url = _way_to(result.device.donation) if result.outcome == Outcome.ELSEWHERE else ""
    return ShownLine(css_class, icon, name, _words(result), take_url=take_url)


def _free_label(number: str, donation: Donation) -> ShownLine:
    """Not unknown: a device that takes the label's number is one click away."""
    url = f"{reverse('label_new_device', args=[number])}?{urlencode({'donation': donation.number})}"
    return ShownLine(
        *LOOKS[Outcome.ELSEWHERE], number, _("free label"), link_url=url, link_label=_("New device with this label")
    )


def _received(device: Device, donation: Donation, undone: set[int]) -> ShownLine:
    """A line can be undone once, and only while nothing else has been done with the device."""
    if device.status in AWAITED:
        return ShownLine(*LOOKS[Outcome.ALREADY], device.number, _("taken back"))
    may_undo = device.status == DeviceStatus.RECEIVED and device.pk not in undone
    undone.add(device.pk)
    url = reverse("donation_intake_undo", args=[donation.number, device.number]) if may_undo else ""
    return ShownLine(*LOOKS[Outcome.RECEIVED], device.number, _("taken in · %(what)s") % {"what": device.title}, url)


def _words(result: LineResult) -> str:
    if result.outcome == Outcome.ALREADY:
        word = status.look("device", result.device.status).word
        return _("was here already: %(status)s · %(what)s") % {"status": word, "what": result.device.title}
    if result.outcome == Outcome.DOUBLE:
        return _("twice in this list, counted once")
    if result.outcome == Outcome.ELSEWHERE:
        return _("belongs to %(donation)s") % {"donation": result.device.donation.number}
    return result.reason


def _way_to(donation: Donation) -> str:
    """Where a device of another donation is taken in; nowhere for one that was declined or withdrawn."""
    closed = (DonationStatus.DRAFT, DonationStatus.DECLINED, DonationStatus.CANCELLED)
    return "" if donation.status in closed else reverse("donation_intake", args=[donation.number])
