"""Offices of the federation given, extended, ended: roles, seats in bodies, co-facilitation."""
