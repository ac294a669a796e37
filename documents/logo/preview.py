"""One page with the letterhead as papers would have it, before the logo holds."""

from dataclasses import replace

from documents.pdf.contents import strings
from documents.pdf.fonts import check_glyphs
from documents.pdf.furniture import LEFT, RIGHT, foot, letterhead
from documents.pdf.logos import logo_from
from documents.pdf.paper import Paper
from documents.pdf.parties import IssuerBlock, feet, letterhead_of
from documents.pdf.typesetting import DATA, TITLE

TITLE_OF_PREVIEW = "Vorschau des Briefkopfs"
SAID = "So steht das Logo auf allen Papieren mit Briefkopf: schwarz auf weiß, höchstens 11 mm breit und hoch."


def draw_preview(picture: bytes, issuer: IssuerBlock) -> bytes:
    """The PDF, with this logo in place of the issuer's. Raises: PaperError."""
    issuer = {name: text for name, text in issuer.items() if name != "logo"}
    check_glyphs(strings(issuer))
    paper = Paper(title=TITLE_OF_PREVIEW, author=issuer["name"])
    letterhead(paper, replace(letterhead_of(issuer, "Telefon"), logo=logo_from(picture)))
    paper.fitted(LEFT, 36.5, TITLE_OF_PREVIEW, TITLE, RIGHT - LEFT, "title")
    paper.fitted(LEFT, 43.8, SAID, DATA, RIGHT - LEFT, "subject")
    foot(paper, feet(issuer, TITLE_OF_PREVIEW), "Seite 1 von 1")
    paper.end_page()
    return paper.bytes()
