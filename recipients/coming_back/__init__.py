"""What is put right around a handover: the quick check of what came back unused, and two devices that were crossed."""
