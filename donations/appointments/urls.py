"""Addresses of appointments and of a donation's slot."""

from django.urls import path

from donations.appointments.views import calendar, feeds, hours, slots

urlpatterns = [
    path("donations/<donation:number>/slot/", slots.donation_slot, name="donation_slot"),
    path("donations/<donation:number>/appointment.ics", slots.donation_calendar_file, name="donation_calendar_file"),
    path("appointments/", calendar.calendar, name="appointment_calendar"),
    path("appointments/month/", calendar.calendar_month, name="appointment_month"),
    path("appointments/<day:day>/", calendar.calendar_day, name="appointment_day"),
    path("appointments/<day:day>/route/", calendar.route, name="route"),
    path("appointments/route/<donation:number>/<slug:direction>/", calendar.route_move, name="route_move"),
    path("appointments/hours/", hours.opening_hours, name="opening_hours"),
    path("appointments/hours/new/", hours.hours_edit, name="opening_hours_new"),
    path("appointments/hours/<int:pk>/", hours.hours_edit, name="opening_hours_edit"),
    path("appointments/hours/<int:pk>/remove/", hours.hours_remove, name="opening_hours_remove"),
    path("appointments/closed/new/", hours.closed_days_new, name="closed_days_new"),
    path("appointments/closed/<int:pk>/remove/", hours.closed_days_remove, name="closed_days_remove"),
    path("appointments/feed/", feeds.feed_page, name="calendar_feed_page"),
    path("appointments/feed/new/", feeds.feed_make, name="calendar_feed_make"),
    path("appointments/feed/revoke/", feeds.feed_revoke, name="calendar_feed_revoke"),
    path("calendar/<str:secret>.ics", feeds.calendar_feed, name="calendar_feed"),
]
