"""Addresses of pallets."""

from django.urls import path

from devices.pallets import views

urlpatterns = [
    path("pallets/", views.PalletList.as_view(), name="pallet_list"),
    path("pallets/new/", views.pallet_open, name="pallet_open"),
    path("pallets/<pallet:number>/", views.pallet_detail, name="pallet_detail"),
    path("pallets/<pallet:number>/goods/", views.pallet_goods, name="pallet_goods"),
    path("pallets/<pallet:number>/collect/", views.pallet_collect, name="pallet_collect"),
    path("pallets/<pallet:number>/certificate/", views.pallet_certificate, name="pallet_certificate"),
    path("pallets/<pallet:number>/paper/", views.pallet_paper, name="pallet_paper"),
    path("pallets/<pallet:number>/list/", views.pallet_print, name="pallet_print"),
    path("pallets/<pallet:number>/list.csv", views.pallet_csv, name="pallet_csv"),
    path("pallets/lines/<int:pk>/remove/", views.pallet_line_remove, name="pallet_line_remove"),
]
