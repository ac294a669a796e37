"""A class set's receipt as it is frozen, for tests."""

from recipients.papers import ANNEX_TEXTS, GERMAN_TEXTS, Annex, Clause, Device, KindLine, ReceiptContent, RequestLine
from tests.recipients.receipt_example import MEDIUM, example_content, example_device

CLAUSES = [
    Clause(heading="Leihe.", text="Die Geräte bleiben unser Eigentum und werden bis zum genannten Tag zurückgegeben."),
    Clause(heading="Sorgfalt.", text="Die Einrichtung behandelt die Geräte sorgfältig und gibt sie nicht weiter."),
    Clause(heading="Wenn etwas kaputtgeht.", text="Melden Sie es uns. Wir reparieren oder ersetzen, wenn wir können."),
    Clause(heading="Eigene Daten.", text="Vor der Rückgabe löscht die Einrichtung, was auf den Geräten liegt."),
]


def example_class_set(*, count: int = 30, kinds: int = 1, **changes) -> ReceiptContent:
    """A class set on loan to the institution, its devices in an annex: of one kind, or of several."""
    devices, lines = [], []
    for kind in range(kinds):
        name = ("Lenovo ThinkPad T480", "Dell Latitude 5490", "HP EliteBook 840 G5")[kind]
        of_kind = range(kind * count // kinds, (kind + 1) * count // kinds)
        devices += [_of_class_set(number + 1, name) for number in of_kind]
        first = devices[-1]
        lines.append(KindLine(count=len(of_kind), name=name, facts=first["facts"], accessories=first["accessories"]))
    content = example_content(
        kind="loan",
        agreement="Leihe bis 31.07.2027",
        clauses=CLAUSES,
        clauses_version="receipt_loan/1",
        pupil=None,
        devices=devices,
        requested=[
            RequestLine(
                requested=f"{count} × Notebook, mind. 8 GB Arbeitsspeicher", received=f"{count} × Notebook", open="–"
            )
        ],
        annex=Annex(kinds=lines, texts=ANNEX_TEXTS),
        texts={
            **GERMAN_TEXTS,
            "institution_itself": "die Einrichtung selbst, für einen Klassensatz der Klassenstufe 7",
        },
    )
    return content | changes


def _of_class_set(number: int, name: str) -> Device:
    medium = MEDIUM | {"serial": f"S3TZNX0K6{number:05d}"}
    defects = "Kratzer auf dem Deckel, Taste F7 klemmt" if number % 7 == 3 else "keine"
    return example_device(number, name=name, serial=f"PF1A2B{number:02d}", defects=defects, media=[medium])
