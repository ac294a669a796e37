"""All addresses. Each app lists its own; upper apps may answer under a lower one's prefix."""

from django.urls import include, path

from h4f import health, views

urlpatterns = [
    # Machines ask most often: they are not to wait until all pages' addresses have been tried.
    path("api/v1/", include("h4f.api")),
    path("healthz", health.healthz, name="healthz"),
    path("", views.start, name="start"),
    path("search/", views.search, name="search"),
    path("help/", views.page, {"name": "help"}, name="help"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("imprint/", views.page, {"name": "imprint"}, name="imprint"),
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("custody.urls")),
    path("", include("documents.urls")),
    path("", include("donations.urls")),
    path("", include("devices.urls")),
    path("", include("recipients.urls")),
]
