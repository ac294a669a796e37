"""Address of the page."""

from django.urls import path

from recipients.no_shows import views

urlpatterns = [
    path("handovers/<str:number>/nobody-came/", views.handover_nobody_came, name="handover_nobody_came"),
]
