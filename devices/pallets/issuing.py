"""The list of a collected pallet as a numbered paper; when the certificate comes, its next version names it."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import PalletStatus
from devices.models import Pallet, PalletList
from devices.pallets.collecting import LIST_ISSUED
from devices.pallets.list_paper import GERMAN_TEXTS, Line, PalletListContent
from devices.pallets.listing import DEVICE, MEDIUM, frozen_lines
from devices.sheets.gather import printable
from documents import services as documents
from documents.enums import DocumentStatus
from documents.models import Document
from documents.parties import issuer_block

KIND = "pallet_list"
STATEMENT = (
    "Auf der Palette sind nur Datenträger, die gelöscht oder zerstört sind. Die Liste wurde bei der Abholung "
    "festgeschrieben."
)


def issue(pallet: Pallet, *, actor: Actor, now: datetime | None = None) -> PalletList | None:
    """Issues the list, or its next version when the certificate is another one than it names; None when it says all of
    that. Raises TransitionRefused for a pallet that was not collected, without an issuer, and while the version before
    is being made."""
    now = now or timezone.now()
    if pallet.status != PalletStatus.COLLECTED:
        raise TransitionRefused(_("The paper is made when the pallet is collected."))
    content = draft(pallet, now=now)
    documents.check_contents(KIND, [content])
    with transaction.atomic():
        pallet = Pallet.objects.select_for_update().get(pk=pallet.pk)
        old = pallet.papers.standing().select_related("document").first()
        if old and _certificate(old.document) == content["facts"][-1][1]:
            return None
        paper = PalletList.objects.create(pallet=pallet, document=_document(old, content, actor, now))
        data = {"document": paper.document_id, "version": paper.document.version}
        record(pallet, LIST_ISSUED, actor=actor, data=data, happened_at=now)
    return paper


def is_due(pallet: Pallet) -> bool:
    """Whether a collected pallet has no paper yet, or one that does not name its certificate."""
    if pallet.status != PalletStatus.COLLECTED:
        return False
    standing = pallet.papers.standing().select_related("document").first()
    return standing is None or _certificate(standing.document) != _certificate_of(pallet)


def _certificate(document: Document) -> str:
    """The number that the paper names; the certificate is the last of its facts."""
    return json.loads(document.content)["facts"][-1][1] if document.content else ""


def _certificate_of(pallet: Pallet) -> str:
    certificate = pallet.certificates.first()
    return printable(certificate.number) if certificate else "folgt"


def _document(old: PalletList | None, content: PalletListContent, actor: Actor, now: datetime) -> Document:
    if old is None:
        return documents.issue_many(KIND, [content], actor=actor, now=now)[0]
    if old.document.status != DocumentStatus.READY:
        text = _("%(number)s is still being made. Please try again when it is ready.")
        raise TransitionRefused(text % {"number": old.document.number})
    PalletList.objects.filter(pk=old.pk).update(active=False)
    return documents.issue_version(old.document, content, actor=actor, now=now)


def draft(pallet: Pallet, *, now: datetime) -> PalletListContent:
    """The content without number, version and address. Raises TransitionRefused without an issuer."""
    weight = f"{pallet.weight_kg.normalize():f} kg".replace(".", ",") if pallet.weight_kg else "nicht gewogen"
    facts = [
        ["Palette", pallet.number],
        ["Abgeholt von", printable(pallet.taker)],
        ["Abgeholt am", f"{pallet.collected_on:%d.%m.%Y}"],
        ["Gewicht", weight],
        ["Nachweis", _certificate_of(pallet)],
    ]
    return {
        "title": "Palettenliste",
        "subtitle": "Abgabe zur Verwertung",
        "language": "de",
        "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "issued_on": f"{timezone.localdate(now):%d.%m.%Y}",
        "pallet": pallet.number,
        "issuer": issuer_block(),
        "facts": facts,
        "lines": [_line(line) for line in frozen_lines(pallet)],
        "statement": STATEMENT,
        "proof": f"SHA-256 {pallet.frozen_sha256}",
        "texts": GERMAN_TEXTS,
    }


def _line(line: dict[str, Any]) -> Line:
    """One line of the frozen list in printable words."""
    said = {
        "what": line["name"],
        "number": line.get("number", ""),
        "serial": line.get("serial", ""),
        "donation": line.get("donation", ""),
        "media": "",
    }
    if line["kind"] == DEVICE:
        said["what"] = f"{line['category']} {line['name']}"
        said["media"] = "; ".join(f"{medium['name']} {medium['serial']}: {_fate(medium)}" for medium in line["media"])
        said["media"] = said["media"] or "keiner"
    elif line["kind"] == MEDIUM:
        said |= {"what": f"{line['name']}, {line['type']}", "number": line["host"], "media": _fate(line)}
    else:
        amounts = (f"{line['kg']} kg" if line["kg"] else "", f"{line['pieces']} Stück" if line["pieces"] else "")
        said["what"] = ", ".join(filter(None, (line["name"], *amounts)))
    return {key: printable(text) for key, text in said.items()}


def _fate(medium: dict[str, Any]) -> str:
    level = f" ({medium['level']})" if medium["level"] else ""
    return f"{medium['fate']}{level}" + (f", {medium['done_on']}" if medium["done_on"] else "")
