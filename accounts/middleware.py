"""Language and sign-in of every request.

Language: the person's choice, else the session's, else German. The browser's wish is ignored on purpose: the papers and
most readers are German, and a page must not change with the machine it is opened on.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts import sessions
from accounts.bench import presence

SESSION_KEY = "language"


class LanguageMiddleware:
    """Switches translations on for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


def chosen_language(request: HttpRequest) -> str:
    """A code of settings.LANGUAGES."""
    wanted = getattr(request.user, "language", "") or request.session.get(SESSION_KEY, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class SignedInMiddleware(LoginRequiredMiddleware):
    """Leads visitors to the sign-in, as Django's does, and keeps the form that somebody sent whose session had ended.
    Whoever is signed in stays so while they work."""

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if request.user.is_authenticated and getattr(view_func, "login_required", True):
            sessions.prolong(request)
            if request.method == "POST":
                self._sent_again(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def _sent_again(self, request: HttpRequest) -> None:
        kept = sessions.kept_form(request)
        if kept and kept.path == request.get_full_path():
            sessions.forget_form(request)

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        target = self._target(request)
        sign_in = redirect_to_login(target, resolve_url(self.get_login_url(view_func)))
        return HttpResponseClientRedirect(sign_in.url) if request.headers.get("HX-Request") else sign_in

    def _target(self, request: HttpRequest) -> str:
        if request.method == "POST":
            return reverse("session_resume") if sessions.keep_form(request) else reverse("start")
        # A part of a page that renews itself: the page is what one wants to come back to.
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return page._replace(scheme="", netloc="").geturl() or request.get_full_path()


class BenchMiddleware:
    """At a shared computer the person is whoever identified last (see `bench.presence`); pages that are not for the
    bench are refused there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.bench = presence.bench_of(request) if presence.BENCH_KEY in request.session else None
        if request.bench:
            request.user = presence.person_at(request) or AnonymousUser()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if not request.bench:
            return None
        if request.resolver_match.url_name == "start":
            return redirect(presence.home())
        if not presence.is_open(view_func, request.resolver_match.url_name):
            return render(request, "accounts/bench/not_here.html", status=403)
        if request.user.is_authenticated or not getattr(view_func, "login_required", True):
            return None
        kept = request.method == "POST" and sessions.keep_form(request)
        target = reverse("session_resume") if kept else request.get_full_path()
        address = f"{reverse('bench')}?{urlencode({'next': target})}"
        return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)
