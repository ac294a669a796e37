"""Labels: the code on them holds the device's number itself, so a label works without any network.

Sheets and rolls come in as data (measures in mm); what stands where on a label follows from its size. Measures of
sheets are those of data sheets: every printer gets its own offset (`dx_mm`, `dy_mm`) anyway.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import segno

from documents.pdf.fonts import check_glyphs
from documents.pdf.paper import Paper
from documents.pdf.typesetting import Style, clean, fit, shrink_or_cut, width, wrap

# Version 1 at level H holds exactly ten characters of a code's upper-case alphabet: "H4F-000123".
NUMBER_VERSION, NUMBER_LEVEL = 1, "H"
LOCATION_LEVEL = "M"
# The author of a file when no issuer is named.
PROGRAM = "Hardware4Future"
QUIET_ZONE = 4
# A module is whole dots of a printer with 300 dpi (so of 600, too): it never falls between two of them.
DOT = 25.4 / 300
FEWEST_DOTS, MOST_DOTS = 6, 10
# The code takes at most this share of the label's width, and leaves this much of its height free (mm).
CODE_SHARE, CODE_MARGIN = 0.45, 2.0
EDGE = 0.6
RIGHT_SHARE = 0.035


@dataclass(frozen=True)
class LabelContent:
    """What a device's label says. Only `number` is needed; a blank one has lines to write on instead of words."""

    number: str
    category: str = ""
    model: str = ""
    facts: str = ""
    issuer: str = ""
    is_blank: bool = False


@dataclass(frozen=True)
class LocationContent:
    """What the label of a shelf says: its name, and its code in words and as a code to scan."""

    code: str
    name: str
    issuer: str = ""


Content = LabelContent | LocationContent


@dataclass(frozen=True)
class LabelLayout:
    """A sheet or a roll, in mm: the page and the grid of labels on it."""

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

    @property
    def per_page(self) -> int:
        """Labels on a full page."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Left and top of a place, counted from 0 along the rows, over as many pages as there are."""
        row, column = divmod(place % self.per_page, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


@dataclass(frozen=True)
class LabelLine:
    """A line of a label: which part, how, its baseline below the label's middle (mm), its smallest size.

    `part` is a field of LabelContent, or "prefix" and "digits" for the two halves of the number, which are never cut.
    """

    part: str
    style: Style
    baseline: float
    smallest: float


@dataclass(frozen=True)
class Place:
    """Where a label is on the page, in mm, and how much room its words have beside the code."""

    x: float
    y: float
    layout: LabelLayout
    module: float
    modules: int

    @property
    def side(self) -> float:
        return self.module * self.modules

    @property
    def text_left(self) -> float:
        return self.x + EDGE + self.side + 2 * QUIET_ZONE * self.module

    @property
    def room(self) -> float:
        return self.x + self.layout.label_width * (1 - RIGHT_SHARE) - self.text_left

    @property
    def middle(self) -> float:
        return self.y + self.layout.label_height / 2


# Lines for a label of NARROW_HEIGHT or WIDE_HEIGHT mm; on others they grow and shrink with the height.
NARROW_HEIGHT, WIDE_HEIGHT, WIDE_ROOM, MOST_GROWTH = 21.2, 29.0, 30.0, 1.4
NARROW = (
    LabelLine("prefix", Style(7, 8, bold=True), -5.8, 6),
    LabelLine("digits", Style(17, 18, bold=True), 0.2, 10),
    LabelLine("category", Style(7, 8), 3.7, 6),
    LabelLine("model", Style(7, 8), 6.6, 6),
)
WIDE = (
    LabelLine("issuer", Style(7, 8), -8.4, 6),
    LabelLine("number", Style(18, 20, bold=True), -2.2, 12),
    LabelLine("category", Style(8.5, 10, bold=True), 2.5, 6),
    LabelLine("model", Style(9, 11), 6.6, 6),
    LabelLine("facts", Style(7.5, 9), 10.4, 6),
)
WRITTEN_BY_HAND = {"category", "model", "facts"}


def draw_labels(
    labels: Sequence[Content],
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
    check_glyphs(text for label in labels for text in vars(label).values() if isinstance(text, str))
    paper = Paper(title=f"Etiketten {layout.name}", author=labels[0].issuer or PROGRAM, size=layout.page)
    for place, label in enumerate(labels, start=start_at - 1):
        if place % layout.per_page == 0 and place >= layout.per_page:
            paper.end_page()
        x, y = layout.corner(place)
        _draw(paper, label, layout, x + dx_mm, y + dy_mm)
    paper.end_page()
    return paper.bytes()


def draw_test_page(layout: LabelLayout, dx_mm: float = 0.0, dy_mm: float = 0.0) -> bytes:
    """The outlines of all labels of a page, each with its position: held against a sheet it shows the offset that the
    printer needs, and how positions are counted."""
    paper = Paper(title=f"Probeseite {layout.name}", author=PROGRAM, size=layout.page)
    style = Style(12, 14, bold=True)
    for place in range(layout.per_page):
        x, y = layout.corner(place)
        paper.frame(x + dx_mm, y + dy_mm, layout.label_width, layout.label_height)
        middle = (x + dx_mm + layout.label_width / 2, y + dy_mm + layout.label_height / 2 + 1.5)
        paper.text_centred(*middle, str(place + 1), style)
    paper.end_page()
    return paper.bytes()


def _draw(paper: Paper, label: Content, layout: LabelLayout, x: float, y: float) -> None:
    if isinstance(label, LocationContent):
        modules = len(segno.make_qr(label.code, error=LOCATION_LEVEL, boost_error=False).matrix)
        place = Place(x, y, layout, _module(layout, modules), modules)
        _draw_code(paper, place, label.code, LOCATION_LEVEL, None)
        _draw_location(paper, place, label)
        return
    modules = 17 + 4 * NUMBER_VERSION
    place = Place(x, y, layout, _module(layout, modules), modules)
    _draw_code(paper, place, label.number, NUMBER_LEVEL, NUMBER_VERSION)
    _draw_lines(paper, place, label)


def _module(layout: LabelLayout, modules: int) -> float:
    """The width of a module in mm: as large as the label allows, in whole dots."""
    across = modules + 2 * QUIET_ZONE
    space = min(layout.label_height - CODE_MARGIN, layout.label_width * CODE_SHARE)
    return DOT * min(MOST_DOTS, max(FEWEST_DOTS, math.floor(space / across / DOT)))


def _draw_code(paper: Paper, place: Place, text: str, level: str, version: int | None) -> None:
    x = place.x + EDGE + QUIET_ZONE * place.module
    paper.qr(x, place.middle - place.side / 2, text, side=place.side, error=level, version=version)


def _draw_lines(paper: Paper, place: Place, label: LabelContent) -> None:
    for line in _lines(place):
        text, baseline = _text(label, line.part), place.middle + line.baseline
        if text:
            shown, style = _set(text, line, place.room)
            paper.text(place.text_left, baseline, shown, style)
        elif label.is_blank and line.part in WRITTEN_BY_HAND:
            paper.rule(place.text_left, place.text_left + place.room, baseline, 0.4, dotted=True)


def _lines(place: Place) -> list[LabelLine]:
    """The lines for a label of this size."""
    height = place.layout.label_height
    is_wide = height >= WIDE_HEIGHT and place.room >= WIDE_ROOM
    lines, usual = (WIDE, WIDE_HEIGHT) if is_wide else (NARROW, NARROW_HEIGHT)
    grow = min(MOST_GROWTH, height / usual)
    return [replace(line, baseline=line.baseline * grow, style=_grown(line, grow)) for line in lines]


def _grown(line: LabelLine, grow: float) -> Style:
    return line.style._replace(size=max(line.smallest, line.style.size * grow))


def _text(label: LabelContent, part: str) -> str:
    prefix, _, digits = label.number.rpartition("-")
    return {"prefix": prefix, "digits": digits}.get(part) or clean(getattr(label, part, ""))


def _set(text: str, line: LabelLine, room: float) -> tuple[str, Style]:
    """A number shrinks but is never cut, since a cut number is another one; other lines end with "…"."""
    if line.part not in {"number", "digits"}:
        return shrink_or_cut(text, line.style, room, line.smallest)
    size = min(line.style.size, line.style.size * room / width(text, line.style))
    style = line.style._replace(size=max(size, line.smallest))
    return fit(text, style, room + 0.01, "number of a label"), style


def _draw_location(paper: Paper, place: Place, label: LocationContent) -> None:
    """The name as large as two lines of it may be, the code below it."""
    name, style = clean(label.name), _name_style(clean(label.name), place)
    rows = wrap(name, style, place.room)
    rows = rows if len(rows) <= 2 else (rows[0], " ".join(rows[1:]))
    baseline = place.middle + (0.5 if len(rows) == 1 else -style.line / 2)
    for row in rows:
        shown, fitting = shrink_or_cut(row, style, place.room, 6)
        paper.text(place.text_left, baseline, shown, fitting)
        baseline += style.line
    code, small = shrink_or_cut(label.code, Style(7, 8), place.room, 5)
    paper.text(place.text_left, baseline - style.line + 4.2, code, small)


def _name_style(name: str, place: Place) -> Style:
    """The largest style in which the name takes two lines and no word is broken."""
    sizes = [Style(size, size * 1.2, bold=True) for size in (18, 16, 14, 12, 11, 10, 9, 8)]
    fitting = (style for style in sizes if style.line <= place.layout.label_height / 4 and _fits(name, style, place))
    return next(fitting, Style(7, 8.5, bold=True))


def _fits(name: str, style: Style, place: Place) -> bool:
    broken = any(width(word, style) > place.room for word in name.split())
    return not broken and len(wrap(name, style, place.room)) <= 2
