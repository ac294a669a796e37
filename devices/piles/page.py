"""What a pile's page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from devices.models import Pile, PileLine, PileOutcome
from devices.piles.registry import PileKind, kind_of

SHOWN = 30
# Outcome → (class of the line, icon, sound); rule 14 of the screens: four tones, each with its words.
LOOKS = {
    PileOutcome.OK: ("h4f-ok", "success", "ok"),
    PileOutcome.TARGET: ("h4f-again", "info", "ok"),
    PileOutcome.ALREADY: ("h4f-again", "info", "again"),
    PileOutcome.REFUSED: ("h4f-odd", "warning", "bad"),
    PileOutcome.UNKNOWN: ("h4f-bad", "danger", "bad"),
}
UNDONE = ("h4f-again", "info", "again")
ODD = ("h4f-odd", "warning", "again")


@dataclass(frozen=True)
class ShownLine:
    """One line of the page. `url` is the page of the device, or of a blank label, `undo_url` is posted to, `search_url`
    looks everywhere."""

    line: PileLine
    css_class: str
    icon: str
    sound: str
    name: str
    text: str
    url: str = ""
    undo_url: str = ""
    search_url: str = ""


def shown_lines(pile: Pile, *, most: int | None = SHOWN) -> list[ShownLine]:
    """The last lines, newest first."""
    rows = pile.lines.select_related("device__category", "device__location", "recorded_by").order_by("-pk")
    lines = list(rows[:most] if most else rows)
    for line in lines:
        line.pile = pile
    kind = kind_of(pile.kind)
    said = kind.says([line for line in lines if line.is_standing])
    return [_shown(line, said, kind) for line in lines]


def _look(line: PileLine, kind: PileKind) -> tuple[str, str, str]:
    if line.undone_at:
        return UNDONE
    return ODD if line.is_standing and line.code in kind.odd else LOOKS[PileOutcome(line.outcome)]


def _shown(line: PileLine, said: Mapping[int, str], kind: PileKind) -> ShownLine:
    css_class, icon, sound = _look(line, kind)
    standing = line.is_standing
    return ShownLine(
        line,
        css_class,
        icon,
        sound,
        name=line.device.number if line.device else line.message if _is_unknown(line) else line.typed,
        text=_words(line, said),
        url=_page_of(line),
        undo_url=reverse("pile_line_undo", args=[line.pk]) if standing and line.pile.is_open else "",
        search_url=f"{reverse('search')}?{urlencode({'q': line.typed})}" if _is_unknown(line) else "",
    )


def _page_of(line: PileLine) -> str:
    """The device's page; of a blank label the page that asks where it belongs."""
    if line.device:
        return reverse("device_detail", args=[line.device.number])
    label = "" if line.is_standing else line.data.get("label", "")
    return reverse("label_detail", args=[label]) if label else ""


def _is_unknown(line: PileLine) -> bool:
    return line.outcome == PileOutcome.UNKNOWN


def _words(line: PileLine, said: Mapping[int, str]) -> str:
    if line.undone_at:
        return _("taken back")
    if line.is_standing:
        return said.get(line.pk, "")
    if _is_unknown(line):
        return _("unknown, read: %(typed)s") % {"typed": line.typed}
    return line.message


def context(pile: Pile, user: User, *, most: int | None = SHOWN) -> dict[str, Any]:
    """Everything that the page of a pile needs, open or finished."""
    kind = kind_of(pile.kind)
    lines = shown_lines(pile, most=most)
    return {
        "pile": pile,
        "kind": kind,
        "about": kind.about(pile),
        "ready": kind.ready(pile),
        "done": pile.lines.standing().count(),
        "lines": lines,
        "said": announcement(lines),
        **kind.panel_context(pile, user),
    }


def announcement(lines: Sequence[ShownLine]) -> str:
    """What the live region says of the newest line."""
    return f"{lines[0].name}: {lines[0].text}" if lines else ""


def open_piles(user: User) -> list[tuple[Pile, PileKind]]:
    """Rounds that this person has begun and not finished, the newest first."""
    rows = Pile.objects.visible_to(user).open().filter(started_by=user).select_related("location")[:10]
    return [(pile, kind_of(pile.kind)) for pile in rows]
