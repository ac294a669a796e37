"""Addresses of checklists as reference data."""

from django.urls import path

from devices.checklists import views

urlpatterns = [
    path("checklists/", views.checklist_list, name="checklist_list"),
    path("checklists/<slug:category>/new/", views.checklist_new_version, name="checklist_new_version"),
    path("checklists/<slug:category>/<int:version>/", views.checklist_detail, name="checklist_detail"),
    path("checklists/<slug:category>/<int:version>/publish/", views.checklist_publish, name="checklist_publish"),
    path("checklists/<slug:category>/<int:version>/discard/", views.checklist_discard, name="checklist_discard"),
    path("checklists/<slug:category>/<int:version>/steps/add/", views.checklist_step_add, name="checklist_step_add"),
    path("checklist-steps/<int:pk>/", views.checklist_step_edit, name="checklist_step_edit"),
    path("checklist-steps/<int:pk>/move/<slug:way>/", views.checklist_step_move, name="checklist_step_move"),
    path("checklist-steps/<int:pk>/remove/", views.checklist_step_remove, name="checklist_step_remove"),
    path("checklist-steps/<int:pk>/picture/", views.checklist_step_picture, name="checklist_step_picture"),
]
