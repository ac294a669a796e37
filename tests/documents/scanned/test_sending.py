"""What those who send scans are told: of which papers none are kept, and that a file could not be opened."""

import io

import pytest
from django.utils import timezone
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from custody.actor import Actor
from documents.scanned import filing, piles
from documents.scans import UnreadableScan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


def with_password() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("geheim", strength=128))
    canvas.drawString(100, 700, "Seite 1")
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("kept", [True, False])
def test_the_page_says_of_which_papers_no_scan_is_kept(client, coordinator, settings, kept):
    settings.KEEP_RECEIPT_SCANS = kept
    client.force_login(coordinator)
    said = client.get("/documents/scans/new/").text
    assert ("keine Scans aufbewahrt, ihre Seiten werden sofort gelöscht: Übergabeprotokoll." in said) is not kept


def test_of_a_file_with_a_password_the_reason_is_said(client, coordinator):
    actor = Actor.person(coordinator)
    pile = piles.take_in([with_password()], signed_on=timezone.localdate(), actor=actor)
    filing.read(pile.pk)
    assert [page.state for page in pile.pages.all()] == ["unreadable"]
    client.force_login(coordinator)
    assert "mit einem Kennwort geschützt" in client.get(f"/documents/scans/{pile.pk}/").text


def test_of_several_files_the_one_that_is_no_scan_is_named(coordinator):
    with pytest.raises(UnreadableScan, match=r"^Datei 2: Das ist keine vollständige PDF-"):
        piles.take_in([with_password(), b"nichts"], signed_on=timezone.localdate(), actor=Actor.person(coordinator))
