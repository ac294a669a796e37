"""The Abholschein: what was collected from a donor, and who answers for its data until they are erased."""
