"""Espace fédéral: groups, meetings, minutes and actions of a federation, tied to its project and its pact."""
