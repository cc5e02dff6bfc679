"""Finding again what was published, by its words."""
