"""Loading a federal project, its groups and its pact from a file."""
