"""The sections of a handover receipt, in the order in which they are read and signed.

Measures in mm from the top-left corner of an A4 page. Sections 1 to 4 flow; the opening stands on page 1,
the closing block at the foot of the last page, so that every receipt is signed at the same place.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace

from documents.pdf.bilingual import term_pieces
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
    verification_code,
)
from documents.pdf.logos import logo_of
from documents.pdf.paper import Paper
from documents.pdf.reading_help import draw_line, draw_lines, leading, set_lines, set_tight
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
    width,
    wrap,
    wrap_runs,
)
from recipients.papers import annex, captions, devices_table
from recipients.papers.captions import Words, words_of
from recipients.papers.content import Clause, Issuer, ReceiptContent, ReceiptTexts, RequestLine

QR_TOP, QR_SIDE = 28.4, 20.3
CLOSING_TOP, SIGNING_LINE = 237.9, 275.3
# With a second language the opening stands this much higher, and the closing block is lower.
RAISED, BILINGUAL_CLOSING_TOP, BINDING_LINE = 3.5, 241.4, 51.0
BOTTOM = 279.5

REQUESTED_X, RECEIVED_X, OPEN_X, CONTRIBUTION_X = 20.0, 86.0, 131.0, 156.0
REQUEST_HEAD, REQUEST_TOP, REQUEST_BOTTOM = 4.9, 3.55, 1.35
CLAUSE_INDENT = 3.9
GAP_TO_CHOICE = 2.0
SECOND_TITLE = Style(14, 17)
BINDING, BINDING_BOLD = Style(7.7, 9.6), Style(7.7, 9.6, bold=True)

Line = tuple[str, Style]


def room_of(content: ReceiptContent) -> Room:
    """Where the sections may stand. The closing block reaches below BOTTOM to the foot rule; above it two millimetres
    stay clear."""
    words = words_of(content)
    closing = BOTTOM - words.either(CLOSING_TOP, BILINGUAL_CLOSING_TOP) + words.either(2.0, 1.6)
    return Room(first_top=words.either(56.0, 53.2), next_top=NEXT_TOP, bottom=BOTTOM, closing=closing)


def draw_opening(paper: Paper, content: ReceiptContent) -> None:
    """Letterhead, title, number, what was agreed and when, and the code to verify it with."""
    texts = content["texts"]
    room = RIGHT - QR_SIDE - 4 - LEFT
    subject = f"{content['agreement']} · {texts['handed_over_on']} {content['handover_date']}"
    subject += f" · {texts['handover']} {content['handover_number']}"

    raised = words_of(content).either(0.0, RAISED)

    def draw(y: float) -> None:
        letterhead(paper, sender_of(content["issuer"], texts), 11.0 - raised)
        paper.fitted(LEFT, y + 36.5 - raised, content["title"], TITLE, room, "title")
        paper.fitted(LEFT, y + 49.3 - raised, subject, DATA, room, "agreement line")

    paper.stamp(("opening", content["title"], subject, raised, tuple(content["issuer"].values())), draw)
    paper.fitted(LEFT, 43.8 - raised, _number_line(content), NUMBER, room, "number")
    verification_code(paper, QR_TOP - raised, content["verification_url"], texts["verify"], QR_SIDE)
    _draw_second_opening(paper, content)


def _draw_second_opening(paper: Paper, content: ReceiptContent) -> None:
    """The title in the second language, which text is binding, and what the code is for."""
    words = words_of(content)
    if not words.language:
        return
    right = RIGHT - QR_SIDE - 4
    left = right - LEFT - width(content["title"], TITLE) - 4
    captions.at_end(paper, right, 36.5 - RAISED, words, "title", SECOND_TITLE, left)
    german = content["texts"]["binding"]
    paper.text(LEFT, BINDING_LINE, german, BINDING_BOLD)
    start = LEFT + width(german, BINDING_BOLD) + 3.0
    room = right - start
    line, _ = set_tight(words.second["binding"], BINDING, room, words.language, "which text is binding")
    draw_line(paper, start, BINDING_LINE, line)
    captions.at_end(paper, RIGHT, QR_TOP - RAISED + QR_SIDE + 7.6, words, "verify", CAPTION, RIGHT - right + 20)


def sender_of(issuer: Issuer, texts: ReceiptTexts) -> Letterhead:
    """Who issues, as the letterhead has it."""
    reachable = [f"{texts['phone']} {issuer['phone']}" if issuer["phone"] else "", issuer["mail"]]
    lines = (issuer["address"], " · ".join(filter(None, reachable)), issuer["register"])
    return Letterhead(issuer["name"], issuer["sub_name"], lines, logo_of(issuer.get("logo", "")))


def _number_line(content: ReceiptContent) -> str:
    texts, version = content["texts"], content["version"]
    replaces = f", {texts['replaces']} {version - 1}" if version > 1 else ""
    return f"{content['number']} · {texts['version']} {version}{replaces}"


def pieces(content: ReceiptContent) -> list[Piece]:
    """Sections 1 to 4 as pieces that flow."""
    words = words_of(content)
    parties = [*party_pieces(content, words), name_lines(content, words)]
    spaces = (2.2, 3.2, 3.2) if not words.language else (0.6, 0.6, 1.2)
    return [
        *section_pieces(1, words, "parties", parties, space=0.0),
        *section_pieces(2, words, "devices", _devices(content, words), space=spaces[0]),
        *section_pieces(3, words, "request", _request(content, words), space=spaces[1]),
        *section_pieces(4, words, "agreement", agreement_pieces(content), space=spaces[2]),
    ]


def section_pieces(number: int, words: Words, name: str, body: Sequence[Piece], space: float) -> list[Piece]:
    """A numbered section: its heading, which stays with what follows, and its body."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        captions.heading(paper, top, number, words, name)

    said = (number, words.german[name], words.second.get(name))
    opening = Piece(SECTION_HEIGHT, draw, said[1], space, keep_with_next=True, starts_section=True, recurs=said)
    return [opening, *body]


def _devices(content: ReceiptContent, words: Words) -> list[Piece]:
    """Each device, or each kind where an annex lists them."""
    listed = content.get("annex")
    return annex.summary(listed, content["texts"]) if listed else devices_table.table(content["devices"], words)


def agreement_pieces(content: ReceiptContent) -> list[Piece]:
    """The clauses; with a second language each beside its translation."""
    if not content.get("second"):
        return _clauses(content["clauses"])
    return term_pieces((content["clauses"], content["second_clauses"]), content["second"])


def party_pieces(content: ReceiptContent, words: Words) -> list[Piece]:
    """Giver, institution and pupil code side by side. The code is a piece of its own, without height: what stands
    beside it recurs in a pile."""
    issuer, institution, texts = content["issuer"], content["institution"], content["texts"]
    official = f"{texts['official_number']} {institution['official_number']}" if institution["official_number"] else ""
    columns = (
        (
            "giver",
            _lines([(issuer["name"], NAME), (issuer["sub_name"], DATA), (issuer["address"], DATA)]),
        ),
        (
            "institution",
            _lines([(institution["name"], NAME), (official, DATA), (institution["address"], DATA)]),
        ),
    )
    recipient = _recipient(content)
    height = 7.5 + (max(len(lines) for _, lines in (*columns, recipient)) - 1) * DATA.line

    def draw(paper: Paper, top: float, first: bool) -> None:
        _draw_parties(paper, top, THIRDS[:-1], columns, words)

    def draw_recipient(paper: Paper, top: float, first: bool) -> None:
        _draw_parties(paper, top - height, THIRDS[-1:], (recipient,), words)

    recurring = tuple((texts[name], words.second.get(name), tuple(lines)) for name, lines in columns)
    return [
        Piece(height, draw, "parties", keep_with_next=True, recurs=recurring),
        Piece(0.0, draw_recipient, "recipient", keep_with_next=True),
    ]


def _draw_parties(
    paper: Paper, top: float, places: Sequence[float], columns: Sequence[tuple[str, Sequence[Line]]], words: Words
) -> None:
    for x, (name, lines) in zip(places, columns, strict=True):
        captions.beside(paper, x, top + 3.4, words, name, CAPTION_BOLD, THIRD)
        for row, (line, style) in enumerate(lines):
            lower = 1.3 if style is CODE else 0.0
            paper.fitted(x, top + 7.5 + row * DATA.line + lower, line, style, THIRD, "party")


def _lines(texts: Sequence[Line]) -> list[Line]:
    return [(line, style) for text, style in texts for line in wrap(text, style, THIRD - 2)]


def _recipient(content: ReceiptContent) -> tuple[str, list[Line]]:
    """The name of the caption, and the pupil's code, large, with the school grade; or the institution itself."""
    texts, pupil = content["texts"], content["pupil"]
    if pupil is None:
        return "recipient", _lines([(texts["institution_itself"], NAME)])
    grade = f"{texts['school_grade']} {pupil['school_grade']}" if pupil["school_grade"] else ""
    return "pupil_code", [(pupil["code"], CODE), ("", DATA), *_lines([(grade, DATA)])]


def name_lines(content: ReceiptContent, words: Words) -> Piece:
    """Two lines for names, written by hand: the software knows none."""
    names = (
        ("recipient_name", "guardian_name") if content["pupil"] else ("representative_name", "representative_function")
    )
    line = words.either(13.2, 10.0)

    def draw(paper: Paper, top: float, first: bool) -> None:
        for x, name in zip((LEFT, HALF_RIGHT), names, strict=True):
            captions.writing_line(paper, x, HALF, top + line, words, name)

    said = tuple((words.german[name], words.second.get(name)) for name in names)
    return Piece(line + words.either(3.8, 3.6), draw, "names", recurs=said)


def _request(content: ReceiptContent, words: Words) -> list[Piece]:
    """What was asked for beside what was given, and whether a contribution was paid."""
    lines = content["requested"] or [RequestLine(requested="–", received="–", open="–")]
    head = Piece(
        words.either(REQUEST_HEAD, REQUEST_HEAD + captions.STEP),
        lambda paper, top, first: request_head(paper, top, words),
        "request",
        keep_with_next=True,
        recurs=words.key,
    )
    repeated = replace(
        head, draw=lambda paper, top, first: _repeated_request_head(paper, top, words), name="repeated request"
    )
    rows = [_request_row(line, repeated, last=line is lines[-1]) for line in lines]
    choice_of = (words.key, content["contribution_paid"])
    first_row = (rows[0].recurs, choice_of)
    rows[0] = replace(rows[0], draw=_with_contribution(rows[0].draw, content, words), recurs=first_row)
    return [head, *rows]


def request_head(paper: Paper, top: float, words: Words) -> None:
    """The captions of what was asked for and given."""
    columns = (
        (REQUESTED_X, RECEIVED_X, "requested"),
        (RECEIVED_X, OPEN_X, "received"),
        (OPEN_X, CONTRIBUTION_X, "open"),
        (CONTRIBUTION_X, RIGHT + 1, "contribution"),
    )
    for x, end, name in columns:
        captions.below(paper, x, top + 3.6, words, name, COLUMN_HEAD, end - x - 1)
    paper.rule(LEFT, RIGHT, top + words.either(REQUEST_HEAD, REQUEST_HEAD + captions.STEP), 0.5)


def _repeated_request_head(paper: Paper, top: float, words: Words) -> None:
    paper.rule(LEFT, RIGHT, top, 0.9)
    request_head(paper, top, words)


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
    draw_row: Callable[[Paper, float, bool], None], content: ReceiptContent, words: Words
) -> Callable[[Paper, float, bool], None]:
    """A row that also shows the two boxes; a contribution that nobody has stated leaves both empty."""
    paid = content["contribution_paid"]

    def draw(paper: Paper, top: float, first: bool) -> None:
        draw_row(paper, top, first)
        draw_choice(paper, CONTRIBUTION_X, top + REQUEST_TOP + 0.2, words, "yes", ticked=paid is True)
        draw_choice(paper, CONTRIBUTION_X + 15, top + REQUEST_TOP + 0.2, words, "no", ticked=paid is False)

    return draw


def draw_choice(paper: Paper, x: float, baseline: float, words: Words, name: str, *, ticked: bool) -> None:
    """A box with its label, and the second language after that in the size of captions."""
    choice(paper, x, baseline, words.german[name], ticked=ticked)
    if words.language:
        taken = 4.3 + width(words.german[name], DATA) + 0.9
        line, _ = set_tight(words.second[name], CAPTION, 15.0, words.language, "choice")
        draw_line(paper, x + taken, baseline, line)


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
    words = words_of(content)
    place_and_date = ", ".join(filter(None, (content["place"], content["date"])))
    if place_and_date:
        paper.fitted(HALF_RIGHT, words.either(252.4, 256.7), place_and_date, DATA, HALF, "place and date")
    key = ("closing", content["pupil"] is None, words.key)
    paper.stamp(key, lambda y: _draw_signatures(paper, y, words, content["pupil"] is not None))


def _draw_signatures(paper: Paper, top: float, words: Words, for_pupil: bool) -> None:
    captions.heading(paper, top + words.either(CLOSING_TOP, BILINGUAL_CLOSING_TOP), 5, words, "signatures")
    _draw_statement(paper, top, words)
    captions.writing_line(paper, HALF_RIGHT, HALF, top + words.either(253.4, 257.7), words, "place_date")
    recipient_note = "sign_recipient_note" if for_pupil else "sign_institution_note"
    signers = [("sign_giver", "sign_giver_note"), ("sign_recipient", recipient_note)]
    signers += [("sign_guardian", "sign_guardian_note")] if for_pupil else []
    for x, names in zip(THIRDS, signers, strict=False):
        captions.signing_line(paper, x, THIRD, top + SIGNING_LINE, words, names)


def _draw_statement(paper: Paper, top: float, words: Words) -> None:
    """What is signed for; in two languages one under the other, in the size of the terms."""
    if not words.language:
        paper.paragraph(LEFT, top + 248.0, words.german["statement"], DATA, 70.0)
        return
    end = paper.paragraph(LEFT, top + 250.8, words.german["statement"], BINDING, HALF)
    style = leading(BINDING, words.language)
    draw_lines(paper, LEFT, end, set_lines([(words.second["statement"], style)], HALF, words.language), style)
