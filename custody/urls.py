"""Addresses of mails."""

from django.urls import path

from custody import mail_views

urlpatterns = [
    path("mails/", mail_views.MailList.as_view(), name="mail_list"),
    path("mails/<int:pk>/", mail_views.mail_detail, name="mail_detail"),
    path("mails/<int:pk>/repeat/", mail_views.mail_repeat, name="mail_repeat"),
    path("mails/<int:pk>/done/", mail_views.mail_deal_with, name="mail_deal_with"),
    path("mails/kinds/", mail_views.mail_kind_list, name="mail_kind_list"),
    path("mails/kinds/<slug:code>/", mail_views.mail_kind, name="mail_kind"),
]
