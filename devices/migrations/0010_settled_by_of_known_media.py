"""Media that are settled already point at the erasure on which that rests."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

SETTLED = ("erased", "destroyed", "removed", "returned_to_donor")


def point_at_the_erasure(apps, schema_editor) -> None:
    """The newest one that stands and says what the medium's status says."""
    media = apps.get_model("devices", "StorageMedium").objects.filter(status__in=SETTLED, settled_by=None)
    standing = apps.get_model("devices", "Erasure").objects.filter(retracts=None, retracted_by=None)
    own = standing.filter(medium=OuterRef("pk"), outcome=OuterRef("status")).order_by("-pk")
    media.update(settled_by=Subquery(own.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("devices", "0009_settled_by")]

    operations = [migrations.RunPython(point_at_the_erasure, migrations.RunPython.noop, elidable=True)]
