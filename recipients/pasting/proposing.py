"""Codes for pasted rows that have none: the same table pasted twice into a request gets the same codes, so that
nothing is entered twice."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.utils.crypto import salted_hmac

from recipients import codes
from recipients.models import Request
from recipients.pasting.table import PastedRow


def coded(rows: Sequence[PastedRow], request: Request, *, taken: Collection[str]) -> list[PastedRow]:
    """The rows, each with a code. `taken` are codes of the institution's other requests."""
    used = set(taken) | {row.cells["code"] for row in rows if row.cells.get("code")}
    seen: Counter[tuple] = Counter()
    found = []
    for row in rows:
        if not row.cells.get("code"):
            content = tuple(sorted(row.cells.items()))
            seen[content] += 1
            code = _proposed(request, content, seen[content], used)
            used.add(code)
            row = PastedRow(row.line, {**row.cells, "code": code})
        found.append(row)
    return found


def _proposed(request: Request, content: tuple, occurrence: int, used: Collection[str]) -> str:
    """Of two equal rows the second gets another code than the first."""
    attempt = 0
    while True:
        said = f"{request.pk} {content} {occurrence} {attempt}"
        code = codes.from_digest(salted_hmac("recipients.pasting", said, algorithm="sha256").digest())
        if code not in used:
            return code
        attempt += 1
