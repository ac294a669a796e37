"""The Löschprotokoll: what became of a donor's data, per medium (PRODUCT.md § 6)."""
