"""Papers of a handover for days without internet."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, TextVersion
from documents.pdf import DoesNotFit, MissingGlyph
from recipients.papers.blank import draw_blank_receipts
from tests import cast
from tests.documents.pdf.pdf_reading import page_texts
from tests.recipients import handover_cast
from tests.recipients.receipt_example import blank_content


def test_copies_are_equal_and_cost_little():
    one, many = draw_blank_receipts(blank_content("uk"), 1), draw_blank_receipts(blank_content("uk"), 40)
    assert set(page_texts(many)) == set(page_texts(one))
    assert len(pypdfium2.PdfDocument(many)) == 40
    assert len(many) < 2 * len(one)


def test_what_can_not_be_printed_is_named():
    with pytest.raises(MissingGlyph, match="SNOWMAN"):
        draw_blank_receipts(blank_content("ar") | {"second_clauses": [{"heading": "☃", "text": ""}] * 6}, 1)
    with pytest.raises(DoesNotFit):
        draw_blank_receipts(blank_content() | {"clauses": [{"heading": "Lang.", "text": "Wort " * 900}]}, 1)
    with pytest.raises(ValueError, match="copies"):
        draw_blank_receipts(blank_content(), 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
class TestPages:
    @pytest.fixture
    def handover(self, school_user, coordinator, client):
        client.force_login(coordinator)
        return handover_cast.planned(cast.institution(school_user), coordinator)

    def test_receipts_are_printed_ahead_in_a_language_without_taking_a_number(self, handover, client):
        page = client.get(reverse("handover_blank", args=[handover.number]))
        assert "Leere Übergabeprotokolle" in page.text
        asked = {"agreement": "loan", "language": "tr", "copies": "3"}
        answer = client.get(reverse("handover_blank_receipts", args=[handover.number]), asked)
        texts = page_texts(answer.content)
        assert len(texts) == 3
        for said in (
            handover.number,
            "25.11.2026",
            "Oberschule am Musterpark",
            "Kullanım ödüncü.",
            "Leihe bis",
            "Vordruck",
        ):
            assert said in texts[0]
        assert not Document.objects.exists()

    def test_wrong_numbers_of_copies_and_rows_are_told(self, handover, client):
        wrong = {"agreement": "gift", "language": "de", "copies": "0"}
        answer = client.get(reverse("handover_blank_receipts", args=[handover.number]), wrong)
        assert "größer oder gleich 1" in answer.text
        answer = client.get(reverse("handover_blank_rows", args=[handover.number]), {"rows": "9999"})
        assert "kleiner oder gleich 500" in answer.text

    def test_a_missing_translation_is_told_on_the_page(self, handover, client):
        TextVersion.objects.filter(key="receipt_gift", language="ar").delete()
        asked = {"agreement": "gift", "language": "ar", "copies": "1"}
        answer = client.get(reverse("handover_blank_receipts", args=[handover.number]), asked, follow=True)
        assert "nicht in „Arabisch“ übersetzt" in answer.text

    def test_the_list_has_empty_rows(self, handover, client):
        answer = client.get(reverse("handover_blank_rows", args=[handover.number]), {"rows": "30"})
        texts = page_texts(answer.content)
        assert len(texts) == 2
        assert sum(text.count("H4F") for text in texts) == 30
        assert "Übergabeliste (Vordruck)" in texts[0]
        assert "Unterschrift der Einrichtung" in texts[1]

    def test_what_was_given_out_on_paper_is_confirmed_with_its_real_time(self, school_user, coordinator, client):
        client.force_login(coordinator)
        handover = handover_cast.under_way(cast.institution(school_user), coordinator)
        really = timezone.localtime().replace(second=0, microsecond=0) - timedelta(days=2)
        given = {f"given_{row.pk}": "on" for row in handover.allocations.all()}
        page = reverse("handover_confirm", args=[handover.number])
        future = really + timedelta(days=4)
        refused = client.post(page, given | {"happened_at": f"{future:%Y-%m-%dT%H:%M}"})
        assert "liegt in der Zukunft" in refused.text
        client.post(page, given | {"happened_at": f"{really:%Y-%m-%dT%H:%M}"})
        assert {row.status_since for row in handover.allocations.all()} == {really}
        assert {row.device.status for row in handover.allocations.select_related("device")} == {"handed_over"}
