"""Sixty needs of three schools and forty ready notebooks, put into a running site's database as a program of its own:

H4F_LOCAL=1 H4F_DATA_DIR=… python -m tests.e2e.waiting_list
"""

import os

SCHOOLS = ("Oberschule Nordend", "Oberschule Südend", "Gymnasium Westend")
NEEDS_EACH, DEVICES = 20, 40


def fill() -> None:
    """Every second pupil has no device at home; every third notebook has 16 GB, the others 8."""
    from django.utils import timezone

    from accounts.models import User
    from devices.models import Category
    from recipients.models import MinimumSpec
    from tests import cast

    user = User.objects.get(email="koordination@example.org")
    notebook, spec = Category.objects.get(code="notebook"), MinimumSpec.objects.get(code="notebook-middle")
    donation = cast.donation(status="received", number="S-2026-90001")
    for number in range(DEVICES):
        ram_mib = 16384 if number % 3 == 0 else 8192
        cast.device(
            number=f"H4F-{910000 + number:06d}",
            donation=donation,
            category=notebook,
            status="ready",
            ram_mib=ram_mib,
            cores=4,
            maker="Lenovo",
            model="ThinkPad T480",
            serial=f"PF{910000 + number}",
            search_text=f"h4f-{910000 + number}",
        )
    for school, name in enumerate(SCHOOLS):
        institution = cast.institution(name=name, search_text=name.casefold(), sort_name=name.casefold())
        request = cast.request(institution, user, attested_by_function="head", number=f"B-2026-{91000 + school}")
        for number in range(NEEDS_EACH):
            answer = "yes" if number % 2 else "no"
            need = cast.need(
                request,
                wants=notebook,
                pupil_code=f"P{school}{number:02d}",
                no_device_at_home=answer,
                queued_since=timezone.now(),
            )
            need.items.update(minimum_spec=spec)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "h4f.settings")
    import django

    django.setup()
    fill()
