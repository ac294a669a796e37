"""Pages of donors and donations. The offer form and the intake stand with the devices."""
