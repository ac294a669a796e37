"""Receipt language and wishes are needed until a device has been given out, and are forgotten afterwards
(PRODUCT.md § 7)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from recipients.enums import NeedStatus
from recipients.models import Need

KEPT_FOR = timedelta(days=30)
OVER = (NeedStatus.FULFILLED, NeedStatus.WITHDRAWN, NeedStatus.DECLINED)


@transaction.atomic
def forget_wishes(*, now: datetime) -> int:
    """Deletes receipt language and wishes of needs that were served, or ended otherwise, 30 days ago. Returns of how
    many needs; running twice finds nothing more."""
    wished = Need.wishes.through.objects.filter(need=OuterRef("pk"))
    known = Need.objects.filter(status__in=OVER, status_since__lte=now - KEPT_FOR).filter(
        ~Q(receipt_language="") | Exists(wished)
    )
    pks = list(known.values_list("pk", flat=True))
    Need.wishes.through.objects.filter(need__in=pks).delete()
    return Need.objects.filter(pk__in=pks).update(receipt_language="")
