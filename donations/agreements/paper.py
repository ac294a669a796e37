"""The processing agreement (Art. 28 GDPR) as a page to be signed: the donor's name, the wording, lines to sign on.

It is no issued paper: what was signed comes back as a scan and is recorded with the donation.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from documents.parties import issuer_block
from documents.pdf.clauses import Clause, clause_pieces
from documents.pdf.errors import DoesNotFit
from documents.pdf.flow import Page, Room, paginate
from documents.pdf.furniture import (
    HALF,
    HALF_RIGHT,
    LEFT,
    NEXT_TOP,
    RIGHT,
    foot,
    letterhead,
    running_head,
    section_heading,
    writing_line,
)
from documents.pdf.paper import Paper
from documents.pdf.parties import Addressee, IssuerBlock, feet, letterhead_of
from documents.pdf.typesetting import CAPTION_BOLD, DATA, NAME, SECTION, TITLE, wrap
from documents.texts import edition, wording
from donations.addressing import addressee
from donations.models import Donation

TEXT = "processing_agreement"
HEADING = "Vereinbarung zur Auftragsverarbeitung"
SUBJECT = "nach Art. 28 DSGVO über die Löschung von Datenträgern"
PARTIES_TOP, CLAUSES_TOP, MOST_LINES = 56.0, 101.0, 6
BOTTOM, CLOSING_TOP = 279.5, 236.0
ROOM = Room(first_top=CLAUSES_TOP, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - CLOSING_TOP + 2.0)


@dataclass(frozen=True)
class AgreementText:
    """What is printed. `edition` names the wording."""

    donation: str
    issuer: IssuerBlock
    donor: Addressee
    clauses: list[Clause]
    edition: str
    printed_at: datetime


def gather(donation: Donation, *, now: datetime) -> AgreementText:
    """Reads it. Raises TransitionRefused without issuer or wording."""
    terms = wording(TEXT, timezone.localdate(now))
    clauses = [Clause(heading=part["heading"], text=part["text"]) for part in terms.body]
    return AgreementText(
        donation.number, issuer_block(), addressee(donation), clauses, edition(terms), timezone.localtime(now)
    )


def draw_agreement(text: AgreementText) -> bytes:
    """The PDF. Raises: MissingGlyph, DoesNotFit."""
    paper = Paper(
        title=f"{HEADING} {text.donation}", author=text.issuer["name"], language="de", issued_at=text.printed_at
    )
    pages = paginate(clause_pieces(text.clauses), ROOM)
    for index, page in enumerate(pages):
        _draw_page(paper, text, page, index, len(pages))
        paper.end_page()
    return paper.bytes()


def _draw_page(paper: Paper, text: AgreementText, page: Page, index: int, total: int) -> None:
    if index == 0:
        _draw_opening(paper, text)
    else:
        running_head(paper, f"{HEADING} · {text.donation}", text.donor["name"])
    for top, piece, first in page:
        piece.draw(paper, top, first)
    if index == total - 1:
        _draw_closing(paper)
    of_the_paper = f"{HEADING} · {text.donation} · {text.edition}"
    foot(paper, feet(text.issuer, of_the_paper), f"Seite {index + 1} von {total}")


def _draw_opening(paper: Paper, text: AgreementText) -> None:
    letterhead(paper, letterhead_of(text.issuer, "Telefon"))
    paper.fitted(LEFT, 36.5, HEADING, TITLE, RIGHT - LEFT, "title")
    paper.fitted(LEFT, 43.8, SUBJECT, SECTION, RIGHT - LEFT, "subject")
    paper.fitted(LEFT, 49.3, f"Spende {text.donation} · {text.edition}", DATA, RIGHT - LEFT, "subject")
    section_heading(paper, PARTIES_TOP, 1, "Wer schließt die Vereinbarung")
    sides = (
        (LEFT, "Verantwortlicher (Auftraggeber)", text.donor["lines"]),
        (HALF_RIGHT, "Auftragsverarbeiterin", [text.issuer["name"], text.issuer["sub_name"], text.issuer["address"]]),
    )
    for x, caption, lines in sides:
        paper.text(x, PARTIES_TOP + 9.6, caption, CAPTION_BOLD)
        rows = [row for line in lines if line for row in wrap(line, DATA, HALF)]
        if len(rows) > MOST_LINES:
            raise DoesNotFit("party of the agreement", rows[-1])
        for row, line in enumerate(rows):
            paper.text(x, PARTIES_TOP + 13.8 + row * DATA.line, line, DATA if row else NAME)
    section_heading(paper, CLAUSES_TOP - 6.6, 2, "Was vereinbart wird")


def _draw_closing(paper: Paper) -> None:
    section_heading(paper, CLOSING_TOP, 3, "Unterschriften")
    for x, caption in ((LEFT, "Verantwortlicher (Auftraggeber)"), (HALF_RIGHT, "Auftragsverarbeiterin")):
        writing_line(paper, x, HALF, CLOSING_TOP + 17.0, "Ort, Datum")
        writing_line(paper, x, HALF, CLOSING_TOP + 41.0, caption, bold=True)
