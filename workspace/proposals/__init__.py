"""What groups propose to the board, and what it answers."""
