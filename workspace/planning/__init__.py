"""The semester of every group on one page: planned, judged, moved, called at once (J4)."""
