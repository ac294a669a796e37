"""Proposals of the first version kept facts of pupils among their inputs; the points that came of them stay."""

import hashlib
import json

from django.db import migrations

from custody.chain import canonical


def reduce_inputs(apps, schema_editor) -> None:
    """Takes the facts out; the SHA-256 is that of what is left, the one of the history is that of what was."""
    proposals = apps.get_model("recipients", "Proposal").objects
    for pk in list(proposals.exclude(inputs="").order_by("pk").values_list("pk", flat=True)):
        content = json.loads(proposals.values_list("inputs", flat=True).get(pk=pk))
        if not any("facts" in need for need in content["needs"]):
            continue
        content["needs"] = [{key: need[key] for key in need if key != "facts"} for need in content["needs"]]
        text = canonical(content)
        proposals.filter(pk=pk).update(inputs=text, inputs_sha256=hashlib.sha256(text.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("recipients", "0015_reminders_of_missing_signatures")]

    operations = [migrations.RunPython(reduce_inputs, migrations.RunPython.noop, elidable=True)]
