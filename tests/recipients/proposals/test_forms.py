"""What coordination can choose when it starts a proposal."""

import pytest

from recipients.models import NeedItem
from recipients.proposals.forms import StartForm
from tests import cast
from tests.recipients.proposals_cast import ready

pytestmark = pytest.mark.django_db


def test_kinds_are_offered_that_somebody_waits_for(school_user, coordinator):
    """Of a set whose computer is reserved, with a monitor that was dropped and a printer that was given up, the dock
    alone is offered."""
    need = cast.need(cast.request(cast.institution(school_user), school_user))
    computer = need.items.get()
    waits, dropped, given_up = cast.category("dock"), cast.category("monitor"), cast.category("printer")
    NeedItem.objects.create(need=need, category=waits, position=2)
    NeedItem.objects.create(need=need, category=dropped, position=3, given_up=True, is_dropped=True)
    NeedItem.objects.create(need=need, category=given_up, position=4, given_up=True)
    cast.allocation(ready(), computer, coordinator)
    assert list(StartForm().fields["categories"].queryset) == [waits]
