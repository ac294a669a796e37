"""Addresses of offering devices: the public form and its confirmation."""

from django.urls import path

from devices.offering import confirming, views

urlpatterns = [
    path("donations/offer/", views.begin, name="offer_begin"),
    path("donations/offer/sent/", views.sent, name="offer_sent"),
    path("donations/offer/discard/", views.discard, name="offer_discard"),
    path("donations/offer/hints/", views.hints, name="offer_hints"),
    path("donations/offer/confirm/<str:token>/", confirming.confirm, name="offer_confirm"),
    path("donations/offer/<slug:code>/", views.step, name="offer_step"),
    path("donations/offer/<slug:code>/keep/", views.keep, name="offer_keep"),
]
