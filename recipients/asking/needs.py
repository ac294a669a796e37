"""Needs as an institution enters them, and how they are written into a request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from devices.models import Category
from recipients.enums import Agreement, Answer, NeedStatus, ReceiptLanguage, RequestStatus
from recipients.models import (
    ClassSet,
    DeviceSet,
    EntitlementBasis,
    Institution,
    MinimumSpec,
    Need,
    NeedItem,
    Request,
    Wish,
)

NEED_COLUMNS = (
    "pupil_code",
    "school_grade",
    "agreement",
    "final_year",
    "no_device_at_home",
    "siblings_share",
    "household_code",
    "receipt_language",
    "basis",
    "device_set",
)
ONGOING = (RequestStatus.DRAFT, RequestStatus.SUBMITTED, RequestStatus.APPROVED)
# Single needs of one request. More are filed with a further one, so that each can still be looked over.
MOST_NEEDS = 60


@dataclass(frozen=True)
class NeedWish:
    """One need as an institution enters it: for whom (a code and a grade, or the institution itself), what, and the
    facts that weigh."""

    categories: Sequence[Category]
    pupil_code: str = ""
    school_grade: int | None = None
    agreement: str = Agreement.GIFT
    final_year: str = Answer.UNKNOWN
    no_device_at_home: str = Answer.UNKNOWN
    siblings_share: str = Answer.UNKNOWN
    household_code: str = ""
    receipt_language: str = ReceiptLanguage.GERMAN
    basis: EntitlementBasis | None = None
    device_set: DeviceSet | None = None
    wishes: Sequence[Wish] = ()

    def columns(self) -> dict[str, Any]:
        """The need's own columns."""
        return {name: getattr(self, name) for name in NEED_COLUMNS}


class CodeTaken(Exception):
    """A code is used twice. `codes` names them for the person who typed them."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = codes
        super().__init__(_("These codes are in use already: %(codes)s.") % {"codes": ", ".join(codes)})


def lock(institution: Institution) -> None:
    """Two people of one institution can't take the same code at the same moment."""
    Institution.objects.select_for_update().get(pk=institution.pk)


def lock_draft(request: Request) -> None:
    """Nobody else writes needs of the institution meanwhile. Raises TransitionRefused once the request was sent."""
    lock(request.institution)
    if not Request.objects.select_for_update().filter(pk=request.pk, status=RequestStatus.DRAFT).exists():
        raise TransitionRefused(_("This request has been sent already. Please change its needs one by one."))


def taken_codes(
    institution: Institution, *, beside: Request | None = None, beside_need: Need | None = None
) -> set[str]:
    """Codes of the institution's needs that are not over; those of the request or need `beside` don't count."""
    live = Need.objects.filter(
        request__institution=institution,
        request__status__in=ONGOING,
        status__in=[NeedStatus.OPEN, NeedStatus.RESERVED],
    ).exclude(pupil_code="")
    if beside is not None:
        live = live.exclude(request=beside)
    if beside_need is not None:
        live = live.exclude(pk=beside_need.pk)
    return set(live.values_list("pupil_code", flat=True))


def write_needs(request: Request, wishes: Sequence[NeedWish]) -> None:
    """Replaces the needs of a draft, which have no history yet, and makes those of its class sets anew. The caller
    holds the institution's lock. Raises CodeTaken; TransitionRefused for more than MOST_NEEDS."""
    codes_are_free(wishes, taken_codes(request.institution, beside=request))
    grades_are_taught(request.institution, [wish.school_grade for wish in wishes])
    _are_not_too_many(len(wishes))
    remove_needs(request.needs.all())
    _create(request, wishes)
    _make_needs_of_classes(request)


def append_needs(request: Request, wishes: Sequence[NeedWish]) -> None:
    """Adds needs to a draft, behind those that it has. The caller holds the institution's lock. Raises CodeTaken;
    TransitionRefused for more than MOST_NEEDS together."""
    codes_are_free(wishes, taken_codes(request.institution))
    grades_are_taught(request.institution, [wish.school_grade for wish in wishes])
    _are_not_too_many(len(wishes) + request.needs.filter(class_set=None).count())
    remove_needs(request.needs.exclude(class_set=None))
    _create(request, wishes)
    _make_needs_of_classes(request)


def rewrite_classes(request: Request) -> None:
    """Makes the needs of a draft's class sets anew, behind the single ones."""
    remove_needs(request.needs.exclude(class_set=None))
    _make_needs_of_classes(request)


def codes_are_free(wishes: Sequence[NeedWish], taken: set[str]) -> None:
    """Raises CodeTaken when a code is used by others, or twice."""
    codes = [wish.pupil_code for wish in wishes if wish.pupil_code]
    twice = {code for code in codes if codes.count(code) > 1}
    refused = twice | (taken & set(codes))
    if refused:
        raise CodeTaken(sorted(refused))


def grades_are_taught(institution: Institution, grades: Iterable[int | None]) -> None:
    """Raises TransitionRefused for grades that the institution does not have."""
    possible = institution.grades()
    foreign = sorted({grade for grade in grades if grade is not None and grade not in possible})
    if foreign:
        sentence = _("Grade %(grades)s is not taught at %(institution)s, only %(first)s to %(last)s.")
        named = ", ".join(map(str, foreign))
        raise TransitionRefused(
            sentence % {"grades": named, "institution": institution, "first": possible[0], "last": possible[-1]}
        )


def _are_not_too_many(count: int) -> None:
    if count > MOST_NEEDS:
        sentence = _("A request has at most %(most)s single needs. Please file the others with a further request.")
        raise TransitionRefused(sentence % {"most": MOST_NEEDS})


def remove_needs(needs: QuerySet[Need]) -> None:
    """Takes needs out of a draft, where they have no history yet."""
    pks = list(needs.values_list("pk", flat=True))
    NeedItem.objects.filter(need__in=pks).delete()
    Need.objects.filter(pk__in=pks).delete()


def _make_needs_of_classes(request: Request) -> None:
    for class_set in request.class_sets.select_related("category", "device_set").order_by("position"):
        wish = NeedWish(
            categories_of(class_set),
            school_grade=class_set.school_grade,
            agreement=class_set.agreement,
            device_set=class_set.device_set,
        )
        _create(request, [wish] * class_set.quantity, class_set)


def categories_of(class_set: ClassSet) -> list[Category]:
    """The devices of one entry of a class set."""
    if class_set.category:
        return [class_set.category]
    items = class_set.device_set.items.exclude(category=None).select_related("category").order_by("position")
    return [item.category for item in items]


def _create(request: Request, wishes: Sequence[NeedWish], class_set: ClassSet | None = None) -> None:
    """A handful of statements, however many there are."""
    last = request.needs.order_by("-position").values_list("position", flat=True).first() or 0
    needs = Need.objects.bulk_create(
        Need(request=request, position=position, class_set=class_set, **wish.columns())
        for position, wish in enumerate(wishes, start=last + 1)
    )
    specs = Specs()
    items = [
        NeedItem(need=need, category=category, minimum_spec=specs.fitting(category, wish.school_grade), position=place)
        for need, wish in zip(needs, wishes, strict=True)
        for place, category in enumerate(wish.categories, start=1)
    ]
    NeedItem.objects.bulk_create(items)
    remember_wishes((need, wish.wishes) for need, wish in zip(needs, wishes, strict=True))


def remember_wishes(wished: Iterable[tuple[Need, Sequence[Wish]]]) -> None:
    """Notes wishes of needs that have none."""
    link = Need.wishes.through
    link.objects.bulk_create(link(need=need, wish=wish) for need, wishes in wished for wish in wishes)


class Specs:
    """Minimum specifications, each of them read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int | None], MinimumSpec | None] = {}

    def fitting(self, category: Category, school_grade: int | None) -> MinimumSpec | None:
        """The profile of a category and school grade."""
        key = (category.pk, school_grade)
        if key not in self._known:
            self._known[key] = MinimumSpec.objects.fitting(category, school_grade)
        return self._known[key]
