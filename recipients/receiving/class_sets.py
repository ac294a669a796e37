"""What the receipt of a class set says: all of it on the first page, each device in an annex."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from recipients.models import Allocation, ClassSet, NeedItem
from recipients.papers import ANNEX_TEXTS, Annex, Device, KindLine, ReceiptContent
from recipients.receipt_content import Sources, content_of

# So many devices stand on the first page as on any other receipt.
MOST_WITHOUT_ANNEX = 3


def draft_class_set(
    class_set: ClassSet, items: Iterable[NeedItem], given: Sequence[Allocation], *, shared: Sources, now: datetime
) -> ReceiptContent:
    """The content of the receipt for what this handover gives of a class set; `items` are all that is asked for."""
    content = content_of(class_set.agreement, items, given, shared=shared, now=now)
    itself = content["texts"]["institution_itself"]
    content["texts"] = {**content["texts"], "institution_itself": f"{itself}, {_class_in_words(class_set)}"}
    if len(given) <= MOST_WITHOUT_ANNEX:
        return content
    devices = sorted(content["devices"], key=lambda device: (kind_of(device), device["number"]))
    return {**content, "devices": devices, "annex": _annex(devices)}


def _class_in_words(class_set: ClassSet) -> str:
    grade = f" der Klassenstufe {class_set.school_grade}" if class_set.school_grade else ""
    return f"für einen Klassensatz{grade}"


def kind_of(device: Device) -> tuple[str, str, str]:
    """Devices that have these in common are one line of the first page."""
    return device["name"], device["facts"], device["accessories"]


def _annex(devices: Sequence[Device]) -> Annex:
    counted: dict[tuple[str, str, str], int] = {}
    for device in devices:
        counted[kind_of(device)] = counted.get(kind_of(device), 0) + 1
    kinds: list[KindLine] = [
        {"count": count, "name": name, "facts": facts, "accessories": accessories}
        for (name, facts, accessories), count in counted.items()
    ]
    return {"kinds": kinds, "texts": ANNEX_TEXTS}
