"""Template tags of the site's looks: badges, icons, lines of history, the parts of lists and forms."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.pages import status
from accounts.pages.flash import Flash
from accounts.pages.flash import flashes as waiting_flashes
from accounts.pages.forms import errors_of

register = template.Library()

# Counts above this are rounded, and their last page is not offered.
EXACT = 10_000
WINDOW = 4


@register.simple_tag
def icon(name: str, size: str = "") -> str:
    """KERN's icon `name`, hidden from screen readers: the words beside it speak. `size`: small, large."""
    sized = f" kern-icon--{size}" if size else ""
    return format_html('<span class="kern-icon kern-icon--{}{}" aria-hidden="true"></span>', name, sized)


@register.inclusion_tag("includes/badge.html")
def badge(subject: Model | str, code: str = "", mark: str = "") -> dict[str, Any]:
    """The status badge of a row (`{% badge device %}`) or of a code (`{% badge "document" code %}`)."""
    found = status.look(subject, code) if isinstance(subject, str) else status.look_of(subject)
    return {"look": found, "mark": mark}


@register.inclusion_tag("includes/tone_badge.html")
def tone_badge(tone: str, icon_name: str, word: str) -> dict[str, Any]:
    """A badge that is not a status, for example "urgent" on a tile."""
    return {"look": status.Look(tone, icon_name, word)}


@register.inclusion_tag("includes/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Where one is: address and label by turns, at most three pairs, then the label of this page.
    `{% crumbs start_url "Start" list_url "Devices" number %}`"""
    *pairs, here = parts
    if len(pairs) > 6 or len(pairs) % 2:
        raise template.TemplateSyntaxError("crumbs takes up to three pairs of address and label, then a label.")
    steps = list(zip(pairs[::2], pairs[1::2], strict=True))
    return {"steps": steps, "here": here}


@register.simple_tag(takes_context=True)
def flashes(context: RequestContext) -> list[Flash]:
    """The lines that say what just happened."""
    request = context.get("request")
    return waiting_flashes(request) if request else []


@register.simple_tag(takes_context=True)
def error_prefix(context: RequestContext) -> str:
    """ "Error: " for the page's title when one of its forms was refused, else nothing."""
    refused = (value for value in context.flatten().values() if isinstance(value, BaseForm | BaseFormSet))
    return _("Error: ") if any(form.is_bound and errors_of(form) for form in refused) else ""


@register.inclusion_tag("forms/summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """One alert over a page's forms that links to every field in error; nothing when there is none."""
    bound = [form for form in forms if form is not None and form.is_bound]
    return {"errors": [error for form in bound for error in errors_of(form)]}


@register.filter
def control_kind(field: BoundField) -> str:
    """How templates/forms/field.html draws a field: check, group, or input."""
    if field.use_fieldset:
        return "group"
    return "check" if field.widget_type == "checkbox" else "input"


@register.filter
def marked_optional(field: BoundField) -> bool:
    """Whether the field says "optional". A lone check box does not: leaving it empty is an answer; nor do the fields of
    a form with `marks_optional = False`, a row that may be left out as a whole."""
    if not getattr(field.form, "marks_optional", True):
        return False
    return not field.field.required and not field.field.disabled and field.widget_type != "checkbox"


@register.filter
def about(count: int) -> str:
    """A count for people: exact up to 10,000, then "about 12,000" or "about 1.0 m"."""
    if count <= EXACT:
        return str(localize(count, use_l10n=True))
    if count < 1_000_000:
        return _("about %(count)s") % {"count": f"{round(count, -3):,}".replace(",", _("thousands separator"))}
    millions = localize(round(count / 1_000_000, 1))
    return _("about %(count)s m") % {"count": millions}


@register.filter
def page_numbers(page: Page) -> Sequence[int | str]:
    """The numbers under a list; long lists end without a last page, as nobody needs page 40,000."""
    if page.paginator.count <= EXACT:
        return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    first = max(1, page.number - WINDOW + 1)
    return list(range(first, first + WINDOW))


@register.inclusion_tag("includes/facts.html")
def facts(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A list of label and value; pairs without a value are left out."""
    return {"pairs": [(label, value) for label, value in pairs if value not in (None, "")]}


@register.inclusion_tag("includes/progress.html")
def progress(done: int, total: int, label: str, label_is_visible: bool = False) -> dict[str, Any]:
    """A thin line for `done` of `total`."""
    return {"done": done, "total": total, "label": label, "label_is_visible": label_is_visible}


@register.inclusion_tag("includes/timeline.html")
def timeline(lines: Iterable[Any]) -> dict[str, Any]:
    """A history, newest first: lines with `text`, `when`, `note` and `is_state` (a filled dot: the status
    changed)."""
    return {"lines": lines}


@register.inclusion_tag("includes/conditions.html")
def conditions(items: Iterable[Any]) -> dict[str, Any]:
    """The gate's conditions: items with `met`, `label`, `fact` and, to mend it, `url` and `url_label`."""
    return {"items": items}
