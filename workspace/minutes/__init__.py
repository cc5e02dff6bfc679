"""Minutes, decisions, publication."""
