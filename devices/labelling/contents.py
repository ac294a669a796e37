"""What stands on labels."""

from collections.abc import Iterable, Sequence

from devices.models import Device, LabelKind, Location, Part
from devices.naming import short_cpu
from devices.papers import Content, LabelContent, LocationContent
from documents.models import Issuer
from documents.pdf.errors import MissingGlyph
from documents.pdf.fonts import check_glyphs

MIB_PER_GIB = 1024


def contents_of(kind: str, numbers: Sequence[str]) -> list[Content]:
    """One label per number (code, for locations) in their order, as what they name is now; what is gone is left out. A
    text that the fonts cannot print is left out: the number matters."""
    issuer = Issuer.objects.values_list("name", flat=True).first() or "Hardware4Future"
    if kind == LabelKind.BLANK:
        return [LabelContent(number, issuer=_printable(issuer), is_blank=True) for number in numbers]
    if kind == LabelKind.LOCATION:
        places = {place.code: place for place in Location.objects.filter(code__in=numbers)}
        return [_place(places[code], issuer) for code in numbers if code in places]
    if kind == LabelKind.PART:
        parts = {part.number: part for part in Part.objects.filter(number__in=numbers).select_related("kind")}
        return [_part(parts[number], issuer) for number in numbers if number in parts]
    devices = {row.number: row for row in _devices(numbers)}
    return [_label(devices[number], issuer) for number in numbers if number in devices]


def _devices(numbers: Sequence[str]) -> Iterable[Device]:
    return Device.objects.filter(number__in=numbers).select_related("category")


def _label(device: Device, issuer: str) -> LabelContent:
    return LabelContent(
        number=device.number,
        category=_printable(device.category.name),
        model=_printable(device.title if device.model or device.maker else ""),
        facts=_printable(_facts(device)),
        issuer=_printable(issuer),
    )


def _part(part: Part, issuer: str) -> LabelContent:
    return LabelContent(
        number=part.number,
        category=_printable(part.title),
        model=_printable(part.description),
        facts=_printable(part.serial),
        issuer=_printable(issuer),
    )


def _place(location: Location, issuer: str) -> LocationContent:
    """The code in capitals, which make a smaller picture; scanning reads both."""
    return LocationContent(location.code.upper(), _printable(location.name) or location.code, _printable(issuer))


def _facts(device: Device) -> str:
    ram = f"{device.ram_mib // MIB_PER_GIB} GB" if device.ram_mib else ""
    return " · ".join(part for part in (short_cpu(device.cpu), ram) if part)


def _printable(text: str) -> str:
    try:
        check_glyphs([text])
    except MissingGlyph:
        return ""
    return text
