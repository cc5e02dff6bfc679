"""The federation's own settings, and the health page."""
