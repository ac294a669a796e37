"""What proposals of the first version kept of pupils goes with an upgrade."""

import hashlib
import json
from importlib import import_module

import pytest
from django.apps import apps

from custody.chain import canonical
from recipients.models import Proposal
from recipients.proposals.explaining import Explanation
from tests import cast
from tests.recipients import proposals_cast

pytestmark = pytest.mark.django_db
MIGRATION = import_module("recipients.migrations.0016_old_proposals_keep_no_facts")


def test_facts_go_and_the_proposal_still_explains_itself(school_user, coordinator):
    asked = cast.request(cast.institution(school_user), school_user)
    item = proposals_cast.waiting(asked)
    proposals_cast.ready()
    row = proposals_cast.proposal(coordinator)
    now = row.inputs
    content = json.loads(now)
    content["needs"][0]["facts"] = {"final_year": "yes", "waiting_week": 3}
    old = canonical(content)
    Proposal.objects.filter(pk=row.pk).update(inputs=old, inputs_sha256=hashlib.sha256(old.encode()).hexdigest())
    MIGRATION.reduce_inputs(apps, None)
    row.refresh_from_db()
    assert (row.inputs, row.inputs_sha256) == (now, hashlib.sha256(now.encode()).hexdigest())
    assert "final_year" not in json.dumps(json.loads(row.inputs)["needs"])
    assert Explanation(row).why(row.lines.get(item=item)) != []
