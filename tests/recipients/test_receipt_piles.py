import pypdfium2
import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from recipients import receipts
from recipients.models import Need
from recipients.receipt_piles import pile
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def texts(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_the_list_lies_on_top_and_the_receipts_follow_by_grade_and_code(school, coordinator):
    rows = handover_cast.reserved(school, coordinator, needs=4)
    order = [(10, "B4K-7TR"), (9, "K2M-9XR"), (10, "A7C-2PM"), (9, "C3D-4PR")]
    for row, (grade, code) in zip(rows, order, strict=True):
        Need.objects.filter(pk=row.item.need_id).update(school_grade=grade, pupil_code=code)
    handover = handover_cast.with_receipts(school, coordinator, allocations=rows)
    front, *papers = texts(pile(handover, duplex=False))
    assert "Übergabeliste" in front
    in_order = ["C3D-4PR", "K2M-9XR", "A7C-2PM", "B4K-7TR"]
    assert sorted(in_order, key=front.index) == in_order
    found = [next(code for _grade, code in order if code in paper) for paper in papers]
    assert found == in_order
    drawn = pypdfium2.PdfDocument(pile(handover, duplex=False))
    marks = [mark.get_title() for mark in drawn.get_toc()]
    numbers = sorted(mark.split()[1] for mark in marks[1:])
    assert drawn.get_metadata_value("Title") == f"Übergabeprotokoll {numbers[0]} – {numbers[-1]}"
    assert [mark.split()[0] for mark in marks] == ["Übergabeliste"] + ["Übergabeprotokoll"] * 4


def test_on_two_sides_each_receipt_begins_on_a_sheet_of_its_own(school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    pages = texts(pile(handover, duplex=True))
    assert [bool(text) for text in pages] == [True, False, True, False, True]


def test_a_single_receipt_needs_no_list(school, coordinator):
    rows = handover_cast.reserved(school, coordinator, needs=1)
    (page,) = texts(pile(handover_cast.with_receipts(school, coordinator, allocations=rows), duplex=False))
    assert "Übergabeprotokoll" in page


def test_no_pile_while_one_is_being_made(school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=Actor.person(coordinator), now=cast.NOW)
    with pytest.raises(TransitionRefused, match="alle"):
        pile(handover, duplex=False)
