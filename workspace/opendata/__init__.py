"""Open data: what is public anyway, for machines."""
