from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from accounts.pages.flash import Flash, flash, flashes


def request():
    made = RequestFactory().get("/")
    made.session = {}
    made._messages = FallbackStorage(made)
    return made


def test_a_line_says_what_happened_and_can_be_undone_by_post():
    made = request()
    flash(made, "Saved.", undo_url="/undo/1/")
    assert flashes(made) == [Flash("Saved.", "success", undo_url="/undo/1/")]


def test_a_step_that_needs_a_reason_leads_to_a_page():
    made = request()
    flash(made, "Lost.", undo_page="/take-back/1/", level=messages.WARNING)
    assert flashes(made) == [Flash("Lost.", "warning", undo_page="/take-back/1/")]


def test_a_line_leads_to_the_page_where_more_is_to_be_done():
    made = request()
    flash(made, "Taken off.", link=("/edit/1/", "Edit the address"))
    assert flashes(made) == [Flash("Taken off.", "success", link=("/edit/1/", "Edit the address"))]


def test_messages_of_others_are_lines_too():
    made = request()
    messages.error(made, "No.", extra_tags="allauth")
    messages.info(made, "So.")
    assert flashes(made) == [Flash("No.", "danger"), Flash("So.", "info")]


def test_the_page_shows_the_line_politely_with_its_button(client, coordinator):
    client.force_login(coordinator)
    html = client.get("/shelf/").content.decode()
    assert '<div class="h4f-flash h4f-flash--success kern-mt-sm" role="status">' in html
    assert '<form method="post" action="/undo/1/">' in html
    assert "Zurücknehmen" in html
    assert "Saved." not in client.get("/things/").content.decode()
