"""Addresses of a person's own account."""

from django.urls import path

from accounts import reference_views, session_views, token_views, views
from accounts.bench import views as bench_views

urlpatterns = [
    path("language/", views.set_language_choice, name="set_language_choice"),
    path("profile/", views.profile, name="profile"),
    path("profile/tokens/", token_views.token_make, name="token_make"),
    path("profile/tokens/<int:pk>/revoke/", token_views.token_revoke, name="token_revoke"),
    path("people/", views.PeopleList.as_view(), name="people_list"),
    path("people/<int:pk>/", views.person_edit, name="person_edit"),
    path("session/resume/", session_views.session_resume, name="session_resume"),
    path("session/left/", session_views.session_left, name="session_left"),
    path("session/stay/", session_views.session_stay, name="session_stay"),
    path("bench/", bench_views.bench, name="bench"),
    path("bench/open/", bench_views.bench_open, name="bench_open"),
    path("bench/leave/", bench_views.bench_leave, name="bench_leave"),
    path("bench/close/", bench_views.bench_close, name="bench_close"),
    path("profile/bench/", bench_views.bench_keys, name="bench_keys"),
    path("profile/bench/badge/", bench_views.bench_badge, name="bench_badge"),
    path("profile/bench/remove/", bench_views.bench_keys_remove, name="bench_keys_remove"),
    path("reference/", reference_views.reference_index, name="reference_index"),
    path("reference/<slug:slug>/", reference_views.ReferenceList.as_view(), name="reference_table"),
    path("reference/<slug:slug>/new/", reference_views.reference_row, name="reference_new"),
    path("reference/<slug:slug>/<int:pk>/", reference_views.reference_row, name="reference_row"),
    path("benches/", bench_views.BenchList.as_view(), name="bench_list"),
    path("benches/new/", bench_views.bench_edit, name="bench_new"),
    path("benches/<int:pk>/", bench_views.bench_edit, name="bench_edit"),
]
