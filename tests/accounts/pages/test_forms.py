import re
from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from accounts.pages.forms import DateInput, errors_of, with_more_rows
from tests.accounts.pages.urls import OfferForm, Rows

MANAGEMENT = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"}


def control(html: str, name: str) -> str:
    return re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html)[0]


@pytest.fixture
def empty() -> str:
    return str(OfferForm())


@pytest.fixture
def refused() -> str:
    return str(OfferForm({"mail": "einkauf@"}))


@pytest.mark.parametrize(
    ("name", "css_class"),
    [
        ("kind", "kern-form-check__radio"),
        ("mail", "kern-form-input__input"),
        ("grade", "kern-form-input__select"),
        ("note", "kern-form-input__input h4f-short"),
        ("file", "kern-form-input__input"),
        ("agree", "kern-form-check__checkbox"),
    ],
)
def test_every_control_has_its_class_from_the_renderer(empty, name, css_class):
    assert f'class="{css_class}"' in control(empty, name)


def test_every_control_has_a_label(empty):
    for control_id in re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', empty):
        assert f'for="{control_id}"' in empty


def test_radio_buttons_stand_in_a_fieldset_with_a_legend(empty):
    assert re.search(r'<fieldset class="kern-fieldset">\s*<legend class="kern-label">Kind', empty)


def test_a_select_has_its_wrapper(empty):
    assert re.search(r'<div class="kern-form-input__select-wrapper"><select name="grade"', empty)


def test_optional_fields_say_so_and_required_ones_and_lone_boxes_do_not(empty):
    assert len(re.findall("kern-label__optional", empty)) == 3


def test_placeholders_are_left_out(empty):
    assert "placeholder" not in empty


def test_a_hint_describes_its_field(empty):
    assert 'aria-describedby="id_mail_helptext"' in control(empty, "mail")
    assert '<div class="kern-hint" id="id_mail_helptext">We write to it.</div>' in empty


def test_an_error_describes_its_field_after_the_hint(refused):
    mail = control(refused, "mail")
    assert 'aria-describedby="id_mail_helptext id_mail_error"' in mail
    assert 'aria-invalid="true"' in mail
    assert "kern-form-input__input--error" in mail
    assert 'id="id_mail_error"' in refused


def test_typed_values_stay(refused):
    assert 'value="einkauf@"' in control(refused, "mail")


def test_the_summary_links_to_each_field_in_error(refused):
    summary = refused[: refused.index("kern-stack-xl")]
    assert 'role="alert"' in summary
    assert re.findall(r'href="#([^"]+)"', summary) == ["id_kind_0", "id_mail", "id_agree"]
    for target in ("id_kind_0", "id_mail", "id_agree"):
        assert f'id="{target}"' in refused
    assert "Bitte prüfen Sie 3 Angaben" in summary


def test_a_form_without_errors_has_no_summary(empty):
    assert "kern-alert" not in empty


def test_the_title_of_a_refused_page_begins_with_error_and_one_summary_covers_all_forms(client, db):
    data = {**MANAGEMENT, "rows-0-maker": "", "rows-0-DELETE": ""}
    html = client.post("/offer/", {**data, "mail": "x"}).content.decode()
    assert "<title>Fehler: Offer – Hardware4Future</title>" in html
    assert html.count("data-error-summary") == 1
    assert "<title>Offer – Hardware4Future</title>" in client.get("/offer/").content.decode()


def test_errors_of_rows_are_in_the_summary_too_and_say_which_row(client, db):
    rows = Rows({"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1", "rows-0-maker": ""}, prefix="rows")
    assert [(target, label) for target, label, _text in errors_of(rows)] == [("id_rows-0-maker", "Zeile 1, Maker")]


def test_rows_are_named_and_can_grow_without_losing_what_was_typed():
    typed = QueryDict("rows-TOTAL_FORMS=1&rows-INITIAL_FORMS=0&rows-0-maker=Dell")
    html = str(Rows(with_more_rows(typed, "rows"), prefix="rows"))
    assert 'name="rows-TOTAL_FORMS" value="2"' in html
    assert 'value="Dell"' in control(html, "rows-0-maker")
    assert control(html, "rows-1-maker")
    assert "Zeile 2" in html
    assert 'name="add_row" value="rows"' in html


def test_days_are_sent_in_iso_form_whatever_the_language():
    assert 'value="2026-11-24"' in DateInput().render("day", date(2026, 11, 24))
    assert 'type="date"' in DateInput().render("day", None)


def test_the_empty_choice_of_a_select_is_a_word():
    class Choosing(forms.Form):
        must = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
        may = forms.ChoiceField(choices=[("", "---------"), ("a", "A")], required=False)

    html = str(Choosing())
    assert "---------" not in html
    assert '<option value="" selected>bitte wählen</option>' in html
    assert '<option value="" selected>keine Angabe</option>' in html
