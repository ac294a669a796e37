"""One PDF being drawn: millimetres from the top-left corner, type in points, black only.

A thin layer over reportlab's canvas that knows our two faces, our dates and how parts are shared in a pile.
The same calls give the same bytes (see `documents.pdf.renderer` for how far that promise goes).
"""

import itertools
import re
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime

import segno
from reportlab import rl_config
from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from documents.pdf import archival
from documents.pdf.compact import compact, pack_last_page, pack_part
from documents.pdf.errors import DoesNotFit
from documents.pdf.fonts import BOLD, REGULAR, register
from documents.pdf.logos import Logo
from documents.pdf.quick_codes import modules
from documents.pdf.typesetting import POINTS_PER_MM as PT
from documents.pdf.typesetting import Style, fit, width, wrap

# Wrapping compressed streams in printable characters costs a quarter of the file and helps nobody.
rl_config.useA85 = 0

A4 = (210.0, 297.0)
DARK = re.compile(b"\x01+")
# reportlab cuts the subsets out of font files that all threads share, and remembers its place in them: one at a time.
_cutting_fonts = threading.Lock()
# In mm: what telephones still read from a worn laser print.
SMALLEST_MODULE = 0.5


class _Codes(dict[int, int]):
    """By which bytes a face's characters stand in one file: reportlab is asked once for each, not for each text.
    The code of a character is its byte, and above it the number of the subset that has it."""

    def __init__(self, face: str, canvas: Canvas) -> None:
        super().__init__()
        self._font, self._document = getFont(face), canvas._doc
        self._names: dict[int, str] = {}
        self.update(self._font.begin(self._document))

    def __missing__(self, character: int) -> int:
        ((subset, code),) = self._font.splitString(chr(character), self._document)
        self[character] = found = subset << 8 | code[0]
        return found

    def name(self, subset: int) -> str:
        """What the file calls the subset."""
        if subset not in self._names:
            self._names[subset] = self._font.getSubsetInternalName(subset, self._document)
        return self._names[subset]

    def of(self, text: str) -> Iterator[tuple[int, bytes]]:
        """The text as (subset, its bytes)."""
        coded = text.translate(self)
        if max(coded) < "\u0100":
            yield 0, coded.encode("latin-1")
            return
        for subset, part in itertools.groupby(map(ord, coded), lambda code: code >> 8):
            yield subset, bytes(code & 0xFF for code in part)


class _ReadyPath:
    """A path in PDF's words. reportlab's own refers to itself: each would stay in memory until all is searched."""

    def __init__(self, code: str) -> None:
        self._code = code

    def getCode(self) -> str:  # noqa: N802 - reportlab asks for it under this name
        """The whole path."""
        return self._code


class Paper:
    """A PDF under construction. `bytes()` ends it; no method may be called after that."""

    def __init__(
        self,
        *,
        title: str,
        author: str,
        language: str = "de",
        issued_at: datetime | None = None,
        size: tuple[float, float] = A4,
        shared: bool = False,
    ) -> None:
        """`issued_at` becomes the file's date (else it is 2000-01-01); `shared` stores stamped parts once."""
        register()
        self._height = size[1]
        # No file: the bytes are handed over in memory, once.
        self._canvas = Canvas(
            "",
            pagesize=(size[0] * PT, size[1] * PT),
            pageCompression=1,
            invariant=1,
            initialFontName=REGULAR,
            lang=language,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(title)
        self._canvas.setCreator("Hardware4Future")
        if issued_at is not None:
            self._canvas.setDateFormatter(lambda *_: _pdf_date(issued_at))
        archival.prepare(self._canvas, language=language, issued_at=issued_at)
        self._shared = shared
        self._stamps: dict[Hashable, str] = {}
        self._is_stamping = False
        self._logos: set[str] = set()
        # All texts of a page (or of a shared part) are written as one object: half the work of one object for each.
        self._texts: list[str] = []
        self._face: tuple[str, int, float] | None = None
        self._at = (0.0, 0.0)
        self._codes: dict[str, _Codes] = {}

    def text(self, x: float, baseline: float, text: str, style: Style) -> None:
        """One line of cleaned text, starting at `x`."""
        self.glyphs(x, baseline, text, BOLD if style.bold else REGULAR, style.size)

    def glyphs(self, x: float, baseline: float, text: str, face: str, size: float) -> None:
        """Characters in the order in which they stand on the paper, in a registered face of `size` points."""
        if not text:
            return
        codes = self._codes.get(face) or self._codes.setdefault(face, _Codes(face, self._canvas))
        at = (round(x * PT, 4), self._y(baseline))
        self._texts.append(f"{at[0] - self._at[0]:.7g} {at[1] - self._at[1]:.7g} Td")
        self._at = at
        for subset, coded in codes.of(text):
            if (face, subset, size) != self._face:
                self._texts.append(f"{codes.name(subset)} {size:g} Tf")
                self._face = (face, subset, size)
            self._texts.append(f"({escapePDF(coded)}) Tj")

    def text_right(self, x: float, baseline: float, text: str, style: Style) -> None:
        """One line that ends at `x`."""
        self.text(x - width(text, style), baseline, text, style)

    def text_centred(self, x: float, baseline: float, text: str, style: Style) -> None:
        """One line with its middle at `x`."""
        self.text(x - width(text, style) / 2, baseline, text, style)

    def fitted(self, x: float, baseline: float, text: str, style: Style, room: float, place: str) -> None:
        """One line that must not take more than `room` mm. Raises: DoesNotFit with the name of the place."""
        self.text(x, baseline, fit(text, style, room, place), style)

    def paragraph(self, x: float, baseline: float, text: str, style: Style, room: float) -> float:
        """Wrapped text; returns the baseline that a further line would have."""
        for line in wrap(text, style, room):
            self.text(x, baseline, line, style)
            baseline += style.line
        return baseline

    def rule(self, x1: float, x2: float, y: float, weight: float, *, dotted: bool = False) -> None:
        """A horizontal line of `weight` points."""
        self._canvas.setLineWidth(weight)
        if dotted:
            self._canvas.setDash(0.5, 1.6)
        self._canvas.line(x1 * PT, self._y(y), x2 * PT, self._y(y))
        if dotted:
            self._canvas.setDash()

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float) -> None:
        """A straight line of `weight` points between two places."""
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1 * PT, self._y(y1), x2 * PT, self._y(y2))

    def frame(self, x: float, y: float, width: float, height: float, weight: float = 0.5) -> None:
        """The outline of a rectangle, `weight` points wide, from its top left corner."""
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x * PT, self._y(y + height), width * PT, height * PT)

    def tick_box(self, x: float, baseline: float, *, ticked: bool, side: float = 3.2) -> None:
        """A box on the baseline, crossed if `ticked`; drawn, since no face has such glyphs."""
        top = baseline - 2.65
        self._canvas.setLineWidth(0.7)
        self._canvas.rect(x * PT, self._y(top + side), side * PT, side * PT)
        if ticked:
            inset = 0.55
            near, far = (x + inset) * PT, (x + side - inset) * PT
            high, low = self._y(top + inset), self._y(top + side - inset)
            self._canvas.setLineWidth(1.1)
            self._canvas.lines([(near, high, far, low), (near, low, far, high)])

    def strokes(self, x: float, y: float, scale: float, strokes: Sequence[Sequence[int]], weight: float = 1.1) -> None:
        """What a pen drew: each stroke as x1, y1, x2, y2, …, `scale` mm per unit, from the corner (x, y)."""
        path = self._canvas.beginPath()
        for stroke in strokes:
            points = [(x + px * scale, y + py * scale) for px, py in zip(stroke[::2], stroke[1::2], strict=True)]
            path.moveTo(points[0][0] * PT, self._y(points[0][1]))
            # A dot is a line of no length with round ends.
            for px, py in points[1:] or points:
                path.lineTo(px * PT, self._y(py))
        self._canvas.saveState()
        self._canvas.setLineWidth(weight)
        self._canvas.setLineCap(1)
        self._canvas.setLineJoin(1)
        self._canvas.drawPath(path, stroke=1, fill=0)
        self._canvas.restoreState()

    def mark(self, x: float, y: float, side: float = 11.0) -> None:
        """The drawn mark of the letterhead: a screen in a black square."""
        canvas = self._canvas
        canvas.saveState()
        canvas.transform(side / 11 * PT, 0, 0, -side / 11 * PT, x * PT, self._y(y))
        canvas.roundRect(0, 0, 11, 11, 1.4, stroke=0, fill=1)
        canvas.setStrokeGray(1)
        canvas.setLineWidth(0.32)
        canvas.roundRect(2.0, 2.4, 7.0, 4.9, 0.6, stroke=1, fill=0)
        canvas.setLineWidth(0.45)
        canvas.line(1.75, 8.75, 9.25, 8.75)
        canvas.restoreState()

    def logo(self, x: float, y: float, logo: Logo, side: float = 11.0) -> None:
        """The logo in the middle of a square, in its own proportions; the file holds it once."""
        canvas = self._canvas
        if logo.name not in self._logos:
            self._logos.add(logo.name)
            canvas._doc.addForm(logo.name, logo.stream())
        scale = side / max(logo.width, logo.height)
        width, height = logo.width * scale, logo.height * scale
        canvas.saveState()
        canvas.transform(width * PT, 0, 0, height * PT, (x + (side - width) / 2) * PT, self._y(y + (side + height) / 2))
        canvas.doForm(logo.name)
        canvas.restoreState()

    def qr(self, x: float, y: float, text: str, *, side: float, error: str = "M", version: int | None = None) -> float:
        """A QR code of `side` mm without its quiet zone; returns the width of a module in mm.

        The caller keeps four modules clear on all sides. Raises: DoesNotFit if the text needs a larger
        `version` or modules under SMALLEST_MODULE.
        """
        try:
            rows = modules(text, error=error, version=version)
        except segno.DataOverflowError as overflow:
            raise DoesNotFit("QR code", text) from overflow
        module = side / len(rows)
        if module < SMALLEST_MODULE:
            raise DoesNotFit("QR code", text)
        self._canvas.saveState()
        self._canvas.transform(module * PT, 0, 0, -module * PT, x * PT, self._y(y))
        self._canvas.drawPath(_ReadyPath(" ".join(["n", *_dark_runs(rows)])), stroke=0, fill=1)
        self._canvas.restoreState()
        return module

    def stamp(self, key: Hashable, draw: Callable[[float], None], y: float = 0.0) -> None:
        """Draw a part that recurs: `draw(top)` draws it, `key` holds everything that it depends on.

        In a shared paper the part is stored once and placed where it is needed; a part within a part belongs to it.
        """
        if not self._shared or self._is_stamping:
            draw(y)
            return
        if key not in self._stamps:
            self._stamps[key] = f"part{len(self._stamps) + 1}"
            self._store(self._stamps[key], draw)
        # In the order in which it is read.
        self._write_texts()
        if not y:
            self._canvas.doForm(self._stamps[key])
            return
        self._canvas.saveState()
        self._canvas.translate(0, -y * PT)
        self._canvas.doForm(self._stamps[key])
        self._canvas.restoreState()

    def _store(self, name: str, draw: Callable[[float], None]) -> None:
        self._write_texts()
        self._is_stamping = True
        self._canvas.beginForm(name)
        draw(0.0)
        self._write_texts()
        self._canvas.endForm()
        pack_part(self._canvas._doc, name)
        self._is_stamping = False

    def end_page(self) -> None:
        """Finish this page; a page on which nothing was drawn stays blank."""
        self._write_texts()
        self._canvas.showPage()
        pack_last_page(self._canvas._doc)

    def bookmark(self, title: str) -> None:
        """An entry of the table of contents that leads to this page: piles have one for each paper."""
        key = f"paper-{title}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key)
        self._canvas.showOutline()

    def bytes(self) -> bytes:
        """The finished file."""
        self._write_texts()
        with _cutting_fonts:
            file = self._canvas.getpdfdata()
        if not self._shared:
            return file
        document = self._canvas._doc
        numbers = document.idToObjectNumberAndVersion
        return compact(file, {numbers[name][0]: at for name, at in document.idToOffset.items()})

    def _write_texts(self) -> None:
        if self._texts:
            self._canvas._code.append(f"BT {' '.join(self._texts)} ET")
        self._texts, self._face, self._at = [], None, (0.0, 0.0)

    def _y(self, from_top: float) -> float:
        return _points(self._height - from_top)


def _points(millimetres: float) -> float:
    """To a hundredth of a point, which no printer can show: longer numbers only make longer files."""
    return round(millimetres * PT, 3)


def _pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return moment.strftime("D:%Y%m%d%H%M%S") + (f"{offset[:3]}'{offset[3:5]}'" if offset else "")


def _dark_runs(matrix: Iterable[bytes]) -> list[str]:
    """The dark modules of a QR code as rectangles of PDF: those that follow each other in a row are one, and so are
    equal ones under each other. Written here: through reportlab's own way their hundreds of numbers take longer than
    the code itself."""
    tops: dict[tuple[int, int], int] = {}
    found: list[str] = []
    for row, line in enumerate([*matrix, b""]):
        runs = [run.span() for run in DARK.finditer(line)]
        for ended in tops.keys() - runs:
            top = tops.pop(ended)
            found.append(f"{ended[0]} {top} {ended[1] - ended[0]} {row - top} re")
        for run in runs:
            tops.setdefault(run, row)
    # In a set nothing has an order, and equal contents are to have equal bytes.
    return sorted(found)
