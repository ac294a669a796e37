"""The faces of papers: static instances of Noto Sans, and of Noto Sans Arabic for reading help in Arabic and Farsi,
made once and embedded as subsets.

reportlab can't draw a variable font in bold, so Regular and Bold are cut out of the packages'
variable files. `python -m documents.pdf.fonts` makes them ahead of time (about 2 s); a process that finds
them loads them in milliseconds. The folder is `build/fonts` or what H4F_FONT_DIR says.
"""

import functools
import hashlib
import importlib
import io
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from documents.pdf.cleaning import clean
from documents.pdf.embedding import EVERYDAY, EmbeddedFont
from documents.pdf.errors import MissingGlyph

REGULAR = "H4FNotoSans-Regular"
BOLD = "H4FNotoSans-Bold"
ARABIC_REGULAR = "H4FNotoSansArabic-Regular"
ARABIC_BOLD = "H4FNotoSansArabic-Bold"
WEIGHTS = {REGULAR: 400, BOLD: 700, ARABIC_REGULAR: 400, ARABIC_BOLD: 700}

# Raised with every change of the recipe below, so that an old cache folder is not taken for a new one.
RECIPE = 1

# Latin with all extensions that Vietnamese and European names need, Cyrillic, punctuation, currency.
CHARACTER_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x0300, 0x036F),
    (0x0400, 0x052F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x20BF),
    (0x2100, 0x214F),
    (0x2212, 0x2212),
)

# Arabic with the letters of Farsi, and the forms that letters take beside others: papers are set in these.
ARABIC_RANGES = ((0x0020, 0x0020), (0x0600, 0x06FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF))


@dataclass(frozen=True)
class Family:
    """Where the variable file of a family comes from, and which of its characters are kept."""

    package: str
    file_name: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def source(self) -> Path:
        """The variable file."""
        module = importlib.import_module(self.package.replace("-", "_"))
        return Path(module.ROOT) / "files" / self.file_name


FAMILIES = {
    "H4FNotoSans": Family("fontpkg-noto-sans", "NotoSans[wdth,wght].ttf", CHARACTER_RANGES),
    "H4FNotoSansArabic": Family("fontpkg-noto-sans-arabic", "NotoSansArabic[wdth,wght].ttf", ARABIC_RANGES),
}

KEPT_NAME_IDS = [0, 1, 2, 3, 4, 5, 6, 13, 14]


def font_folder() -> Path:
    """The folder of the static files: H4F_FONT_DIR, else `build/fonts` beside the program."""
    configured = os.environ.get("H4F_FONT_DIR")
    return Path(configured) if configured else Path(__file__).resolve().parents[2] / "build" / "fonts"


def font_path(face: str) -> Path:
    """Where the static file of `face` lies; the name changes with the package and with the recipe."""
    return font_folder() / f"{face}-{version(_family(face).package)}-{RECIPE}.ttf"


def _family(face: str) -> Family:
    return FAMILIES[face.partition("-")[0]]


def build() -> list[Path]:
    """Make the static files that are missing and return the paths of all.

    Each file appears whole or not at all, so parallel processes may build at once: both make the same bytes.
    """
    missing = [face for face in WEIGHTS if not font_path(face).exists()]
    subsets = {family: _subset_of_variable_font(family) for family in {_family(face) for face in missing}}
    for face in missing:
        _put(font_path(face), _instance(subsets[_family(face)], face))
    return [font_path(face) for face in WEIGHTS]


def _subset_of_variable_font(family: Family) -> bytes:
    """The variable font with our characters only: cutting first makes the instances ten times faster."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    source = TTFont(family.source, recalcTimestamp=False)
    options = subset.Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        recalc_timestamp=False,
        name_IDs=KEPT_NAME_IDS,
        name_languages=[0x409],
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "MVAR"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in family.ranges for code in range(first, last + 1)])
    cutter.subset(source)
    cut = io.BytesIO()
    source.save(cut)
    return cut.getvalue()


def _instance(subset: bytes, face: str) -> bytes:
    """One weight of the cut font under its own names: equal PostScript names would mix up the weights."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(io.BytesIO(subset), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS[face], "wdth": 100}, inplace=True)
    family, style = face.split("-")
    for name_id, text in {1: family, 2: style, 4: f"{family} {style}", 6: face}.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@functools.cache
def register() -> None:
    """Make the faces of German papers known to reportlab, once per process; builds the files if they are missing."""
    _register(REGULAR, BOLD, everyday=EVERYDAY)


@functools.cache
def register_arabic() -> None:
    """The same for reading help in Arabic and Farsi, which most papers do without."""
    _register(ARABIC_REGULAR, ARABIC_BOLD)


def _register(*faces: str, everyday: str = "") -> None:
    build()
    for face in faces:
        pdfmetrics.registerFont(EmbeddedFont(face, str(font_path(face)), everyday=everyday))


@functools.cache
def font_hashes() -> dict[str, str]:
    """SHA-256 of each static file by face."""
    return {face: hashlib.sha256(path.read_bytes()).hexdigest() for path, face in zip(build(), WEIGHTS, strict=True)}


@functools.cache
def _drawable() -> frozenset[str]:
    register()
    return _in_both(REGULAR, BOLD)


@functools.cache
def drawable_in_arabic() -> frozenset[str]:
    """The characters, in the forms that they take beside others, that both Arabic faces have."""
    register_arabic()
    return _in_both(ARABIC_REGULAR, ARABIC_BOLD)


def _in_both(regular: str, bold: str) -> frozenset[str]:
    faces = [pdfmetrics.getFont(face).face.charToGlyph for face in (regular, bold)]
    return frozenset(chr(code) for code in faces[0].keys() & faces[1].keys())


def check_glyphs(strings: Iterable[str]) -> None:
    """Refuse a text that can't be printed as it is. Call it before a number is taken.

    Raises: MissingGlyph, with the first character that no face has and the text around it.
    """
    drawable = _drawable()
    for text in strings:
        missing = set(clean(text)) - drawable
        if missing:
            raise MissingGlyph(min(missing), text)


if __name__ == "__main__":
    for built in build():
        sys.stdout.write(f"{built}\n")
