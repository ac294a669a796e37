"""Many at one donation at the same moment: one final Löschprotokoll, one mail, one signed Abholschein."""

import pytest
from django.utils import timezone

from custody.actor import Actor
from custody.models import Mail
from devices.models import ErasureProtocol, PickUpNote
from devices.pickup_notes import issuing as notes
from devices.protocols import following
from devices.protocols.issuing import issue
from documents import rendering
from documents.models import Document
from tests import cast
from tests.devices.pickup_notes.note_example import signed
from tests.services.test_parallel_handover import CLIENTS, at_once, slowly

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference", "valkey")]
ROUNDS = 3


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_final_protocol_is_issued_once_however_many_ask_for_it(actor, donor_user, _round):
    donation = cast.donation(donor=cast.donor(donor_user), status="received")
    cast.medium(cast.device(donation=donation), status="erased")
    results = at_once(slowly(lambda: bool(issue(donation, actor=actor, now=cast.NOW))))
    assert results == {True: 1, "refused": CLIENTS - 1}
    assert ErasureProtocol.objects.get().is_final and Mail.objects.filter(kind="erasure_final").count() == 1
    assert Document.objects.filter(kind="erasure_protocol").count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_system_and_a_person_issue_one_between_them(actor, donor_user, _round):
    donation = cast.donation(donor=cast.donor(donor_user), status="received")
    cast.medium(cast.device(donation=donation), status="erased")
    at_once(slowly(lambda: bool(following.follow(donation.pk, now=cast.NOW))))
    assert ErasureProtocol.objects.get().is_final and Mail.objects.filter(kind="erasure_final").count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_note_is_signed_once(actor, donor_user, _round):
    donation = cast.donation(donor=cast.donor(donor_user), status="scheduled", delivery="pick_up")
    donation.data_agreement = "signed"
    donation.save()
    document = notes.issue(donation, actor=actor).document
    rendering.render(document.pk)
    document.refresh_from_db()
    results = at_once(slowly(lambda: notes.sign(document, signed(), actor, timezone.now()).version))
    assert results == {2: 1, "refused": CLIENTS - 1}
    assert PickUpNote.objects.filter(active=True).get().signed
