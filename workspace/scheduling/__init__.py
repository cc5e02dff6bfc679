"""The calendar: what meetings come, which were held."""
