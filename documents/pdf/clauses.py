"""Numbered clauses in two columns, read from left to right; both of a pair start on the same line."""

from collections.abc import Sequence
from typing import TypedDict

from documents.pdf.flow import Piece
from documents.pdf.furniture import HALF, HALF_RIGHT, LEFT
from documents.pdf.paper import Paper
from documents.pdf.typesetting import CLAUSE, CLAUSE_HEAD, Run, wrap_runs

# After one digit, and after two.
INDENT, WIDE_INDENT = 3.9, 5.8
FIRST_BASELINE, NEXT_BASELINE = 4.4, 5.3

SetClause = tuple[int, list[list[Run]]]


class Clause(TypedDict):
    """A term of an agreement with its short heading."""

    heading: str
    text: str


def clause_pieces(clauses: Sequence[Clause]) -> list[Piece]:
    """One piece for each pair."""
    numbered = list(enumerate(clauses, start=1))
    pairs = [numbered[index : index + 2] for index in range(0, len(numbered), 2)]
    indent = INDENT if len(clauses) < 10 else WIDE_INDENT
    return [_pair(pair, FIRST_BASELINE if pair is pairs[0] else NEXT_BASELINE, indent) for pair in pairs]


def _pair(pair: Sequence[tuple[int, Clause]], first_baseline: float, indent: float) -> Piece:
    set_clauses = [(number, _set(clause, indent)) for number, clause in pair]
    height = first_baseline + CLAUSE.line * (max(len(lines) for _number, lines in set_clauses) - 1)

    def draw(paper: Paper, top: float, first: bool) -> None:
        _draw(paper, top + first_baseline, set_clauses, indent)

    return Piece(height, draw, f"clause {pair[0][0]}")


def _set(clause: Clause, indent: float) -> list[list[Run]]:
    return wrap_runs(((clause["heading"], CLAUSE_HEAD), (clause["text"], CLAUSE)), HALF - indent)


def _draw(paper: Paper, baseline: float, set_clauses: Sequence[SetClause], indent: float) -> None:
    for x, (number, lines) in zip((LEFT, HALF_RIGHT), set_clauses, strict=False):
        paper.text(x, baseline, f"{number}.", CLAUSE)
        for row, line in enumerate(lines):
            for offset, text, style in line:
                paper.text(x + indent + offset, baseline + row * CLAUSE.line, text, style)
