"""Addresses of devices: taking in, and the workshop."""

from devices.urls.donations import urlpatterns as intake_patterns
from devices.urls.workshop import urlpatterns as workshop_patterns

urlpatterns = [*intake_patterns, *workshop_patterns]
