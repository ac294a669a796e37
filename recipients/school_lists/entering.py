"""A list that was looked over becomes institutions: approved, without people, each official number once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from recipients.enums import InstitutionKind, InstitutionStatus
from recipients.institutions import make_searchable
from recipients.models import Institution, SchoolList, SchoolType
from recipients.school_lists.reading import SchoolRow, read

IMPORTED = "imported"
KEPT = timedelta(days=1)


def bring(content: bytes, *, file_name: str, by: User, now: datetime | None = None) -> SchoolList:
    """Reads a file and keeps its rows until somebody enters them. Raises UnreadableList; then nothing is kept."""
    rows = read(content)
    return SchoolList.objects.create(
        file_name=file_name[:200],
        rows=[row.stored() for row in rows],
        row_count=len(rows),
        created_by=by,
        created_at=now or timezone.now(),
    )


def rows_of(school_list: SchoolList) -> list[SchoolRow]:
    """Its rows as they were read."""
    return [SchoolRow(**row) for row in school_list.rows]


def known_numbers(rows: Sequence[SchoolRow]) -> dict[str, int]:
    """{official number: institution} of the rows that are registered already."""
    numbers = [row.values["official_number"] for row in rows]
    there = Institution.objects.exclude(status=InstitutionStatus.REFUSED).filter(official_number__in=numbers)
    return dict(there.exclude(official_number="").values_list("official_number", "pk"))


def enter(school_list: SchoolList, *, actor: Actor, now: datetime | None = None) -> int:
    """Enters the good rows that are not registered yet; returns how many. Entering two lists with the same schools
    makes each once. Raises TransitionRefused for a list that was entered already, and when somebody registered one of
    the schools in the same moment; then nothing was entered."""
    try:
        with transaction.atomic():
            return _enter(school_list, actor, now or timezone.now())
    except IntegrityError:
        if SchoolList.objects.filter(pk=school_list.pk, entered_at=None).exists():
            raise TransitionRefused(
                _("One of these schools was registered at the same moment. Please look again and enter the rest.")
            ) from None
        raise


def _enter(school_list: SchoolList, actor: Actor, now: datetime) -> int:
    school_list = SchoolList.objects.select_for_update().get(pk=school_list.pk)
    if school_list.entered_at:
        raise TransitionRefused(_("This list was entered already."))
    rows = [row for row in rows_of(school_list) if not row.errors]
    known = known_numbers(rows)
    types = {row.code: row for row in SchoolType.objects.all()}
    new = [_school(row, types, now) for row in rows if row.values["official_number"] not in known]
    Institution.objects.bulk_create(new)
    lines = [Line(school, IMPORTED, new_status=school.status, data={"list": school_list.pk}) for school in new]
    record_many(lines, actor=actor, happened_at=now)
    SchoolList.objects.filter(pk=school_list.pk).update(entered_at=now, entered_count=len(new), rows=[])
    return len(new)


def _school(row: SchoolRow, types: dict[str, SchoolType], now: datetime) -> Institution:
    values = {**row.values, "school_type": types[row.values["school_type"]]}
    school = Institution(
        kind=InstitutionKind.SCHOOL, status=InstitutionStatus.APPROVED, created_at=now, status_since=now, **values
    )
    make_searchable(school)
    return school


def forget(*, now: datetime) -> int:
    """Deletes lists that nobody entered within a day. Returns how many."""
    return SchoolList.objects.filter(entered_at=None, created_at__lte=now - KEPT).delete()[0]
