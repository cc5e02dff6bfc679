"""Days of study, highlights, trainings: one registers, within the places there are."""
