"""Reference data of the workshop."""

import pytest

from devices.enums import MediumKind, SanitisationLevel
from devices.models import Category, Checklist, ChecklistStep, ErasureMethod, Location
from devices.reference import load


def test_a_second_load_adds_nothing(reference):
    assert load() == 0


def test_an_edited_row_is_not_written_over(reference):
    Location.objects.filter(code="annahme").update(name_de="Rampe")
    load()
    assert Location.objects.get(code="annahme").name_de == "Rampe"


def test_every_category_has_a_first_checklist_with_required_steps(reference):
    for category in Category.objects.all():
        steps = ChecklistStep.objects.filter(checklist__category=category, checklist__version=1, required=True)
        assert steps.exists(), category.code
    assert Checklist.objects.count() == Category.objects.count()


def test_a_monitor_and_a_peripheral_hold_no_media(reference):
    without = Category.objects.filter(can_hold_media=False).values_list("code", flat=True)
    assert set(without) == {"monitor", "peripheral"}


@pytest.mark.parametrize(
    ("code", "level", "settles", "warned"),
    [
        ("overwrite-hdd", SanitisationLevel.CLEAR, True, False),
        ("overwrite-ssd", SanitisationLevel.CLEAR, True, True),
        ("overwrite-nvme", SanitisationLevel.CLEAR, True, True),
        ("ata-sanitize-ssd", SanitisationLevel.PURGE, True, False),
        ("nvme-sanitize", SanitisationLevel.PURGE, True, False),
        ("security-erase-ssd", SanitisationLevel.CLEAR, False, True),
        ("nvme-format", SanitisationLevel.CLEAR, False, True),
        ("shredded", SanitisationLevel.DESTROY, True, False),
        ("drilled", SanitisationLevel.DESTROY, True, False),
    ],
)
def test_the_level_table_says_what_a_method_reaches(reference, code, level, settles, warned):
    method = ErasureMethod.objects.get(code=code)
    assert (method.level, method.settles, bool(method.warning_de)) == (level, settles, warned)


def test_overwriting_is_in_the_table_for_every_kind_of_medium(reference):
    kinds = ErasureMethod.objects.filter(code__startswith="overwrite-").values_list("medium_kind", flat=True)
    assert set(kinds) == set(MediumKind.values)


def test_destruction_asks_for_a_photo(reference):
    destroying = ErasureMethod.objects.filter(level=SanitisationLevel.DESTROY)
    assert all(method.photo_required for method in destroying)
