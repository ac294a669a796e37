"""Device labels: the QR code holds the device's number itself, so a label works without any network.

Sheets and rolls are data. The measures of the Avery sheets come from memory and data sheets, not from a
measured sheet: every printer gets its own offset (`dx_mm`, `dy_mm`) anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.pdf.fonts import check_glyphs
from documents.pdf.paper import A4, Paper
from documents.pdf.typesetting import Style, clean, fit, shrink_or_cut, width

# QR version 1 at level H holds exactly ten characters of its upper-case alphabet: "H4F-000123".
QR_MODULES = 21
QR_LEVEL = "H"
QUIET_ZONE = 4


@dataclass(frozen=True)
class LabelContent:
    """What one label says. Only `number` is needed: a label with a reserved number is else blank."""

    number: str
    category: str = ""
    model: str = ""
    facts: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class LabelLine:
    """A line of a label: which part, how, how far below the label's top (baseline, mm), its smallest size.

    `part` is a field of LabelContent, or "prefix" and "digits" for the two halves of the number.
    A number is never cut.
    """

    part: str
    style: Style
    baseline: float
    smallest: float


@dataclass(frozen=True)
class LabelLayout:
    """A sheet or a roll, in mm: the page, the grid of labels on it, and what stands where on a label."""

    name: str
    page: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    label_width: float
    label_height: float
    qr_module: float
    qr_left: float
    right_margin: float
    lines: tuple[LabelLine, ...]

    @property
    def per_page(self) -> int:
        """Labels on a full page."""
        return self.columns * self.rows


def _number_lines(scale: float, baselines: tuple[float, float, float, float]) -> tuple[LabelLine, ...]:
    """The lines of a sheet's label: prefix, large digits, category, model."""
    prefix, digits, category, model = baselines
    return (
        LabelLine("prefix", Style(7 * scale, 8 * scale, bold=True), prefix, 6),
        LabelLine("digits", Style(17 * scale, 18 * scale, bold=True), digits, 10),
        LabelLine("category", Style(7 * scale, 8 * scale), category, 6),
        LabelLine("model", Style(7 * scale, 8 * scale), model, 6),
    )


# 14 dots at 600 dpi per module, 10 dots at 300 dpi on rolls: a module never falls between two dots.
DOTS_14_AT_600, DOTS_20_AT_600, DOTS_10_AT_300 = 14 / 600 * 25.4, 20 / 600 * 25.4, 10 / 300 * 25.4

AVERY_L4736 = LabelLayout(
    name="avery_l4736",
    page=A4,
    columns=4,
    rows=12,
    left=9.7,
    top=21.3,
    pitch_x=48.3,
    pitch_y=21.2,
    label_width=45.7,
    label_height=21.2,
    qr_module=DOTS_14_AT_600,
    qr_left=3.0,
    right_margin=1.5,
    lines=_number_lines(1.0, (4.8, 10.8, 14.3, 17.2)),
)

AVERY_L7160 = LabelLayout(
    name="avery_l7160",
    page=A4,
    columns=3,
    rows=7,
    left=7.2,
    top=15.1,
    pitch_x=66.0,
    pitch_y=38.1,
    label_width=63.5,
    label_height=38.1,
    qr_module=DOTS_20_AT_600,
    qr_left=4.0,
    right_margin=2.5,
    lines=_number_lines(1.35, (12.0, 20.0, 25.0, 29.2)),
)

ROLL_62MM = LabelLayout(
    name="roll_62mm",
    page=(62.0, 29.0),
    columns=1,
    rows=1,
    left=0.0,
    top=0.0,
    pitch_x=62.0,
    pitch_y=29.0,
    label_width=62.0,
    label_height=29.0,
    qr_module=DOTS_10_AT_300,
    qr_left=4.6,
    right_margin=2.4,
    lines=(
        LabelLine("issuer", Style(7, 8), 6.1, 6),
        LabelLine("number", Style(18, 20, bold=True), 12.3, 12),
        LabelLine("category", Style(8.5, 10, bold=True), 17.0, 6),
        LabelLine("model", Style(9, 11), 21.1, 6),
        LabelLine("facts", Style(7.5, 9), 24.9, 6),
    ),
)

LAYOUTS = {layout.name: layout for layout in (AVERY_L4736, AVERY_L7160, ROLL_62MM)}


def draw_labels(
    labels: Sequence[LabelContent],
    layout: LabelLayout,
    start_at: int = 1,
    dx_mm: float = 0.0,
    dy_mm: float = 0.0,
) -> bytes:
    """A PDF of labels, row by row; the first page begins at position `start_at` (1 = top left).

    `dx_mm`, `dy_mm` move everything to the right and down, for printers that feed askew.
    Raises: ValueError without labels or for a position that the sheet doesn't have; MissingGlyph; DoesNotFit.
    """
    if not labels:
        raise ValueError("no label to draw")
    if not 1 <= start_at <= layout.per_page:
        raise ValueError(f"position {start_at} is not on a sheet of {layout.per_page} labels")
    check_glyphs(text for label in labels for text in vars(label).values())
    paper = Paper(title=layout.name, author=labels[0].issuer, size=layout.page)
    for place, label in enumerate(labels, start=start_at - 1):
        if place % layout.per_page == 0 and place >= layout.per_page:
            paper.end_page()
        row, column = divmod(place % layout.per_page, layout.columns)
        x = layout.left + column * layout.pitch_x + dx_mm
        y = layout.top + row * layout.pitch_y + dy_mm
        _draw_label(paper, layout, label, x, y)
    paper.end_page()
    return paper.bytes()


def _draw_label(paper: Paper, layout: LabelLayout, label: LabelContent, x: float, y: float) -> None:
    side = QR_MODULES * layout.qr_module
    qr_y = y + (layout.label_height - side) / 2
    paper.qr(x + layout.qr_left, qr_y, label.number, side=side, error=QR_LEVEL, version=1)
    text_left = layout.qr_left + side + QUIET_ZONE * layout.qr_module
    room = layout.label_width - text_left - layout.right_margin
    for line in layout.lines:
        text = _text(label, line.part)
        if not text:
            continue
        shown, style = _set(text, line, room)
        paper.text(x + text_left, y + line.baseline, shown, style)


def _text(label: LabelContent, part: str) -> str:
    prefix, _, digits = label.number.rpartition("-")
    return {"prefix": prefix, "digits": digits}.get(part) or clean(getattr(label, part, ""))


def _set(text: str, line: LabelLine, room: float) -> tuple[str, Style]:
    """A number shrinks but is never cut, since a cut number is another one; other lines end with "…"."""
    if line.part not in {"number", "digits"}:
        return shrink_or_cut(text, line.style, room, line.smallest)
    size = min(line.style.size, line.style.size * room / width(text, line.style))
    style = replace(line.style, size=max(size, line.smallest))
    return fit(text, style, room + 0.01, "number of a label"), style
