"""Addresses of clauses."""

from django.urls import path

from recipients.clauses import views

urlpatterns = [
    path("clauses/", views.clauses, name="clauses"),
    path("clauses/<slug:key>/new/", views.clauses_new, name="clauses_new"),
    path("clauses/<int:pk>/preview.pdf", views.clauses_preview, name="clauses_preview"),
    path("clauses/<int:pk>/checked/", views.clauses_checked, name="clauses_checked"),
    path("clauses/<int:pk>/discard/", views.clauses_discard, name="clauses_discard"),
    path("clauses/<int:pk>/<slug:language>/", views.clauses_translate, name="clauses_translate"),
]
