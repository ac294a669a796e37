"""Addresses of donors' pages."""

from django.urls import path

from donations.donors.views import detail, merging, notes, people
from donations.donors.views.listing import DonorList

urlpatterns = [
    path("donors/", DonorList.as_view(), name="donor_list"),
    path("donors/<int:pk>/", detail.detail, name="donor_detail"),
    path("donors/<int:pk>/people/", people.people, name="donor_people"),
    path("donors/<int:pk>/leave/", people.leave, name="donor_leave"),
    path("donors/people/<int:pk>/off/", people.take_off, name="donor_person_off"),
    path("donors/people/<int:pk>/back/", people.bring_back, name="donor_person_back"),
    path("donors/<int:pk>/notes/", notes.write, name="donor_note_write"),
    path("donors/notes/<int:pk>/erase/", notes.erase, name="donor_note_erase"),
    path("donors/<int:pk>/same/", merging.find, name="donor_merge_find"),
    path("donors/<int:pk>/same/<int:other>/", merging.merge, name="donor_merge"),
    path("donors/<int:pk>/apart/<int:other>/", merging.say_apart, name="donor_apart"),
    path("donors/apart/<int:pk>/undo/", merging.take_apart_back, name="donor_apart_undo"),
    path("donors/merges/<int:pk>/undo/", merging.undo, name="donor_merge_undo"),
]
