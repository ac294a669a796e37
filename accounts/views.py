"""Pages of a person's own account; signing in and out is allauth's."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from accounts.filters import PersonFilter
from accounts.forms import PersonForm, ProfileForm
from accounts.middleware import SESSION_KEY
from accounts.models import ApiToken, User
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from accounts.roles import Role, role_label


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
    """Name and language of the signed-in person, and the tokens of their programs."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(request.user.language or settings.LANGUAGE_CODE):
            flash(request, _("Your details are saved."))
        return redirect("profile")
    tokens = ApiToken.objects.visible_to(request.user).standing()
    return render(request, "accounts/profile.html", {"form": form, "tokens": tokens})


def _roles_of(person: User) -> str:
    names = {group.name for group in person.groups.all()}
    return ", ".join(role_label(role) for role in Role if role in names)


class PeopleList(ListPage):
    """Everybody who has an account."""

    model = User
    filterset_class = PersonFilter
    permission_required = "accounts.manage_users"
    title = gettext_lazy("People")
    search_hint = gettext_lazy("Name or e-mail address")
    default_sort = "name"
    prefetched = ("groups",)
    columns = (
        Column(
            "name",
            gettext_lazy("Name"),
            value=str,
            sort="search_text",
            link=lambda person: reverse("person_edit", args=[person.pk]),
        ),
        Column("email", gettext_lazy("E-mail address"), sort="email", main=True),
        Column("roles", gettext_lazy("Roles"), value=_roles_of),
        Column("is_active", gettext_lazy("May sign in"), sort="is_active"),
        Column(
            "since",
            gettext_lazy("Here since"),
            value=lambda person: person.date_joined.date(),
            sort="date_joined",
            numeric=True,
        ),
    )


@permitted("accounts.manage_users")
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Roles of one person. Nobody takes the administration away from themselves: somebody has to keep the key."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        if person == request.user and (
            Role.ADMIN not in form.cleaned_data["groups"] or not form.cleaned_data["is_active"]
        ):
            flash(
                request,
                _("You can't take the administration away from yourself. Ask another administrator."),
                level=messages.ERROR,
            )
            return redirect("person_edit", pk)
        form.save()
        flash(request, _("The roles of %(name)s are saved.") % {"name": person})
        return redirect("people_list")
    return render(request, "accounts/person_edit.html", {"form": form, "person": person})
