"""A pupil changes the school: what was given stays with the pupil, what was waited goes along."""
