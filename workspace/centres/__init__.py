"""Centres and the rooms they lend, institutions and what they signed."""
