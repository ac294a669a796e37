"""Faces as files have them: the characters that a paper uses, cut out of the face.

Cutting and packing them takes as long as all else of a page, and papers hardly differ in them. So the everyday
characters of German papers stand in each file, and a cut that was made is kept for the next file with the same ones.
"""

import functools
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument, PDFName, PDFTrueTypeFont
from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC, FF_SYMBOLIC, SUBSETN, TTFont, TTFontFace, makeToUnicodeCMap

from documents.pdf.streams import packed_already

EVERYDAY = "".join(map(chr, range(0x21, 0x7F))) + "ÄÖÜäöüß§·–„“″"
# Each has about ten kilobytes.
KEPT = 100


class Cut(NamedTuple):
    """Some characters of a face, ready to be written: the font file, how long it is unpacked, their widths, and which
    characters they are, for whoever copies or searches text."""

    font: bytes
    length: int
    widths: bytes
    characters: bytes


@functools.lru_cache(maxsize=KEPT)
def _cut(face: TTFontFace, name: str, subset: tuple[int, ...]) -> Cut:
    font = face.makeSubset(list(subset))
    widths = PDFArray([face.getCharWidth(character) for character in subset]).format(None)
    characters = makeToUnicodeCMap(name, subset).encode("latin-1")
    return Cut(zlib.compress(font), len(font), widths, zlib.compress(characters))


class EmbeddedFont(TTFont):
    """A face that reportlab writes texts in."""

    def __init__(self, name: str, path: str, *, everyday: str = "") -> None:
        """`everyday`: characters that stand in each file in which the face is used at all."""
        super().__init__(name, path, asciiReadable=0, shapable=False)
        self._everyday = everyday

    def begin(self, document: PDFDocument) -> Iterator[tuple[int, int]]:
        """A new file: the everyday characters, and the bytes by which they stand in it."""
        for _subset, codes in self.splitString(self._everyday, document):
            yield from zip(map(ord, self._everyday), codes, strict=True)

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 - reportlab asks for it under this name
        """Writes the subsets into a file that ends."""
        for number, subset in enumerate(self.state[document].subsets):
            internal = self.getSubsetInternalName(number, document)[1:]
            name = (SUBSETN(number) + b"+" + self.face.name).decode("ascii")
            font = self._embedded(document, internal, name, tuple(subset))
            document.Reference(font, internal)
            document.idToObject["BasicFonts"].dict[internal] = font
        del self.state[document]

    def _embedded(self, document: PDFDocument, internal: str, name: str, subset: tuple[int, ...]) -> PDFTrueTypeFont:
        cut = _cut(self.face, name, subset)
        font = PDFTrueTypeFont()
        font.Name, font.BaseFont = internal, name
        font.FirstChar, font.LastChar, font.Widths = 0, len(subset) - 1, cut.widths
        font.ToUnicode = document.Reference(packed_already(cut.characters, {}), f"characters of {name}")
        file = document.Reference(packed_already(cut.font, {"Length1": cut.length}), f"file of {name}")
        font.FontDescriptor = document.Reference(self._described(name, file), f"facts of {name}")
        return font

    def _described(self, name: str, file: object) -> PDFDictionary:
        """What a reader may know of the face before it reads the file."""
        face = self.face
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": PDFName(name),
                "FontFile2": file,
                "FontBBox": PDFArray(face.bbox),
                "Flags": face.flags & ~FF_NONSYMBOLIC | FF_SYMBOLIC,
                "Ascent": face.ascent,
                "Descent": face.descent,
                "CapHeight": face.capHeight,
                "ItalicAngle": face.italicAngle,
                "StemV": face.stemV,
                "MissingWidth": face.defaultWidth,
            }
        )
