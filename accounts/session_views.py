"""Pages about one's own session: going on where it had ended, and staying signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import sessions
from accounts.pages.flash import flash


@require_http_methods(["GET", "HEAD", "POST"])
def session_resume(request: HttpRequest) -> HttpResponse:
    """Offers the form that was sent after the session had ended; `POST` throws it away."""
    kept = sessions.kept_form(request)
    if request.method == "POST":
        sessions.forget_form(request)
        flash(request, _("Nothing was sent."))
        return redirect("start")
    if kept is None:
        if sessions.is_somebody_elses(request):
            text = _("What was sent last came from somebody else's page. It is kept for them for a quarter of an hour.")
            flash(request, text, level=messages.WARNING)
        return redirect("start")
    return render(request, "accounts/session_resume.html", {"kept": kept})


@require_safe
@login_not_required
def session_left(request: HttpRequest) -> JsonResponse:
    """How many seconds the session still lasts; asking does not prolong it."""
    return JsonResponse({"seconds": sessions.seconds_left(request) if request.user.is_authenticated else 0})


@require_POST
def session_stay(request: HttpRequest) -> JsonResponse:
    """The session's term begins anew."""
    request.session.pop(sessions.SEEN, None)
    sessions.prolong(request)
    return JsonResponse({"seconds": sessions.seconds_left(request)})
