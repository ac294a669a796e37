"""Addresses of recipients: institutions and what they ask for; what they are given."""

from recipients.urls.handovers import urlpatterns as handover_patterns
from recipients.urls.needs import urlpatterns as need_patterns

urlpatterns = [*need_patterns, *handover_patterns]
