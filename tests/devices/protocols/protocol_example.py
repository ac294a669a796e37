"""A Löschprotokoll as a city office gets it, without a database: sample data, nothing of anybody."""

from typing import Any

from devices.protocols.content import GERMAN_TEXTS, OpenMedium, ProtocolContent, SettledMedium, WithoutMedium

MODELS = (
    ("Toshiba MQ01ACF050", "HDD", "500 GB", "Clear", "Zufallsdaten", "nwipe 0.38", "zurückgelesen"),
    ("Western Digital WD5000LPLX", "HDD", "500 GB", "Destroy", "Geschreddert", "–", "Foto"),
    ("Samsung MZVLB256HBHQ", "SSD NVMe", "256 GB", "Purge", "NVMe Sanitize", "nvme-cli 2.8", "Bericht"),
    ("Micron MTFDDAK256TBN", "SSD", "256 GB", "Purge", "ATA Sanitize", "hdparm 9.65", "Bericht"),
    ("Samsung MZ-7LN256", "SSD", "256 GB", "Clear *", "Zufallsdaten", "nwipe 0.41", "zurückgelesen"),
)
WORDS = (
    "Purge: Löschbefehl des Laufwerks (Sanitize), Erfolg bestätigt. Clear: alle adressierbaren Bereiche überschrieben "
    "und geprüft. Destroy: physisch zerstört, mit Foto belegt. Personen stehen mit ihrem Kürzel; der Beleg ist der "
    "Anfang der SHA-256-Prüfsumme des aufbewahrten Originals."
)
FOOTNOTE = (
    "* SSD durch Überschreiben gelöscht: Reservebereiche des Laufwerks erreicht dieses Verfahren nicht. "
    "Daher Stufe Clear."
)


def settled(index: int, **changes: Any) -> SettledMedium:
    """The row of the n-th medium."""
    name, kind, size, level, method, tool, verification = MODELS[index % len(MODELS)]
    row = {
        "device": f"H4F-{201 + index:06d}",
        "asset_tag": f"MW-2017-{601 + index}",
        "name": name,
        "serial": f"Z5C1T{index:03d}M12V",
        "kind": kind,
        "size": size,
        "level": level,
        "method": method,
        "tool": tool,
        "verification": verification,
        "date": f"{9 + index // 14:02d}.03.2026",
        "operator": f"EH-{(7, 12, 15)[index % 3]:02d}",
        "evidence": f"3f9a{index:02d}c4",
    }
    return {**row, **changes}


def still_open(index: int, state: str, reason: str, **changes: Any) -> OpenMedium:
    """The row of a medium that is open or lost."""
    row = settled(index)
    named = {key: row[key] for key in ("device", "asset_tag", "name", "serial", "kind", "size")}
    return {**named, "state": state, "reason": reason, **changes}


def without(index: int, finding: str = "kein Datenträger", **changes: Any) -> WithoutMedium:
    """The row of a device in which no medium is known."""
    row = {
        "device": f"H4F-{260 + index:06d}",
        "asset_tag": f"MW-2017-{660 + index}",
        "name": "Lenovo ThinkPad L470",
        "serial": f"PF0XY{index:02d}Z",
        "finding": finding,
        "date": "11.03.2026",
        "operator": "EH-12",
    }
    return {**row, **changes}


def final_content(count: int = 40, **changes: Any) -> ProtocolContent:
    """The final protocol of 40 media, the second version."""
    rows = [settled(index) for index in range(count)]
    levels = [row["level"].split()[0] for row in rows]
    content = {
        "title": "Löschprotokoll",
        "subtitle": "Nachweis der Datenlöschung nach NIST SP 800-88 Rev. 2",
        "language": "de",
        "number": "L-2026-00008",
        "version": 2,
        "is_final": True,
        "issued_at": "2026-03-18T09:30:00+01:00",
        "issued_on": "18.03.2026",
        "donation_number": "S-2026-00042",
        "arrived_on": "02.03.2026",
        "issuer": {
            "name": "Muster-Initiative",
            "sub_name": "Hardware für Bildung e. V.",
            "address": "Musterstraße 1, 04109 Musterstadt",
            "phone": "0341 000000",
            "mail": "post@muster-initiative.example",
            "register": "Amtsgericht Musterstadt · VR 0000",
        },
        "addressee": {
            "name": "Stadt Musterwald",
            "lines": [
                "Stadt Musterwald",
                "Amt für Informationstechnik",
                "Frau Berger",
                "Rathausplatz 1",
                "04838 Musterwald",
            ],
        },
        "notice": {"heading": "", "text": ""},
        "figures": [
            {"count": count, "caption": "Datenträger"},
            *({"count": levels.count(level), "caption": level} for level in ("Purge", "Clear", "Destroy")),
            {"count": 0, "caption": "offen"},
            {"count": 0, "caption": "Verlust"},
        ],
        "explanation": [f"Alle Datenträger dieser Spende sind erledigt. {WORDS}"],
        "open_media": [],
        "settled_media": rows,
        "unseen_devices": [],
        "without_media": [],
        "footnotes": [FOOTNOTE],
        "closing": [
            "Die Angaben stammen aus den Berichten der Löschwerkzeuge und aus Feststellungen der genannten Personen. "
            "Datenträger, die hier nicht aufgeführt sind, wurden zu dieser Spende nicht erfasst. "
            "Maschinell ausgestellt und ohne Unterschrift gültig; die Echtheit prüft der Code auf Seite 1.",
        ],
        "verification_url": "https://example.org/v/Vp3kq8Jm2nXr5tYw7zLdBa",
        "texts": GERMAN_TEXTS,
    }
    return {**content, **changes}


def interim_content() -> ProtocolContent:
    """The first version: four media and two devices are open, one medium is lost."""
    open_rows = [
        still_open(40, "noch zu löschen", "in der Werkstatt"),
        still_open(41, "noch zu löschen", "ausgebaut, liegt unter Verschluss"),
        still_open(
            42,
            "noch zu löschen",
            "wartet auf Entsperrcode",
            name="nicht lesbar",
            serial="ohne Seriennummer",
            size="",
            asset_tag="",
        ),
        still_open(43, "noch zu löschen", "in der Werkstatt", device="lose", asset_tag="M-000042"),
        still_open(44, "Verlust", "fehlt seit 11.03.2026"),
    ]
    return final_content(
        count=13,
        title="Löschprotokoll – Zwischenstand",
        version=1,
        is_final=False,
        issued_at="2026-03-12T09:30:00+01:00",
        issued_on="12.03.2026",
        notice={
            "heading": "4 von 18\u00a0Datenträgern sind noch nicht gelöscht. 1 von 18 Datenträgern ist verloren. "
            "In 2\u00a0Geräten wurde noch nicht nach Datenträgern gesehen.",
            "text": "Dies ist ein Zwischenstand. Das Schlussprotokoll ersetzt ihn, sobald kein Datenträger mehr offen "
            "ist.",
        },
        figures=[
            {"count": count, "caption": caption}
            for count, caption in (
                (18, "Datenträger"),
                (5, "Purge"),
                (5, "Clear"),
                (3, "Destroy"),
                (4, "offen"),
                (1, "Verlust"),
            )
        ],
        explanation=[WORDS, "Nicht aufgeführt sind Geräte, die keine Datenträger haben können: 6 × Monitor."],
        open_media=open_rows,
        unseen_devices=[without(index, "noch nicht nachgesehen", date="", operator="") for index in (0, 1)],
        without_media=[without(2)],
    )
