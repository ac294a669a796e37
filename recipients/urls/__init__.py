"""Addresses of recipients: institutions and what they ask for; what they are given."""

from recipients.blank.urls import urlpatterns as blank_patterns
from recipients.clauses.urls import urlpatterns as clause_patterns
from recipients.coming_back.urls import urlpatterns as coming_back_patterns
from recipients.holding.urls import urlpatterns as holding_patterns
from recipients.no_shows.urls import urlpatterns as no_show_patterns
from recipients.packing.urls import urlpatterns as packing_patterns
from recipients.proposals.urls import urlpatterns as proposal_patterns
from recipients.receipt_words.urls import urlpatterns as word_patterns
from recipients.urls.after import urlpatterns as after_patterns
from recipients.urls.handovers import urlpatterns as handover_patterns
from recipients.urls.institutions import urlpatterns as institution_patterns
from recipients.urls.needs import urlpatterns as need_patterns
from recipients.urls.queue import urlpatterns as queue_patterns
from recipients.urls.signatures import urlpatterns as signature_patterns

urlpatterns = [
    *institution_patterns,
    *need_patterns,
    *queue_patterns,
    *coming_back_patterns,
    *packing_patterns,
    *handover_patterns,
    *blank_patterns,
    *clause_patterns,
    *word_patterns,
    *holding_patterns,
    *no_show_patterns,
    *after_patterns,
    *signature_patterns,
    *proposal_patterns,
]
