"""Pages of reference data."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_filters import BooleanFilter, FilterSet

from accounts.pages import reference
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted


@require_safe
@permitted(reference.PERMISSION)
def reference_index(request: HttpRequest) -> HttpResponse:
    """Everything that the administration keeps."""
    return render(request, "accounts/reference/index.html", {"entries": reference.entries()})


class UseFilter(FilterSet):
    """In use or not."""

    is_active = BooleanFilter(label=gettext_lazy("In use"))


class ReferenceList(ListPage):
    """The rows of one table, which the address names."""

    filterset_class = UseFilter
    permission_required = reference.PERMISSION
    template_name = "accounts/reference/table.html"
    default_sort = "position"
    columns = (
        Column("name", gettext_lazy("Name"), main=True, sort=("name_de",), link=lambda row: _row_url(row)),
        Column("code", gettext_lazy("Code"), sort="code", code=True),
        Column("position", gettext_lazy("Place in lists"), sort="position", numeric=True),
        Column("is_active", gettext_lazy("In use"), sort="is_active", data_label=gettext_lazy("in use")),
    )

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.table = _table(kwargs["slug"])
        self.model, self.title = self.table.model, self.table.label

    def get_queryset(self) -> QuerySet:
        return self.model.objects.all()

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(table=self.table, **kwargs)


def _row_url(row) -> str:
    table = next(one for one in reference.entries() if getattr(one, "model", None) is type(row))
    return reverse("reference_row", args=[table.slug, row.pk])


def _table(slug: str) -> reference.Table:
    table = reference.table(slug)
    if table is None:
        raise Http404
    return table


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(reference.PERMISSION)
def reference_row(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Adds a row, or changes one."""
    table = _table(slug)
    row = get_object_or_404(table.model, pk=pk) if pk else None
    form = reference.form_class(table)(typed(request), instance=row, table=table)
    if form.is_bound and form.is_valid():
        flash(request, _("%(name)s is saved.") % {"name": form.save()})
        return redirect("reference_table", slug)
    return render(request, "accounts/reference/row.html", {"form": form, "table": table, "row": row})
