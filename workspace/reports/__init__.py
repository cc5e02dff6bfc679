"""Reports: the pact, the board’s view of the project, the year. Holes first, then the draft, then frozen."""
