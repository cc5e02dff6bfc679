"""Meetings, their agenda and who is there."""
