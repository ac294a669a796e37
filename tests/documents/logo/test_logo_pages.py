"""A coordinator uploads a logo, looks at it, uses it and removes it."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from documents.logo import making
from documents.models import Issuer
from documents.registry import KINDS
from tests.documents.logo.logo_cast import wide_logo
from tests.documents.pdf.pdf_reading import page_texts
from tests.recipients.receipt_example import example_content

PAGE, USE, PREVIEW, REMOVE = (f"/issuer/logo/{name}" for name in ("", "use/", "preview/", "remove/"))


@pytest.fixture
def signed_in(client, reference, coordinator):
    client.force_login(coordinator)
    return client


def upload(client, content: bytes):
    return client.post(PAGE, {"picture": SimpleUploadedFile("logo.png", content)})


def waiting(page) -> dict[str, object]:
    """What the page sends on with "Use this logo"."""
    return page.context["waiting"].initial


def test_a_logo_is_looked_at_before_it_is_used(signed_in, settings):
    first = Issuer.objects.first()
    assert "gezeichnete Zeichen" in signed_in.get(PAGE).content.decode()
    page = upload(signed_in, wide_logo())
    sent = waiting(page)
    assert base64.b64decode(sent["made"]) == making.make(wide_logo())
    assert f'src="data:image/png;base64,{sent["made"]}"' in page.content.decode()
    preview = signed_in.post(PREVIEW, sent)
    assert first.name in page_texts(preview.content)[0] and b"/Subtype /Image" in preview.content
    assert Issuer.objects.first() == first and not settings.FILES_DIR.exists()
    used = signed_in.post(USE, sent, follow=True)
    newest = Issuer.objects.first()
    assert (newest.logo_key != "", newest.name, newest.pk > first.pk) == (True, first.name, True)
    assert "frühere behalten" in used.content.decode()
    picture = signed_in.get(f"/issuer/logo/{newest.logo_key}.png")
    assert (picture.content, picture["Content-Type"]) == (making.make(wide_logo()), "image/png")
    assert newest.logo_key in signed_in.get("/issuer/").content.decode()


def test_a_logo_is_removed_and_its_picture_stays_for_older_papers(signed_in):
    sent = waiting(upload(signed_in, wide_logo()))
    signed_in.post(USE, sent)
    held = Issuer.objects.first()
    signed_in.post(REMOVE, {"version": held.pk})
    assert Issuer.objects.first().logo_key == ""
    assert signed_in.get(f"/issuer/logo/{held.logo_key}.png").status_code == 200
    assert signed_in.get(f"/issuer/logo/{'0' * 64}.png").status_code == 404
    refused = signed_in.post(REMOVE, {"version": "no number"}, follow=True)
    assert "schon das gezeichnete" in refused.content.decode()


def test_saving_the_other_data_keeps_the_logo(signed_in):
    signed_in.post(USE, waiting(upload(signed_in, wide_logo())))
    held = Issuer.objects.first()
    form = signed_in.get("/issuer/").context["form"]
    values = {name: getattr(held, name) or "" for name in form.Meta.fields}
    assert signed_in.post("/issuer/", {**values, "city": "Halle", "version": held.pk}).status_code == 302
    assert (Issuer.objects.first().city, Issuer.objects.first().logo_key) == ("Halle", held.logo_key)


def test_somebody_else_was_faster_and_the_picture_still_waits(signed_in):
    sent = waiting(upload(signed_in, wide_logo()))
    signed_in.post(USE, sent)
    again = signed_in.post(USE, sent)
    assert again.context["refusal"].startswith("Inzwischen hat jemand anderes")
    assert waiting(again) == {"made": sent["made"], "version": Issuer.objects.first().pk}


def test_what_is_no_logo_is_told_at_the_field_and_nothing_is_stored(signed_in, settings):
    page = upload(signed_in, b"<svg/>")
    assert "kein lesbares PNG" in str(page.context["form"].errors["picture"])
    for bad in ("", "%%%", base64.b64encode(wide_logo()).decode(), "A" * 20_001):
        for address in (USE, PREVIEW):
            assert signed_in.post(address, {"made": bad}).status_code == 302
    assert Issuer.objects.filter(logo_key__gt="").count() == 0 and not settings.FILES_DIR.exists()


def test_a_storage_that_takes_nothing_is_said(signed_in, settings):
    settings.FILES_DIR.write_text("no folder")
    page = signed_in.post(USE, waiting(upload(signed_in, wide_logo())))
    assert "gerade nicht gespeichert" in page.context["refusal"]


@pytest.mark.parametrize(
    "kind", ["handover_receipt", "pick_up_note", "pallet_list", "erasure_protocol", "transfer_receipt"]
)
def test_the_page_of_a_paper_shows_its_logo_with_the_issuers_name(kind):
    key = "a" * 64
    paper = {**example_content(), "issuer": {"name": "Muster-Initiative", "logo": key}, "logo": key}
    shown = f'src="/issuer/logo/{key}.png" alt="Muster-Initiative"'
    assert shown in render_to_string(KINDS[kind].template, {"paper": paper})
    del paper["logo"], paper["issuer"]["logo"]
    assert "<img" not in render_to_string(KINDS[kind].template, {"paper": paper})
