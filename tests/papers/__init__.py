"""What a meeting gives on paper."""
