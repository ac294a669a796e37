"""What devices in use save, if each replaced a new purchase (PRODUCT.md § 9)."""
