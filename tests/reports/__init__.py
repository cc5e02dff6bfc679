"""Reports: the year, the project, the pact."""
