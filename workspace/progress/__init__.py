"""What moved the project and the pact, from the other domains' facts."""
