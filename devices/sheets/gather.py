"""Puts together what the papers say, in the reader's language. Nothing about donors: volunteers do not see them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from devices.checklists.applicability import lifted
from devices.cycles import beginning_a_cycle
from devices.device_page import decimal_size, gibibytes
from devices.enums import CheckResult, DeviceStatus, MediumStatus
from devices.intake import AWAITED
from devices.models import Check, ChecklistStep, Device, GoodsOutcome, OfferedLine, StorageMedium
from devices.naming import short_cpu
from devices.offering import goods
from devices.sheets.content import AnnouncedDevice, CardMedium, IntakeSheet, Step, Texts, WorkCard
from documents.models import Issuer
from documents.pdf.errors import MissingGlyph
from documents.pdf.fonts import check_glyphs
from donations.models import Donation

WITHOUT_GLYPH = "?"
# In the order of the card's boxes.
RESULTS = (CheckResult.PASSED, CheckResult.FAILED, CheckResult.NOT_APPLICABLE)
SETTLED = (MediumStatus.ERASED, MediumStatus.REMOVED, MediumStatus.DESTROYED)


def issuer_name() -> str:
    """The initiative's name."""
    return Issuer.objects.values_list("name", flat=True).first() or "Hardware4Future"


def printable(text: str) -> str:
    """The text with a question mark for every character that the fonts do not have: the paper must be printed."""
    return "".join(character if _has_glyph(character) else WITHOUT_GLYPH for character in text)


def _has_glyph(character: str) -> bool:
    try:
        check_glyphs([character])
    except MissingGlyph:
        return False
    return True


def work_cards(devices: Iterable[Device]) -> list[WorkCard]:
    """One card per device, in their order; `category` and `location` are loaded."""
    devices = list(devices)
    afresh = beginning_a_cycle(devices)
    media, checklists, checks = _media_of(devices, afresh), _checklists_of(devices), _checks_of(devices, afresh)
    steps = _steps_of(set(checklists.values()))
    return [_card(device, media[device.pk], steps[checklists[device.pk]], checks) for device in devices]


def _card(
    device: Device, media: list[StorageMedium], steps: list[ChecklistStep], checks: dict[tuple[int, int], Check]
) -> WorkCard:
    without = lifted(device)
    asked = [step for step in steps if step.asked_when not in without]
    return WorkCard(
        number=device.number,
        title=printable(f"{device.category}: {device.title}"),
        facts=tuple((label, printable(value)) for label, value in _facts(device) if value),
        media=tuple(_medium(medium) for medium in media),
        holds_media=device.category.can_hold_media or bool(media),
        steps=tuple(_step(step, checks.get((device.pk, step.pk))) for step in asked),
    )


def _step(step: ChecklistStep, check: Check | None) -> Step:
    """A step as it stands: what is done already is ticked, so that nobody does it twice."""
    name, hint = printable(step.name), printable(step.hint)
    if check is None:
        return Step(name, hint)
    done = f"{check.done_by}, {date_format(timezone.localtime(check.done_at), 'd.m.y')}"
    minutes = str(check.minutes) if check.minutes else ""
    return Step(name, hint, tuple(check.result == result for result in RESULTS), (minutes, printable(done)))


def _facts(device: Device) -> list[tuple[str, str]]:
    return [
        (_("Serial number"), device.serial),
        (_("Asset tag"), device.asset_tag),
        (_("Processor"), short_cpu(device.cpu)),
        (_("Memory"), gibibytes(device.ram_mib)),
        (_("Display"), device.display),
        (_("Status"), str(DeviceStatus(device.status).label)),
        (_("Location"), str(device.location or "")),
        (_("Known defects"), device.known_defects),
        (_("Waits for"), device.hold_reason),
        (_("Printed on"), date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")),
    ]


def _medium(medium: StorageMedium) -> CardMedium:
    parts = (str(medium), str(medium.get_kind_display()), decimal_size(medium.size_bytes), medium.serial)
    name = printable(" · ".join(dict.fromkeys(part for part in parts if part)))
    proof = medium.settled_by
    if proof is None:
        return CardMedium(name)
    day = date_format(timezone.localtime(proof.finished_at), "d.m.y")
    said = ", ".join(part for part in (proof.method, str(proof.operator or ""), day) if part)
    return CardMedium(name, tuple(medium.status == status for status in SETTLED), printable(said))


def _media_of(devices: list[Device], afresh: set[int]) -> dict[int, list[StorageMedium]]:
    """What is still in each device, by its key; what is erased with its proof, unless it is to be erased again."""
    inside = StorageMedium.objects.filter(
        device__in=devices, status__in=[MediumStatus.PENDING, MediumStatus.ERASED], location=None
    ).select_related("settled_by__operator")
    found: dict[int, list[StorageMedium]] = defaultdict(list)
    for medium in inside:
        if medium.device_id in afresh:
            medium.settled_by = None
        found[medium.device_id].append(medium)
    return found


def _checks_of(devices: list[Device], afresh: set[int]) -> dict[tuple[int, int], Check]:
    """{(device, step): what was written down in the cycle that the card is for}."""
    done = Check.objects.filter(device__in=devices, cycle=F("device__cycle")).exclude(device__in=afresh)
    done = done.select_related("done_by")
    return {(check.device_id, check.step_id): check for check in done}


def _checklists_of(devices: list[Device]) -> dict[int, int | None]:
    """Key of the checklist that each device was started with, else of the one that it would be started with."""
    categories = {device.category_id: device.category for device in devices}
    current = {pk: getattr(category.current_checklist, "pk", None) for pk, category in categories.items()}
    return {device.pk: device.checklist_id or current[device.category_id] for device in devices}


def _steps_of(checklists: set[int | None]) -> dict[int | None, list[ChecklistStep]]:
    found: dict[int | None, list[ChecklistStep]] = defaultdict(list)
    for step in ChecklistStep.objects.filter(checklist__in=checklists - {None}):
        found[step.checklist_id].append(step)
    return found


def intake_sheet(donation: Donation) -> IntakeSheet:
    """Everything announced; what is here already is ticked."""
    devices = donation.devices.select_related("category").order_by("line", "pk")
    appointment = donation.scheduled_for
    facts = (
        (
            _("Appointment"),
            date_format(timezone.localtime(appointment), "SHORT_DATETIME_FORMAT") if appointment else "",
        ),
        (_("Printed on"), date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")),
    )
    return IntakeSheet(
        number=donation.number,
        facts=tuple((label, value) for label, value in facts if value),
        devices=(*map(_announced, devices), *map(_announced_goods, goods.of(donation))),
    )


def _announced(device: Device) -> AnnouncedDevice:
    return AnnouncedDevice(
        number=device.number,
        title=printable(device.title),
        serial=printable(device.serial),
        asset_tag=printable(device.asset_tag),
        is_here=device.status not in AWAITED,
    )


def _announced_goods(line: OfferedLine) -> AnnouncedDevice:
    return AnnouncedDevice(
        number="", title=printable(f"{line} {line.description}"), is_here=line.outcome == GoodsOutcome.ARRIVED
    )


def texts(count: int = 0) -> Texts:
    """Every caption. `{page}` and the like are filled in while drawing."""
    announced = ngettext("{count} device announced", "{count} devices announced", count)
    return {
        "work_card": _("Work card"),
        "intake_list": _("Intake list"),
        "announced_count": announced,
        "page": _("Page {page} of {pages}"),
        "enter_later": _("Enter later: scan the number, unfold “Entered later, from paper”, give the real time."),
        "enter_later_short": _("Enter later with the real time."),
        "who": _("Who"),
        "date": _("Day"),
        "begun": _("Begun at"),
        "done": _("Done at"),
        "place": _("Put to"),
        "media": _("Storage media"),
        "medium": _("Medium, serial number"),
        "erased": _("erased"),
        "removed": _("taken out"),
        "destroyed": _("destroyed"),
        "how_and_when": _("How, who, when"),
        "no_medium": _("There is no storage medium in it. Looked by:"),
        "steps": _("Checklist"),
        "step": _("Step"),
        "passed": _("in order"),
        "failed": _("not in order"),
        "not_applicable": _("not applicable"),
        "minutes": _("minutes"),
        "who_and_when": _("who, when"),
        "notes": _("Notes, defects, parts"),
        "quality_control": _("Quality control, by somebody else"),
        "signature": _("Signature"),
        "announced": _("Announced"),
        "here": _("here"),
        "number": _("Number"),
        "device": _("Device"),
        "serial": _("Serial number"),
        "asset_tag": _("Asset tag"),
        "time_and_note": _("Time, note"),
        "surplus": _("Came along without being announced"),
        "what": _("What, maker, model"),
        "blank_label": _("Blank label"),
        "time": _("Time"),
        "taken_in_by": _("Taken in by"),
    }
