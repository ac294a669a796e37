"""What is asked for, in plain words: "12 × Notebook for grades 5–10 (at least 8 GB memory, 2 cores), as a gift"."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recipients.enums import Agreement, ReceiptLanguage
from recipients.matching import gibibytes
from recipients.models import ClassSet, MinimumSpec, Need


@dataclass(frozen=True)
class Asked:
    """So many of the same: `what` and for whom, and in a second line what they must at least be able to do."""

    count: int
    sentence: str
    minimum: str


def in_words(needs: Iterable[Need]) -> list[Asked]:
    """What these needs ask for together, equal ones as one. Items, device sets and class sets are read already."""
    groups: dict[tuple, list[Need]] = {}
    for need in needs:
        groups.setdefault(_kind(need), []).append(need)
    return [Asked(len(group), _sentence(group), minimum_of(group[0])) for group in groups.values()]


def _kind(need: Need) -> tuple:
    items = tuple((item.category_id, item.minimum_spec_id) for item in need.items.all())
    return need.class_set_id, need.device_set_id, items, need.agreement, bool(need.pupil_code)


def _sentence(group: list[Need]) -> str:
    first = group[0]
    if first.class_set:
        return class_set_in_words(first.class_set, len(group))
    values = {
        "count": len(group),
        "what": what(first),
        "grades": spans(need.school_grade for need in group if need.school_grade),
    }
    if not first.pupil_code:
        return _("%(count)s × %(what)s for the institution itself, on loan") % values
    if first.agreement == Agreement.LOAN:
        return _("%(count)s × %(what)s for pupils of grade %(grades)s, on loan") % values
    return _("%(count)s × %(what)s for pupils of grade %(grades)s, as a gift") % values


def what(need: Need) -> str:
    """The set or the devices that a need asks for: "Notebook + Monitor"."""
    if need.device_set:
        return need.device_set.name
    return " + ".join(item.category.name for item in need.items.all())


def class_set_in_words(class_set: ClassSet, count: int | None = None) -> str:
    """One entry: "class set of 25 × Notebook, grade 7, all of the same model, on loan"."""
    name = (class_set.device_set or class_set.category).name
    parts = [_("class set of %(count)s × %(what)s") % {"count": count or class_set.quantity, "what": name}]
    if class_set.school_grade:
        parts.append(_("grade %(grade)s") % {"grade": class_set.school_grade})
    if class_set.same_model:
        parts.append(_("all of the same model"))
    parts.append(_("on loan") if class_set.agreement == Agreement.LOAN else _("as a gift"))
    return ", ".join(parts)


def spans(grades: Iterable[int]) -> str:
    """School grades as people say them: 5, 6, 7, 9 → "5–7, 9"."""
    runs: list[list[int]] = []
    for grade in sorted(set(grades)):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def minimum_of(need: Need) -> str:
    """What its devices must at least be able to do, by the profiles of the need's grade."""
    specs = [item.minimum_spec for item in need.items.all() if item.minimum_spec]
    return "; ".join(filter(None, map(minimum_in_words, specs)))


def minimum_in_words(spec: MinimumSpec) -> str:
    """As "Notebook, grades 5 to 10: at least 8 GB memory, 2 cores"; empty for a profile that asks for nothing."""
    parts = []
    if spec.min_ram_mib:
        parts.append(_("at least %(memory)s GB memory") % {"memory": gibibytes(spec.min_ram_mib)})
    if spec.min_cores:
        cores = ngettext("%(count)s processor core", "%(count)s processor cores", spec.min_cores)
        parts.append(cores % {"count": spec.min_cores})
    return f"{spec.name}: {', '.join(parts)}" if parts else ""


def accessories_of(need: Need) -> list[str]:
    """What goes with the devices of a need's set and is counted, not numbered: keyboard, mouse."""
    items = need.device_set.items.all() if need.device_set else []
    return [item.accessory.name for item in items if item.accessory]


def said_beside(need: Need) -> str:
    """Accessories of its set, household, another language and wishes; for the institution and coordination alone.
    Wishes and sets are read already."""
    accessories = accessories_of(need)
    language = need.get_receipt_language_display() if need.receipt_language != ReceiptLanguage.GERMAN else ""
    household = _("household %(code)s") % {"code": need.household_code} if need.household_code else ""
    return ", ".join(filter(None, [*accessories, household, language, *(wish.name for wish in need.wishes.all())]))
