"""Pages on which coordination brings in a list of schools: file, preview, entering."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.models import SchoolList, SchoolType
from recipients.school_lists import entering
from recipients.school_lists.reading import MOST_BYTES, SchoolRow, UnreadableList
from recipients.views.institutions import MANAGE

ROWS_A_PAGE = 100


class FileForm(forms.Form):
    """The list."""

    file = forms.FileField(
        label=gettext_lazy("List of schools"),
        help_text=gettext_lazy(
            "CSV or XLSX with titles: Dienststellenschlüssel, Name, Schulart, Straße, PLZ, Ort; Telefon, E-Mail and "
            "Schulleitung if there are."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


@dataclass(frozen=True)
class Line:
    """One row of the preview. `institution` is the key of the school that is registered already."""

    row: SchoolRow
    type_name: str
    institution: int | None


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def school_list_new(request: HttpRequest) -> HttpResponse:
    """Takes a file and reads it; nothing is entered yet."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = entering.bring(file.read(MOST_BYTES + 1), file_name=file.name, by=request.user)
        except UnreadableList as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("school_list_preview", pk=row.pk)
    context = {"form": form, "entered": SchoolList.objects.exclude(entered_at=None).select_related("created_by")[:10]}
    return render(request, "recipients/school_lists/new.html", context)


@require_safe
@permitted(MANAGE)
def school_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be entered, what is registered already, and what is wrong; wrong rows first."""
    row = get_object_or_404(SchoolList, pk=pk)
    rows = entering.rows_of(row)
    known = entering.known_numbers(rows)
    lines = _lines(rows, known)
    wrong = sum(bool(line.row.errors) for line in lines)
    there = sum(line.institution is not None for line in lines if not line.row.errors)
    context = {
        "list": row,
        "page": Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "wrong": wrong,
        "there": there,
        "good": len(lines) - wrong - there,
    }
    return render(request, "recipients/school_lists/preview.html", context)


def _lines(rows: Sequence[SchoolRow], known: dict[str, int]) -> list[Line]:
    names = {kind.code: kind.name for kind in SchoolType.objects.all()}
    lines = [
        Line(row, names.get(row.values["school_type"], ""), known.get(row.values["official_number"])) for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.row.errors, line.institution is not None, line.row.number))


@require_POST
@permitted(MANAGE)
def school_list_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters the good rows."""
    row = get_object_or_404(SchoolList, pk=pk)
    try:
        count = entering.enter(row, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("school_list_preview", pk=pk)
    text = ngettext("%(count)d school is entered.", "%(count)d schools are entered.", count) % {"count": count}
    flash(request, f"{text} {_('Nobody acts for them yet: invite somebody, or wait until they sign up.')}")
    return redirect(f"{reverse('institution_list')}?nobody=true")
