"""A receipt with invented devices and no number, to look at clauses before they hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from documents.parties import issuer_block
from recipients import papers
from recipients.enums import Agreement
from recipients.papers import Clause, Device, Medium, ReceiptContent, RequestLine
from recipients.receipt_content import CLAUSES
from recipients.second_language import SecondLanguages

MEDIUM = Medium(
    label="Samsung MZ-7LN256, SSD 256 GB",
    serial="S3TZNX0K612345",
    result="gelöscht: Purge, ATA Sanitize · geprüft 12.03.2026",
    reference="nwipe 0.42 · Bericht 000000000000",
)
NOTEBOOK = Device(
    number="H4F-000000",
    name="Lenovo ThinkPad T480",
    facts="Notebook · i5-8350U · 16 GB Arbeitsspeicher · 14″ · Linux Mint 22.1",
    serial="PF1A2B3C",
    cosmetic_grade="B",
    defects="Kratzer auf dem Deckel",
    accessories="Netzteil USB-C 65 W, Maus",
    media=[MEDIUM],
)


def sample(
    key: str,
    clauses: Sequence[Clause],
    *,
    language: str = "",
    translated: Sequence[Clause] | None = None,
    heading: str = "Muster",
    captions: Mapping[str, str] | None = None,
) -> ReceiptContent:
    """The content; with `language` and its clauses in two languages. `heading` says beside “Vereinbarung” which wording
    it is; `captions` stand in place of those that hold today. Raises TransitionRefused when the issuer or the captions
    are missing."""
    now = timezone.now()
    is_loan = key == CLAUSES[Agreement.LOAN]
    beside = {}
    if language and translated is not None:
        beside = _captions(language, captions, on=timezone.localdate(now))
        beside |= {"second_clauses": list(translated)}
    binding = {"binding": papers.GERMAN_BINDING} if beside else {}
    return {
        "title": papers.GERMAN_TITLE,
        "language": "de",
        "number": "Q-0000-00000",
        "version": 1,
        "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "kind": "loan" if is_loan else "gift",
        "agreement": "Leihe bis 31.07.2027" if is_loan else "Schenkung",
        "handover_number": "Ü-0000-00000",
        "handover_date": f"{timezone.localdate(now):%d.%m.%Y}",
        "issuer": issuer_block(),
        "institution": {
            "name": "Muster-Oberschule",
            "official_number": "0000000",
            "address": "Musterweg 1, 04109 Leipzig",
        },
        "pupil": {"code": "M7K-4TR", "school_grade": "7"},
        "devices": [NOTEBOOK],
        "requested": [RequestLine(requested="1 Notebook", received="1 Notebook", open="–")],
        "contribution_paid": None,
        "clauses": list(clauses),
        "clauses_version": "",
        "place": "",
        "date": "",
        "verification_url": f"{settings.PUBLIC_URL}/v/0000000000000000000000/",
        "texts": papers.GERMAN_TEXTS | {"agreement": f"{papers.GERMAN_TEXTS['agreement']} ({heading})"} | binding,
        **beside,
    }


def _captions(language: str, captions: Mapping[str, str] | None, *, on: date) -> dict[str, Any]:
    if captions is None:
        return SecondLanguages(on).captions_beside(language)
    return {"second": language, "second_texts": dict(captions), "second_version": ""}
