"""Addresses of the papers for days without internet."""

from django.urls import path

from devices.sheets import views

urlpatterns = [
    path("devices/work-cards/", views.work_cards, name="work_cards"),
    path("devices/work-cards/blank/", views.blank_work_card, name="blank_work_card"),
    path("donations/<donation:number>/intake/list/", views.intake_list, name="intake_sheet"),
]
