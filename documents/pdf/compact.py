"""Piles that take little room. In memory: what a page draws is compressed when the page ends. In the file: small
objects stand together, compressed (PDF 1.5: object streams and a cross-reference stream); a pile has four of them for
each page, which would be a quarter of its bytes."""

import re
import zlib
from collections.abc import Iterator, Mapping

from reportlab.pdfbase.pdfdoc import PDFDocument, xObjectName

from documents.pdf.streams import packed

# A reader unpacks the whole stream for one object of it.
TOGETHER = 500
END_OF_STREAM = b"endstream"
TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s*(\d+)", re.DOTALL)
SIZE = re.compile(rb"/Size \d+")


def pack_last_page(document: PDFDocument) -> None:
    """Compresses what the page that just ended draws: reportlab keeps it as text until the file is written."""
    page = document.idToObject[f"Page{document.pageCounter - 1}"]
    page.Contents = packed(page.stream.encode("latin-1"))
    page.stream = None


def pack_part(document: PDFDocument, name: str) -> None:
    """The same for a part that several pages have."""
    part = document.idToObject[xObjectName(name)]
    part.Contents = packed(part.stream)
    part.stream = None


def compact(file: bytes, offsets: Mapping[int, int]) -> bytes:
    """The same file in fewer bytes; `offsets`: where each numbered object begins in it."""
    trailer = TRAILER.search(file, file.rindex(b"trailer"))
    objects = dict(_objects(file, offsets, end=int(trailer.group(2))))
    header = file[: min(offsets.values())]
    made = bytearray(re.sub(rb"^%PDF-1\.\d", b"%PDF-1.5", header))
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 0xFFFF)}
    small = [number for number, body in objects.items() if not body.endswith(END_OF_STREAM)]
    for number in objects.keys() - set(small):
        places[number] = (1, _write(made, number, objects[number]), 0)
    following = max(objects) + 1
    for start in range(0, len(small), TOGETHER):
        part = small[start : start + TOGETHER]
        places[following] = (1, _write(made, following, _object_stream({n: objects[n] for n in part})), 0)
        places |= {number: (2, following, index) for index, number in enumerate(part)}
        following += 1
    places[following] = (1, len(made), 0)
    at = _write(made, following, _references(places, SIZE.sub(b"", trailer.group(1))))
    made += b"startxref\n%d\n%%%%EOF\n" % at
    return bytes(made)


def _objects(file: bytes, offsets: Mapping[int, int], *, end: int) -> Iterator[tuple[int, bytes]]:
    """Each object's number and what stands between "obj" and "endobj"."""
    starts = sorted((offset, number) for number, offset in offsets.items())
    for (start, number), (stop, _next) in zip(starts, [*starts[1:], (end, 0)], strict=True):
        yield number, file[file.index(b"obj", start) + 3 : file.rindex(b"endobj", start, stop)].strip()


def _write(made: bytearray, number: int, body: bytes) -> int:
    """Appends an object and returns where it begins."""
    at = len(made)
    made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return at


def _object_stream(objects: Mapping[int, bytes]) -> bytes:
    places, bodies = [], bytearray()
    for number, body in objects.items():
        places.append(b"%d %d" % (number, len(bodies)))
        bodies += body + b"\n"
    head = b" ".join(places) + b"\n"
    return _stream(head + bodies, b"/Type /ObjStm /N %d /First %d" % (len(objects), len(head)))


def _references(places: Mapping[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    """Where each object stands: kind in one byte, place in four, place within in two."""
    entries = [
        kind.to_bytes(1) + at.to_bytes(4) + within.to_bytes(2) for _, (kind, at, within) in sorted(places.items())
    ]
    return _stream(b"".join(entries), b"/Type /XRef /W [1 4 2] /Size %d %s" % (len(places), trailer.strip()))


def _stream(content: bytes, facts: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (facts, len(packed), packed)
