"""How one comes in: links by letter, passwords, addresses, the second factor, open sessions."""
