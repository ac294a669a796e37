"""What makes a PDF fit for an archive: its facts as XMP, and what its black means (PDF/A-2b, ISO 19005-2).

The papers are black on white alone: one grey profile is enough, and it is written here, so that the bytes depend on no
library's version."""

import struct
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas

from documents.pdf.streams import Stream, packed

PROFILE_NAME = "Gray, gamma 2.2, D50"
# The date of files that tell none, as reportlab writes it.
UNDATED = "2000-01-01T00:00:00+00:00"
_D50 = (0.9642, 1.0, 0.8249)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool><xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def prepare(canvas: Canvas, *, language: str, issued_at: datetime | None) -> None:
    """Adds XMP and output intent; title, author and creator are those that the canvas has by now."""
    document = canvas._doc
    catalog = document.Catalog
    # Not compressed: whoever searches an archive reads it without knowing PDF.
    facts = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
    catalog.Metadata = Stream(_xmp(canvas, language, issued_at), facts)
    profile = document.Reference(packed(grey_profile(), {"N": 1}))
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString(PROFILE_NAME),
        "Info": PDFString(PROFILE_NAME),
        "DestOutputProfile": profile,
    }
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]


def _xmp(canvas: Canvas, language: str, issued_at: datetime | None) -> bytes:
    info = canvas._doc.info
    facts = {
        "title": info.title,
        "author": info.author,
        "tool": info.creator,
        "producer": info.producer,
        "language": language,
        "when": issued_at.isoformat(timespec="seconds") if issued_at else UNDATED,
    }
    return _XMP.format(**{name: escape(text) for name, text in facts.items()}).encode()


@cache
def grey_profile() -> bytes:
    """An ICC profile (version 2.1) of a grey scale with gamma 2.2 under D50."""
    tags = {
        b"desc": _described(PROFILE_NAME.encode()),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": b"XYZ \0\0\0\0" + _xyz(),
        b"kTRC": b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)),
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = [struct.pack(">I", len(tags))], b""
    for name, content in tags.items():
        table.append(name + struct.pack(">II", at + len(body), len(content)))
        body += content + b"\0" * (-len(content) % 4)
    rest = b"".join(table) + body
    return _header(128 + len(rest)) + rest


def _header(size: int) -> bytes:
    dated = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    named = struct.pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    return (named + dated + b"acsp" + b"\0" * 28 + _xyz()).ljust(128, b"\0")


def _xyz() -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in _D50))


def _described(name: bytes) -> bytes:
    """ICC's textDescriptionType: ASCII, and empty places for Unicode and for the Macintosh."""
    return b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + b"\0" * (1 + 8 + 3 + 67)
