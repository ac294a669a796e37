"""Addresses around the waiting list: points, decisions about several at once, papers of a request, the report."""

from django.urls import path

from recipients.deciding import views as deciding
from recipients.fairness.views import fairness
from recipients.parents import views as parents
from recipients.waiting.views import NeedList
from recipients.weighing import views as weighing

urlpatterns = [
    path("needs/", NeedList.as_view(), name="need_list"),
    path("needs/decide/", deciding.needs_decide, name="needs_decide"),
    path("needs/fairness/", fairness, name="fairness"),
    path("requests/decide/", deciding.requests_decide, name="requests_decide"),
    path("requests/parents-sheet/", parents.parents_sheet, name="parents_sheet"),
    path("requests/parents-sheet/file/", parents.parents_sheet_file, name="parents_sheet_file"),
    path("requests/<request:number>/code-list/", parents.code_list_file, name="code_list_file"),
    path("requests/<request:number>/by-need/", deciding.request_by_need, name="request_by_need"),
    path("requests/decisions/<int:pk>/undo/", deciding.decision_undo, name="decision_undo"),
    path("needs/points/", weighing.weight_list, name="weight_list"),
    path("needs/points/change/", weighing.weight_change, name="weight_change"),
    path("needs/points/<int:pk>/take-back/", weighing.weight_take_back, name="weight_take_back"),
    path("needs/points/<int:pk>/put-back/", weighing.weight_put_back, name="weight_put_back"),
]
