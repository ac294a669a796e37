"""Sentences for the codes that readers and verdicts give."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from devices.enums import InboxDecision, InboxReason
from devices.erasure import Verdict
from devices.file_results import FileResult
from devices.importers.messages import MESSAGES
from devices.models import Device
from devices.originals import Outcome
from devices.upload_lines import FILE_MISSING, GAVE_UP, details_of

# What only the comparison with our own records can say; the readers' own codes are in importers.messages.
VERDICTS = {
    "too_early": _("By its clock it was finished before this medium came into this cycle."),
    "in_the_future": _("By its clock it will be finished in the future."),
    "clock_not_set": _("The computer's clock was not set: it stood long before the tool was written."),
    "clock_moved": _("Between start and end the computer's clock was moved."),
    "not_here": _("The medium is not in the workshop, so it cannot have been erased here now."),
    "serial_unknown": _("No known medium has this serial number."),
    "serial_several": _("Several open media of this device have this serial number."),
    "settled_already": _("This medium is settled already."),
    GAVE_UP: _("Reading it failed several times. Please tell the administration."),
    FILE_MISSING: _("The stored file is not there any more. Please upload it again."),
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
    return summary_of(result.outcome, result.error, details_of(result))


def summary_of(outcome: str, code: str, details: Mapping[str, Any]) -> str:
    """The same of a line that a worker wrote down; `details` as `uploads.details_of` gives them."""
    if outcome == Outcome.TOO_LARGE:
        return sentence("too_large")
    if outcome in (Outcome.UNREADABLE, Outcome.KEPT):
        return sentence(code) if code else gettext("Kept as a photo.")
    if outcome in InboxDecision.values:
        return gettext("A person decided: %(decision)s.") % {"decision": InboxDecision(outcome).label}
    if outcome == Outcome.REFUSED:
        return details["refusal"]
    if "inbox" in details:
        return _waiting(details)
    if outcome == Outcome.ELSEWHERE and not details["settled"]:
        return _elsewhere(details["devices"])
    if outcome == Outcome.KNOWN and not details["settled"]:
        return gettext("This file is already here and was not stored twice.")
    return _applied(details["applied"]) if "applied" in details else _log(details)


def _waiting(details: Mapping[str, Any]) -> str:
    reason = str(InboxReason(details["inbox"]["reason"]).label)
    return f"{reason}. {details['refusal']}".strip()


def _elsewhere(numbers: Iterable[str]) -> str:
    return gettext("This file was already uploaded for %(number)s and was not stored twice.") % {
        "number": ", ".join(numbers) or "?"
    }


def _applied(counts: Mapping[str, int]) -> str:
    """What a report changed: only what happened."""
    parts = [text % {"count": counts[name]} for name, text in _changes(counts).items() if counts[name]]
    return ", ".join(parts) + "." if parts else gettext("Nothing new: all of this was known already.")


def _changes(counts: Mapping[str, int]) -> dict[str, str]:
    return {
        "filled": ngettext("%(count)d fact filled in", "%(count)d facts filled in", counts["filled"]),
        "media": ngettext("%(count)d new storage medium", "%(count)d new storage media", counts["media"]),
        "reopened": ngettext(
            "%(count)d medium that was out is inside again and to be erased anew",
            "%(count)d media that were out are inside again and to be erased anew",
            counts["reopened"],
        ),
        "moved": ngettext(
            "%(count)d medium came over from another device",
            "%(count)d media came over from another device",
            counts["moved"],
        ),
        "unseen": ngettext(
            "%(count)d known medium is not in this report: please look whether it is still inside",
            "%(count)d known media are not in this report: please look whether they are still inside",
            counts["unseen"],
        ),
        "differences": ngettext(
            "%(count)d fact was typed otherwise",
            "%(count)d facts were typed otherwise",
            counts["differences"],
        ),
    }


def _log(details: Mapping[str, Any]) -> str:
    if not details["lines"]:
        return gettext("The log names no medium.")
    count = details["settled"]
    settled = ngettext("%(count)d medium settled.", "%(count)d media settled.", count) % {"count": count}
    return f"{settled} {details['refusal']}".strip()


# A line of a log with one of these says nothing of how the erasure went.
NO_FAILURE = {"settled_already", "serial_unknown", "not_here"}


def failures_in(details: Mapping[str, Any]) -> bool:
    """Whether a log names a disk that it does not prove as erased."""
    return any(set(line["reasons"]) - NO_FAILURE for line in details.get("lines", ()))


def notes_of(details: Mapping[str, Any]) -> list[str]:
    """What else is to be said of a file: each medium that a log did not settle, and what the reader warns of."""
    lines = [line for line in details.get("lines", ()) if line["reasons"]]
    notes = [f"{line['name'] or '?'}: " + " ".join(sentence(code) for code in line["reasons"]) for line in lines]
    return notes + [sentence(code) for code in details.get("warnings", ())]


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
