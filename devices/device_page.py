"""The parts of a device's page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from devices.checklists.applicability import FACTS, lifted
from devices.enums import CheckResult, EvidenceKind, MediumStatus
from devices.missing import missing_media
from devices.models import Check, ChecklistStep, Device, Erasure, Evidence, InboxItem, StorageMedium
from devices.naming import short_cpu
from devices.report_texts import field_label, sentence
from devices.sources import matches_of
from devices.stages import STARTING, begins_a_cycle

MIB_PER_GIB = 1024


@dataclass(frozen=True)
class MediumRow:
    """One medium with the erasure that stands, and what a person may do about it."""

    medium: StorageMedium
    erasure: Erasure | None
    in_workshop: bool
    is_missing: bool = False

    @property
    def size(self) -> str:
        return decimal_size(self.medium.size_bytes)

    @property
    def proof(self) -> str:
        """Level, method, tool and version."""
        if self.erasure is None:
            return ""
        tool = f"{self.erasure.tool} {self.erasure.tool_version}".strip()
        return ", ".join(part for part in (self.erasure.get_level_display(), self.erasure.method, tool) if part)

    @property
    def may_be_settled(self) -> bool:
        """A medium that was taken out lies with us, wherever its device is."""
        return self.medium.status == MediumStatus.REMOVED or (
            self.medium.status == MediumStatus.PENDING and self.in_workshop
        )

    @property
    def may_be_taken_back(self) -> bool:
        return self.erasure is not None


@dataclass(frozen=True)
class CheckRow:
    """One step of the checklist with its result; `url` leads to it while results are written down."""

    code: str
    label: str
    url: str
    note: str


@dataclass(frozen=True)
class EvidenceRow:
    """One uploaded original."""

    evidence: Evidence
    said: str

    @property
    def short_hash(self) -> str:
        return f"{self.evidence.sha256[:8]}…{self.evidence.sha256[-4:]}"


def decimal_size(size: int | None) -> str:
    """Bytes as disks are sold: 500107862016 is 500 GB."""
    if not size:
        return ""
    unit, divisor = ("TB", 10**12) if size >= 10**12 else ("GB", 10**9)
    return f"{localize(round(size / divisor, 1 if unit == 'TB' else 0))} {unit}".replace(",0 ", " ").replace(".0 ", " ")


def media_rows(device: Device) -> list[MediumRow]:
    """Every medium that was ever in the device."""
    media = list(device.media.select_related("location"))
    standing = Erasure.objects.standing().filter(medium__in=media).select_related("operator").order_by("pk")
    by_medium = {(erasure.medium_id, erasure.outcome): erasure for erasure in standing}
    missing = missing_media(device, media) if device.is_in_workshop else set()
    return [
        MediumRow(
            medium, by_medium.get((medium.pk, medium.status)), device.is_in_workshop, is_missing=medium.pk in missing
        )
        for medium in media
    ]


def check_rows(device: Device) -> list[CheckRow]:
    """The steps of this cycle, also those that are not asked as the hardware is missing; of a device that left the
    workshop what was written down. None while the next start begins a new cycle: ticks of the one before stand in the
    history and are valid no more."""
    if device.status in STARTING and begins_a_cycle(device):
        return []
    checks = Check.objects.filter(device=device, cycle=device.cycle).select_related("done_by")
    by_step = {check.step_id: check for check in checks}
    steps = ChecklistStep.objects.filter(checklist=device.checklist_id)
    shown = [step for step in steps if device.is_in_workshop or step.pk in by_step]
    without = lifted(device)
    return [_check_row(device, step, by_step.get(step.pk), step.asked_when not in without) for step in shown]


def _check_row(device: Device, step: ChecklistStep, check: Check | None, is_asked: bool) -> CheckRow:
    takes = device.takes_checks and is_asked
    url = reverse("device_check", args=[device.number, step.code]) if takes else ""
    if not is_asked and check is None:
        return CheckRow(CheckResult.NOT_APPLICABLE, step.name, url, _("not asked: the hardware is not there"))
    if check is None:
        return CheckRow("open", step.name, url, "" if step.required else _("optional"))
    minutes = _("%(count)d min") % {"count": check.minutes} if check.minutes else ""
    note = ", ".join(part for part in (minutes, str(check.done_by), check.note) if part)
    return CheckRow(check.result, step.name, url, note)


def minutes_spent(device: Device) -> int:
    """Minutes written down in this cycle."""
    checks = Check.objects.filter(device=device, cycle=device.cycle, minutes__isnull=False)
    return sum(checks.values_list("minutes", flat=True))


def evidence_rows(device: Device) -> list[EvidenceRow]:
    """Originals that speak of the device, settled one of its media, or may be of it and wait for a person."""
    waiting = InboxItem.objects.waiting().filter(candidates=device).values("evidence")
    own = Q(pk__in=matches_of(device).values("evidence")) | Q(erasures__medium__device=device)
    concerned = Evidence.objects.filter(own | Q(pk__in=waiting)).distinct()
    return [EvidenceRow(evidence, what_was_read(evidence)) for evidence in concerned.order_by("-pk")]


def what_was_read(evidence: Evidence) -> str:
    """The content of an original, shortly; or why it could not be read."""
    if evidence.error:
        return sentence(evidence.error)
    if evidence.kind == EvidenceKind.HARDWARE_REPORT:
        return _hardware(evidence.facts)
    if evidence.kind == EvidenceKind.ERASURE_REPORT:
        return _log(evidence.facts)
    return f"{evidence.get_kind_display()}, {filesizeformat(evidence.file_bytes)}"


def _hardware(facts: dict[str, Any]) -> str:
    names = [name for name in ("model", "serial", "cpu", "ram_mib", "battery_health") if facts.get(name)]
    found = len(facts.get("storage", []))
    media = ngettext("%(count)d medium", "%(count)d media", found) % {"count": found}
    return ", ".join([*(field_label(name) for name in names), media])


def _log(facts: dict[str, Any]) -> str:
    media = facts.get("media", [])
    erased = sum(1 for medium in media if medium["erased"] and not medium["reasons"])
    return _("%(tool)s %(version)s: %(erased)d of %(count)d media erased and verified") % {
        "tool": facts.get("tool", ""),
        "version": facts.get("version") or "",
        "erased": erased,
        "count": len(media),
    }


def facts(device: Device, user: User) -> list[tuple[str, Any]]:
    """Label and value of what is known."""
    return [
        (_("Serial number"), _code(device.serial)),
        (_("Processor"), _processor(device)),
        (_("Memory"), gibibytes(device.ram_mib)),
        (_("Display"), device.display),
        (_("Battery"), _percent(device.battery_health)),
        (_("Condition"), device.get_cosmetic_grade_display()),
        (_("Known defects"), device.known_defects),
        (_("Hardware"), _hardware_known(device)),
        (_("Operating system"), device.operating_system),
        (_("Accessories"), device.accessories),
        (_("Location") if device.is_in_workshop else _("Last location"), device.location or ""),
        (_("Donation"), _donation(device, user)),
        (_("Asset tag"), _code(device.asset_tag)),
        (_("Further labels on it"), _code(", ".join(_further_labels(device)))),
    ]


def _further_labels(device: Device) -> list[str]:
    """Blank labels that lead here, beside the label with its own number."""
    labels = device.blank_labels.exclude(number=device.number)
    return list(labels.values_list("number", flat=True))


def _hardware_known(device: Device) -> str:
    """Which of the parts that steps of the checklist are about are there, and which are not."""
    known = [(name, getattr(device, name)) for name in FACTS.values()]
    words = {name: Device._meta.get_field(name).verbose_name for name, there in known if there is not None}
    return ", ".join(
        _("%(part)s: yes") % {"part": words[name]} if there else _("%(part)s: no") % {"part": words[name]}
        for name, there in known
        if there is not None
    )


def _code(text: str) -> str:
    return format_html('<span class="h4f-code">{}</span>', text) if text else ""


def _processor(device: Device) -> str:
    name = short_cpu(device.cpu)
    if not name or not device.cores:
        return name
    cores = ngettext("%(count)d core", "%(count)d cores", device.cores) % {"count": device.cores}
    return f"{name}, {cores}"


def fact_text(name: str, value: Any) -> Any:
    """A fact as a page shows it: memory in GB, the battery in per cent, all else as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "ram_mib":
        return gibibytes(value)
    return _percent(value) if name == "battery_health" else value


def _percent(share: Any) -> str:
    return f"{round(share * 100)} %" if share is not None else ""


def gibibytes(mebibytes: int | None) -> str:
    """Memory as people say it: 8192 MiB are 8 GB."""
    return (
        f"{localize(round(mebibytes / MIB_PER_GIB, 1))} GB".replace(",0 ", " ").replace(".0 ", " ") if mebibytes else ""
    )


def _donation(device: Device, user: User) -> str:
    if not user.has_perm("donations.view_donation"):
        return _code(device.donation.number)
    return format_html(
        '<a class="kern-link kern-link--small kern-link--no-visited-state" href="{}">{}</a>',
        reverse("donation_detail", args=[device.donation.number]),
        device.donation.number,
    )
