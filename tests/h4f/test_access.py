"""Every address × every role: what each of them answers, with things of one's own and of others.

The table names every address of the site; a new one that it does not name fails. Per role one answer:
  ok      the page, the file, or the form's answer
  to      a redirect after the step was taken (or to where the step is taken)
  login   sent to the sign-in
  403     a role without this page
  404     somebody else's, or nothing there
  405     this way of asking does not exist
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponseForbidden
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import User
from devices.models import ChecklistStep
from documents import storage
from documents.models import Issuer
from donations.models import Donation
from tests import cast
from tests.h4f.access_table import PEOPLE, TABLE
from tests.h4f.access_world import World, build


@dataclass(frozen=True)
class Row:
    """One line of the table: how an address is asked, and the answer each role gets."""

    method: str
    name: str
    arguments: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.arguments}".strip()


def rows() -> list[Row]:
    """The table's lines; `arguments` are names of World, separated by commas."""
    found = []
    for line in TABLE.splitlines():
        words, _bar, answers = line.partition("|")
        if not _bar:
            continue
        method, name, *arguments = words.split()
        codes = answers.split()
        assert len(codes) == len(PEOPLE), f"{line!r} has {len(codes)} answers for {len(PEOPLE)} people"
        found.append(Row(method, name, "".join(arguments), dict(zip(PEOPLE, codes, strict=True))))
    return found


def names(patterns=None) -> Iterator[str]:
    """The names of all addresses."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


def answer(response) -> str:
    """The word for what came back."""
    if response.status_code == 302:
        return "login" if response.url.startswith(reverse("account_login")) else "to"
    return "ok" if response.status_code in (200, 204, 400, 422) else str(response.status_code)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One of everything, with two donors and two schools; built once and rolled back at the end, since each row of the
    table leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        built = build()
        built.sessions = {name: _session_of(user) for name, user in built.people.items() if user}
        yield built
        transaction.set_rollback(True)


def test_every_address_stands_in_the_table():
    assert sorted({row.name for row in rows()}) == sorted(set(names()))


@pytest.fixture
def short_refusals(monkeypatch) -> None:
    """A refusal in one word, not logged, and no copy of what every template was given. The page of a refusal is the
    same at every address: `test_a_refusal_is_a_page_in_the_sites_frame` draws it for everybody."""
    monkeypatch.setattr("h4f.urls.handler403", lambda request, exception: HttpResponseForbidden("no"), raising=False)
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_options: None)
    # Two thousand refusals are meant; the lines about them, which nobody reads, take a twentieth of the time.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.django_db
def test_a_refusal_is_a_page_in_the_sites_frame(world: World):
    refusals = next(row for row in rows() if row.name == "people_list")
    refused = [person for person in PEOPLE if refusals.answers[person] == "403"]
    assert len(refused) >= 5
    for person in refused:
        response = signed_in(world, person).get(reverse(refusals.name))
        assert (response.status_code, response.templates[0].name) == (403, "403.html")
        assert "Nicht für Ihre Rolle" in response.content.decode() and "<main" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows(), ids=str)
def test_what_each_role_gets(row: Row, world: World, short_refusals: None):
    url = reverse(row.name, args=[world.value(name) for name in row.arguments.split(",") if name])
    found = {}
    for person in PEOPLE:
        client = signed_in(world, person)
        # What one person does must not be what the next one meets.
        with transaction.atomic():
            response = client.get(url) if row.method == "GET" else client.post(url, {})
            found[person] = answer(response)
            transaction.set_rollback(True)
    assert {person: code for person, code in found.items() if code != row.answers[person]} == {}, found


LISTS = [row for row in rows() if row.method == "GET" and row.name.endswith("_list")]
# Numbers of the world that belong to the donor and the school, and so to nobody else outside the house.
THEIRS = ("offered", "arrived", "device", "request", "draft", "submitted", "handover", "document")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("row", LISTS, ids=str)
def test_an_export_is_for_those_who_see_the_page(row: Row, kind: str, world: World, short_refusals: None):
    found = {}
    for person in PEOPLE:
        client = signed_in(world, person)
        found[person] = answer(client.get(reverse(row.name), {"export": kind}))
    assert found == row.answers


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["other_donor", "other_school"])
@pytest.mark.parametrize("row", LISTS, ids=str)
def test_no_page_and_no_export_holds_what_is_somebody_elses(row: Row, person: str, world: World):
    client = signed_in(world, person)
    for query in ({}, {"export": "csv"}):
        content = client.get(reverse(row.name), query).getvalue().decode()
        assert [name for name in THEIRS if world.values[name] in content] == []


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["other_donor", "other_school", "donor", "school", "volunteer"])
def test_the_search_finds_nothing_that_its_reader_may_not_see(person: str, world: World):
    open_to = {
        "donor": {"offered", "arrived"},
        "school": {"request", "draft", "submitted", "handover", "document"},
        "volunteer": {"device"},
    }
    client = signed_in(world, person)
    found = {name for name in THEIRS if leads_somewhere(client, world.values[name])}
    assert found <= open_to.get(person, set()), found


def leads_somewhere(client: Client, number: str) -> bool:
    """The search opens the one hit at once, or lists several."""
    response = client.get(reverse("search"), {"q": number})
    return response.status_code == 302 or bool(response.context["found"])


# One for all browsers, as in life; a client would build a server of its own for every request here.
SERVER = ClientHandler(enforce_csrf_checks=False)


def signed_in(world: World, person: str) -> Client:
    """A browser of this person's own. They signed in once, as the world began: what a test does to the session is
    rolled back with the rest."""
    client = Client()
    client.handler = SERVER
    if person in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person]
    return client


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


DOWNLOADS = [
    "document_download document,version",
    "document_scan confirmed,version",
    "archive_export_file export",
    "donation_agreement_scan arrived",
    "donation_state_paper link,note,version",
    "evidence_download evidence",
    "import_file spreadsheet",
]
PICTURES = [
    "photo_file photo,large",
    "checklist_step_picture drafted",
    "logo_file logo",
    "scanned_page_picture scans,scan",
]
UNREADABLE = "Die Ablage kann gerade nicht gelesen werden"
LOST = ("Die Datei fehlt oder ist beschädigt", "Der Export ist abgelaufen")


@pytest.fixture
def address(world: World, request) -> Iterator[str]:
    """Of a file, some of which nobody else needs."""
    name, _space, arguments = request.param.partition(" ")
    with transaction.atomic():
        donation, key = Donation.objects.get(number=world.value("arrived")), "a" * 64
        scan = {"scan_key": key, "scan_type": "application/pdf", "scan_bytes": 9}
        donation.agreement_records.create(agreement="avv", agreed_on=cast.NOW.date(), **scan)
        ChecklistStep.objects.filter(pk=world.value("drafted")).update(
            picture=key, picture_alt_de="Der Deckel", picture_alt_en="The lid"
        )
        Issuer.objects.create(name="Verein", street="Weg 1", postcode="04229", city="Leipzig", logo_key=key)
        yield reverse(name, args=[key if word == "logo" else world.value(word) for word in arguments.split(",")])
        transaction.set_rollback(True)


@pytest.fixture
def closed(settings, tmp_path) -> None:
    """A storage whose folder can't be looked into."""
    settings.FILES_DIR = tmp_path / "closed"
    settings.FILES_DIR.touch()


@pytest.fixture
def emptied(settings, tmp_path) -> None:
    """A storage that has other files than those that are asked for."""
    settings.FILES_DIR = tmp_path
    storage.put_once(b"another")


@pytest.mark.django_db
@pytest.mark.parametrize("address", DOWNLOADS, indirect=True)
def test_a_download_from_a_closed_storage_leads_back_to_a_page_that_says_so_once(world, address, closed):
    page = signed_in(world, "coordinator").get(address, follow=True)
    assert (page.status_code, len(page.redirect_chain), page.text.count(UNREADABLE)) == (200, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("address", DOWNLOADS, indirect=True)
def test_a_lost_file_leads_back_to_a_page_that_says_so(world, address, emptied):
    page = signed_in(world, "coordinator").get(address, follow=True)
    assert (page.status_code, len(page.redirect_chain)) == (200, 1)
    assert sum(page.text.count(said) for said in LOST) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", PICTURES, indirect=True)
def test_a_picture_that_cannot_be_given_says_why_and_is_kept_by_no_browser(world, address, settings, closed):
    # Drafts of checklists are the administration's.
    client = signed_in(world, "admin" if "checklist" in address else "coordinator")
    answer = client.get(address)
    assert (answer.status_code, answer.text.startswith(UNREADABLE)) == (503, True)
    assert "no-store" in answer["Cache-Control"]
    settings.FILES_DIR = settings.FILES_DIR.parent
    storage.put_once(b"another")
    answer = client.get(address)
    assert (answer.status_code, answer.text.startswith(LOST[0])) == (404, True)
    assert "no-store" in answer["Cache-Control"]
