"""What a Löschprotokoll says: read from media, erasures and devices, and resolved to German texts (PRODUCT.md § 6)."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone, translation

from accounts.models import User
from devices.enums import EvidenceKind, HoldKind, MediumKind, MediumStatus, SanitisationLevel
from devices.models import Erasure, StorageMedium
from devices.protocols.content import (
    GERMAN_TEXTS,
    Figure,
    Medium,
    Notice,
    OpenMedium,
    ProtocolContent,
    SettledMedium,
    WithoutMedium,
)
from devices.protocols.fates import Fate, Reckoning, WithoutMedia, reckon
from documents.parties import issuer_block
from donations.addressing import addressee
from donations.models import Donation

LANGUAGE = "de"
TITLE, INTERIM_TITLE = "Löschprotokoll", "Löschprotokoll – Zwischenstand"
SUBTITLE = "Nachweis der Datenlöschung nach NIST SP 800-88 Rev. 2"
LOOSE, OUTSIDE = "lose", "ausgebaut"
KINDS = {
    MediumKind.HDD: "HDD",
    MediumKind.SSD: "SSD",
    MediumKind.NVME: "SSD NVMe",
    MediumKind.EMMC: "eMMC",
    MediumKind.UNKNOWN: "unbekannt",
}
FLASH = (MediumKind.SSD, MediumKind.NVME, MediumKind.EMMC)
FLASH_MARK, UNKNOWN_MARK = "*", "**"
FOOTNOTES = {
    FLASH_MARK: "* SSD durch Überschreiben gelöscht: Reservebereiche des Laufwerks erreicht dieses Verfahren nicht. "
    "Daher Stufe Clear.",
    UNKNOWN_MARK: "** Art des Datenträgers nicht bekannt: Ist es Flash-Speicher, erreicht Überschreiben nicht jeden "
    "Bereich.",
}
# What a sentence of each level that occurs explains; none is said without need.
LEVELS = {
    SanitisationLevel.PURGE: "Purge: Löschbefehl des Laufwerks (Sanitize), Erfolg bestätigt.",
    SanitisationLevel.CLEAR: "Clear: alle adressierbaren Bereiche überschrieben und geprüft.",
    SanitisationLevel.DESTROY: "Destroy: physisch zerstört, mit Foto belegt.",
}
WHO_AND_PROOF = (
    "Personen stehen mit ihrem Kürzel; der Beleg ist der Anfang der SHA-256-Prüfsumme des aufbewahrten Originals."
)
CLOSING = (
    "Die Angaben stammen aus den Berichten der Löschwerkzeuge und aus Feststellungen der genannten Personen. "
    "Datenträger, die hier nicht aufgeführt sind, wurden zu dieser Spende nicht erfasst."
)
WITHOUT_SIGNATURE = "Maschinell ausgestellt und ohne Unterschrift gültig; die Echtheit prüft der Code auf Seite 1."
# nwipe's names of what it writes.
OVERWRITTEN_WITH = {"PRNG Stream": "Zufallsdaten", "Fill With Zeros": "Nullen", "Fill With Ones": "Einsen"}
EVIDENCE_DIGITS = 8
GIGA, TERA = 10**9, 10**12


def draft(donation: Donation, *, now: datetime) -> ProtocolContent:
    """The content as of now, without number, version and address. Raises TransitionRefused without an issuer."""
    with translation.override(LANGUAGE):
        return _draft(donation, reckon(donation), now)


def _draft(donation: Donation, found: Reckoning, now: datetime) -> ProtocolContent:
    settled = [_settled(fate.medium, fate.proof, donation) for fate in found.fates if fate.proof]
    unsettled = sorted((fate for fate in found.fates if fate.proof is None), key=lambda fate: fate.is_lost)
    return {
        "title": TITLE if found.is_final else INTERIM_TITLE,
        "subtitle": SUBTITLE,
        "language": LANGUAGE,
        "is_final": found.is_final,
        "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "issued_on": _day(now),
        "donation_number": donation.number,
        "arrived_on": f"{donation.received_on:%d.%m.%Y}" if donation.received_on else "",
        "issuer": issuer_block(),
        "addressee": addressee(donation),
        "notice": _notice(found),
        "figures": _figures(found),
        "explanation": _explanation(found),
        "open_media": [_open(fate, donation) for fate in unsettled],
        "settled_media": settled,
        "unseen_devices": [_without(row) for row in found.without_media if not row.is_said],
        "without_media": [_without(row) for row in found.without_media if row.is_said],
        "footnotes": [
            text for mark, text in FOOTNOTES.items() if any(row["level"].split()[1:] == [mark] for row in settled)
        ],
        "closing": [f"{CLOSING} {WITHOUT_SIGNATURE}"],
        "texts": GERMAN_TEXTS,
    }


def _notice(found: Reckoning) -> Notice:
    """What is open or lost, in a frame, so that nobody takes an interim state for the end."""
    open_media = sum(fate.is_open for fate in found.fates)
    lost_media = sum(fate.is_lost for fate in found.fates)
    unseen = sum(row.is_open for row in found.without_media)
    gone = sum(row.is_lost for row in found.without_media)
    total = len(found.fates)
    parts = []
    if open_media:
        parts.append(_of(open_media, total, "ist noch nicht gelöscht", "sind noch nicht gelöscht"))
    if lost_media:
        parts.append(_of(lost_media, total, "ist verloren", "sind verloren"))
    if unseen:
        parts.append(_devices(unseen, "wurde noch nicht nach Datenträgern gesehen"))
    if gone:
        parts.append(
            _devices(
                gone,
                "sind Datenträger nicht bekannt; es ist verloren",
                "sind Datenträger nicht bekannt; sie sind verloren",
            )
        )
    if found.awaited:
        parts.append(_awaited(found.awaited))
    if found.is_final:
        text = "Alle übrigen Datenträger dieser Spende sind erledigt." if parts else ""
    else:
        text = "Dies ist ein Zwischenstand. Das Schlussprotokoll ersetzt ihn, sobald kein Datenträger mehr offen ist."
    return {"heading": " ".join(f"{part}." for part in parts), "text": text}


def _of(count: int, total: int, one: str, many: str) -> str:
    return f"{count} von {total}\u00a0Datenträgern {one if count == 1 else many}"


def _devices(count: int, one: str, many: str = "") -> str:
    return f"In 1\u00a0Gerät {one}" if count == 1 else f"In {count}\u00a0Geräten {many or one}"


def _awaited(count: int) -> str:
    return (
        "1\u00a0Gerät ist noch nicht eingetroffen"
        if count == 1
        else f"{count}\u00a0Geräte sind noch nicht eingetroffen"
    )


def _figures(found: Reckoning) -> list[Figure]:
    """How many media, and how they divide. What was given back unerased is said only if there is any."""
    levels = Counter(fate.proof.level for fate in found.fates if fate.proof and fate.proof.level)
    returned = sum(fate.proof.outcome == MediumStatus.RETURNED_TO_DONOR for fate in found.fates if fate.proof)
    figures = [
        (len(found.fates), "Datenträger"),
        (levels[SanitisationLevel.PURGE], "Purge"),
        (levels[SanitisationLevel.CLEAR], "Clear"),
        (levels[SanitisationLevel.DESTROY], "Destroy"),
        *([(returned, "zurückgegeben")] if returned else []),
        (sum(fate.is_open for fate in found.fates), "offen"),
        (sum(fate.is_lost for fate in found.fates), "Verlust"),
    ]
    return [{"count": count, "caption": caption} for count, caption in figures]


def _explanation(found: Reckoning) -> list[str]:
    """What the words of the table mean, and what the table leaves out."""
    used = {fate.proof.level for fate in found.fates if fate.proof}
    words = [text for level, text in LEVELS.items() if level in used]
    all_done = found.is_final and not found.lost and found.fates
    first = ["Alle Datenträger dieser Spende sind erledigt."] if all_done else []
    paragraphs = [" ".join([*first, *words, WHO_AND_PROOF])]
    if found.never_hold:
        named = ", ".join(f"{count} × {name}" for name, count in sorted(found.never_hold.items()))
        paragraphs.append(f"Nicht aufgeführt sind Geräte, die keine Datenträger haben können: {named}.")
    return paragraphs


def _medium(medium: StorageMedium, donation: Donation) -> Medium:
    device = medium.device if medium.device and medium.device.donation_id == donation.pk else None
    return {
        "device": device.number if device else (LOOSE if medium.device is None else OUTSIDE),
        "asset_tag": device.asset_tag if device else medium.mark,
        "name": str(medium) if medium.model or medium.maker else "nicht lesbar",
        "serial": medium.serial or "ohne Seriennummer",
        "kind": KINDS.get(medium.kind, "unbekannt"),
        "size": _size(medium.size_bytes),
    }


def _size(size: int | None) -> str:
    if not size:
        return ""
    if size < 0.95 * TERA:
        return f"{round(size / GIGA)} GB"
    return f"{size / TERA:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " TB"


def _open(fate: Fate, donation: Donation) -> OpenMedium:
    state, reason = _state(fate.medium)
    return {**_medium(fate.medium, donation), "state": state, "reason": reason}


def _state(medium: StorageMedium) -> tuple[str, str]:
    """Where it stands, in words that hold nothing that somebody typed."""
    if medium.status == MediumStatus.LOST:
        return "Verlust", f"fehlt seit {_day(medium.status_since)}"
    if medium.status == MediumStatus.REMOVED:
        return "noch zu löschen", "ausgebaut, liegt unter Verschluss"
    device = medium.device
    if device and device.hold_kind:
        return "noch zu löschen", str(HoldKind(device.hold_kind).label)
    return "noch zu löschen", "in der Werkstatt"


def _settled(medium: StorageMedium, proof: Erasure, donation: Donation) -> SettledMedium:
    return {
        **_medium(medium, donation),
        "level": _level(medium, proof),
        "method": _method(proof),
        "tool": f"{proof.tool} {proof.tool_version}".strip() or "–",
        "verification": _verification(proof),
        "date": _day(proof.finished_at),
        "operator": code_of(proof.operator),
        "evidence": proof.evidence.sha256[:EVIDENCE_DIGITS] if proof.evidence else "",
    }


def _level(medium: StorageMedium, proof: Erasure) -> str:
    if proof.outcome == MediumStatus.RETURNED_TO_DONOR:
        return "zurück"
    mark = _mark(medium, proof)
    return f"{proof.get_level_display()} {mark}".strip()


def _mark(medium: StorageMedium, proof: Erasure) -> str:
    if not proof.warning or _is_reviewed(proof):
        return ""
    return FLASH_MARK if medium.kind in FLASH else UNKNOWN_MARK


def _is_reviewed(proof: Erasure) -> bool:
    """Security Erase and NVMe Format count by an expert's review (PRODUCT.md § 5), unlike overwriting."""
    return bool(proof.warning) and "berschreib" not in proof.method and not _by_log(proof)


def _by_log(proof: Erasure) -> bool:
    return proof.evidence is not None and proof.evidence.kind == EvidenceKind.ERASURE_REPORT


def _method(proof: Erasure) -> str:
    if proof.outcome == MediumStatus.RETURNED_TO_DONOR:
        return "ungelöscht an Spender"
    # The level table names the kind of medium in brackets, which has a column of its own, and only counts success.
    method = re.sub(r"(, erfolgreich)?(\s*\([^)]*\))?$", "", proof.method)
    return OVERWRITTEN_WITH.get(method, method) or "überschrieben"


def _verification(proof: Erasure) -> str:
    if proof.verified:
        return "zurückgelesen"
    if _is_reviewed(proof):
        return "fachlich geprüft"
    kind = proof.evidence.kind if proof.evidence else ""
    return {EvidenceKind.PHOTO: "Foto", "": "–"}.get(kind, "Bericht")


def _without(row: WithoutMedia) -> WithoutMedium:
    device = row.device
    if row.is_said:
        finding = "kein Datenträger"
    else:
        finding = "Gerät verloren, Datenträger nicht bekannt" if row.is_lost else "noch nicht nachgesehen"
    return {
        "device": device.number,
        "asset_tag": device.asset_tag,
        "name": device.title,
        "serial": device.serial,
        "finding": finding,
        "date": _day(row.said_at) if row.said_at else "",
        "operator": code_of(device.no_medium_said_by) if row.is_said else "",
    }


def code_of(person: User | None) -> str:
    """A person of the workshop as donors read it: a number, never a name."""
    return f"EH-{person.pk:02d}" if person else ""


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def is_same(one: ProtocolContent, other: ProtocolContent, apart_from: Sequence[str]) -> bool:
    """Whether two contents say the same but for these keys."""
    return {k: v for k, v in one.items() if k not in apart_from} == {
        k: v for k, v in other.items() if k not in apart_from
    }
