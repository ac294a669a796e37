"""What a receipt's page says in two languages, from the same frozen captions as the PDF."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.pdf.scripts import is_right_to_left, isolated

register = template.Library()

Paper = Mapping[str, Any]


@register.simple_tag
def said(paper: Paper, name: str) -> str | SafeString:
    """A caption in German and, where the receipt has one, in the second language, which says so of itself."""
    german, second = paper["texts"][name], paper.get("second_texts", {}).get(name)
    return format_html("{} {}", german, _helped(paper, second)) if second else german


@register.simple_tag
def helped(paper: Paper, name: str) -> str | SafeString:
    """What a receipt says in the second language alone; nothing without one."""
    second = paper.get("second_texts", {}).get(name)
    return _helped(paper, second) if second else ""


def _helped(paper: Paper, text: str) -> SafeString:
    language = paper["second"]
    return format_html(
        '<span class="h4f-helped" lang="{}" dir="{}">{}</span>',
        language,
        direction_of(language),
        isolated(text, language),
    )


@register.filter
def direction_of(language: str) -> str:
    """Where a language begins its lines, as HTML says it."""
    return "rtl" if is_right_to_left(language) else "ltr"


@register.filter
def in_order(text: str, language: str) -> str:
    """The text with its Latin phrases as they are read."""
    return isolated(text, language)


@register.filter
def with_second(paper: Paper) -> Iterator[tuple[Mapping[str, str], Mapping[str, str] | None]]:
    """Each German clause with its translation."""
    clauses = paper["clauses"]
    return zip(clauses, paper.get("second_clauses") or [None] * len(clauses), strict=True)
