"""The archive of papers: found by their words, taken along as a ZIP file, checked against the database."""
