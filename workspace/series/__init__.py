"""Meetings that come back: made together at the dates of a rule, changed and cancelled together."""
