"""Streams of a PDF: bytes with a dictionary of facts in front."""

import zlib

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName, PDFStream


class Stream(PDFStream):
    """Bytes that stand in the file as they are, on lines of their own: PDF/A asks for the end of a line before
    "endstream" (ISO 19005-2, 6.1.7.1), and reportlab's own streams have none."""

    def __init__(self, content: bytes, facts: dict[str, object]) -> None:
        super().__init__(PDFDictionary(facts), content)

    def format(self, document: PDFDocument) -> bytes:
        """As it stands in the file."""
        facts = PDFDictionary({**self.dictionary.dict, "Length": len(self.content)}).format(document)
        return facts + b"\nstream\n" + self.content + b"\nendstream\n"


def packed(content: bytes, facts: dict[str, object] | None = None) -> Stream:
    """The same compressed."""
    return packed_already(zlib.compress(content), facts or {})


def packed_already(compressed: bytes, facts: dict[str, object]) -> Stream:
    """What was compressed before."""
    return Stream(compressed, {**facts, "Filter": PDFName("FlateDecode")})
