"""Writing a federal project: its facts, stages and lines, its versions; what may be archived, what may be erased."""
