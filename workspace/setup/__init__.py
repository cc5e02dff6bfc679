"""The first run: an empty installation is opened once, by whoever holds the token that a command printed."""
