"""A visitor's answers, step by step."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests import cast

ROW = {"category": "", "count": "1"}
DONOR = {"kind": "company", "name": "Kanzlei Linde GmbH", "email": "it@linde.example", "origin": "business"}


def rows(*typed: dict) -> dict:
    """What a browser sends of the rows."""
    data = {"rows-TOTAL_FORMS": str(len(typed)), "rows-INITIAL_FORMS": "0"}
    for number, row in enumerate(typed):
        data |= {f"rows-{number}-{name}": value for name, value in (ROW | row).items()}
    return data


@pytest.fixture(autouse=True)
def _nobody_was_here_before():
    cache.clear()


@pytest.fixture
def notebook(db):
    return cast.category()


@pytest.fixture
def send(client, notebook):
    """`send("donor", name="…")` sends one step, with right answers for everything else; returns the answer."""
    right = {
        "devices": rows({"category": str(notebook.pk), "count": "2"}),
        "data": {"media_with_data": "yes"},
        "delivery": {"delivery": "drop_off", "window": "werktags"},
        "donor": DONOR,
        "check": {},
    }
    return lambda step, **changes: client.post(reverse("offer_step", args=[step]), right[step] | changes)


@pytest.fixture
def fill(send):
    """Everything but the last step, with changes to the donor's."""

    def do(**donor: str) -> None:
        for step in ("devices", "data", "delivery"):
            send(step)
        send("donor", **donor)

    return do
