"""The tables of a Löschprotokoll: media that are settled, media that are open, devices without one."""

from collections.abc import Sequence

from devices.protocols.content import OpenMedium, ProtocolTexts, SettledMedium, WithoutMedium
from documents.pdf.flow import Piece
from documents.pdf.tables import Cell, Column, table

UNKNOWN = "–"
DEVICE_X, NAME_X, KIND_X, LEVEL_X, TOOL_X, DATE_X = 31.5, 55.5, 99.0, 116.5, 143.5, 166.5


def settled_table(rows: Sequence[SettledMedium], texts: ProtocolTexts, *, heading: str = "") -> list[Piece]:
    """Media that are settled; without `heading` the table stands alone."""
    columns = [
        *_named(texts),
        Column(LEVEL_X, texts["level"], texts["method"]),
        Column(TOOL_X, texts["tool"], texts["verification"]),
        Column(DATE_X, texts["date"], texts["operator"]),
    ]
    cells = [
        [
            *_medium_cells(row),
            Cell(row["level"], row["method"], is_bold=True),
            Cell(row["tool"], row["verification"]),
            Cell(row["date"], " · ".join(filter(None, (row["operator"], row["evidence"])))),
        ]
        for row in rows
    ]
    return table(columns, cells, texts, heading)


def open_table(rows: Sequence[OpenMedium], texts: ProtocolTexts, *, heading: str) -> list[Piece]:
    """Media that are open or lost, with the reason."""
    columns = [*_named(texts), Column(LEVEL_X, texts["state"], texts["reason"])]
    cells = [[*_medium_cells(row), Cell(row["state"], row["reason"], is_bold=True)] for row in rows]
    return table(columns, cells, texts, heading)


def without_table(rows: Sequence[WithoutMedium], texts: ProtocolTexts, *, heading: str) -> list[Piece]:
    """Devices in which no medium is known, and who said so."""
    columns = [
        Column(DEVICE_X, texts["device"], texts["asset_tag"]),
        Column(NAME_X, texts["name"], texts["serial"]),
        Column(LEVEL_X, texts["finding"], ""),
        Column(DATE_X, texts["date"], texts["operator"].split(" · ")[0]),
    ]
    cells = [
        [
            Cell(row["device"], row["asset_tag"] or UNKNOWN, is_bold=True),
            Cell(row["name"], row["serial"] or UNKNOWN),
            Cell(row["finding"], is_bold=True),
            Cell(row["date"] or UNKNOWN, row["operator"]),
        ]
        for row in rows
    ]
    return table(columns, cells, texts, heading)


def _named(texts: ProtocolTexts) -> list[Column]:
    return [
        Column(DEVICE_X, texts["device"], texts["asset_tag"]),
        Column(NAME_X, texts["name"], texts["serial"]),
        Column(KIND_X, texts["kind"], texts["size"]),
    ]


def _medium_cells(row: SettledMedium | OpenMedium) -> list[Cell]:
    return [
        Cell(row["device"], row["asset_tag"] or UNKNOWN, is_bold=True),
        Cell(row["name"], row["serial"]),
        Cell(row["kind"], row["size"] or UNKNOWN),
    ]
