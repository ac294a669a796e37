"""The pages: a donor states values, coordination issues, voids and copies; others see nothing."""

import re

import pytest
from django.urls import reverse

from custody.actor import Actor
from devices.models import Device, StatedValue, TaxConfirmation
from tests import cast
from tests.devices.confirmations import gift_cast

EMPTY = {"amount": "", "basis": "book", "vat_base": "", "purchase_year": "", "purchase_price": ""}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def gift(reference, donor_user):
    return gift_cast.gift(donor_user, count=3)


@pytest.fixture
def confirmed(gift, coordinator):
    actor = Actor.person(coordinator)
    gift_cast.checked_issuer(actor)
    gift_cast.stated(gift, actor)
    return gift_cast.confirmed(gift, actor)


def page(gift) -> str:
    return reverse("donation_values", args=[gift.number])


def sent(gift, *rows: dict, **more: str) -> dict[str, str]:
    """What the form of these rows sends, one for each device in its order."""
    data = {"values-TOTAL_FORMS": str(len(rows)), "values-INITIAL_FORMS": str(len(rows)), **more}
    for index, (device, row) in enumerate(zip(gift.devices.order_by("line"), rows, strict=False)):
        said = {**EMPTY, **row, "device": device.pk}
        data |= {f"values-{index}-{name}": str(value) for name, value in said.items()}
    return data


def test_a_donor_states_values_row_by_row(client, gift, donor_user):
    client.force_login(donor_user)
    rows = (
        {"amount": "1", "vat_due": "on", "vat_base": "100,00"},
        {"amount": "100", "basis": "partial", "vat_due": "on"},
    )
    answer = client.post(page(gift), sent(gift, *rows, {}), follow=True)
    assert "die Werte von 2 Geräten" in answer.content.decode()
    assert [str(row.total) for row in StatedValue.objects.order_by("device__line")] == ["20.00", "119.00"]
    assert "139,00" in answer.content.decode()


def test_a_row_is_set_for_all_of_its_model(client, gift, donor_user):
    other = gift.devices.order_by("line").last()
    Device.objects.filter(pk=other.pk).update(model="ThinkPad T480")
    client.force_login(donor_user)
    example = gift.devices.order_by("line").first()
    client.post(page(gift), sent(gift, {"amount": "7,50"}, {}, {}, for_all=str(example.pk)))
    assert [row.device.line for row in StatedValue.objects.order_by("device__line")] == [1, 2]


WRONG = (
    ({"amount": "zwanzig"}, "amount", "Betrag in Euro"),
    ({"amount": "-5"}, "amount", "Betrag in Euro"),
    ({"amount": "1000000"}, "amount", "50.000"),
    ({"amount": "1", "vat_due": "on"}, "vat_base", "Wiederbeschaffungswert"),
    ({"amount": "1", "vat_base": "100"}, "vat_base", "kreuzen"),
    ({"purchase_year": "2020"}, "amount", "Wert dieses Geräts"),
    ({"amount": "1", "purchase_year": "1066"}, "purchase_year", "Jahr zwischen"),
    ({"amount": "0"}, "amount", "Null"),
)


def test_a_wrong_row_gets_a_sentence_and_nothing_typed_is_lost(client, gift, donor_user):
    for line in range(4, 10):
        cast.device(donation=gift, line=line)
    client.force_login(donor_user)
    answer = client.post(page(gift), sent(gift, {"amount": "12,34"}, *(row for row, _field, _said in WRONG)))
    for form, (_row, field, said) in zip(answer.context["rows"].forms[1:], WRONG, strict=True):
        assert said in form.errors[field][0]
    assert all(f'value="{typed}"' in answer.content.decode() for typed in ("12,34", "zwanzig", "1066"))
    assert not StatedValue.objects.exists()


def test_the_answer_about_the_origin_changes_the_rows(client, gift, donor_user):
    client.force_login(donor_user)
    assert 'name="values-0-vat_base"' in client.get(page(gift)).content.decode()
    client.post(reverse("donation_origin", args=[gift.number]), {"origin": "private"})
    assert 'name="values-0-vat_base"' not in client.get(page(gift)).content.decode()


def test_the_rows_ask_the_database_the_same_however_many(client, gift, donor_user, django_assert_num_queries):
    client.force_login(donor_user)
    client.get(page(gift))
    with django_assert_num_queries(9):
        client.get(page(gift))
    for line in range(4, 8):
        cast.device(donation=gift, line=line)
    with django_assert_num_queries(9):
        client.get(page(gift))


def test_coordination_issues_voids_and_copies(client, gift, coordinator, django_capture_on_commit_callbacks):
    actor = Actor.person(coordinator)
    gift_cast.checked_issuer(actor)
    gift_cast.stated(gift, actor)
    client.force_login(coordinator)
    form = client.get(reverse("donation_confirm", args=[gift.number])).content.decode()
    assert "2 Geräte mit angegebenem Wert, zusammen 139,00" in form
    assert "1 Gerät hat keinen Wert" in form
    with django_capture_on_commit_callbacks(execute=True):
        issued = client.post(
            reverse("confirmation_issue", args=[gift.number]), {"given_on": "2026-11-20", "proofs_present": "on"}
        )
    paper = TaxConfirmation.objects.get()
    assert issued.url == reverse("document_detail", args=[paper.document.number, 1])
    arguments = [gift.number, paper.document.number]
    copy = client.post(reverse("confirmation_copy", args=arguments))
    assert copy["Content-Disposition"] == f'attachment; filename="{paper.document.number}-Zweitschrift.pdf"'
    client.post(reverse("confirmation_void", args=arguments), {"reason": "Anschrift falsch"})
    listed = client.get(reverse("donation_detail", args=[gift.number])).content.decode()
    assert re.search(rf"{paper.document.number}.*?Zuwendungsbestätigung.*?ungültig", listed, re.DOTALL)


def test_coordination_sees_what_is_to_be_confirmed(client, gift, coordinator, django_assert_num_queries):
    actor = Actor.person(coordinator)
    client.force_login(coordinator)
    address = reverse("confirmations_due")
    assert "Nichts zu bestätigen" in client.get(address).content.decode()
    gift_cast.stated(gift, actor)
    assert "139,00" in client.get(address).content.decode()
    with django_assert_num_queries(5):
        client.get(address)
    for _more in range(2):
        gift_cast.stated(gift_cast.gift(), actor)
    with django_assert_num_queries(5):
        client.get(address)
    gift_cast.checked_issuer(actor)
    gift_cast.confirmed(gift, actor)
    assert gift.number not in client.get(address).content.decode()


def test_a_refusal_is_said_and_nothing_is_issued(client, gift, coordinator):
    client.force_login(coordinator)
    answer = client.post(reverse("confirmation_issue", args=[gift.number]), {"given_on": "2026-11-20"}, follow=True)
    assert "noch zu bestätigen" in answer.content.decode()
    assert not TaxConfirmation.objects.exists()


def test_donors_see_and_download_their_papers_and_no_others(client, confirmed, donor_user, other_donor_user, volunteer):
    address = reverse("document_detail", args=[confirmed.document.number, 1])
    download = reverse("document_download", args=[confirmed.document.number, 1])
    client.force_login(donor_user)
    shown = client.get(address).content.decode()
    assert "einhundertneununddreißig Euro" in shown
    assert "Zweitschrift" not in shown
    assert client.get(download).content.startswith(b"%PDF")
    for person in (other_donor_user, volunteer):
        client.force_login(person)
        assert (client.get(address).status_code, client.get(download).status_code) == (404, 404)


def test_public_bodies_are_told_that_they_need_no_values(client, gift, donor_user):
    type(gift.donor).objects.update(kind="public_body")
    client.force_login(donor_user)
    assert "Öffentliche Stellen brauchen keine Werte" in client.get(page(gift)).content.decode()
