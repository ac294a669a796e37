"""What covers the processing of a donor's data until they are erased (Art. 28 GDPR)."""
