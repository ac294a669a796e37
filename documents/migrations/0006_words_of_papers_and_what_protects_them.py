"""Papers that were issued before are found by their words; the database refuses to change an issued paper."""

import json

from django.db import migrations

from custody.triggers import append_only
from documents.archive.words import search_text
from documents.triggers import keep_issued


def find_by_words(apps, schema_editor) -> None:
    """Row by row, as contents may be long."""
    document = apps.get_model("documents", "Document")
    rows = document.objects.exclude(content="").filter(search_text="").values_list("pk", "content")
    for pk, content in rows.iterator(chunk_size=200):
        document.objects.filter(pk=pk).update(search_text=search_text(json.loads(content)))


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_archive_and_retention")]

    operations = [
        migrations.RunPython(find_by_words, migrations.RunPython.noop),
        append_only("documents_retentionterm"),
        keep_issued(),
    ]
