"""Documents, PDF and ODT."""
