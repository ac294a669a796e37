"""The fairness report as a page and as a file."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages.exports import harmless
from accounts.pages.permissions import permitted
from recipients.calendar.school_year import SchoolYear
from recipients.fairness.hiding import FEWEST
from recipients.fairness.report import Table, counted_until, tables, years

COORDINATION = "recipients.view_request"


@require_safe
@permitted(COORDINATION)
def fairness(request: HttpRequest) -> HttpResponse:
    """Of one school year, the present one unless the address names another."""
    today = timezone.localdate()
    offered = years(today=today)
    year = _asked(request, offered)
    until = counted_until(year, today=today)
    found = tables(year, until=until)
    if request.GET.get("export") == "csv":
        return _file(year, found)
    context = {
        "year": year,
        "years": offered,
        "is_present": year == offered[0],
        "until": until,
        "tables": found,
        "most_hidden": FEWEST - 1,
        "is_empty": not any(row.served or row.waiting for row in found[0].rows),
    }
    return render(request, "recipients/fairness/report.html", context)


def _asked(request: HttpRequest, offered: list[SchoolYear]) -> SchoolYear:
    """The school year that begins in the year of the address."""
    asked = request.GET.get("year", "")
    if not asked:
        return offered[0]
    found = next((year for year in offered if str(year.start.year) == asked), None)
    if found is None:
        raise Http404
    return found


def _file(year: SchoolYear, found: list[Table]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(_("Fairness report"))}-{year.start.year}.csv"'
    # With the mark in front, Excel reads the file as UTF-8.
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([_("Table"), _("Row"), _("Served"), _("Waiting"), _("Share served (%)")])
    for table in found:
        for row in table.rows:
            words = [_("not shown") if cell is None else cell for cell in (row.served, row.waiting)]
            share = "" if row.share is None else row.share
            writer.writerow([harmless(str(table.title)), harmless(row.label), *words, share])
    return answer
