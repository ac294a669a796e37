"""All addresses. Each app lists its own; upper apps may answer under a lower one's prefix."""

from django.urls import include, path

from h4f import health

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("documents.urls")),
    path("", include("donations.urls")),
    path("", include("devices.urls")),
    path("", include("recipients.urls")),
    path("healthz", health.healthz, name="healthz"),
]
