import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from documents.errors import reason
from documents.places import NAMES

# What draws, and which of its arguments names the place.
NAMED_BY = {"fitted": 5, "fit": 3, "set_line": 4, "set_tight": 4, "DoesNotFit": 0}


def places(source: str) -> set[str]:
    """The places that a module names, each written out where it draws."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [(call, getattr(call.func, "attr", getattr(call.func, "id", ""))) for call in calls]
    given = [call.args[NAMED_BY[name]] for call, name in named if name in NAMED_BY and len(call.args) > NAMED_BY[name]]
    return {place.value for place in given if isinstance(place, ast.Constant)}


def test_every_place_that_a_paper_names_has_a_name_for_people_and_no_other_has():
    """A failed paper said “A text is too long for its place (info block)” to German readers."""
    apps = ("documents", "donations", "devices", "recipients")
    modules = [path for app in apps for path in Path(settings.BASE_DIR, app).rglob("*.py")]
    sources = [path.read_text() for path in modules]
    drawing = [source for source in sources if any(f"{name}(" in source for name in NAMED_BY)]
    assert set().union(*map(places, drawing)) == set(NAMES)


@pytest.mark.parametrize(("language", "place"), [("de", "Informationsblock"), ("en", "information block")])
def test_the_reason_names_the_place_in_the_readers_language(language, place):
    with override(language):
        assert f"({place})" in reason("does_not_fit:info block")
        assert "(Beleg)" in reason("does_not_fit:Beleg")
