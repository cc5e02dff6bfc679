"""Handing over: a co-facilitator gives a group to those who come after."""
