"""Addresses of taking in and labelling: devices between the donor's door and the workshop."""

urlpatterns = []
