"""What institutions and households get at most: limits of a period, one device set for each household."""
