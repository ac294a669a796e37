"""Signatures that were drawn on a screen, on a paper's page."""

from django import template

from documents.pdf.signed import BOX_HEIGHT, BOX_WIDTH, Mark
from documents.strokes import as_path

register = template.Library()


@register.inclusion_tag("documents/includes/drawn.html")
def drawn_signature(mark: Mark, caption: str) -> dict[str, object]:
    """The drawing with the name below."""
    return {"path": as_path(mark["strokes"]), "name": mark["name"], "caption": caption, "box": (BOX_WIDTH, BOX_HEIGHT)}
