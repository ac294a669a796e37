"""Addresses of a person's own account."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("language/", views.set_language_choice, name="set_language_choice"),
    path("profile/", views.profile, name="profile"),
    path("people/", views.PeopleList.as_view(), name="people_list"),
    path("people/<int:pk>/", views.person_edit, name="person_edit"),
]
