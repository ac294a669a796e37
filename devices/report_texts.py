"""Sentences for the codes that readers and verdicts give."""

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from devices.erasure import Verdict
from devices.evidence import VIRTUAL_MACHINE, FileResult, Outcome
from devices.importers.messages import MESSAGES
from devices.models import Device, Evidence

# What only the comparison with our own records can say; the readers' own codes are in importers.messages.
VERDICTS = {
    "too_early": _("By its clock it was finished before this medium came into this cycle."),
    "in_the_future": _("By its clock it will be finished in the future."),
    "clock_not_set": _("The computer's clock was not set: it stood long before the tool was written."),
    "clock_moved": _("Between start and end the computer's clock was moved."),
    "not_here": _("The medium is not in the workshop, so it cannot have been erased here now."),
    "serial_unknown": _("No medium of this device has this serial number."),
    "serial_several": _("Several open media of this device have this serial number."),
    "settled_already": _("This medium is settled already."),
}


def sentence(code: str) -> str:
    """The sentence of a code in the current language; the code itself is never shown."""
    if code in VERDICTS:
        return str(VERDICTS[code])
    return gettext(MESSAGES[code]) if code in MESSAGES else gettext("It could not be read.")


def why_not(verdict: Verdict) -> str:
    """Every reason why a log does not settle a medium."""
    return " ".join(sentence(code) for code in verdict.reasons)


def medium_name(verdict: Verdict) -> str:
    """Model and serial number as the log prints them."""
    printed = verdict.printed
    return " ".join(text for text in (printed.model, printed.serial) if text) or printed.device_path or "?"


def summary(result: FileResult) -> str:
    """What became of an uploaded file, in one sentence."""
    if result.outcome == Outcome.TOO_LARGE:
        return sentence("too_large")
    if result.outcome in (Outcome.UNREADABLE, Outcome.KEPT):
        return _kept(result.evidence)
    if result.outcome == Outcome.ELSEWHERE and not result.settled:
        return _elsewhere(result.devices)
    if result.outcome == Outcome.KNOWN and not result.settled:
        return gettext("This file is already here and was not stored twice.")
    if result.outcome == Outcome.REFUSED:
        return result.refusal
    if result.item:
        return str(result.item.get_reason_display())
    if result.applied:
        return _applied(result)
    return _log(result)


def _kept(evidence: Evidence) -> str:
    if evidence.error == VIRTUAL_MACHINE:
        return sentence(VIRTUAL_MACHINE)
    return sentence(evidence.error) if evidence.error else gettext("Kept as a photo.")


def _elsewhere(devices: Iterable[Device]) -> str:
    return gettext("This file was already uploaded for %(number)s and was not stored twice.") % {
        "number": ", ".join(device.number for device in devices) or "?"
    }


def _applied(result: FileResult) -> str:
    applied = result.applied
    parts = [ngettext("%(count)d fact filled in", "%(count)d facts filled in", len(applied.filled))]
    parts[0] %= {"count": len(applied.filled)}
    found = len(applied.media)
    parts.append(ngettext("%(count)d new storage medium", "%(count)d new storage media", found) % {"count": found})
    return ", ".join(parts) + "."


def _log(result: FileResult) -> str:
    if not result.verdicts:
        return gettext("The log names no medium.")
    settled = ngettext("%(count)d medium settled.", "%(count)d media settled.", len(result.settled)) % {
        "count": len(result.settled)
    }
    return f"{settled} {result.refusal}".strip()


# What forms ask for with its unit is said without it where no number follows.
WITHOUT_UNIT = {"ram_mib": _("memory"), "battery_health": _("battery health")}
SAID_FIRST = ("category", "maker", "model", "serial", "cpu", "cores", "ram_mib")


def field_label(name: str) -> str:
    """The word for a fact of a device."""
    if name in WITHOUT_UNIT:
        return str(WITHOUT_UNIT[name])
    return str(Device._meta.get_field(name).verbose_name)


def field_list(names: Iterable[str]) -> str:
    """Facts by their words: those that people ask for first."""
    ranked = sorted(names, key=lambda name: SAID_FIRST.index(name) if name in SAID_FIRST else len(SAID_FIRST))
    return ", ".join(field_label(name) for name in ranked)
