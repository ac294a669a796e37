"""Every message has its German, and the tool that says so can be believed."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings

from h4f import messages

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
title = _("Donations")
state = pgettext_lazy("donation", "received")
count = ngettext("%(count)s device", "%(count)s devices", 3)
"""
TEMPLATE = """{% load i18n %}
  {% if it's %}<p title="{% translate "Take in" %}">
    {% blocktranslate trimmed count n=devices|length %}
      one thing
    {% plural %}
      {{ n }} things
    {% endblocktranslate %}
{% endif %}
{% translate "received" context "device" %}
"""
GERMAN = {
    ("Donations", None): "Spenden",
    ("received", "donation"): "eingegangen",
    ("received", "device"): "angekommen",
    ("Take in", None): "Aufnehmen",
    (("%(count)s device", "%(count)s devices"), None): ("%(count)s Gerät", "%(count)s Geräte"),
    (("one thing", "%(n)s things"), None): ("ein Ding", "%(n)s Dinge"),
}


@pytest.fixture
def base(tmp_path) -> Path:
    """A small project with texts in code and in a template."""
    (tmp_path / "donations").mkdir()
    (tmp_path / "donations/models.py").write_text(CODE)
    (tmp_path / "templates/donations").mkdir(parents=True)
    (tmp_path / "templates/donations/list.html").write_text(TEMPLATE)
    return tmp_path


def translate(base: Path, german: dict) -> None:
    """Put German into the catalogue, as a translator would."""
    catalogue = messages.load(messages.catalogue_path(base))
    for (key, context), text in german.items():
        catalogue.get(key, context).string = text
    messages.write_whole(messages.catalogue_path(base), messages._as_po(catalogue))


def test_the_catalogue_is_complete():
    assert messages.problems(settings.BASE_DIR) == []


def test_messages_of_code_and_templates_are_found_once_each(base):
    assert set(messages.extracted(base)) == set(GERMAN)


def test_a_new_catalogue_lacks_everything_and_a_filled_one_nothing(base):
    assert messages.update(base) == (6, 6)
    assert len(messages.problems(base)) == 6
    translate(base, GERMAN)
    assert messages.problems(base) == []
    assert messages.update(base) == (6, 0)


def test_an_update_is_stable_keeps_german_and_drops_what_nothing_uses(base):
    messages.update(base)
    translate(base, GERMAN)
    messages.update(base)
    before = messages.catalogue_path(base).read_bytes()
    messages.update(base)
    assert messages.catalogue_path(base).read_bytes() == before
    (base / "templates/donations/list.html").unlink()
    assert messages.update(base) == (3, 0)
    assert b"Aufnehmen" not in messages.catalogue_path(base).read_bytes()


def test_missing_fuzzy_and_wrong_placeholders_are_named(base):
    messages.update(base)
    translate(
        base, GERMAN | {("Donations", None): "", (("one thing", "%(n)s things"), None): ("ein Ding", "%(m)s Dinge")}
    )
    catalogue = messages.load(messages.catalogue_path(base))
    catalogue.get("Take in").flags.add("fuzzy")
    messages.write_whole(messages.catalogue_path(base), messages._as_po(catalogue))
    assert messages.problems(base) == [
        "no German: 'Donations'",
        "fuzzy: 'Take in'",
        "other placeholders: 'one thing | %(n)s things'",
    ]


def test_it_is_compiled_when_it_is_newer(base):
    messages.update(base)
    translate(base, GERMAN)
    assert messages.compile_catalogue(base) is True
    assert messages.compile_catalogue(base) is False
    with messages.catalogue_path(base).with_suffix(".mo").open("rb") as file:
        german = GNUTranslations(file)
    assert german.pgettext("device", "received") == "angekommen"
    assert german.ngettext("one thing", "%(n)s things", 2) == "%(n)s Dinge"
