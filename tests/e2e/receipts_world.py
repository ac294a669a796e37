"""An appointment of today with a hundred pupils and a notebook for each, the first with two, put into a running site's
database as a program of its own:

H4F_LOCAL=1 H4F_DATA_DIR=… python -m tests.e2e.receipts_world
"""

import os

HANDOVER, SCHOOL, PUPILS = "Ü-2026-93001", "Oberschule am Stapelweg", 100


def fill() -> None:
    """Every device is reserved and on the handover."""
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import User
    from devices.models import Category
    from tests import cast

    user = User.objects.get(email="koordination@example.org")
    notebook = Category.objects.get(code="notebook")
    donation = cast.donation(status="received", number="S-2026-93001")
    school = cast.institution(name=SCHOOL, search_text=SCHOOL.casefold(), sort_name=SCHOOL.casefold())
    begun = timezone.now() - timedelta(minutes=1)
    handover = cast.handover(school, user, number=HANDOVER, starts_at=begun, search_text=HANDOVER.casefold())
    request = cast.request(school, user, number="B-2026-93001")
    number = 930000
    for pupil in range(PUPILS):
        need = cast.need(request, items=1 if pupil else 2, wants=notebook, pupil_code=f"ST{pupil:03d}")
        for item in need.items.all():
            number += 1
            facts = {"number": f"H4F-{number}", "serial": f"ST{number}", "maker": "Lenovo", "model": "ThinkPad T480"}
            device = cast.device(donation=donation, category=notebook, status="ready", ram_mib=8192, **facts)
            cast.allocation(device, item, user, handover=handover)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "h4f.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        fill()
