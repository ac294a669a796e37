"""Who acts for an institution: invited, joining, leaving, taking a listed school over."""
