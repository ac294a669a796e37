"""Addresses of institutions' people, of their yearly answer, of our own counter, of lists of schools."""

from django.urls import path

from recipients.views import counter, institution_needs, institution_people, institutions, school_lists

ONE = "institutions/<int:pk>/"

urlpatterns = [
    path("institutions/own/", institutions.institution_own, name="institution_own"),
    path("institutions/needs/", institution_needs.own_needs_question, name="own_needs_question"),
    path("institutions/new/", institutions.institution_new, name="institution_new"),
    path(f"{ONE}edit/", institutions.institution_edit, name="institution_edit"),
    path(f"{ONE}needs/", institution_needs.institution_needs, name="institution_needs"),
    path(f"{ONE}invite/", institution_people.institution_invite, name="institution_invite"),
    path(f"{ONE}leave/", institution_people.institution_leave, name="institution_leave"),
    path(f"{ONE}people/<int:person>/take-off/", institution_people.member_take_off, name="member_take_off"),
    path(f"{ONE}people/<int:person>/back/", institution_people.member_bring_back, name="member_bring_back"),
    path(
        "institutions/invitations/<int:pk>/withdraw/",
        institution_people.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("institutions/join/<str:token>/", institution_people.institution_join, name="institution_join"),
    path("institutions/claims/<int:pk>/accept/", institution_people.claim_accept, name="claim_accept"),
    path("institutions/claims/<int:pk>/refuse/", institution_people.claim_refuse, name="claim_refuse"),
    path("institutions/lists/", school_lists.school_list_new, name="school_list_new"),
    path("institutions/lists/<int:pk>/", school_lists.school_list, name="school_list_preview"),
    path("institutions/lists/<int:pk>/enter/", school_lists.school_list_enter, name="school_list_enter"),
    path("counter/", counter.FamilyList.as_view(), name="family_list"),
    path("counter/new/", counter.family_new, name="family_new"),
    path("counter/deletions/", counter.family_deletions, name="family_deletions"),
    path("counter/<int:pk>/", counter.family_detail, name="family_detail"),
    path("counter/<int:pk>/called/", counter.family_called, name="family_called"),
]
