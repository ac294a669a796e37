"""Printing: what was printed where is kept, so that a sheet is used up and a spoiled one is printed again."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from devices.labelling.contents import contents_of
from devices.labelling.layouts import layout_of
from devices.labelling.reserved import LabelRefused
from devices.models import LabelPrinter, LabelRun, LabelSheet
from devices.papers import draw_labels

MOST_LABELS = 1000


def print_labels(
    kind: str,
    numbers: Sequence[str],
    *,
    sheet: LabelSheet,
    start_at: int,
    actor: Actor,
    printer: LabelPrinter | None = None,
    now: datetime | None = None,
) -> LabelRun:
    """Notes a printing; its file is drawn by `pdf_of`. Raises LabelRefused for no labels, too many, or a position that
    the sheet does not have."""
    if not 1 <= len(numbers) <= MOST_LABELS:
        raise LabelRefused(_("1 to %(most)d labels can be printed at once.") % {"most": MOST_LABELS})
    if not 1 <= start_at <= sheet.per_page:
        raise LabelRefused(_("This sheet has %(count)d labels.") % {"count": sheet.per_page})
    return LabelRun.objects.create(
        kind=kind,
        numbers=list(numbers),
        sheet=sheet,
        printer=printer,
        start_at=start_at,
        printed_by=actor.user,
        printed_at=now or timezone.now(),
    )


def pdf_of(run: LabelRun) -> bytes:
    """The labels of a run, as what they name is now, moved as the printer needs it. Raises LabelRefused when nothing of
    it is left."""
    contents = contents_of(run.kind, run.numbers)
    if not contents:
        raise LabelRefused(_("What these labels named is not there any more."))
    dx, dy = (float(run.printer.offset_x), float(run.printer.offset_y)) if run.printer else (0.0, 0.0)
    return draw_labels(contents, layout_of(run.sheet), start_at=run.start_at, dx_mm=dx, dy_mm=dy)


def next_free(sheets: Sequence[LabelSheet]) -> dict[int, int]:
    """{sheet: the position after the last label printed on it}; 1 for a sheet that nothing was printed on."""
    places = {}
    for sheet in sheets:
        run = LabelRun.objects.filter(sheet=sheet).select_related("sheet").first()
        places[sheet.pk] = run.next_free if run else 1
    return places


def last_of(user: User) -> LabelRun | None:
    """What this person printed last: its printer and sheet are proposed again."""
    return LabelRun.objects.filter(printed_by=user).select_related("sheet", "printer__default_sheet").first()
