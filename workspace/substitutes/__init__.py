"""Excused, with a colleague instead: named by whoever cannot come, told, expected at the meeting (J2)."""
