"""The « lieu ressources »: what groups made, shared beyond them."""
