"""Addresses of the receipts' captions."""

from django.urls import path

from recipients.receipt_words import views

urlpatterns = [
    path("receipt-words/", views.receipt_words, name="receipt_words"),
    path("receipt-words/<int:pk>/preview.pdf", views.receipt_words_preview, name="receipt_words_preview"),
    path("receipt-words/<int:pk>/checked/", views.receipt_words_checked, name="receipt_words_checked"),
    path("receipt-words/<int:pk>/back/", views.receipt_words_back, name="receipt_words_back"),
    path("receipt-words/<int:pk>/discard/", views.receipt_words_discard, name="receipt_words_discard"),
    path("receipt-words/<slug:language>/", views.receipt_words_change, name="receipt_words_change"),
]
