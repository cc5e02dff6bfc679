"""What waits for an agenda, and how an agenda is prepared."""
