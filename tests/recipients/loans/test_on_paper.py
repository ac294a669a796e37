"""What the receipt says of a loan."""

from datetime import date

import pytest

from recipients.models import Allocation
from recipients.receipt_content import draft, sources
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.mark.parametrize(("end", "text"), [(date(2027, 7, 31), "Leihe bis 31.07.2027"), (None, "Leihe")])
def test_the_receipt_of_a_loan_names_its_last_day(school_user, coordinator, end, text):
    school = cast.institution(school_user)
    (row,) = handover_cast.reserved(school, coordinator, needs=1, agreement="loan")
    Allocation.objects.update(loan_until=end)
    row.refresh_from_db()
    shared = sources(cast.handover(school, coordinator))
    assert draft(row.item.need, [row], shared=shared, now=cast.NOW)["agreement"] == text
