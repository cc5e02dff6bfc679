"""What each party promised in a pact, and what is said of it."""
