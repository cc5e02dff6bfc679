"""What meetings ask people to do, and its follow-up."""
