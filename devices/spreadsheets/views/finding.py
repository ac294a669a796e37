"""Whose import it is, and where it leads."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from devices.models import ImportState, SpreadsheetImport

ON_BEHALF = "donations.manage_donation"


def may_import(user: User) -> bool:
    """Donors for themselves, coordination for any donor."""
    return user.has_perm(ON_BEHALF) or user.has_perm("donations.offer_donation")


def visible_import(request: HttpRequest, pk: int) -> SpreadsheetImport:
    """The import, if the reader may see it; else 404. Raises PermissionDenied for people without such pages."""
    if not may_import(request.user):
        raise PermissionDenied
    found = SpreadsheetImport.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("donor", "donation", "default_category", "job"), pk=pk)


def resting_import(request: HttpRequest, pk: int) -> SpreadsheetImport | None:
    """The import, if its rows can be worked on; None while a worker has it or something comes before."""
    spreadsheet = visible_import(request, pk)
    rests = spreadsheet.state == ImportState.READY and spreadsheet.discarded_at is None
    return spreadsheet if rests else None
