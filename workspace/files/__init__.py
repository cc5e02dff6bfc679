"""Files attached to groups and meetings."""
