"""Bringing others into a group: invitations by letter, people added by name."""
