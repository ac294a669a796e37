"""Papers as a scanner gives them back: grey, noisy, turned, a little askew."""

import io

import pypdfium2
from PIL import Image
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

QR_MILLIMETRES, MILLIMETRE = 20.3, 72 / 25.4


def paper(address: str, *, pages: int = 1) -> bytes:
    """A paper with the code of this address on its first page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for page in range(pages):
        if page == 0 and address:
            side = QR_MILLIMETRES * MILLIMETRE
            widget = QrCodeWidget(address, barWidth=side, barHeight=side)
            renderPDF.draw(Drawing(side, side, widget), canvas, 470, 730)
        for line in range(30):
            canvas.drawString(60, 650 - 20 * line, f"Seite {page + 1} von {pages}: Gerät und Zubehör, Zeile {line}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def scanned(pdf: bytes, *, dpi: int = 150, turn: float = 0, noise: float = 0.15) -> list[Image.Image]:
    """Its pages as a grey scanner sees them, turned counterclockwise by so many degrees."""
    return [_as_scanned(page, dpi, turn, noise) for page in pypdfium2.PdfDocument(pdf)]


def _as_scanned(page: pypdfium2.PdfPage, dpi: int, turn: float, noise: float) -> Image.Image:
    clean = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    turned = clean.rotate(turn, expand=True, fillcolor=248, resample=Image.Resampling.BILINEAR)
    return Image.blend(turned, Image.effect_noise(turned.size, 40), noise)


def blank(*, dpi: int = 100) -> Image.Image:
    """The back of a sheet."""
    sheet = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 246)
    return Image.blend(sheet, Image.effect_noise(sheet.size, 40), 0.15)


def as_one_pdf(pages: list[Image.Image]) -> bytes:
    """What a scanner sends."""
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return file.getvalue()
