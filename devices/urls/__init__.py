"""Addresses of devices: taking in, and the workshop."""

from devices.urls.checklists import urlpatterns as checklist_patterns
from devices.urls.donations import urlpatterns as intake_patterns
from devices.urls.labels import urlpatterns as label_patterns
from devices.urls.waiting import urlpatterns as waiting_patterns
from devices.urls.workshop import urlpatterns as workshop_patterns

urlpatterns = [*intake_patterns, *label_patterns, *checklist_patterns, *waiting_patterns, *workshop_patterns]
