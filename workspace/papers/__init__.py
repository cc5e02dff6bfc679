"""What a meeting gives on paper: minutes, decisions, formal record, attendance sheet."""
