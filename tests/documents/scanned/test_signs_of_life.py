"""A worker that is slow loses its pile only when another has it."""

import pytest

from custody.models import Job
from documents import storage
from documents.models import Document, ScanPile
from documents.scanned import filing, piles
from tests import cast
from tests.conftest import NOW


@pytest.mark.django_db
def test_the_lease_is_renewed_with_each_paper_that_is_opened(coordinator, monkeypatch):
    tokens = [cast.document(issued_at=NOW).token for _number in range(2)]
    job = Job.objects.create(kind=piles.JOB)
    pile = ScanPile.objects.create(uploaded_by=coordinator, signed_on=NOW.date(), job=job)
    leases = []

    def length_while_time_goes_by(_paper: Document) -> int:
        leases.append(ScanPile.objects.get(pk=pile.pk).lease_until)
        ScanPile.objects.update(lease_until=None)
        return 1

    monkeypatch.setattr(filing, "length_of", length_while_time_goes_by)
    assert set(filing.known_papers(tokens, pile)) == set(tokens)
    assert None not in leases
    ScanPile.objects.update(attempts=9)
    with pytest.raises(filing.TakenOver):
        filing.known_papers(tokens, pile)


@pytest.mark.django_db
def test_a_pile_waits_while_the_storage_is_not_mounted_and_ends_when_its_file_is_lost(coordinator, settings, tmp_path):
    job = Job.objects.create(kind=piles.JOB)
    pile = ScanPile.objects.create(uploaded_by=coordinator, signed_on=NOW.date(), job=job)
    pile.originals.create(position=1, file_key="a" * 64, media_type="application/pdf", file_bytes=9)
    settings.FILES_DIR = tmp_path / "disk"
    filing.read(pile.pk)
    pile.refresh_from_db()
    assert pile.state == "queued"
    storage.put_once(b"another")
    ScanPile.objects.update(lease_until=None)
    filing.read(pile.pk)
    pile.refresh_from_db()
    assert pile.state == "failed"
