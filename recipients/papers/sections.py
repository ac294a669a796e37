"""The sections of a handover receipt, in the order in which they are read and signed.

Measures in mm from the top-left corner of an A4 page. Sections 1 to 4 flow; the opening stands on page 1,
the closing block at the foot of the last page, so that every receipt is signed at the same place.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

from documents.pdf.flow import Piece, Room
from documents.pdf.furniture import (
    HALF,
    HALF_RIGHT,
    LEFT,
    NEXT_TOP,
    RIGHT,
    SECTION_HEIGHT,
    THIRD,
    THIRDS,
    Letterhead,
    choice,
    letterhead,
    section_heading,
    verification_code,
    writing_line,
)
from documents.pdf.paper import Paper
from documents.pdf.typesetting import (
    CAPTION,
    CAPTION_BOLD,
    CLAUSE,
    CLAUSE_HEAD,
    CODE,
    COLUMN_HEAD,
    DATA,
    NAME,
    NUMBER,
    TITLE,
    Run,
    Style,
    wrap,
    wrap_runs,
)
from recipients.papers import devices_table
from recipients.papers.content import Clause, Issuer, ReceiptContent, ReceiptTexts, RequestLine

QR_TOP, QR_SIDE = 28.4, 20.3
CLOSING_TOP, SIGNING_LINE = 237.9, 275.3
BOTTOM = 279.5
# The closing block reaches below BOTTOM to the foot rule; above it two millimetres stay clear.
ROOM = Room(first_top=56.0, next_top=NEXT_TOP, bottom=BOTTOM, closing=BOTTOM - CLOSING_TOP + 2.0)

REQUESTED_X, RECEIVED_X, OPEN_X, CONTRIBUTION_X = 20.0, 86.0, 131.0, 156.0
REQUEST_HEAD, REQUEST_TOP, REQUEST_BOTTOM = 4.9, 3.55, 1.35
CLAUSE_INDENT = 3.9
GAP_TO_CHOICE = 2.0

Line = tuple[str, Style]


def draw_opening(paper: Paper, content: ReceiptContent) -> None:
    """Letterhead, title, number, what was agreed and when, and the code to verify it with."""
    texts = content["texts"]
    room = RIGHT - QR_SIDE - 4 - LEFT
    subject = f"{content['agreement']} · {texts['handed_over_on']} {content['handover_date']}"
    subject += f" · {texts['handover']} {content['handover_number']}"

    def draw(y: float) -> None:
        letterhead(paper, _sender(content["issuer"], texts))
        paper.fitted(LEFT, y + 36.5, content["title"], TITLE, room, "title")
        paper.fitted(LEFT, y + 49.3, subject, DATA, room, "agreement line")

    paper.stamp(("opening", content["title"], subject, tuple(content["issuer"].values())), draw)
    paper.fitted(LEFT, 43.8, _number_line(content), NUMBER, room, "number")
    verification_code(paper, QR_TOP, content["verification_url"], texts["verify"], QR_SIDE)


def _sender(issuer: Issuer, texts: ReceiptTexts) -> Letterhead:
    reachable = [f"{texts['phone']} {issuer['phone']}" if issuer["phone"] else "", issuer["mail"]]
    lines = (issuer["address"], " · ".join(filter(None, reachable)), issuer["register"])
    return Letterhead(issuer["name"], issuer["sub_name"], lines)


def _number_line(content: ReceiptContent) -> str:
    texts, version = content["texts"], content["version"]
    replaces = f", {texts['replaces']} {version - 1}" if version > 1 else ""
    return f"{content['number']} · {texts['version']} {version}{replaces}"


def pieces(content: ReceiptContent) -> list[Piece]:
    """Sections 1 to 4 as pieces that flow."""
    texts = content["texts"]
    return [
        *_section(1, texts["parties"], [*_parties(content), _names(content)], space=0.0),
        *_section(2, texts["devices"], devices_table.table(content["devices"], texts), space=2.2),
        *_section(3, texts["request"], _request(content), space=3.2),
        *_section(4, texts["agreement"], _clauses(content["clauses"]), space=3.2),
    ]


def _section(number: int, heading: str, body: Sequence[Piece], space: float) -> list[Piece]:
    def draw(paper: Paper, top: float, first: bool) -> None:
        section_heading(paper, top, number, heading)

    opening = Piece(SECTION_HEIGHT, draw, heading, space, keep_with_next=True, starts_section=True, recurs=number)
    return [opening, *body]


def _parties(content: ReceiptContent) -> list[Piece]:
    """Giver, institution and pupil code side by side. The code is a piece of its own, without height: what stands
    beside it recurs in a pile."""
    issuer, institution, texts = content["issuer"], content["institution"], content["texts"]
    official = f"{texts['official_number']} {institution['official_number']}" if institution["official_number"] else ""
    columns = (
        (
            texts["giver"],
            _lines([(issuer["name"], NAME), (issuer["sub_name"], DATA), (issuer["address"], DATA)]),
        ),
        (
            texts["institution"],
            _lines([(institution["name"], NAME), (official, DATA), (institution["address"], DATA)]),
        ),
    )
    recipient = _recipient(content)
    height = 7.5 + (max(len(lines) for _, lines in (*columns, recipient)) - 1) * DATA.line

    def draw(paper: Paper, top: float, first: bool) -> None:
        _draw_parties(paper, top, THIRDS[:-1], columns)

    def draw_recipient(paper: Paper, top: float, first: bool) -> None:
        _draw_parties(paper, top - height, THIRDS[-1:], (recipient,))

    recurring = tuple((caption, tuple(lines)) for caption, lines in columns)
    return [
        Piece(height, draw, "parties", keep_with_next=True, recurs=recurring),
        Piece(0.0, draw_recipient, "recipient", keep_with_next=True),
    ]


def _draw_parties(
    paper: Paper, top: float, places: Sequence[float], columns: Sequence[tuple[str, Sequence[Line]]]
) -> None:
    for x, (caption, lines) in zip(places, columns, strict=True):
        paper.fitted(x, top + 3.4, caption, CAPTION_BOLD, THIRD, "caption of a party")
        for row, (line, style) in enumerate(lines):
            lower = 1.3 if style is CODE else 0.0
            paper.fitted(x, top + 7.5 + row * DATA.line + lower, line, style, THIRD, "party")


def _lines(texts: Sequence[Line]) -> list[Line]:
    return [(line, style) for text, style in texts for line in wrap(text, style, THIRD - 2)]


def _recipient(content: ReceiptContent) -> tuple[str, list[Line]]:
    """The pupil's code, large, with the school grade; or the institution itself."""
    texts, pupil = content["texts"], content["pupil"]
    if pupil is None:
        return texts["recipient"], _lines([(texts["institution_itself"], NAME)])
    grade = f"{texts['school_grade']} {pupil['school_grade']}" if pupil["school_grade"] else ""
    return texts["pupil_code"], [(pupil["code"], CODE), ("", DATA), *_lines([(grade, DATA)])]


def _names(content: ReceiptContent) -> Piece:
    """Two lines for names, written by hand: the software knows none."""
    texts = content["texts"]
    captions = (
        ("recipient_name", "guardian_name") if content["pupil"] else ("representative_name", "representative_function")
    )

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, caption in zip((LEFT, HALF_RIGHT), captions, strict=True):
            writing_line(paper, x, HALF, top + 13.2, texts[caption])

    return Piece(17.0, draw, "names", recurs=tuple(texts[caption] for caption in captions))


def _request(content: ReceiptContent) -> list[Piece]:
    """What was asked for beside what was given, and whether a contribution was paid."""
    texts = content["texts"]
    lines = content["requested"] or [RequestLine(requested="–", received="–", open="–")]
    head = Piece(
        REQUEST_HEAD,
        lambda paper, top, first: _request_head(paper, top, texts),
        "request",
        keep_with_next=True,
        recurs=tuple(texts.values()),
    )
    repeated = replace(
        head, draw=lambda paper, top, first: _repeated_request_head(paper, top, texts), name="repeated request"
    )
    rows = [_request_row(line, repeated, last=line is lines[-1]) for line in lines]
    choice_of = (texts["yes"], texts["no"], content["contribution_paid"])
    first_row = (rows[0].recurs, choice_of)
    rows[0] = replace(rows[0], draw=_with_contribution(rows[0].draw, content), recurs=first_row)
    return [head, *rows]


def _request_head(paper: Paper, top: float, texts: ReceiptTexts) -> None:
    captions = (
        (REQUESTED_X, RECEIVED_X, "requested"),
        (RECEIVED_X, OPEN_X, "received"),
        (OPEN_X, CONTRIBUTION_X, "open"),
        (CONTRIBUTION_X, RIGHT + 1, "contribution"),
    )
    for x, end, caption in captions:
        paper.fitted(x, top + 3.6, texts[caption], COLUMN_HEAD, end - x - 1, "column head")
    paper.rule(LEFT, RIGHT, top + REQUEST_HEAD, 0.5)


def _repeated_request_head(paper: Paper, top: float, texts: ReceiptTexts) -> None:
    paper.rule(LEFT, RIGHT, top, 0.9)
    _request_head(paper, top, texts)


def _request_row(line: RequestLine, head: Piece, *, last: bool) -> Piece:
    cells = (
        (REQUESTED_X, wrap(line["requested"], DATA, RECEIVED_X - REQUESTED_X - 3)),
        (RECEIVED_X, wrap(line["received"], DATA, OPEN_X - RECEIVED_X - 3)),
        (OPEN_X, wrap(line["open"], DATA, CONTRIBUTION_X - OPEN_X - 3)),
    )
    height = REQUEST_TOP + DATA.line * (max(1, *(len(lines) for _, lines in cells)) - 1) + REQUEST_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, lines in cells:
            for row, text in enumerate(lines):
                paper.text(x, top + REQUEST_TOP + row * DATA.line, text, DATA)
        paper.rule(LEFT, RIGHT if last else CONTRIBUTION_X - GAP_TO_CHOICE, top + height, 0.4)

    return Piece(height, draw, "request line", head=head, recurs=(cells, last))


def _with_contribution(
    draw_row: Callable[[Paper, float, bool], None], content: ReceiptContent
) -> Callable[[Paper, float, bool], None]:
    """A row that also shows the two boxes; a contribution that nobody has stated leaves both empty."""
    texts, paid = content["texts"], content["contribution_paid"]

    def draw(paper: Paper, top: float, first: bool) -> None:
        draw_row(paper, top, first)
        choice(paper, CONTRIBUTION_X, top + REQUEST_TOP + 0.2, texts["yes"], ticked=paid is True)
        choice(paper, CONTRIBUTION_X + 15, top + REQUEST_TOP + 0.2, texts["no"], ticked=paid is False)

    return draw


def _clauses(clauses: Sequence[Clause]) -> list[Piece]:
    """The terms in two columns, read from left to right; both of a pair start on the same line."""
    numbered = list(enumerate(clauses, start=1))
    pairs = [numbered[index : index + 2] for index in range(0, len(numbered), 2)]
    return [_clause_pair(pair, 4.4 if pair is pairs[0] else 5.3) for pair in pairs]


def _clause_pair(pair: Sequence[tuple[int, Clause]], first_baseline: float) -> Piece:
    set_clauses = [(number, _lines_of(clause["heading"], clause["text"])) for number, clause in pair]
    height = first_baseline + CLAUSE.line * (max(len(lines) for _, lines in set_clauses) - 1)

    def draw(paper: Paper, top: float, first: bool) -> None:
        _draw_clauses(paper, top + first_baseline, set_clauses)

    said = tuple((number, clause["heading"], clause["text"]) for number, clause in pair)
    return Piece(height, draw, f"clause {pair[0][0]}", recurs=(said, first_baseline))


@functools.lru_cache(maxsize=500)
def _lines_of(heading: str, text: str) -> list[list[Run]]:
    """Kept: a pile says the same few clauses on every page."""
    return wrap_runs(((heading, CLAUSE_HEAD), (text, CLAUSE)), HALF - CLAUSE_INDENT)


def _draw_clauses(paper: Paper, baseline: float, set_clauses: Sequence[tuple[int, list[list[Run]]]]) -> None:
    for x, (number, lines) in zip((LEFT, HALF_RIGHT), set_clauses, strict=False):
        paper.text(x, baseline, f"{number}.", CLAUSE)
        for row, line in enumerate(lines):
            for offset, text, style in line:
                paper.text(x + CLAUSE_INDENT + offset, baseline + row * CLAUSE.line, text, style)


def draw_closing(paper: Paper, content: ReceiptContent) -> None:
    """Section 5: what is signed for, place and date, and a line for each who signs."""
    place_and_date = ", ".join(filter(None, (content["place"], content["date"])))
    if place_and_date:
        paper.fitted(HALF_RIGHT, 252.4, place_and_date, DATA, HALF, "place and date")
    key = ("closing", content["pupil"] is None, tuple(content["texts"].values()))
    paper.stamp(key, lambda y: _draw_signatures(paper, y, content["texts"], content["pupil"] is not None))


def _draw_signatures(paper: Paper, top: float, texts: ReceiptTexts, for_pupil: bool) -> None:
    section_heading(paper, top + CLOSING_TOP, 5, texts["signatures"])
    paper.paragraph(LEFT, top + 248.0, texts["statement"], DATA, 70.0)
    writing_line(paper, HALF_RIGHT, HALF, top + 253.4, texts["place_date"])
    recipient_note = "sign_recipient_note" if for_pupil else "sign_institution_note"
    signers = [("sign_giver", "sign_giver_note"), ("sign_recipient", recipient_note)]
    signers += [("sign_guardian", "sign_guardian_note")] if for_pupil else []
    for x, (who, note) in zip(THIRDS, signers, strict=False):
        writing_line(paper, x, THIRD, top + SIGNING_LINE, texts[who], bold=True)
        paper.fitted(x, top + SIGNING_LINE + 5.9, texts[note], CAPTION, THIRD, "note of a signature")
