"""Two coordinators confirm the same gift at the same moment: one paper is issued, the other person is told."""

import pytest

from accounts.roles import Role
from custody.actor import Actor
from devices.confirmations import issuing
from devices.models import ConfirmedValue, TaxConfirmation
from documents.models import Document
from tests import reference_rows
from tests.conftest import NOW, person
from tests.devices.confirmations import gift_cast
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, ROUNDS = 4, 3


@pytest.fixture
def actor(transactional_db) -> Actor:
    reference_rows.load()
    actor = Actor.person(person("Anna Berger", Role.COORDINATOR))
    gift_cast.checked_issuer(actor)
    return actor


def test_of_several_who_issue_at_once_one_gets_the_paper(actor):
    for number in range(1, ROUNDS + 1):
        gift = gift_cast.gift()
        gift_cast.stated(gift, actor)
        done = at_once([lambda gift=gift: _issue(gift, actor)] * CLIENTS)
        assert (done["done"], done["TransitionRefused"]) == (1, CLIENTS - 1)
        assert TaxConfirmation.objects.filter(donation=gift, active=True).count() == 1
        assert ConfirmedValue.objects.filter(device__donation=gift, active=True).count() == 2
        assert Document.objects.order_by("pk").last().number == f"ZB-2026-{number:05d}"


def _issue(gift, actor) -> None:
    issuing.issue_confirmation(gift, given_on=gift_cast.GIVEN_ON, proofs_present=False, actor=actor, now=NOW)
