"""What retention destroys of needs and receipts: codes and what connects them with devices (PRODUCT.md § 7)."""
