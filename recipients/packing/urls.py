"""Addresses of packing."""

from django.urls import path

from recipients.packing import views

ONE = "handovers/<str:number>/"

urlpatterns = [
    path("handovers/to-pack/", views.handovers_to_pack, name="handovers_to_pack"),
    path(f"{ONE}packing/", views.handover_packing, name="handover_packing"),
    path(f"{ONE}packing/list.pdf", views.packing_list_pdf, name="packing_list_pdf"),
    path(f"{ONE}packing/open/", views.handover_unpack, name="handover_unpack"),
    path(f"{ONE}packing/<int:pk>/undo/", views.packing_undo, name="packing_undo"),
    path(f"{ONE}packing/<int:pk>/swap/", views.packing_swap, name="packing_swap"),
    path(f"{ONE}packing/<int:pk>/instead/", views.packing_take_instead, name="packing_take_instead"),
    path(f"{ONE}list.pdf", views.handover_list_pdf, name="handover_list_pdf"),
]
