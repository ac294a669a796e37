"""Pages that no view of ours draws: sign-in, errors, the texts about the site."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from custody.models import Mail
from tests.conftest import person

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_what_the_policy_forbids(template):
    source = template.read_text()
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"\son[a-z]+=[\"']", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert "<style" not in source


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_error_pages_are_drawn_without_request_or_database(name):
    html = render_to_string(name)
    assert '<html lang="de">' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_refusals_keep_the_shell(name, rf, coordinator):
    request = rf.get("/")
    request.user = coordinator
    html = render_to_string(name, request=request)
    assert "Anna Berger" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", ["login", "signup", "password/reset", "password/reset/done", "confirm-email"])
def test_sign_in_pages_speak_german_with_sie_and_one_heading(client, db, name):
    html = client.get(f"/account/{name}/", follow=True).content.decode()
    assert html.count("<h1") == 1
    assert not re.search(r"\b(du|dich|dir|dein\w*)\b", html, re.IGNORECASE)
    assert " style=" not in html


def test_registering_asks_for_name_address_and_password_in_this_order(client, db):
    html = client.get("/account/signup/").content.decode()
    assert re.findall(r'<label class="kern-label" for="id_(\w+)"', html) == ["name", "email", "password1", "password2"]


@pytest.mark.parametrize("name", ["email", "password/change", "reauthenticate", "logout"])
def test_account_pages_have_one_heading_and_labels(client, coordinator, name):
    client.force_login(coordinator)
    html = client.get(f"/account/{name}/", follow=True).content.decode()
    assert html.count("<h1") == 1
    for control in re.findall(r'<input(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', html):
        assert f'for="{control}"' in html


def test_the_mail_for_a_new_password_is_ours(client, db):
    user = person("Dora Spende")
    client.post("/account/password/reset/", {"email": user.email})
    message = Mail.objects.get()
    assert message.subject == "Neues Passwort wählen"
    assert message.body.startswith("Guten Tag,\n\nfür Ihr Konto wurde ein neues Passwort angefordert.")
    assert "/account/password/reset/key/" in message.body


@pytest.mark.parametrize("name", ["help", "privacy", "accessibility", "imprint"])
def test_the_texts_about_the_site_are_marked_as_drafts_where_the_operator_must_fill_them(name, rf, coordinator):
    request = rf.get("/")
    request.user = coordinator
    html = render_to_string(f"h4f/pages/{name}.html", request=request)
    assert html.count("<h1") == 1
    assert ("Vom Betreiber zu prüfen" in html) == (name != "help")
