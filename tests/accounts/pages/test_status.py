import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.pages import status
from custody.enums import MailStatus
from devices.enums import CheckResult, DeviceStatus, MediumStatus, PalletStatus, PartStatus
from documents.enums import DocumentStatus
from donations.enums import DonationStatus
from recipients.enums import (
    AllocationStatus,
    HandoverStatus,
    InstitutionStatus,
    NeedStatus,
    ProposalStatus,
    RequestStatus,
)
from recipients.models.report import ReportStatus

ENUMS = {
    "donation": DonationStatus,
    "device": DeviceStatus,
    "medium": MediumStatus,
    "check": CheckResult,
    "part": PartStatus,
    "pallet": PalletStatus,
    "institution": InstitutionStatus,
    "request": RequestStatus,
    "need": NeedStatus,
    "allocation": AllocationStatus,
    "handover": HandoverStatus,
    "proposal": ProposalStatus,
    "devicereport": ReportStatus,
    "document": DocumentStatus,
    "mail": MailStatus,
}
STYLESHEET = Path(settings.BASE_DIR, "node_modules/@kern-ux/native/dist/kern.min.css")


def test_the_map_covers_exactly_the_aggregates_that_have_a_status():
    assert set(status.LOOKS) == set(ENUMS)


@pytest.mark.parametrize("aggregate", ENUMS)
def test_every_status_has_a_look_with_the_word_of_its_choices(aggregate):
    for member in ENUMS[aggregate]:
        assert str(status.look(aggregate, member).word) == str(member.label)


@pytest.mark.parametrize("aggregate", ENUMS)
def test_every_look_belongs_to_a_status_or_has_its_own_word(aggregate):
    for code in status.LOOKS[aggregate]:
        assert str(status.look(aggregate, code).word)


def test_every_icon_is_one_that_kern_has():
    known = set(re.findall(r"kern-icon--([a-z-]+)", STYLESHEET.read_text()))
    used = {icon for looks in status.LOOKS.values() for _tone, icon in looks.values()}
    assert used <= known


def test_neutral_is_our_own_badge_and_the_others_are_kerns():
    assert status.look("device", "registered").css_class == "h4f-badge--neutral"
    assert status.look("device", "lost").css_class == "kern-badge--danger"


@pytest.mark.parametrize(("aggregate", "code"), [("device", "flying"), ("kite", "received")])
def test_an_unknown_status_is_an_error_that_names_it(aggregate, code):
    with pytest.raises(LookupError, match=f"{aggregate} '{code}'"):
        status.look(aggregate, code)


def test_a_row_is_shown_by_its_own_status(make_devices):
    [device] = make_devices(1, status=DeviceStatus.LOST)
    assert status.look_of(device) == status.look("device", "lost")
