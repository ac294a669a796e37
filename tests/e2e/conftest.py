"""A browser in front of what `manage.py up` runs: Debian's Chromium, a data folder of its own, mails as files.

Tests see only what people see; nothing here touches the program's database. Pages that break the content security
policy or throw fail the test that opened them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("H4F_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# These cost nothing when all is well; the machine may be busy with other things. The first start makes demo data.
START_SECONDS = 600.0
PATIENCE_SECONDS = 120.0
PATIENCE_MILLISECONDS = 60_000
SERIOUS = ("serious", "critical")


@dataclass(frozen=True)
class Live:
    """A running site."""

    url: str
    data_dir: Path
    mail_dir: Path
    log: Path
    process: subprocess.Popen
    started: float

    def mails(self, recipient: str = "") -> list[EmailMessage]:
        """Mails sent so far (to somebody), the oldest first; the worker sends them, so they may come a moment later."""
        found = []
        for path in sorted(self.mail_dir.glob("*.log"), key=lambda file: file.stat().st_mtime_ns):
            # The file backend ends each mail with a line of 79 dashes.
            parts = path.read_bytes().split(b"-" * 79 + b"\n")
            found += [message_from_bytes(part, policy=policy.default) for part in parts if part.strip()]
        return [mail for mail in found if recipient in mail["To"]]

    def wait_for_mail(self, recipient: str, *, count: int = 1, says: str = "") -> EmailMessage:
        """The newest mail to the recipient that says this in its subject or text, once there are `count` mails: two
        workers send them, not always in their order. Raises: AssertionError."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            sent = self.mails(recipient)
            meant = [mail for mail in sent if says in f"{mail['Subject']}\n{mail.get_content()}"]
            if len(sent) >= count and meant:
                return meant[-1]
            assert time.monotonic() < deadline, (recipient, says, [mail["Subject"] for mail in sent])
            time.sleep(0.1)

    def health(self) -> int | None:
        """The status of /healthz: 200 when every part is well; None when nobody answers.

        Raises: AssertionError with the output, when the site has ended."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            return urlopen(f"{self.url}/healthz", timeout=3).status
        except HTTPError as unwell:
            return unwell.code
        except (URLError, ConnectionError, TimeoutError):
            return None

    def wait_until(self, *wanted: int) -> float:
        """Wait for such an answer; seconds since the start. Raises: AssertionError."""
        while self.health() not in wanted:
            assert time.monotonic() < self.started + START_SECONDS, self.log.read_text()
            time.sleep(0.05)
        return time.monotonic() - self.started


def environment(folder: Path) -> dict[str, str]:
    """As a newcomer's shell would have it, but for the places of data and mails."""
    program = ("H4F_", "DJANGO_", "REDIS_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(program)}
    ours = {"H4F_DATA_DIR": str(folder / "data"), "EMAIL_URL": f"filemail:///{folder / 'mails'}"}
    # Off where nobody has said otherwise; here the scans of receipts are to be filed.
    return {**inherited, **ours, "H4F_KEEP_RECEIPT_SCANS": "1"}


def start_site(folder: Path) -> Live:
    """`manage.py up` with its data in the folder, just started: see `wait_until`."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    log = folder / "up.log"
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(folder), stdout=output, stderr=subprocess.STDOUT)
    url = f"http://localhost:{port}"
    return Live(url, folder / "data", folder / "mails", log, process, started=time.monotonic())


def stop_site(live: Live) -> None:
    """Ctrl-C."""
    live.process.send_signal(signal.SIGINT)
    live.process.wait(timeout=30)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One site with demo data for the whole run."""
    site = start_site(tmp_path_factory.mktemp("live"))
    site.wait_until(200)
    yield site
    stop_site(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, live: Live) -> Iterator[Callable[..., Page]]:
    """`new_page()` opens a page with cookies of its own, as another person would; options as of `new_context`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(**options) -> Page:
        shape = {"locale": "de-DE", "viewport": {"width": 1280, "height": 900}, **options}
        contexts.append(browser.new_context(base_url=live.url, timezone_id="Europe/Berlin", **shape))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: complaints.append(f"{page.url}: {line.text}") if forbidden(line.text) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def forbidden(text: str) -> bool:
    """What the browser says when a page breaks the content security policy."""
    return "Content Security Policy" in text or "Content-Security-Policy" in text


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor's page."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails for every serious or critical violation on the page, naming rule, help and places."""
    source = (ROOT / "node_modules/axe-core/axe.min.js").read_text()

    def check(page: Page) -> None:
        found = violations(page, source)
        assert [told(violation) for violation in found if violation["impact"] in SERIOUS] == [], page.url

    return check


def violations(page: Page, axe_source: str) -> list[dict]:
    """What axe finds. A page that gives way to the next one while it is looked at is not the one that was meant: then
    the next one is looked at."""
    with suppress(Error):
        return examined(page, axe_source)
    return examined(page, axe_source)


def examined(page: Page, axe_source: str) -> list[dict]:
    page.wait_for_load_state("load")
    # Evaluated by the browser's debugger, which the page's policy does not bind; a script tag would be refused.
    page.evaluate(f"() => {{ {axe_source}; }}")
    return page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]


def told(violation: dict) -> str:
    """One violation in one line."""
    places = ", ".join(str(node["target"]) for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']} at {places}"
