"""The message catalogue with Babel alone: no gettext tools are needed to extract, check or compile it."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
APPS = ("accounts", "custody", "documents", "donations", "devices", "recipients", "h4f")
WIDTH = 110

Found = tuple[str | tuple[str, ...], str | None]


def catalogue_path(base: Path) -> Path:
    """German; message ids are English."""
    return base / "locale/de/LC_MESSAGES/django.po"


def extracted(base: Path) -> list[Found]:
    """Every message id, or (singular, plural), with its context, of code and templates; each once."""
    return list(dict.fromkeys([*_of_code(base), *_of_templates(base)]))


def _of_code(base: Path) -> Iterator[Found]:
    for app in APPS:
        for path in sorted((base / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _of_source(path.read_bytes())


def _of_templates(base: Path) -> Iterator[Found]:
    for folder in (base / "templates", *(base / app / "templates" for app in APPS)):
        for path in sorted(file for file in folder.rglob("*") if file.suffix in {".html", ".txt"}):
            # What templatize blanks out is no Python: without its indentation it can be read as such.
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield from _of_source("\n".join(line.lstrip() for line in source.splitlines()).encode())


def _of_source(source: bytes) -> Iterator[Found]:
    for _line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        yield message, context


def load(path: Path) -> Catalog:
    """The catalogue as it is; empty when there is none yet."""
    if not path.exists():
        return Catalog(locale="de", domain="django", project="Hardware4Future", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="de", domain="django")


def problems(base: Path) -> list[str]:
    """What keeps the catalogue from being complete, one line each."""
    catalogue = load(catalogue_path(base))
    found = []
    for key, context in extracted(base):
        problem = _problem(catalogue.get(key, context))
        if problem:
            found.append(f"{problem}: {_told(key, context)}")
    return found


def _told(key: str | tuple[str, ...], context: str | None) -> str:
    name = " | ".join(key) if isinstance(key, tuple) else key
    return f"{name!r} ({context})" if context else repr(name)


def _problem(message: Message | None) -> str | None:
    if message is None or not message.string or not all(_forms(message.string)):
        return "no German"
    if message.fuzzy:
        return "fuzzy"
    wanted = [_placeholders(form) for form in _forms(message.id)]
    if any(_placeholders(form) not in wanted for form in _forms(message.string)):
        return "other placeholders"
    return None


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def update(base: Path) -> tuple[int, int]:
    """Add new messages, drop those that nothing uses; (how many there are, how many lack German)."""
    path = catalogue_path(base)
    old = load(path)
    new = Catalog(locale="de", domain="django", charset="utf-8", header_comment=old.header_comment)
    new.mime_headers = old.mime_headers
    for key, context in extracted(base):
        known = old.get(key, context)
        new.add(key, known.string if known else "", flags=known.flags if known else (), context=context)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, _as_po(new))
    return len(new), sum(not all(_forms(message.string)) for message in new if message.id)


def _as_po(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, no_location=True, width=WIDTH)
    return buffer.getvalue()


def compile_catalogue(base: Path) -> bool:
    """Write the .mo when the .po is newer; whether it was. Fuzzy messages are left out."""
    source = catalogue_path(base)
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return False
    buffer = BytesIO()
    write_mo(buffer, load(source))
    write_whole(target, buffer.getvalue())
    return True


def write_whole(path: Path, content: bytes) -> None:
    """Readers see the old file or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
