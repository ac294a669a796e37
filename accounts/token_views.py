"""Access tokens on a person's own account page: for those who bring in machines' reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import ApiTokenForm
from accounts.models import ApiToken
from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from accounts.tokens import NameTaken, make_token, revoke_token

NEEDED = "devices.refurbish_device"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted(NEEDED)
def token_make(request: HttpRequest) -> HttpResponse:
    """Asks what for, and shows the secret in the answer itself: it is kept nowhere, so no later page could."""
    form = ApiTokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = make_token(request.user, form.cleaned_data["name"], now=timezone.now())
        except NameTaken as taken:
            form.add_error("name", str(taken))
        else:
            address = request.build_absolute_uri(reverse("snapshot"))
            context = {"token": token, "secret": secret, "snapshot_url": address}
            return render(request, "accounts/token_made.html", context)
    return render(request, "accounts/token_make.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(NEEDED)
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, since a revoked token does not come back."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk, revoked_at=None)
    if request.method == "POST":
        revoke_token(token, now=timezone.now())
        flash(request, _("The token “%(name)s” is revoked. Programs that have it are refused.") % {"name": token.name})
        return redirect("profile")
    return render(request, "accounts/token_revoke.html", {"token": token})
