"""The history of a device as its reader may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.pages.status import look
from accounts.roles import Role
from custody.enums import CORRECTED, Via
from devices import checking, cycles, erasure, evidence, facts, hardware, inside, media, moving, sources, stages
from devices.enums import CheckResult, DeviceStatus, EvidenceKind, HoldKind, MediumStatus, SanitisationLevel
from devices.label_and_photo_texts import ON_A_DEVICE as LABELS_AND_PHOTOS
from devices.media_texts import ON_MEDIA
from devices.models import ChecklistStep, Device, DeviceEvent, Evidence, Location, MediumEvent, StorageMedium
from devices.named_rows import Rows
from devices.parts_and_ends_texts import ON_A_DEVICE
from devices.piles import stocktaking
from devices.report_texts import field_list
from devices.waiting.texts import COORDINATIONS
from devices.waiting.texts import ON_A_DEVICE as WAITING

# Reasons of these steps may name an institution or a need: they are coordination's.
OUTSIDE = frozenset(
    {
        DeviceStatus.RESERVED,
        DeviceStatus.DELIVERED,
        DeviceStatus.HANDED_OVER,
        DeviceStatus.IN_REPAIR,
        DeviceStatus.RETURNED,
    }
)
STAFF = {Role.VOLUNTEER, Role.SENIOR_VOLUNTEER, Role.COORDINATOR, Role.ADMIN}
ENTERED_LATER = timedelta(hours=1)


@dataclass(frozen=True)
class HistoryLine:
    """One line as the page draws it; `is_state` marks a change of status."""

    text: str
    when: datetime
    note: str
    is_state: bool


class Names:
    """What the keys in events stand for, read once for the whole page."""

    def __init__(self, events: list[DeviceEvent | MediumEvent]) -> None:
        named = {event.data["medium"] for event in events if "medium" in event.data}
        named |= {pk for event in events for pk in event.data.get("unseen", ())}
        self.media = {medium.pk: str(medium) for medium in StorageMedium.with_mistaken.filter(pk__in=named)}
        files = {event.data["evidence"] for event in events if "evidence" in event.data}
        self.files = dict(Evidence.objects.filter(pk__in=files).values_list("pk", "file_name"))
        done = {event.data["step"] for event in events if "step" in event.data}
        self.steps = {step.pk: step.name for step in ChecklistStep.objects.filter(pk__in=done)}
        self.rows = Rows(events)


def history(device: Device, reader: User) -> list[HistoryLine]:
    """Newest first. People of donors and institutions are named to coordination only."""
    events = device.events.select_related("note", "actor").prefetch_related("actor__groups")
    shown = list(events.order_by("-sequence"))
    names = Names(shown)
    full = reader.has_perm("devices.manage_device")
    return [line_of(event, names, full) for event in shown]


def line_of(event: DeviceEvent | MediumEvent, names: Names, full: bool) -> HistoryLine:
    """An event as the page draws it; `full` for those who may read who of other houses did it, and why."""
    parts = [_who(event, full), _reason(event, full), _later(event)]
    return HistoryLine(
        text=text_of(event, names),
        when=event.happened_at,
        note=" · ".join(part for part in parts if part),
        is_state=bool(event.new_status),
    )


def text_of(event: DeviceEvent | MediumEvent, names: Names) -> str:
    """What happened, in words."""
    aggregate = "medium" if isinstance(event, MediumEvent) else "device"
    if event.kind == CORRECTED:
        old, new = look(aggregate, event.old_status).word, look(aggregate, event.new_status).word
        return _("Taken back: “%(old)s” is “%(new)s” again") % {"old": old, "new": new}
    if event.new_status:
        return str(look(aggregate, event.new_status).word)
    say = TEXTS.get(event.kind)
    return say(event.data, names) if say else _("Entry in the history")


def _who(event: DeviceEvent, full: bool) -> str:
    if event.actor is None:
        return "" if event.via == Via.PERSON else str(Via(event.via).label)
    roles = {group.name for group in event.actor.groups.all()}
    if full or roles & STAFF:
        return str(event.actor)
    if Role.DONOR in roles:
        return _("by the donor")
    return _("by the institution") if Role.INSTITUTION in roles else ""


def _reason(event: DeviceEvent, full: bool) -> str:
    withheld = event.kind in COORDINATIONS or OUTSIDE & {event.old_status, event.new_status}
    if event.note is None or (not full and withheld):
        return ""
    return event.note.text


def _later(event: DeviceEvent) -> str:
    if event.recorded_at - event.happened_at < ENTERED_LATER:
        return ""
    when = date_format(timezone.localtime(event.recorded_at), "SHORT_DATETIME_FORMAT")
    return _("entered later, %(when)s") % {"when": when}


def _medium(data: dict, names: Names) -> str:
    return names.media.get(data.get("medium"), _("storage medium"))


def _came_over(data: dict) -> str:
    if data.get("device") is None:
        return _("%(medium)s had come loose and is built in: to be erased")
    return _("%(medium)s came over from another device: to be erased")


def _erased(data: dict, names: Names) -> str:
    outcome = MediumStatus(data["outcome"]).label
    level = SanitisationLevel(data["level"]).label if data["level"] else ""
    return f"{_medium(data, names)}: " + ", ".join(text for text in (str(outcome), level) if text)


def _file(data: dict, names: Names) -> str:
    kind = EvidenceKind(data["kind"]).label
    return _("File uploaded (%(kind)s): %(name)s") % {"kind": kind, "name": names.files.get(data["evidence"], "")}


def _read(data: dict, names: Names) -> str:
    labels = field_list(data["fields"])
    said = _("Hardware report read: %(facts)s") % {"facts": labels} if labels else _("Hardware report read")
    unseen = ", ".join(names.media.get(pk, "") for pk in data.get("unseen", ()))
    return _("%(said)s. Not in it: %(media)s") % {"said": said, "media": unseen} if unseen else said


def _changed(data: dict, names: Names) -> str:
    return _("Changed: %(facts)s") % {"facts": field_list(data["fields"])}


def _checked(data: dict, names: Names) -> str:
    result = CheckResult(data["result"]).label
    return f"{names.steps.get(data['step'], '')}: {result}"


def _location(data: dict, names: Names) -> str:
    return str(names.rows.get(Location, "location", data["location"]) or "")


def _moved(data: dict, names: Names) -> str:
    location = _location(data, names)
    return _("Put to %(location)s") % {"location": location} if location else _("Has no location any more")


def _on_hold(data: dict) -> str:
    label = str(HoldKind(data["hold"]).label)
    if "instead_of" not in data:
        return label
    return _("%(what)s (before: %(before)s)") % {"what": label, "before": HoldKind(data["instead_of"]).label}


TEXTS: dict[str, Callable[[dict, Names], str]] = {
    media.MEDIUM_ADDED: lambda data, names: _("Storage medium added: %(medium)s") % {"medium": _medium(data, names)},
    media.MEDIUM_INSIDE_AGAIN: lambda data, names: (
        _("A report shows %(medium)s inside again: to be erased anew") % {"medium": _medium(data, names)}
    ),
    media.NO_MEDIUM_SAID: lambda data, names: _("“No storage medium” stated"),
    media.NO_MEDIUM_WITHDRAWN: lambda data, names: _("“No storage medium” taken back"),
    inside.MEDIUM_LEFT: lambda data, names: _("%(medium)s left for another device") % {"medium": _medium(data, names)},
    inside.MEDIUM_CAME_OVER: lambda data, names: _came_over(data) % {"medium": _medium(data, names)},
    sources.MATCH_RETRACTED: lambda data, names: (
        _("A file was not of this device: %(name)s") % {"name": names.files.get(data["evidence"], "")}
    ),
    erasure.ERASURE_RECORDED: _erased,
    erasure.ERASURE_RETRACTED: lambda data, names: (
        _("Erasure taken back: %(medium)s") % {"medium": _medium(data, names)}
    ),
    erasure.ERASURE_DOUBTED: lambda data, names: (
        _("Erasure was wrong, and the medium is out of our hands: %(medium)s. Coordination was alerted.")
        % {"medium": _medium(data, names)}
    ),
    erasure.DOUBT_DECIDED: lambda data, names: _("Coordination decided what is done about the data"),
    evidence.EVIDENCE_ADDED: _file,
    hardware.FACTS_READ: _read,
    facts.FACTS_CHANGED: _changed,
    checking.CHECK_RECORDED: _checked,
    checking.CHECK_REOPENED: lambda data, names: (
        _("Step open again: %(step)s") % {"step": names.steps.get(data["step"], "")}
    ),
    checking.QUALITY_CONTROL_SIGNED: lambda data, names: _("Quality control signed"),
    checking.QUALITY_CONTROL_WITHDRAWN: lambda data, names: _("Quality control has to be signed again"),
    cycles.CYCLE_STARTED: lambda data, names: _("Cycle %(cycle)s begins: checks and media afresh") % data,
    stages.HOLD_SET: lambda data, names: _on_hold(data),
    stages.HOLD_ENDED: lambda data, names: pgettext("hold", "No longer waiting"),
    moving.MOVED: _moved,
    stocktaking.FOUND_AT_STOCKTAKING: lambda data, names: (
        _("Found at stocktaking: %(location)s") % {"location": _location(data, names)}
    ),
    **ON_A_DEVICE,
    **ON_MEDIA,
    **WAITING,
    **LABELS_AND_PHOTOS,
}
