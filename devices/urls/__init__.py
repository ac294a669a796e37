"""Addresses of devices: taking in, and the workshop."""

from devices.accessories.urls import urlpatterns as accessory_patterns
from devices.confirmations.urls import urlpatterns as confirmation_patterns
from devices.pallets.urls import urlpatterns as pallet_patterns
from devices.parts.urls import urlpatterns as part_patterns
from devices.pickup_notes.urls import urlpatterns as pick_up_note_patterns
from devices.protocols.urls import urlpatterns as protocol_patterns
from devices.spreadsheets.urls import urlpatterns as spreadsheet_patterns
from devices.urls.checklists import urlpatterns as checklist_patterns
from devices.urls.donations import urlpatterns as intake_patterns
from devices.urls.labels import urlpatterns as label_patterns
from devices.urls.media import urlpatterns as media_patterns
from devices.urls.offering import urlpatterns as offering_patterns
from devices.urls.photos import urlpatterns as photo_patterns
from devices.urls.sheets import urlpatterns as sheet_patterns
from devices.urls.waiting import urlpatterns as waiting_patterns
from devices.urls.workshop import urlpatterns as workshop_patterns

urlpatterns = [
    *confirmation_patterns,
    *intake_patterns,
    *offering_patterns,
    *label_patterns,
    *photo_patterns,
    *media_patterns,
    *checklist_patterns,
    *waiting_patterns,
    *sheet_patterns,
    *workshop_patterns,
    *accessory_patterns,
    *part_patterns,
    *pallet_patterns,
    *protocol_patterns,
    *pick_up_note_patterns,
    *spreadsheet_patterns,
]
