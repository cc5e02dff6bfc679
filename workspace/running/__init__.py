"""A meeting while it runs: the clock of its points, votes, guests, who writes where, actions typed in the notes."""
