"""The annex of a class set's receipt: on the first page what kinds of devices there are and how many of each, on the
following ones each device with its number, serial, state and the erasure of its media.

Measures in mm from the top-left corner of an A4 page. The second language is for families: an annex is German.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from documents.pdf.flow import Page, Piece, Room, paginate
from documents.pdf.furniture import LEFT, NEXT_TOP, RIGHT, SECTION_HEIGHT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CAPTION, COLUMN_HEAD, DATA, FACTS, NAME, SECTION, Style, fit, wrap
from recipients.papers.content import Annex, AnnexTexts, Device, KindLine, Medium, ReceiptContent, ReceiptTexts

BOTTOM = 279.5
ROOM = Room(first_top=NEXT_TOP - 2, next_top=NEXT_TOP, bottom=BOTTOM, closing=0.0)

COUNT_X, KIND_X, WITH_X = 20.0, 33.0, 128.0
PLACE_X, NUMBER_X, SERIAL_X, GRADE_X, DEFECTS_X, MEDIUM_X = 20.0, 26.0, 46.5, 70.5, 84.0, 112.0
GRADE_CENTRE = 75.5
GAP = 2.0
HEAD_HEIGHT, KIND_GAP = 4.9, 1.2
ROW_TOP, ROW_BOTTOM = 3.6, 1.5
UNKNOWN = "–"
ROW, ROW_BOLD = Style(7.6, 9.4), Style(7.6, 9.4, bold=True)

ANNEX_TEXTS: AnnexTexts = {
    "annex": "Anlage",
    "count": "Anzahl",
    "kind": "Gerät",
    "listed": "Jedes Gerät steht mit Nummer, Seriennummer, Zustand, Mängeln und Datenlöschung in der Anlage, die zu "
    "diesem Protokoll gehört.",
    "place": "Nr.",
    "defects": "Bekannte Mängel",
    "media": "Datenträger und Löschung",
    "continued": "Fortsetzung",
    "extras": "Zubehör:",
}


def summary(annex: Annex, texts: ReceiptTexts) -> list[Piece]:
    """For section 2 of the first page: how many of each kind, and where each of them is found."""
    said = annex["texts"]
    captions = ((COUNT_X, said["count"]), (KIND_X, said["kind"]), (WITH_X, texts["accessories"]))

    def draw_head(paper: Paper, top: float, first: bool) -> None:
        _column_heads(paper, top, captions)

    def draw_repeated(paper: Paper, top: float, first: bool) -> None:
        paper.rule(LEFT, RIGHT, top, 0.9)
        _column_heads(paper, top, captions)

    head = Piece(HEAD_HEIGHT, draw_head, "kinds", keep_with_next=True)
    repeated = Piece(HEAD_HEIGHT, draw_repeated, "repeated kinds")
    return [head, *(_kind_row(kind, repeated) for kind in annex["kinds"]), _where_listed(said)]


def _column_heads(paper: Paper, top: float, captions: Sequence[tuple[float, str]]) -> None:
    ends = [*(x for x, _ in captions[1:]), RIGHT + 1]
    for (x, caption), end in zip(captions, ends, strict=True):
        paper.fitted(x, top + 3.6, caption, COLUMN_HEAD, end - x - 1, "column head")
    paper.rule(LEFT, RIGHT, top + HEAD_HEIGHT, 0.5)


def _kind_row(kind: KindLine, head: Piece) -> Piece:
    names = wrap(kind["name"], NAME, WITH_X - KIND_X - GAP)
    facts = wrap(kind["facts"], FACTS, WITH_X - KIND_X - GAP)
    extras = wrap(kind["accessories"] or UNKNOWN, FACTS, RIGHT - WITH_X)
    left = NAME.line * (len(names) - 1) + FACTS.line * len(facts)
    height = 4.1 + max(left, FACTS.line * (len(extras) - 1)) + 1.6

    def draw(paper: Paper, top: float, first: bool) -> None:
        if not first:
            paper.rule(LEFT, RIGHT, top, 0.4)
        y = top + 4.1
        paper.fitted(COUNT_X, y, f"{kind['count']} ×", NAME, KIND_X - COUNT_X - 1, "count")
        _lines(paper, KIND_X, y, names, NAME)
        _lines(paper, KIND_X, y + NAME.line * (len(names) - 1) + FACTS.line, facts, FACTS)
        _lines(paper, WITH_X, y, extras, FACTS)

    return Piece(height, draw, f"kind {kind['name']}", head=head)


def _where_listed(said: AnnexTexts) -> Piece:
    lines = wrap(said["listed"], DATA, RIGHT - LEFT)

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.rule(LEFT, RIGHT, top, 0.4)
        _lines(paper, LEFT, top + 4.2, lines, DATA)

    return Piece(4.2 + DATA.line * (len(lines) - 1) + 1.4, draw, "where each device is listed")


def pages(content: ReceiptContent) -> list[Page]:
    """The pages that follow the signed ones; none without an annex. Raises: DoesNotFit."""
    annex = content.get("annex")
    return paginate(_pieces(content, annex), ROOM) if annex else []


def _pieces(content: ReceiptContent, annex: Annex) -> list[Piece]:
    heading = f"{annex['texts']['annex']}: {content['texts']['devices']}"

    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.fitted(LEFT, top + 4.2, heading, SECTION, RIGHT - LEFT, "heading of the annex")
        paper.rule(LEFT, RIGHT, top + SECTION_HEIGHT, 0.9)

    found = [Piece(SECTION_HEIGHT, draw, "annex", keep_with_next=True, starts_section=True)]
    numbered = enumerate(content["devices"], start=1)
    for _kind, members in groupby(numbered, key=lambda one: (one[1]["name"], one[1]["facts"], one[1]["accessories"])):
        found += _of_one_kind(list(members), content["texts"], annex["texts"])
    return [*found, _legend(content["texts"])]


def _of_one_kind(members: list[tuple[int, Device]], texts: ReceiptTexts, said: AnnexTexts) -> list[Piece]:
    """Their common facts once, then a row for each; on the next page the name of the kind comes again."""
    place, one = members[0]
    head = _kind_head(one["name"], _common(one, said), texts, said, rule=place > 1)
    repeated = _kind_head(one["name"], (f"({said['continued']})",), texts, said, rule=True)
    rows = [piece for place, device in members for piece in _rows(place, device, texts, repeated)]
    return [replace(head, keep_with_next=True, space_before=2.0 if place > 1 else 0.0), *rows]


def _common(device: Device, said: AnnexTexts) -> tuple[str, ...]:
    extras = f"{said['extras']} {device['accessories']}" if device["accessories"] else ""
    return wrap(" · ".join(filter(None, (device["facts"], extras))), ROW, RIGHT - LEFT)


def _kind_head(name: str, below: tuple[str, ...], texts: ReceiptTexts, said: AnnexTexts, *, rule: bool) -> Piece:
    names = wrap(name, NAME, RIGHT - LEFT)
    text_height = 4.4 + NAME.line * (len(names) - 1) + ROW.line * len(below)
    captions = (
        (PLACE_X, said["place"]),
        (NUMBER_X, texts["device_number"]),
        (SERIAL_X, texts["serial"]),
        (GRADE_X, texts["cosmetic_grade"]),
        (DEFECTS_X, said["defects"]),
        (MEDIUM_X, said["media"]),
    )

    def draw(paper: Paper, top: float, first: bool) -> None:
        if rule:
            paper.rule(LEFT, RIGHT, top, 0.9)
        _lines(paper, LEFT, top + 4.4, names, NAME)
        _lines(paper, LEFT, top + 4.4 + NAME.line * (len(names) - 1) + ROW.line, below, ROW)
        _column_heads(paper, top + text_height + KIND_GAP, captions)

    return Piece(text_height + KIND_GAP + HEAD_HEIGHT, draw, f"head of {name}")


def _rows(place: int, device: Device, texts: ReceiptTexts, head: Piece) -> list[Piece]:
    """The device with its first medium, then each further medium."""
    media = [_medium(medium, texts) for medium in device["media"]]
    first, further = (media or [(texts["no_medium"], texts["no_erasure"])])[0], media[1:]
    return [_device_row(place, device, first, head), *(_further_row(device["number"], row, head) for row in further)]


def _medium(medium: Medium, texts: ReceiptTexts) -> tuple[str, ...]:
    serial = f"{texts['medium_serial']}\u00a0{medium['serial']}" if medium["serial"] else ""
    room = RIGHT - MEDIUM_X
    named = wrap(" · ".join(filter(None, (medium["label"], serial))), ROW, room)
    return (*named, *wrap(medium["result"], ROW, room), *wrap(medium["reference"], ROW, room))


def _device_row(place: int, device: Device, medium: tuple[str, ...], head: Piece) -> Piece:
    serials = wrap(device["serial"] or UNKNOWN, ROW, GRADE_X - SERIAL_X - GAP)
    defects = wrap(device["defects"] or UNKNOWN, ROW, MEDIUM_X - DEFECTS_X - GAP)
    height = ROW_TOP + ROW.line * (max(len(serials), len(defects), len(medium)) - 1) + ROW_BOTTOM

    def draw(paper: Paper, top: float, first: bool) -> None:
        if not first:
            paper.rule(LEFT, RIGHT, top, 0.3)
        y = top + ROW_TOP
        paper.fitted(PLACE_X, y, str(place), ROW, NUMBER_X - PLACE_X - 1, "place in the annex")
        paper.fitted(NUMBER_X, y, device["number"], ROW_BOLD, SERIAL_X - NUMBER_X - 1, "device number")
        _lines(paper, SERIAL_X, y, serials, ROW)
        grade = fit(device["cosmetic_grade"] or UNKNOWN, ROW_BOLD, DEFECTS_X - GRADE_X - 1, "cosmetic grade")
        paper.text_centred(GRADE_CENTRE, y, grade, ROW_BOLD)
        _lines(paper, DEFECTS_X, y, defects, ROW)
        _lines(paper, MEDIUM_X, y, medium, ROW)

    return Piece(height, draw, f"device {device['number']}", head=head)


def _further_row(number: str, medium: tuple[str, ...], head: Piece) -> Piece:
    """One more medium; at the top of a page it says whose it is."""

    def draw(paper: Paper, top: float, first: bool) -> None:
        if first:
            paper.text(NUMBER_X, top + ROW_TOP, number, ROW_BOLD)
        else:
            paper.rule(MEDIUM_X, RIGHT, top, 0.3, dotted=True)
        _lines(paper, MEDIUM_X, top + ROW_TOP, medium, ROW)

    return Piece(ROW_TOP + ROW.line * (len(medium) - 1) + ROW_BOTTOM, draw, f"medium of {number}", head=head)


def _legend(texts: ReceiptTexts) -> Piece:
    def draw(paper: Paper, top: float, first: bool) -> None:
        paper.rule(LEFT, RIGHT, top, 0.4)
        paper.fitted(LEFT, top + 3.4, texts["grade_legend"], CAPTION, RIGHT - LEFT, "legend")

    return Piece(4.1, draw, "legend")


def _lines(paper: Paper, x: float, baseline: float, lines: Sequence[str], style: Style) -> None:
    for index, line in enumerate(lines):
        paper.text(x, baseline + index * style.line, line, style)
