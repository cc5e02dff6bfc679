"""What the product says of itself: how to use it, who runs it, what it keeps, who may use it."""
