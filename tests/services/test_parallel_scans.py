"""Pages of one paper in several piles, read by several workers at the same moment: they become one scan, and none is
lost."""

import io
import json
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image

from custody.models import Job
from documents import storage
from documents.models import Document, ScannedPage, ScanPile
from documents.scanned import joining
from tests import cast
from tests.documents.scanned import scan_cast
from tests.services.test_parallel_handover import slowly, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, PAGES = 3, 3


def picture(number: int) -> str:
    """Stored, a grey of its own for each page."""
    file = io.BytesIO()
    Image.new("L", (20, 28), number * 60).save(file, "JPEG")
    return storage.put_once(file.getvalue())


def sorted_by_a_worker(paper: Document, number: int, key: str, person) -> Callable[[], object]:
    """What a worker does with a pile in which only this page of the paper lies."""

    def act() -> None:
        with transaction.atomic():
            Document.objects.select_for_update().get(pk=paper.pk)
            job = Job.objects.create(kind="scans")
            pile = ScanPile.objects.create(uploaded_by=person, signed_on=timezone.localdate(), job=job, state="read")
            waits = {"state": "inbox", "reason": "incomplete", "missing": f"all but {number}", "picture_key": key}
            ScannedPage.objects.create(pile=pile, position=1, document=paper, paper_page=number, **waits)
        joining.join_pile(pile.pk)

    return slowly(act)


def test_piles_that_are_sorted_at_once_file_their_paper_once_and_lose_no_page(coordinator, valkey):
    key = storage.put_once(scan_cast.paper("", pages=PAGES))
    pictures = [picture(number) for number in range(1, PAGES + 1)]
    for _round in range(ROUNDS):
        drawn = {"renderer": json.dumps({"drawing": 5}), "file_key": key}
        paper = cast.document(kind="tax_confirmation", series="ZB", **drawn)
        acts = [sorted_by_a_worker(paper, n, pictures[n - 1], coordinator) for n in range(1, PAGES + 1)]
        together(acts)
        signature = paper.signatures.get()
        rows = ScannedPage.objects.filter(document=paper).values_list("state", "signature").distinct()
        assert list(rows.order_by()) == [("filed", signature.pk)]
        assert [event.kind for event in paper.events.order_by("sequence")] == ["signed", joining.JOINED]
