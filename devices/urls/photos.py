"""Addresses of photos."""

from django.urls import path

from devices.photos import views

urlpatterns = [
    path("devices/<device:number>/photos/", views.photo_upload, name="photo_upload"),
    path("devices/<device:number>/photos/gallery/", views.photo_gallery, name="photo_gallery"),
    path("photos/<int:pk>/remove/", views.photo_remove, name="photo_remove"),
    path("photos/<int:pk>/back/", views.photo_back, name="photo_back"),
    path("photos/<int:pk>/<slug:size>/", views.photo_file, name="photo_file"),
]
