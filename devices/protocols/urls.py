"""Addresses of erasure protocols; the papers themselves have those of documents."""

from django.urls import path

from devices.protocols import views

urlpatterns = [
    path("donations/<donation:number>/erasure-protocol/", views.donation_protocol, name="donation_protocol"),
]
