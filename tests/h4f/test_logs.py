"""Log lines of production name no person: what an exception says stays out of them."""

import logging

import pytest

from h4f.logs import DiscreetFormatter


@pytest.fixture
def lines():
    """What a logger with the formatter writes."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("tests.discreet")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)


def test_an_exceptions_text_is_left_out_and_its_place_is_kept(lines):
    logger, written = lines
    person = "@".join(["erika", "example.org"])
    try:
        try:
            int(person)
        except ValueError as cause:
            raise LookupError(f"Key (email)=({person}) already exists.") from cause
    except LookupError:
        logger.exception("Receipt %s failed", 7)
    assert "erika" not in written[0]
    assert written[0].startswith("ERROR Receipt 7 failed\n")
    assert "builtins.ValueError\nwhich led to\n" in written[0]
    assert written[0].endswith("builtins.LookupError")
    assert "test_logs.py" in written[0]


def test_celerys_sentence_about_a_failed_task_loses_the_exceptions_text_too(lines):
    logger, written = lines
    details = {"name": "render", "exc": "IntegrityError('erika@example.org')", "traceback": "erika"}
    logger.error("Task %(name)s raised unexpected: %(exc)s", details)
    assert written == ["ERROR Task render raised unexpected: "]
    assert details["exc"] == "IntegrityError('erika@example.org')"


def test_a_secret_in_an_address_stays_out_and_numbers_stay_readable(lines):
    logger, written = lines
    logger.warning("Not Found: %s", "/calendar/" + "aB3_-" * 8 + ".ics")
    logger.warning("Not Found: %s", "/donations/S-2026-00042/")
    assert written == ["WARNING Not Found: /calendar/….ics", "WARNING Not Found: /donations/S-2026-00042/"]
