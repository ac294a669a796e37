"""Pages at a bench, and of what one identifies with there."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.bench import keys, presence
from accounts.bench.forms import BenchForm, IdentifyForm, OpenBenchForm, PinForm
from accounts.bench.models import Bench, BenchKey
from accounts.filters import BenchFilter
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from accounts.pages.qr import qr_path

MANAGE = "accounts.manage_reference_data"


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(presence.ENTRANCE)
def bench_open(request: HttpRequest) -> HttpResponse:
    """Makes this computer a bench, and signs out of it whoever does."""
    form = OpenBenchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        presence.open_bench(request, form.cleaned_data["bench"])
        return redirect("bench")
    return render(request, "accounts/bench/open.html", {"form": form, "benches": form.fields["bench"].queryset})


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def bench(request: HttpRequest) -> HttpResponse:
    """Who is there? A badge or a PIN says it."""
    if not request.bench:
        return redirect("bench_open")
    form = IdentifyForm(request.POST if request.method == "POST" else None)
    target = _target(request)
    if form.is_bound and form.is_valid():
        person = form.cleaned_data["who"]
        if not presence.at_bench(person).has_perm(presence.ENTRANCE):
            form.add_error(None, _("Your role does not include the workshop."))
        else:
            presence.enter(request, person)
            flash(request, _("Hello, %(name)s.") % {"name": person})
            return redirect(target)
    return render(request, "accounts/bench/identify.html", {"form": form, "next": target})


def _target(request: HttpRequest) -> str:
    """Where the person wanted to go; an address of ours, else where work begins."""
    target = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own and target != reverse("bench") else reverse(presence.home())


@require_POST
@login_not_required
def bench_leave(request: HttpRequest) -> HttpResponse:
    """The person goes; the bench waits for the next one."""
    presence.leave(request)
    return redirect("bench")


@require_POST
@login_not_required
def bench_close(request: HttpRequest) -> HttpResponse:
    """The computer is no bench any more."""
    request.session.flush()
    return redirect("start")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(presence.ENTRANCE)
def bench_keys(request: HttpRequest) -> HttpResponse:
    """One's own PIN and badge."""
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keys.set_pin(request.user, form.cleaned_data["pin"])
        flash(request, _("Your PIN for the benches is set."))
        return redirect("bench_keys")
    key = BenchKey.objects.filter(user=request.user).first()
    return render(request, "accounts/bench/keys.html", {"form": form, "key": key})


@never_cache
@require_POST
@permitted(presence.ENTRANCE)
def bench_badge(request: HttpRequest) -> HttpResponse:
    """Makes a badge and shows it this once, to be printed."""
    code = keys.make_badge(request.user)
    path, side = qr_path(code)
    return render(request, "accounts/bench/badge.html", {"code": code, "path": path, "side": side})


@require_POST
@permitted(presence.ENTRANCE)
def bench_keys_remove(request: HttpRequest) -> HttpResponse:
    """Neither PIN nor badge opens a bench any more."""
    keys.remove_keys(request.user)
    flash(request, _("PIN and badge are removed. You can set new ones at any time."))
    return redirect("bench_keys")


class BenchList(ListPage):
    """The shared computers of the workshop."""

    model = Bench
    filterset_class = BenchFilter
    permission_required = MANAGE
    title = gettext_lazy("Benches")
    default_sort = "name"
    template_name = "accounts/bench/list.html"
    columns = (
        Column(
            "name",
            gettext_lazy("Bench"),
            main=True,
            sort="name",
            link=lambda row: reverse("bench_edit", args=[row.pk]),
        ),
        Column("is_active", gettext_lazy("In use"), sort="is_active"),
    )


@permitted(MANAGE)
def bench_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Adds a bench, or changes one."""
    row = get_object_or_404(Bench, pk=pk) if pk else None
    form = BenchForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        flash(request, _("The bench “%(name)s” is saved.") % {"name": saved})
        return redirect("bench_list")
    return render(request, "accounts/bench/edit.html", {"form": form, "bench_row": row})
