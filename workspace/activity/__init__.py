"""What groups do, read across their meetings, minutes and actions."""
