"""The workshop's pages."""
