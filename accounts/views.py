"""Pages of a person's own account; signing in and out is allauth's."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from accounts.forms import ProfileForm
from accounts.middleware import SESSION_KEY
from accounts.pages.flash import flash


@login_not_required
@require_POST
def set_language_choice(request: HttpRequest) -> HttpResponse:
    """Keeps the language: with the person when signed in, and in the session; then back to where one was."""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        request.session[SESSION_KEY] = language
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return HttpResponseRedirect(_safe_next(request))


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own else reverse("start")


def profile(request: HttpRequest) -> HttpResponse:
    """Name and language of the signed-in person."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(request.user.language or settings.LANGUAGE_CODE):
            flash(request, _("Your details are saved."))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})
