"""What statutes ask of the meetings of a body: a quorum, and who may speak for whom. Settings, off by default."""
