"""What stands on the labels of devices."""

from collections.abc import Iterable

from devices.models import Device
from devices.naming import short_cpu
from devices.papers import LabelContent
from documents.models import Issuer
from documents.pdf.errors import MissingGlyph
from documents.pdf.fonts import check_glyphs

MIB_PER_GIB = 1024


def labels_of(devices: Iterable[Device]) -> list[LabelContent]:
    """One label per device, in their order. A text that the fonts cannot print is left out: the number matters."""
    issuer = Issuer.objects.values_list("name", flat=True).first() or "Hardware4Future"
    return [_label(device, issuer) for device in devices]


def _label(device: Device, issuer: str) -> LabelContent:
    return LabelContent(
        number=device.number,
        category=_printable(device.category.name),
        model=_printable(f"{device.maker} {device.model}".strip()),
        facts=_printable(_facts(device)),
        issuer=_printable(issuer),
    )


def _facts(device: Device) -> str:
    ram = f"{device.ram_mib // MIB_PER_GIB} GB" if device.ram_mib else ""
    return " · ".join(part for part in (short_cpu(device.cpu), ram) if part)


def _printable(text: str) -> str:
    try:
        check_glyphs([text])
    except MissingGlyph:
        return ""
    return text
