"""Who was served and who waits, by institution, type, grade and waiting time, without telling of any few."""
